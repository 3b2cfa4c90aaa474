"""Where the commands find Kafka, the database and the objects: the environment, else the running stack."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from cli.errors import Unreachable
from pipeline import db
from pipeline.errors import Misconfigured
from pipeline.runner.kafka import MAX_REQUEST_BYTES, answered, close_quietly
from pipeline.runner.reader import Reader
from pipeline.settings import Settings, load

HINT = "`tessera up` starts a stack on this machine"
REQUEST_MS, ANSWER_SECONDS = 10_000, 20.0
"""After which a person would rather hear that something is wrong: one request to Kafka, and anything asked of it or of
the database.
"""


def settings(state_dir: Path) -> Settings:
    """Settings from TESSERA_* variables, and from the stack in `state_dir` where those are silent.

    Raises Unreachable when no stack runs and the variables do not say where else, Misconfigured when one is wrong.
    """
    env = state_dir / "env"
    try:
        return load(Settings, env)
    except Misconfigured as error:
        if env.exists():
            raise
        raise Unreachable(
            f"no stack runs in {state_dir} and the environment names no other: {error}; {HINT}"
        ) from error


@asynccontextmanager
async def database(url: str) -> AsyncIterator[db.Pool]:
    """A pool of connections. Raises Unreachable, and Misconfigured when the database was never migrated."""
    try:
        pool = await db.connect(url, size=2, name="tessera-cli", seconds=ANSWER_SECONDS)
    except ValueError as error:
        if "vector" not in str(error):
            raise Misconfigured("database_url", f"TESSERA_DATABASE_URL is not a database's URL: {error}") from error
        raise Misconfigured("migrations", "the database is empty: run `tessera migrate`") from error
    except (OSError, asyncpg.PostgresError) as error:
        raise Unreachable(f"the database cannot be reached: {error}; {HINT}") from error
    try:
        yield pool
    finally:
        await db.close(pool)


class _Producer(AIOKafkaProducer):  # type: ignore[misc]
    async def send_and_wait(self, *args: Any, **options: Any) -> Any:
        """aiokafka's, which would wait for as long as Kafka is away."""
        async with answered("take the message", ANSWER_SECONDS):
            return await super().send_and_wait(*args, **options)


@asynccontextmanager
async def producer(bootstrap: str) -> AsyncIterator[AIOKafkaProducer]:
    """An ordinary producer that waits for every replica. Raises Unreachable."""
    client = _Producer(
        bootstrap_servers=bootstrap,
        acks="all",
        enable_idempotence=True,
        max_request_size=MAX_REQUEST_BYTES,  # the broker judges, not the client
        request_timeout_ms=REQUEST_MS,
    )
    async with _reached(client, bootstrap):
        yield client


@asynccontextmanager
async def admin(bootstrap: str) -> AsyncIterator[AIOKafkaAdminClient]:
    """A client for topics. Raises Unreachable."""
    client = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=REQUEST_MS)
    async with _reached(client, bootstrap):
        yield client


@asynccontextmanager
async def reader(bootstrap: str, topic: str) -> AsyncIterator[Reader]:
    """Reads one topic, which must exist, outside any group. Raises Unreachable."""
    client = Reader(bootstrap, topic, ANSWER_SECONDS)
    async with _reached(client, bootstrap):
        yield client


@asynccontextmanager
async def _reached(client: AIOKafkaProducer | AIOKafkaAdminClient | Reader, bootstrap: str) -> AsyncIterator[None]:
    stop = client.close if isinstance(client, AIOKafkaAdminClient) else client.stop
    try:
        async with answered("let the command in", ANSWER_SECONDS):
            await client.start()
    except (KafkaError, OSError) as error:
        await close_quietly("client", stop())
        raise Unreachable(f"Kafka at {bootstrap} cannot be reached: {error}; {HINT}") from error
    try:
        yield
    except KafkaError as error:
        raise Unreachable(
            f"Kafka at {bootstrap} failed: {error!r}; does it have the topics (`tessera topics`)?"
        ) from error
    finally:
        await close_quietly("client", stop())
