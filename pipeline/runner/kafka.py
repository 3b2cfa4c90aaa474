"""The edge to aiokafka, which has no types: everything else of the worker core sees only these classes."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import NamedTuple

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRebalanceListener, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.coordinator.assignors.sticky.sticky_assignor import StickyPartitionAssignor
from aiokafka.errors import KafkaError, KafkaTimeoutError, MessageSizeTooLargeError

from pipeline.settings import Settings
from pipeline.state import Message

__all__ = [
    "Consumer",
    "KafkaError",
    "Partition",
    "Producer",
    "ProducerLost",
    "Reader",
    "Record",
    "Tail",
    "answered",
    "close_quietly",
    "is_passing",
    "partition_counts",
]

log = logging.getLogger(__name__)

REQUEST_MS = 20_000
"""aiokafka's, for one request. Its loops around requests have no end: those are guarded here."""
ANSWER_SECONDS = 60.0
"""For anything asked of Kafka that is several requests: to start, to send, to look up offsets, to read on."""
CLOSE_SECONDS = 5.0
MAX_REQUEST_BYTES = 4 * 1024 * 1024
"""A dead letter is the original, which the broker took at up to 1 MiB, and says why in headers."""

Headers = tuple[tuple[str, bytes | None], ...]


class Partition(NamedTuple):
    topic: str
    number: int


@dataclass(frozen=True)
class Record:
    """A message as consumed, untouched."""

    partition: Partition
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Headers
    timestamp_ms: int

    @property
    def position(self) -> str:
        """Names the message in errors: topic/partition/offset."""
        return f"{self.partition.topic}/{self.partition.number}/{self.offset}"

    @property
    def set_headers(self) -> tuple[tuple[str, bytes], ...]:
        """The headers, null values as empty ones."""
        return tuple((name, value or b"") for name, value in self.headers)

    @property
    def message(self) -> Message:
        """The message as kept in state records."""
        return Message(
            topic=self.partition.topic,
            partition=self.partition.number,
            offset=self.offset,
            key=self.key,
            value=self.value,
            headers=self.set_headers,
        )


def is_passing(error: Exception) -> bool:
    """Whether Kafka is only away for now."""
    return isinstance(error, KafkaTimeoutError) or (isinstance(error, KafkaError) and bool(error.retriable))


class ProducerLost(Exception):
    """The producer cannot go on (its sender has stopped): only a new process helps."""


class Producer:
    """Idempotent, acks=all. `send` returns once all replicas have the message; it waits up to `patience` seconds."""

    def __init__(self, bootstrap: str, patience: float = ANSWER_SECONDS) -> None:
        self._patience = patience
        self._producer = AIOKafkaProducer(
            bootstrap_servers=bootstrap,
            enable_idempotence=True,
            acks="all",
            compression_type="zstd",
            max_request_size=MAX_REQUEST_BYTES,
            request_timeout_ms=REQUEST_MS,
        )

    async def start(self) -> None:
        """Raises KafkaError when Kafka cannot be reached."""
        async with _opened(self.stop), answered("start the producer", self._patience):
            await self._producer.start()

    async def stop(self) -> None:
        """Flush and close; what cannot be flushed in time is given up."""
        await close_quietly("producer", self._producer.stop())

    async def send(
        self,
        topic: str,
        *,
        key: bytes | None,
        value: bytes | None,
        headers: Iterable[tuple[str, bytes | None]] = (),
        partition: int | None = None,
    ) -> int:
        """The offset the message got, -1 if Kafka has it but no longer knows where.

        Raises KafkaError for this message alone (after a KafkaTimeoutError it may still arrive, before what is sent
        later), ProducerLost when no message can be sent any more.
        """
        try:
            async with answered(f"take a message for {topic}", self._patience):
                sent = await self._producer.send_and_wait(
                    topic, key=key, value=value, headers=list(headers), partition=partition
                )
        except KafkaError as error:
            if is_passing(error) or isinstance(error, MessageSizeTooLargeError):
                raise
            raise ProducerLost(f"the producer failed for good: {error!r}") from error
        offset: int = sent.offset
        return offset


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc]
    def __init__(
        self, revoked: Callable[[], Awaitable[None]], assigned: Callable[[frozenset[Partition]], None]
    ) -> None:
        self._revoked = revoked
        self._assigned = assigned

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:  # noqa: ARG002
        await self._revoked()

    def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        self._assigned(frozenset(Partition(tp.topic, tp.partition) for tp in assigned))


class Consumer:
    """A member of the stage's group, with the settings measured in DESIGN section 4.

    `assigned` must not wait: nothing may be fetched before it returns, and heartbeats rest meanwhile.
    """

    def __init__(
        self,
        settings: Settings,
        group: str,
        topics: Iterable[str],
        *,
        revoked: Callable[[], Awaitable[None]],
        assigned: Callable[[frozenset[Partition]], None],
    ) -> None:
        session_ms = int(settings.kafka_session_seconds * 1000)
        self._consumer = AIOKafkaConsumer(
            bootstrap_servers=settings.kafka_bootstrap,
            client_id=settings.worker,
            group_id=group,
            # it keeps the last assignment in its class: two consumers of one process would take each other's
            partition_assignment_strategy=[type("Sticky", (StickyPartitionAssignor,), {})],
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            session_timeout_ms=session_ms,
            heartbeat_interval_ms=session_ms * 3 // 10,
            rebalance_timeout_ms=session_ms * 3 // 2,
            max_poll_interval_ms=604_800_000,  # client-side; reaching it would end the membership silently
            request_timeout_ms=REQUEST_MS,
            max_partition_fetch_bytes=256 * 1024,
        )
        self._turn = 0
        self._consumer.subscribe(list(topics), listener=_Listener(revoked, assigned))

    async def start(self) -> None:
        """Join the group; returns with the first assignment, for which it waits as long as the watchdog lets it."""
        await self._consumer.start()

    async def stop(self) -> None:
        """Leave the group, so that the others need not wait for the session to end."""
        await close_quietly("consumer", self._consumer.stop())

    async def poll(self, *, timeout_ms: int, max_records: int) -> list[Record]:
        """Up to `max_records` messages of partitions that are not paused; [] after `timeout_ms`.

        One of each partition in turn: left to itself, aiokafka empties all it has fetched of one before the next, and
        one tenant's backlog would keep the others waiting for hours.
        """
        taken: list[Record] = []
        partitions = sorted(self._consumer.assignment() - self._consumer.paused())
        self._turn += 1
        start = self._turn % max(1, len(partitions))
        for tp in partitions[start:] + partitions[:start]:
            if len(taken) < max_records:
                batch = await self._consumer.getmany(tp, timeout_ms=0, max_records=1)
                taken += [_record(record) for record in batch.get(tp, ())]
        if taken:
            return taken
        batch = await self._consumer.getmany(timeout_ms=timeout_ms, max_records=1)
        return [_record(record) for records in batch.values() for record in records]

    def assignment(self) -> set[Partition]:
        return {Partition(tp.topic, tp.partition) for tp in self._consumer.assignment()}

    def hold(self, partitions: set[Partition]) -> None:
        """Fetch from all assigned partitions but these."""
        paused = {Partition(tp.topic, tp.partition) for tp in self._consumer.paused()}
        assigned = self.assignment()
        self._consumer.pause(*_native((partitions - paused) & assigned))
        self._consumer.resume(*_native((paused - partitions) & assigned))

    async def commit(self, offsets: Mapping[Partition, int]) -> None:
        """Raises KafkaError when the group does not (any longer) take this member's word for these partitions."""
        await self._consumer.commit({TopicPartition(*partition): offset for partition, offset in offsets.items()})

    async def confirm(self, partition: Partition, watermark: int | None) -> None:
        """Commit `watermark`, or where fetching will begin if nothing was delivered. Raises as `commit` does."""
        tp = TopicPartition(*partition)
        await self._consumer.commit({tp: await self._consumer.position(tp) if watermark is None else watermark})

    def lag(self, partition: Partition, watermark: int) -> int | None:
        """Messages at or above `watermark`; None before anything was fetched."""
        end: int | None = self._consumer.highwater(TopicPartition(*partition))
        return None if end is None else max(0, end - watermark)


class Reader:
    """Reads given offsets of one topic outside any group; one call at a time. `patience`: seconds without an answer or
    a record after which a call raises KafkaTimeoutError.
    """

    def __init__(self, bootstrap: str, topic: str, patience: float = ANSWER_SECONDS) -> None:
        self._topic = topic
        self._patience = patience
        self._consumer = AIOKafkaConsumer(
            bootstrap_servers=bootstrap,
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            request_timeout_ms=REQUEST_MS,
        )
        self._lock = asyncio.Lock()

    async def start(self) -> None:
        """Raises KafkaError when Kafka cannot be reached."""
        async with _opened(self.stop), answered("start a reader", self._patience):
            await self._consumer.start()

    async def stop(self) -> None:
        await close_quietly("reader", self._consumer.stop())

    async def read(self, starts: Mapping[int, int]) -> AsyncIterator[Record]:
        """Every record from the given offset of each partition to what is its end now. Raises KafkaError."""
        async with self._lock:
            partitions = {TopicPartition(self._topic, number): start for number, start in starts.items()}
            async with answered(f"tell the ends of {self._topic}", self._patience):
                ends = await self._consumer.end_offsets(list(partitions))
            left = {tp: ends[tp] for tp, start in partitions.items() if start < ends[tp]}
            if not left:
                return
            self._consumer.assign(list(left))
            for tp in left:
                self._consumer.seek(tp, partitions[tp])
            silence = _Silence(self._topic, self._patience)
            while left:
                for tp, records in (await self._consumer.getmany(timeout_ms=200)).items():
                    for record in records:
                        if tp in left and record.offset < left[tp]:
                            yield _record(record)
                # not the last record's offset: compaction may have taken the last ones
                positions = {tp: await self._position(tp) for tp in left}
                silence.check(sum(positions.values()))
                left = {tp: end for tp, end in left.items() if positions[tp] < end}
                self._consumer.pause(*(self._consumer.assignment() - left.keys()))

    async def at(self, partition: int, offset: int) -> Record | None:
        """The record at `offset`, None if compaction has taken it. Raises KafkaError."""
        async with self._lock:
            tp = TopicPartition(self._topic, partition)
            async with answered(f"tell the end of {self._topic}", self._patience):
                ends = await self._consumer.end_offsets([tp])
            if not 0 <= offset < ends[tp]:
                return None
            self._consumer.assign([tp])
            self._consumer.seek(tp, offset)
            silence = _Silence(self._topic, self._patience)
            while not (batch := await self._consumer.getmany(timeout_ms=200, max_records=1)):
                position = await self._position(tp)
                if position > offset:
                    return None
                silence.check(position)
            record = _record(batch[tp][0])
            return record if record.offset == offset else None

    async def _position(self, tp: TopicPartition) -> int:
        async with answered(f"tell a position in {self._topic}", self._patience):
            position: int = await self._consumer.position(tp)
            return position


class _Silence:
    """Ends a loop that reads: raises KafkaTimeoutError once `check` has been given the same figure for too long."""

    def __init__(self, topic: str, patience: float) -> None:
        self._topic = topic
        self._patience = patience
        self._last = -1
        self._since = time.monotonic()

    def check(self, positions: int) -> None:
        now = time.monotonic()
        if positions != self._last:
            self._last, self._since = positions, now
        elif now - self._since > self._patience:
            raise KafkaTimeoutError(f"Kafka gave nothing more of {self._topic} for {self._patience:g} s")


class Tail:
    """Reads a whole topic outside any group, from what is its end at the start."""

    def __init__(self, bootstrap: str, topic: str) -> None:
        self._consumer = AIOKafkaConsumer(
            topic,
            bootstrap_servers=bootstrap,
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="latest",
            request_timeout_ms=REQUEST_MS,
        )

    async def start(self) -> None:
        """Raises KafkaError when Kafka cannot be reached."""
        async with _opened(self.stop), answered("start a reader", ANSWER_SECONDS):
            await self._consumer.start()

    async def stop(self) -> None:
        await close_quietly("tail", self._consumer.stop())

    async def poll(self, timeout_ms: int = 1000) -> list[Record]:
        """What has come, [] after `timeout_ms`. Raises KafkaError."""
        batches = await self._consumer.getmany(timeout_ms=timeout_ms)
        return [_record(record) for records in batches.values() for record in records]


async def partition_counts(bootstrap: str, topics: Iterable[str], patience: float = ANSWER_SECONDS) -> dict[str, int]:
    """How many partitions each topic has; those that do not exist are left out. Raises KafkaError."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=REQUEST_MS)
    try:
        async with answered("tell its topics", patience):
            await admin.start()
            described = await admin.describe_topics(list(topics))
    finally:
        await close_quietly("admin client", admin.close())
    return {topic["topic"]: len(topic["partitions"]) for topic in described if topic["error_code"] == 0}


@asynccontextmanager
async def answered(what: str, seconds: float) -> AsyncIterator[None]:
    """Raises KafkaTimeoutError, which passes for an outage, when what is done within takes longer."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError as error:
        raise KafkaTimeoutError(f"Kafka did not {what} within {seconds:g} s") from error


@asynccontextmanager
async def _opened(stop: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """`stop` what cannot be started: aiokafka leaves its tasks running."""
    try:
        yield
    except BaseException:
        await stop()
        raise


async def close_quietly(what: str, closing: Awaitable[None]) -> None:
    """Kafka may be away just then: its clients would wait for it."""
    try:
        await asyncio.wait_for(closing, CLOSE_SECONDS)
    except TimeoutError:
        log.warning("Kafka did not answer while the %s was being closed", what)


def _native(partitions: Iterable[Partition]) -> list[TopicPartition]:
    return [TopicPartition(*partition) for partition in partitions]


def _record(record: "AIOKafkaConsumer.ConsumerRecord") -> Record:
    return Record(
        partition=Partition(record.topic, record.partition),
        offset=record.offset,
        key=record.key,
        value=record.value,
        headers=tuple(record.headers),
        timestamp_ms=record.timestamp,
    )
