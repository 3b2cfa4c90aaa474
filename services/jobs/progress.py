"""Whether this process moves while there is work: Faust can stall silently after a broker restart (DESIGN 4.7)."""

import asyncio
from collections.abc import Hashable

from pipeline.runner.kafka import KafkaError
from pipeline.runner.outages import Broker, Outages
from pipeline.runner.watchdog import Watchdog
from services.jobs.app import ANSWER_SECONDS, JobsApp
from services.jobs.settings import JobsSettings

KEY = "jobs"


async def keep_fed(watchdog: Watchdog, app: JobsApp, outages: Outages, broker: Broker, settings: JobsSettings) -> None:
    """Beat the watchdog for as long as there is nothing to do, or what there is to do moves, or cannot."""
    watchdog.begin(KEY, "the consumer, although records wait,", settings.fold_stall_seconds)
    before: Hashable = None
    while True:
        now = None if outages.waiting else await _to_move(app, broker)
        if now is None or now != before:
            watchdog.beat(KEY)
        before = now
        await asyncio.sleep(settings.fold_stall_seconds / 10)


async def _to_move(app: JobsApp, broker: Broker) -> Hashable | None:
    """What has to change before long if all is well; None when nothing has to."""
    if reason := app.not_ready():
        return reason, app.faust.rebalancing_count, app.restored
    consumer = app.faust.consumer
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            ends = await consumer.highwaters(*app.sources)
            positions = {source: await consumer.position(source) or 0 for source in ends}
    except (KafkaError, TimeoutError):
        return "no answer" if await broker.probe() else None
    committed = app.committed
    # a record that is read and not in hand but never committed was lost on the way: a restart brings it back
    done = all(positions[source] >= end and committed.get(source, end) >= end for source, end in ends.items())
    if done and not app.in_hand:
        return None
    return tuple(sorted(positions.items())), tuple(sorted(committed.items())), app.handled
