"""The Faust App: two agents, two Tables and timers.

Acknowledging is done here, in order and after the work: Faust's own way also
acknowledges what a failed or cancelled agent left undone. So no agent ever raises; what goes wrong ends the process,
whose successor starts again from the committed offsets.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import ParamSpec, cast

import faust
from faust.exceptions import ConsumerNotStarted
from faust.transport.consumer import Consumer
from faust.types import TP, ChannelT, EventT, Message, StreamT, TopicT

from pipeline import topics
from pipeline.runner.kafka import KafkaError
from pipeline.runner.outages import Outages
from pipeline.state import STAGES
from services.jobs.agents import Heartbeats, States
from services.jobs.decisions import Decisions
from services.jobs.edge import Edge
from services.jobs.faust_app import faust_app
from services.jobs.hands import Hands
from services.jobs.healing import Healing
from services.jobs.losses import Losses
from services.jobs.metrics import JobsMetrics
from services.jobs.records import Record
from services.jobs.recovery import Tables
from services.jobs.restarts import Restarts
from services.jobs.retirement import Retirement
from services.jobs.settings import JobsSettings
from services.jobs.store import Store
from services.jobs.tables import Table
from services.jobs.takeovers import TakeOvers
from services.jobs.waiting import FanIns
from services.jobs.watch import Watch

P = ParamSpec("P")

RETIRE_SECONDS = 3600.0
SWEEP_SECONDS = 60.0

ANSWER_SECONDS = 5.0
"""For Kafka, when asked for its end offsets."""
WITHIN = 0.2
"""Seconds that a record may wait for others to be handled with."""


class JobsApp:
    """The Faust App of `settings`, wired. To be made inside the event loop that runs it."""

    def __init__(self, settings: JobsSettings, store: Store, outages: Outages, metrics: JobsMetrics) -> None:
        self.failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Raises what must end the process."""
        self.handled = 0
        """Records done with."""
        self.faust = faust_app(settings)
        self.documents = Table(self.faust, "documents", outages)
        self.workers = Table(self.faust, "workers", outages)
        self._batch = settings.fold_batch
        self._streams: dict[str, StreamT[bytes]] = {}
        self._outages = outages
        self._stages = {f"{settings.topic_prefix}{stage}.state": stage for stage in STAGES}
        self._heartbeats = f"{settings.topic_prefix}jobs.heartbeat"
        hands, edge = Hands(self.documents.get, self.workers.get), Edge(self.faust, settings, outages)
        watch = Watch(settings, hands.of, metrics)
        takeovers = TakeOvers(hands.last, watch.silence)
        states = States(
            self._stages, self.documents, store, metrics, watch, takeovers, Healing(store, edge.publish).heal
        )
        heartbeats = Heartbeats(self.workers, store, metrics, watch, takeovers, hands)
        self._agent("states", [*self._stages], states.fold)
        self._agent("heartbeats", [self._heartbeats], heartbeats.note)

        restarts = Restarts(settings, store, metrics, hands.work, edge.give)
        partitions = topics.load()["pdf.uploaded"].partitions  # of every topic
        losses = Losses(settings, store, metrics, edge.spans, edge.publish, partitions)
        decisions = Decisions(watch, restarts, losses, store, self.workers, metrics, self.unread)
        sweep_seconds = min(SWEEP_SECONDS, settings.lost_seconds / 4)
        self._timer("watch", settings.heartbeat_seconds / 2, decisions.look)
        self._timer("sweep", sweep_seconds, decisions.sweep)
        self._timer("documents", settings.heartbeat_seconds, partial(self._count, metrics))
        self._timer("fan_ins", SWEEP_SECONDS, FanIns(settings, store, metrics).sweep)
        self._timer("retirement", RETIRE_SECONDS, Retirement(settings, self.documents, store, edge.bury).sweep)
        self._consumer = self.faust.consumer  # made now, on this loop: /ready is asked from a thread

    async def _count(self, metrics: JobsMetrics) -> None:
        metrics.documents.set(len(self.documents))

    def _timer(self, name: str, seconds: float, work: Callable[[], Awaitable[None]]) -> None:
        async def timer() -> None:
            await self._do(work)

        self.faust.timer(seconds, name=name)(timer)

    async def run(self) -> None:
        """Start the App and handle records until cancelled; raises what ended it otherwise. Stop it afterwards."""
        ended = asyncio.create_task(self._start_and_wait())
        try:
            await asyncio.wait([ended, self.failed], return_when=asyncio.FIRST_COMPLETED)
            (self.failed if self.failed.done() else ended).result()
        finally:
            ended.cancel()

    async def _start_and_wait(self) -> None:
        await self.faust.start()
        await self.faust.wait_until_stopped()
        raise self.faust.crash_reason or RuntimeError("Faust has stopped by itself")

    def _agent(self, name: str, topics: list[str], handle: Callable[[Sequence[Record]], Awaitable[None]]) -> None:
        async def consume(stream: StreamT[bytes]) -> None:
            self._streams[name] = stream
            batches = cast(faust.Stream[EventT[bytes]], stream).noack_take(self._batch, within=WITHIN)
            async for events in batches:
                await self._do(handle, [_record(event.message) for event in events])
                for event in events:
                    await stream.ack(event)
                self.handled += len(events)

        channel = self.faust.topic(
            *topics,
            key_type=bytes,
            value_type=bytes,
            key_serializer="raw",  # Faust's default, JSON, throws what is none into the stream and stalls it
            value_serializer="raw",
            allow_empty=True,
        )
        self.faust.agent(channel, name=name, concurrency=1)(consume)

    async def _do(self, work: Callable[P, Awaitable[None]], *args: P.args, **kwargs: P.kwargs) -> None:
        """Do the work, or never return."""
        try:
            await work(*args, **kwargs)
        except Exception as error:  # noqa: BLE001  handed to whoever waits for `failed`
            if not self.failed.done():
                self.failed.set_exception(error)
            # not one record more: the offset after an unacknowledged record could be committed
            await asyncio.Future()

    @property
    def restored(self) -> int:
        """Rises while the Tables are restored."""
        offsets = cast(Tables, self.faust.tables).recovery.active_offsets
        return sum(offset or 0 for offset in offsets.values())

    @property
    def sources(self) -> list[TP]:
        """The assigned partitions that records come from."""
        names = {topic for stream in self._streams.values() for topic in cast(TopicT, stream.channel).topics}
        return [partition for partition in self._consumer.assignment() if partition.topic in names]

    async def unread(self) -> int | None:
        """Heartbeats that wait to be read; None while nothing can be heard, for whatever reason."""
        if self._outages.waiting or self.not_ready():
            return None
        sources = [source for source in self.sources if source.topic == self._heartbeats]
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                ends = await self._consumer.highwaters(*sources)
                positions = [await self._consumer.position(source) or 0 for source in ends]
        except (KafkaError, TimeoutError):
            return None
        return sum(max(0, end - position) for end, position in zip(ends.values(), positions, strict=True))

    @property
    def in_hand(self) -> int:
        """Records delivered and not done with."""
        queued = sum(cast(ChannelT[bytes], stream.channel).queue.qsize() for stream in self._streams.values())
        return queued + len(self._consumer.unacked)

    @property
    def committed(self) -> dict[TP, int]:
        """Of the assigned state partitions; 0 where nothing has been committed yet."""
        offsets = cast(Consumer, self._consumer)._committed_offset
        return {source: offsets.get(source) or 0 for source in self.sources if source.topic in self._stages}

    def not_ready(self) -> str | None:
        """Why no records are handled just now, None when they are."""
        try:
            assigned = bool(self._consumer.assignment())
        except ConsumerNotStarted:
            assigned = False
        if not assigned or self.faust.rebalancing:
            return "no partitions assigned"
        return "restoring the Tables" if self.faust.in_recovery else None


def _record(message: Message) -> Record:
    return Record(message.topic, message.partition, message.offset, message.key, message.value)
