"""The stage's checkpoints: the compacted `<stage>.state` topic, read on assign, and what of it is kept in memory
(DESIGN 4.8). A record lies in the partition of the message it is about, whatever that message's key.
"""

import time
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

import structlog
from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.metrics import Metrics
from pipeline.runner.kafka import Producer, Record
from pipeline.runner.reader import Reader
from pipeline.state import StageState, Status

log = structlog.stdlib.get_logger(__name__)


class _Brief(BaseModel):
    """Of a record, what the index needs; the rest is not even parsed into objects."""

    model_config = ConfigDict(frozen=True)

    document_id: UUID
    run_id: UUID
    attempt: int
    sequence: int
    status: Status
    event_id: str

    @property
    def rank(self) -> tuple[int, int, int]:
        return (self.run_id.int, self.attempt, self.sequence)


@dataclass(frozen=True, slots=True)
class Seen:
    """Where the newest record of a document lies, and how far that run was."""

    rank: tuple[int, int, int]
    run_id: UUID
    event_id: str
    status: Status
    offset: int


class Checkpoints:
    """Index of the newest record of each document in this worker's partitions. Raises KafkaError as Kafka does."""

    def __init__(self, topic: str, reader: Reader, producer: Producer, metrics: Metrics) -> None:
        self._topic = topic
        self._reader = reader
        self._producer = producer
        self._metrics = metrics
        self._index: dict[int, dict[UUID, Seen]] = {}
        self._older: dict[int, dict[tuple[UUID, UUID], tuple[int, int, int]]] = {}
        self._read_to: dict[int, int] = {}

    def forget_all_but(self, partitions: Collection[int]) -> None:
        """Drop what is known of partitions that now belong to another worker."""
        for partition in self._index.keys() - set(partitions):
            del self._index[partition], self._older[partition]
            self._read_to.pop(partition, None)

    async def restore(self, partitions: Collection[int]) -> None:
        """Read these partitions from where they were last read, at first from their beginning, to their end."""
        began = time.monotonic()
        count = 0
        for partition in partitions:
            self._index.setdefault(partition, {})
            self._older.setdefault(partition, {})
        async for record in self._reader.read({p: self._read_to.get(p, 0) for p in partitions}):
            self._note(record)
            count += 1
        seconds = time.monotonic() - began
        self._metrics.restore_seconds().observe(seconds)
        log.info("checkpoints_read", partitions=sorted(partitions), records=count, seconds=round(seconds, 3))

    def seen(self, partition: int, document_id: UUID) -> Seen | None:
        """What is known of a document, if anything."""
        return self._index.get(partition, {}).get(document_id)

    def rank(self, partition: int, document_id: UUID, run_id: UUID) -> tuple[int, int]:
        """Attempt and sequence of the newest record of a run, also of one that a newer run has overtaken; (0, -1) if
        nothing is known of it.
        """
        seen = self.seen(partition, document_id)
        if seen and seen.run_id == run_id:
            return seen.rank[1:]
        older = self._older.get(partition, {}).get((document_id, run_id))
        return older[1:] if older else (0, -1)

    async def load(self, partition: int, document_id: UUID, run_id: UUID) -> StageState | None:
        """The newest record of a document, whole, if it is of this run; None if there is none (any more)."""
        seen = self.seen(partition, document_id)
        if seen is None or seen.run_id != run_id:
            return None
        record = await self._reader.at(partition, seen.offset)
        return StageState.model_validate_json(record.value) if record and record.value else None

    async def write(self, state: StageState, partition: int) -> None:
        """Append a record; returns once all replicas have it."""
        offset = await self._producer.send(
            self._topic,
            key=str(state.document_id).encode(),
            value=state.model_dump_json().encode(),
            partition=partition,
        )
        self._metrics.states(state.status).inc()
        if offset >= 0 and partition in self._index:
            seen = Seen(state.rank, state.run_id, state.event_id, state.status, offset)
            self._keep(partition, state.document_id, seen)

    def _note(self, record: Record) -> None:
        partition = record.partition.number
        self._read_to[partition] = record.offset + 1
        if partition not in self._index:  # went to another worker while it was being read
            return
        if record.value is None:
            self._index[partition].pop(UUID((record.key or b"").decode()), None)
            return
        try:
            brief = _Brief.model_validate_json(record.value)
        except ValidationError as error:
            log.error("state_record_unreadable", position=record.position, error=str(error))  # noqa: TRY400
            return
        seen = Seen(brief.rank, brief.run_id, brief.event_id, brief.status, record.offset)
        self._keep(partition, brief.document_id, seen)

    def _keep(self, partition: int, document_id: UUID, seen: Seen) -> None:
        known = self._index[partition].get(document_id)
        newest, other = (seen, known) if known is None or seen.rank >= known.rank else (known, seen)
        self._index[partition][document_id] = newest
        if other and other.run_id != newest.run_id:
            self._older[partition][document_id, other.run_id] = other.rank
