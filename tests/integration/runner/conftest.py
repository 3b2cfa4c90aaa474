"""Topics, a database and settings for one test of the worker core."""

from collections.abc import AsyncIterator

import pytest

from pipeline import db
from pipeline.settings import Settings
from tests.integration.runner import harness


@pytest.fixture
async def kafka(bootstrap: str, topic_prefix: str) -> AsyncIterator[harness.Kafka]:
    await harness.make_topics(bootstrap, topic_prefix, 4)
    async with harness.kafka(bootstrap, topic_prefix) as kafka:
        yield kafka


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[db.Pool]:
    pool = await db.connect(database_url)
    await pool.execute("CREATE TABLE toy_work (document_id uuid, attempt integer)")
    yield pool
    await pool.close()


@pytest.fixture
def worker_settings(kafka: harness.Kafka, database_url: str, pool: db.Pool) -> Settings:
    """Quick ones: short backoff, short sessions."""
    return Settings(
        kafka_bootstrap=kafka.bootstrap,
        database_url=database_url,
        objects_url="file:///nowhere",
        topic_prefix=kafka.prefix,
        backoff_seconds=0.05,
        heartbeat_seconds=0.2,
        stop_seconds=5,
        kafka_session_seconds=3,
        attempts=3,
    )
