"""The edge to aiokafka, which has no types: everything else of the worker core sees only these classes."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import NamedTuple, cast

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRebalanceListener, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.coordinator.assignors.range import RangePartitionAssignor
from aiokafka.coordinator.assignors.sticky.sticky_assignor import StickyPartitionAssignor
from aiokafka.errors import KafkaError, KafkaTimeoutError, MessageSizeTooLargeError

from pipeline.runner import header_names
from pipeline.settings import Settings
from pipeline.state import Message

__all__ = [
    "Consumer",
    "KafkaError",
    "Partition",
    "Producer",
    "ProducerLost",
    "Record",
    "answered",
    "close_quietly",
    "getmany",
    "is_passing",
    "opened",
    "partition_counts",
    "record_of",
]

log = logging.getLogger(__name__)

REQUEST_MS = 20_000
"""aiokafka's, for one request. Its loops around requests have no end: those are guarded here."""
ANSWER_SECONDS = 60.0
"""For anything asked of Kafka that is several requests: to start, to send, to look up offsets, to read on."""
CLOSE_SECONDS = 5.0
MAX_REQUEST_BYTES = 4 * 1024 * 1024
"""A dead letter is the original, which the broker took at up to 1 MiB, and says why in headers."""

_Batches = Mapping[TopicPartition, Sequence["AIOKafkaConsumer.ConsumerRecord"]]
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
        async with opened(self.stop), answered("start the producer", self._patience):
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
        topics: Sequence[str],
        *,
        revoked: Callable[[], Awaitable[None]],
        assigned: Callable[[frozenset[Partition]], None],
    ) -> None:
        session_ms = int(settings.kafka_session_seconds * 1000)
        self._consumer = AIOKafkaConsumer(
            bootstrap_servers=settings.kafka_bootstrap,
            client_id=settings.worker,
            group_id=group,
            partition_assignment_strategy=_assignors(topics),
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
                batch = await getmany(self._consumer, tp, timeout_ms=0, max_records=1)
                taken += [record_of(record) for record in batch.get(tp, ())]
        if taken:
            return taken
        batch = await getmany(self._consumer, timeout_ms=timeout_ms, max_records=1)
        return [record_of(record) for records in batch.values() for record in records]

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


def _assignors(topics: Sequence[str]) -> list[type]:
    """How the group shares partitions. Sticky repeats least work when workers come and go (DESIGN section 4), but of
    two topics it may give one worker all of the first and another all of the second. By range a worker has the same
    partitions of each, so that the work of a fan-in, which its last part brings, is spread.

    One only: aiokafka 0.14 joins anew for each of several, and two members can then make each other rebalance for ever.
    """
    # it keeps the last assignment in its class: two consumers of one process would take each other's
    sticky = type("Sticky", (StickyPartitionAssignor,), {})
    return [sticky] if len(topics) == 1 else [RangePartitionAssignor]


async def getmany(consumer: AIOKafkaConsumer, *partitions: TopicPartition, **limits: int) -> _Batches:
    """aiokafka's, and nothing where that cannot read a header's name: the next call can, and gets the same records."""
    try:
        return cast(_Batches, await consumer.getmany(*partitions, **limits))
    except UnicodeDecodeError:
        header_names.tolerate()
        return {}


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
async def opened(stop: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
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


def record_of(record: "AIOKafkaConsumer.ConsumerRecord") -> Record:
    return Record(
        partition=Partition(record.topic, record.partition),
        offset=record.offset,
        key=record.key,
        value=record.value,
        headers=tuple(record.headers),
        timestamp_ms=record.timestamp,
    )
