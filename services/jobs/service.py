"""The process around the App, started, checked and served like the other services (pipeline/service.py)."""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from typing import Any

import structlog

from pipeline import db, logs, metrics
from pipeline.errors import Misconfigured
from pipeline.runner.outages import Broker, Database, Outages
from pipeline.runner.watchdog import Watchdog
from pipeline.service import EXIT_CRASHED, check, connect
from services.jobs.app import JobsApp
from services.jobs.metrics import JobsMetrics
from services.jobs.progress import keep_fed
from services.jobs.settings import JobsSettings
from services.jobs.store import Store

PROBE_SECONDS = 2.0

log = structlog.stdlib.get_logger(__name__)


async def run(settings: JobsSettings) -> int:
    """Run until SIGTERM or SIGINT; the exit code. Raises Misconfigured when the service cannot start."""
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    logs.configure(settings.log_format, settings.log_level, stage="jobs", worker=settings.worker)
    for name in ("faust", "services.jobs.recovery"):
        logging.getLogger(name).setLevel(logging.WARNING)  # INFO prints tables of partitions at every start
    async with AsyncExitStack() as closing:
        pool = await connect(settings)
        closing.push_async_callback(db.close, pool)
        await check(settings, pool)
        database, broker = Database(settings.database_url), Broker(settings.kafka_bootstrap)
        closing.callback(database.close)
        outages = Outages(database, metrics.Metrics("jobs"))
        app = JobsApp(settings, Store(pool, outages, settings.attempts), outages, JobsMetrics())
        watchdog = Watchdog()
        watchdog.start()
        closing.callback(watchdog.stop)

        def not_ready() -> str | None:
            return app.not_ready() or _away(database, broker)

        host, port = settings.metrics_host, settings.metrics_port
        try:
            port = closing.enter_context(metrics.serve(host, port, live=watchdog.stalled, ready=not_ready))
        except OSError as error:
            raise Misconfigured("metrics_port", f"{host}:{port} cannot be listened on: {error}") from error
        log.info("started", metrics=f"http://{host}:{port}/metrics")
        code = 0
        try:
            await _until_first(
                stopping.wait(), app.run(), keep_fed(watchdog, app, outages, broker, settings), _probe(database, broker)
            )
        except Exception:
            log.critical("crashed", exc_info=True)
            code = EXIT_CRASHED
        await _stop(app, settings.stop_seconds, code)
    log.info("stopped")
    return code


def _away(database: Database, broker: Broker) -> str | None:
    if not database.reachable:
        return "the database cannot be reached"
    return None if broker.reachable else "Kafka cannot be reached"


async def _stop(app: JobsApp, seconds: float, code: int) -> None:
    """Stop the App; if that takes longer, leave at once, for its threads would keep the process. What is not done by
    then is done again after the next start.
    """
    stop = asyncio.create_task(app.faust.stop())
    _, late = await asyncio.wait([stop], timeout=seconds)
    if late:
        log.warning("stopped_late", seconds=seconds)
        sys.stderr.flush()
        os._exit(code)
    stop.result()


async def _until_first(*work: Coroutine[Any, Any, object]) -> None:
    """Do all of it until the first is done or fails; a failure is raised."""
    tasks = [asyncio.create_task(each) for each in work]
    done, rest = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)
    for task in done:
        task.result()


async def _probe(database: Database, broker: Broker) -> None:
    while True:
        await asyncio.gather(database.probe(), broker.probe())
        await asyncio.sleep(PROBE_SECONDS)
