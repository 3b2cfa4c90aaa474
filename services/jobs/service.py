"""The process: checks what it needs, serves its metrics and health, runs the App until told to stop."""

import asyncio
import signal
from collections.abc import Coroutine
from contextlib import AsyncExitStack, suppress
from typing import Any

import structlog

from pipeline import db, metrics, migrate
from pipeline.errors import Misconfigured
from pipeline.runner.kafka import partition_counts
from pipeline.runner.outages import Database, Outages
from pipeline.runner.watchdog import Watchdog
from services.jobs.app import JobsApp, topics
from services.jobs.metrics import JobsMetrics
from services.jobs.progress import keep_fed
from services.jobs.settings import JobsSettings
from services.jobs.store import Store

PROBE_SECONDS = 2.0

log = structlog.stdlib.get_logger(__name__)


async def serve(settings: JobsSettings) -> None:
    """Run until SIGTERM. Raises Misconfigured when topics or migrations are missing, KafkaError, OSError or asyncpg's
    errors when Kafka or the database cannot be reached at the start, and whatever ended the App.
    """
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await _check_topics(settings)
    async with AsyncExitStack() as closing:
        pool = await db.connect(settings.database_url, size=settings.database_connections, name=settings.worker)
        closing.push_async_callback(_close, pool)
        await _check_migrations(pool)
        database = Database(settings.database_url)
        closing.callback(database.close)
        outages = Outages(database, metrics.Metrics("jobs"))
        app = JobsApp(settings, Store(pool, outages, settings.attempts), JobsMetrics())
        watchdog = Watchdog()
        closing.callback(watchdog.stop)
        watchdog.start()

        def not_ready() -> str | None:
            return app.not_ready() or (None if database.reachable else "the database does not answer")

        port = closing.enter_context(
            metrics.serve(settings.metrics_host, settings.metrics_port, live=watchdog.stalled, ready=not_ready)
        )
        log.info("started", port=port)
        try:
            await _until_first(stop.wait(), app.run(), keep_fed(watchdog, app, outages, settings), _probe(database))
        finally:
            with suppress(TimeoutError):  # what it has not done is done again after the next start
                await asyncio.wait_for(app.faust.stop(), settings.stop_seconds)
        log.info("stopped")


async def _until_first(*work: Coroutine[Any, Any, object]) -> None:
    """Do all of it until the first is done or fails; a failure is raised."""
    tasks = [asyncio.create_task(each) for each in work]
    done, rest = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)
    for task in done:
        task.result()


async def _probe(database: Database) -> None:
    while True:
        await database.probe()
        await asyncio.sleep(PROBE_SECONDS)


async def _check_topics(settings: JobsSettings) -> None:
    needed = topics(settings.topic_prefix)
    counts = await partition_counts(settings.kafka_bootstrap, needed)
    if missing := [name for name in needed if name not in counts]:
        raise Misconfigured("topics", f"Kafka lacks {', '.join(missing)}; create them with: tessera topics")
    if len(set(counts.values())) > 1:
        raise Misconfigured(
            "topics",
            f"these topics must have equally many partitions: {counts}; compare them with: tessera topics --check",
        )


async def _check_migrations(pool: db.Pool) -> None:
    async with pool.acquire() as connection:
        if missing := await migrate.pending(connection):
            raise Misconfigured("migrate", f"the database lacks migrations {', '.join(missing)}; run: tessera migrate")


async def _close(pool: db.Pool) -> None:
    """Close the pool; at once if a connection is still in use."""
    try:
        await asyncio.wait_for(pool.close(), PROBE_SECONDS)
    except TimeoutError:
        pool.terminate()
