"""How a service starts: what it is given, and the one `main` behind every services/X/__main__.py."""

import asyncio
import logging
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NoReturn, TypeVar

import asyncpg
import structlog

from pipeline import db, logs, metrics, migrate, topics
from pipeline.ai.results import StoredResults
from pipeline.db import close
from pipeline.errors import Misconfigured
from pipeline.objects import Objects
from pipeline.runner.kafka import KafkaError, partition_counts
from pipeline.runner.loop import TooManyBugs
from pipeline.runner.watchdog import Watchdog
from pipeline.runner.worker import Worker
from pipeline.settings import Settings, load
from pipeline.stage import Stage
from pipeline.work import Clock

S = TypeVar("S", bound=Settings)
log = structlog.stdlib.get_logger(__name__)

EXIT_CRASHED, EXIT_MISCONFIGURED, EXIT_TOO_MANY_BUGS = 1, 2, 3


@dataclass(frozen=True)
class Resources:
    """What every service is given to build its stage from. What `build` opens it pushes onto `closing`, which is
    unwound once the last message is out of hand.
    """

    settings: Settings
    pool: db.Pool
    objects: Objects
    results: StoredResults
    clock: Clock
    closing: AsyncExitStack


class SystemClock:
    """The time of this machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def main(settings_type: type[S], build: Callable[[S, Resources], Stage[Any, Any, Any]]) -> NoReturn:
    """Run a service until SIGTERM or SIGINT, or until it is to be replaced (`recycle_bytes`): exit code 0; 1 after a
    crash; 2, with one line on stderr, when it cannot start; 3 when message after message met a bug; 70 when the
    watchdog found it stalled.
    """
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # until all is there: one line says what is not
    try:
        settings = load(settings_type)
        code = asyncio.run(_run(settings, build))
    except Misconfigured as error:
        print(error.message, file=sys.stderr)
        code = EXIT_MISCONFIGURED
    sys.exit(code)


async def _run(settings: S, build: Callable[[S, Resources], Stage[Any, Any, Any]]) -> int:
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    clock = SystemClock()
    async with AsyncExitStack() as closing:
        pool = await connect(settings)
        try:
            await check(settings, pool)
            objects = Objects(settings.objects_url)
            resources = Resources(settings, pool, objects, StoredResults(pool), clock, closing)
            stage = build(settings, resources)
            logs.configure(settings.log_format, settings.log_level, stage=stage.name, worker=settings.worker)
            if settings.stuck_seconds <= settings.longest_silence:
                log.warning(
                    "stuck_seconds_short", seconds=settings.stuck_seconds, longest_silence=settings.longest_silence
                )
            worker = Worker(stage, settings, pool, clock, metrics.Metrics(stage.name), Watchdog())
            return await _serve(worker, settings, stopping)
        finally:
            await closing.aclose()
            await close(pool)


async def _serve(worker: Worker, settings: Settings, stopping: asyncio.Event) -> int:
    host, port = settings.metrics_host, settings.metrics_port
    try:
        health = metrics.serve(host, port, live=worker.not_live, ready=worker.not_ready)
    except OSError as error:
        raise Misconfigured("metrics_port", f"{host}:{port} cannot be listened on: {error}") from error
    with health as port:
        log.info("started", metrics=f"http://{host}:{port}/metrics")
        try:
            await worker.start()
            await _first(stopping.wait(), worker.wait_until_stopped(), worker.wait_until_recycled())
        except KafkaError as error:
            raise unreachable("Kafka", settings.kafka_bootstrap, error) from error
        finally:
            await worker.stop()
    reason = worker.crash_reason
    if reason is None:
        log.info("stopped")
        return 0
    log.critical("crashed", reason=str(reason), exc_info=None if isinstance(reason, TooManyBugs) else reason)
    return EXIT_TOO_MANY_BUGS if isinstance(reason, TooManyBugs) else EXIT_CRASHED


async def connect(settings: Settings) -> db.Pool:
    """The service's pool. Raises Misconfigured, in a sentence, when the database cannot be used."""
    try:
        return await db.connect(settings.database_url, size=settings.database_connections, name=settings.worker)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
        # no vector type to register: the first migration makes it
        missing = isinstance(error, ValueError) and "vector" in str(error)
        if missing:
            raise Misconfigured("migrations", "the database is empty: run `tessera migrate`") from error
        raise unreachable("the database", settings.database_url.rpartition("@")[2], error) from error


async def check(settings: Settings, pool: db.Pool) -> None:
    """Raises Misconfigured, with the command that mends it, when migrations or topics are missing."""
    async with pool.acquire() as connection:
        if pending := await migrate.pending(connection):
            raise Misconfigured("migrations", f"the database lacks {len(pending)} migrations: run `tessera migrate`")
    declared = {settings.topic_prefix + topic.name: topic.partitions for topic in topics.load().values()}
    try:
        counts = await partition_counts(settings.kafka_bootstrap, declared)
    except KafkaError as error:
        raise unreachable("Kafka", settings.kafka_bootstrap, error) from error
    wrong = [
        f"{topic} has {counts.get(topic, 0)} partitions of {partitions}"
        for topic, partitions in declared.items()
        if counts.get(topic, 0) != partitions
    ]
    if wrong:
        more = f" and {len(wrong) - 1} more topics are wrong" if len(wrong) > 1 else ""
        raise Misconfigured("topics", f"{wrong[0]}{more}: run `tessera topics`")


def unreachable(what: str, where: str, error: Exception) -> Misconfigured:
    """In a sentence; without the user and password of a URL."""
    return Misconfigured("unreachable", f"{what} cannot be reached at {where}: {error or type(error).__name__}")


async def _first(*coroutines: Awaitable[Any]) -> None:
    """Return when one of them has; the others are cancelled."""
    tasks = [asyncio.ensure_future(coroutine) for coroutine in coroutines]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
