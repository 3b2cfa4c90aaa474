"""The consume loop: polls always, holds back by pausing, commits watermarks, and carries work over rebalances
(DESIGN 4.1 to 4.3).
"""

import asyncio
from collections.abc import Callable, Collection, Iterable
from functools import partial

import mode
import structlog

from pipeline.errors import TesseraError
from pipeline.runner.core import Core, Outcome
from pipeline.runner.endings import RELEASE_SECONDS
from pipeline.runner.kafka import Consumer, KafkaError, Partition, Record
from pipeline.runner.offsets import Delivery, Offsets
from pipeline.runner.processor import Processor

log = structlog.stdlib.get_logger(__name__)

POLL_SECONDS = 0.2
COMMIT_SECONDS = 1.0
COMMIT_PATIENCE = 2.0
"""A revoke waits no longer for its commit; what is not committed comes again and is a skip."""
SPREAD = 1000
"""Most delivered messages above a partition's watermark: what a crash would deliver again at most."""
POLL_ERRORS = 30
"""In a row, a second apart: after that the consumer is beyond hope and the process is started again."""


class TooManyBugs(TesseraError):
    """Message after message fails unexpectedly, as after a bad deploy: stop rather than drain the topic."""


class Loop(mode.Service):
    """Consumes the stage's topics and has the core process them."""

    mundane_level = "debug"

    def __init__(self, core: Core, group: str, topics: Iterable[str], held: Callable[[], str | None]) -> None:
        """`held` says why nothing new may be taken in, None if it may."""
        super().__init__()
        self._core = core
        self._group = group
        self._topics = list(topics)
        self._held = held
        self._processor = Processor(core, self._until_owned)
        self._offsets: Offsets[Partition] = Offsets()
        self._in_hand: dict[tuple[Partition, int], asyncio.Task[Outcome]] = {}
        self._leaving: set[asyncio.Task[Outcome]] = set()
        self._freed = asyncio.Event()
        self._restored: Collection[int] = ()
        self._restoring: asyncio.Future[None] | None = None
        self._bugs = 0
        self.paused: str | None = None
        self.joined = False

    @property
    def ready(self) -> bool:
        """Whether the group has assigned partitions (none if it has workers to spare), their checkpoints read."""
        return self.joined and {partition.number for partition in self._offsets.owned} <= set(self._restored)

    @property
    def idle(self) -> bool:
        """Whether no message is in hand."""
        return not self._in_hand and not self._leaving

    async def on_start(self) -> None:
        settings = self._core.settings
        self._core.watchdog.begin("join", "joining the group", settings.rejoin_stall_seconds)
        self._consumer = Consumer(
            settings, self._group, self._topics, revoked=self._on_revoked, assigned=self._on_assigned
        )

    @mode.Service.task
    async def _poll(self) -> None:
        watchdog, settings = self._core.watchdog, self._core.settings
        await self._consumer.start()
        watchdog.begin("poll", "polling", settings.poll_stall_seconds)
        errors = 0
        while not self.should_stop:
            watchdog.beat("poll")
            full = len(self._in_hand) >= settings.slots and not await self._slot_freed()
            self._hold_back("slots" if full else self._held())
            free = max(1, settings.slots - len(self._in_hand))
            try:
                records = await self._consumer.poll(
                    timeout_ms=0 if full else int(POLL_SECONDS * 1000), max_records=free
                )
                errors = 0
            except KafkaError as error:
                log.warning("poll_failed", error=repr(error))
                errors += 1
                if errors >= POLL_ERRORS:
                    raise
                await self.sleep(1)
                continue
            for record in records:
                self._take(record)

    @mode.Service.task
    async def _commit_regularly(self) -> None:
        while not self.should_stop:
            await self.sleep(COMMIT_SECONDS)
            await self._commit()
            owned, metrics = self._offsets.owned, self._core.metrics
            marks = {partition: self._offsets.watermark(partition) for partition in owned}
            lags = [self._consumer.lag(partition, mark) or 0 for partition, mark in marks.items() if mark is not None]
            metrics.lag().set(sum(lags))
            metrics.spread().set(max((self._offsets.spread(partition) for partition in owned), default=0))

    async def on_stop(self) -> None:
        """Let work in hand finish for a while, release the rest, commit, and leave the group."""
        self._core.watchdog.end("poll")
        if self._in_hand:
            await asyncio.wait(self._in_hand.values(), timeout=self._core.settings.stop_seconds)
        for task in self._in_hand.values():
            task.cancel()
        if ending := {*self._in_hand.values(), *self._leaving}:
            await asyncio.wait(ending, timeout=RELEASE_SECONDS + 1)
        if self._restoring:
            self._restoring.cancel()
        await self._commit()
        await self._consumer.stop()
        self._core.watchdog.end("join")

    async def _slot_freed(self) -> bool:
        """Whether a slot becomes free at once or within a poll's time."""
        self._freed.clear()
        try:
            async with asyncio.timeout(POLL_SECONDS):
                await self._freed.wait()
        except TimeoutError:
            return False
        return True

    def _hold_back(self, reason: str | None) -> None:
        """Pause all partitions for `reason`, else those whose checkpoints are unread or that run too far ahead."""
        for each in {self.paused, reason} - {None}:
            self._core.metrics.paused(each).set(each == reason)
        self.paused = reason
        assignment = self._consumer.assignment()
        self._consumer.hold(
            {p for p in assignment if reason or p.number not in self._restored or self._offsets.spread(p) >= SPREAD}
        )

    def _take(self, record: Record) -> None:
        delivery = self._offsets.deliver(record.partition, record.offset)
        if delivery is Delivery.RUNNING:
            self._core.metrics.adopted().inc()
        if delivery is not Delivery.NEW:
            return
        key = (record.partition, record.offset)
        task = self._in_hand[key] = asyncio.create_task(self._processor.process(record), name=record.position)
        task.add_done_callback(partial(self._on_done, key))
        self._core.metrics.running().set(len(self._in_hand))

    def _on_done(self, key: tuple[Partition, int], task: asyncio.Task[Outcome]) -> None:
        self._leaving.discard(task)
        if self._in_hand.get(key) is task:
            del self._in_hand[key]
            self._core.metrics.running().set(len(self._in_hand))
            self._freed.set()
        if task.cancelled():
            return
        if error := task.exception():
            self.add_future(self.crash(error))
            return
        outcome = task.result()
        self._core.metrics.messages(outcome).inc()
        self._offsets.finish(*key)
        self._bugs = self._bugs + 1 if outcome == "bug" else 0 if outcome == "finished" else self._bugs
        if self._bugs >= self._core.settings.dlq_limit:
            words = f"{self._bugs} messages in a row failed unexpectedly; see the log and {key[0].topic}.dlq"
            self.add_future(self.crash(TooManyBugs("too_many_bugs", words)))

    async def _on_revoked(self) -> None:
        self._core.watchdog.begin("join", "rejoining the group", self._core.settings.rejoin_stall_seconds)
        await self._commit()

    def _on_assigned(self, partitions: frozenset[Partition]) -> None:
        self._core.watchdog.end("join")
        lost = self._offsets.assign(partitions)
        for key in lost:
            task = self._in_hand.pop(key)
            self._leaving.add(task)
            task.cancel()
        self._freed.set()
        numbers = {partition.number for partition in partitions}
        self._core.checkpoints.forget_all_but(numbers)
        self._restored = ()
        if self._restoring:
            self._restoring.cancel()
        self._restoring = self.add_future(self._restore(numbers))
        self.joined = True
        self._core.metrics.rebalances().inc()
        self._core.metrics.assigned().set(len(partitions))
        self._core.metrics.moved().inc(len(lost))
        log.info("assigned", partitions=len(partitions), adopted=len(self._in_hand), moved=len(lost))

    async def _restore(self, partitions: Collection[int]) -> None:
        watchdog = self._core.watchdog
        watchdog.begin("restore", "reading checkpoints", self._core.settings.rejoin_stall_seconds)
        try:
            await self._core.outages.ride_out(lambda: self._core.checkpoints.restore(partitions))
            self._restored = partitions
        finally:
            watchdog.end("restore")

    async def _commit(self) -> None:
        offsets = {p: offset for p, offset in self._offsets.to_commit().items() if p in self._consumer.assignment()}
        if not offsets:
            return
        try:
            async with asyncio.timeout(COMMIT_PATIENCE):
                await self._consumer.commit(offsets)
        except (KafkaError, TimeoutError) as error:  # if the partitions are lost, their next owner repeats the work
            self._core.metrics.commits("failed").inc()
            log.warning("commit_failed", error=repr(error))
            return
        self._core.metrics.commits("ok").inc()
        self._offsets.committed(offsets)

    async def _until_owned(self, partition: Partition) -> None:
        """Return once Kafka takes a commit for `partition` from this member: what it committed before, so a no-op."""
        while True:
            try:
                async with asyncio.timeout(COMMIT_PATIENCE):
                    await self._consumer.confirm(partition, self._offsets.watermark(partition))
                return
            except (KafkaError, TimeoutError) as error:
                log.info("not_confirmed", error=repr(error))
            await asyncio.sleep(1)
