"""One worker process of one stage: what the loop needs, started and stopped around it."""

import asyncio
from typing import Any

import mode
import structlog

from pipeline.db import Pool
from pipeline.metrics import Metrics
from pipeline.runner.checkpoints import Checkpoints
from pipeline.runner.claims import Claims
from pipeline.runner.core import Core
from pipeline.runner.dlq import DeadLetters
from pipeline.runner.heartbeat import beat
from pipeline.runner.kafka import KafkaError, Producer, ProducerLost
from pipeline.runner.loop import Loop
from pipeline.runner.memory import Memory
from pipeline.runner.orders import Orders
from pipeline.runner.outages import Broker, Database, Outages
from pipeline.runner.reader import Reader
from pipeline.runner.recycling import Recycling
from pipeline.runner.watchdog import Watchdog
from pipeline.settings import Settings
from pipeline.stage import Stage
from pipeline.work import Clock

log = structlog.stdlib.get_logger(__name__)

CHECK_SECONDS = 2.0
"""Between two looks at memory and database."""
GOODBYE_SECONDS = 3.0
STUFFED_SECONDS = 60.0
"""Memory that stays full with nothing in hand will not empty itself: the watchdog exits."""


class Worker(mode.Service):
    """Runs `stage` until it is stopped or crashes (`crash_reason`)."""

    mundane_level = "debug"

    def __init__(
        self, stage: Stage[Any, Any, Any], settings: Settings, pool: Pool, clock: Clock, metrics: Metrics, dog: Watchdog
    ) -> None:
        super().__init__()
        prefix = settings.topic_prefix
        state_topic = f"{prefix}{stage.name}.state"
        self._producer = Producer(settings.kafka_bootstrap)
        self._reader = Reader(settings.kafka_bootstrap, state_topic)
        self._database = Database(settings.database_url)
        self._broker = Broker(settings.kafka_bootstrap)
        self._memory = Memory(settings.memory_limit_bytes)
        self._recycling = Recycling(settings.recycle_bytes)
        self._core = Core(
            stage=stage,
            settings=settings,
            models={prefix + topic: model for topic, model in stage.consumes.items()},
            output=prefix + stage.produces,
            clock=clock,
            claims=Claims(pool, stage.name, settings.worker),
            checkpoints=Checkpoints(state_topic, self._reader, self._producer, metrics),
            producer=self._producer,
            dead_letters=DeadLetters(stage.name, self._producer),
            outages=Outages(self._database, metrics),
            metrics=metrics,
            watchdog=dog,
            batch=self._memory.batch,
        )
        self._consume = Loop(self._core, prefix + stage.name, self._core.models, self._held)
        self.add_dependency(self._consume)
        self.add_dependency(Orders(self._core))
        self._started_at = clock.now()

    async def wait_until_recycled(self) -> None:
        """Return once the process should be replaced, with nothing in hand (`recycle_bytes`)."""
        await self._recycling.due.wait()

    def not_live(self) -> str | None:
        """What has stalled, None if all goes on."""
        return self._core.watchdog.stalled()

    def not_ready(self) -> str | None:
        """What is missing for work, None if nothing is."""
        if not self._database.reachable:
            return "the database cannot be reached"
        if not self._broker.reachable:
            return "Kafka cannot be reached"
        return None if self._consume.ready else "no partitions assigned, or their checkpoints are not read yet"

    async def on_start(self) -> None:
        self._core.watchdog.start()
        await self._database.probe()
        await self._producer.start()
        await self._reader.start()

    async def on_shutdown(self) -> None:
        await self._say_goodbye()
        await self._producer.stop()
        await self._reader.stop()
        self._database.close()
        self._core.watchdog.stop()

    @mode.Service.task
    async def _look_after(self) -> None:
        """Keep what intake depends on up to date: memory and database."""
        watchdog, metrics = self._core.watchdog, self._core.metrics
        while not self.should_stop:
            was_full = self._memory.full
            await asyncio.to_thread(self._memory.measure)
            if self._memory.full != was_full:
                say = log.warning if self._memory.full else log.info
                event = "memory_full" if self._memory.full else "memory_freed"
                say(
                    event, used_bytes=self._memory.used, limit_bytes=self._memory.limit, in_hand=len(self._core.running)
                )
            metrics.memory().set(self._memory.used)
            self._recycling.look(idle=self._consume.idle)
            if not self._memory.full or self._core.running:
                watchdog.end("memory")
            elif not watchdog.watches("memory"):
                watchdog.begin("memory", "intake, for want of memory with nothing in hand,", STUFFED_SECONDS)
            await asyncio.gather(self._database.probe(), self._broker.probe())
            for away, what in ((self._database, "postgresql"), (self._broker, "kafka")):
                metrics.reachable(what).set(away.reachable)
            await self.sleep(CHECK_SECONDS)

    @mode.Service.task
    async def _heartbeat(self) -> None:
        while not self.should_stop:
            try:
                await beat(self._core, self._started_at, self._memory, self._consume.paused)
            except KafkaError as error:
                log.warning("heartbeat_failed", error=repr(error))
            await self.sleep(self._core.settings.heartbeat_seconds)

    async def _say_goodbye(self) -> None:
        """The last heartbeat: what this worker had in hand is finished or released, so that its silence is no crash."""
        if self.crashed:
            return
        try:
            async with asyncio.timeout(GOODBYE_SECONDS):
                await beat(self._core, self._started_at, self._memory, self._consume.paused, stopping=True)
        except (KafkaError, ProducerLost, TimeoutError) as error:
            log.warning("heartbeat_failed", error=repr(error))

    def _held(self) -> str | None:
        """Why no new message may be taken in, None if it may."""
        if self._memory.full:
            return "memory"
        if self._recycling.wanted:
            return "recycling"
        return "outage" if self._core.outages.waiting or not self._database.reachable else None
