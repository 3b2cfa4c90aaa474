"""What the agents do with their records: states go into job_checkpoints, async_jobs and the Table of documents,
heartbeats into the Table of workers and async_jobs.heartbeat_at.

Both may see a record again, late or out of order. Neither raises for what a record holds; what they do raise is a bug
or a Kafka that takes no more writes, and ends the process (see app.py).
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

import structlog
from pydantic import ValidationError
from pydantic_core import from_json

from pipeline.state import Heartbeat, StageName, StageState
from services.jobs.folding import Document, Job, checkpoint
from services.jobs.metrics import JobsMetrics
from services.jobs.store import UNSTORABLE, Recorded

log = structlog.stdlib.get_logger(__name__)

NUL = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")
"""The one character JSON can hold and PostgreSQL cannot."""


@dataclass(frozen=True)
class Record:
    """A record as consumed; `value` is None for a tombstone."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None

    @property
    def position(self) -> str:
        return f"{self.topic}/{self.partition}/{self.offset}"


class Table(Protocol):
    """A Faust Table of bytes whose writes are waited for (see app.py)."""

    def get(self, key: bytes) -> bytes | None:
        """The value under `key`, if any."""

    async def put(self, entries: Mapping[bytes, bytes | None]) -> None:
        """Set, or for None remove; returns once the changelog has it."""


class Store(Protocol):
    """The database (see store.py)."""

    async def save(self, states: Sequence[Recorded], jobs: Sequence[tuple[UUID, Job]]) -> None:
        """Upsert both, all or nothing. Raises one of UNSTORABLE for a value that will never go in."""

    async def mark_alive(self, seen: Mapping[UUID, datetime]) -> None:
        """Note for the jobs of these runs when a worker last said that it has them in hand."""

    async def known(self, documents: Collection[UUID]) -> list[StageState]:
        """Every state stored of these documents."""


@dataclass(frozen=True)
class Update:
    """What a record says of a document's stage: its state, or for a tombstone None."""

    record: Record
    document_id: UUID
    stage: StageName
    recorded: Recorded | None


def read(record: Record, stage: StageName) -> Update:
    """What a record of the state topic of `stage` says. Raises ValueError when it makes no sense."""
    if record.value is None:
        return Update(record, UUID((record.key or b"").decode()), stage, None)
    data = NUL.sub(rb"\1\\ufffd", record.value)
    state = StageState.model_validate_json(data)
    if state.stage != stage:
        raise ValueError(f"a record of {state.stage} among those of {stage}")
    return Update(record, state.document_id, stage, Recorded(state, from_json(data)))


class Change:
    """What a batch does to one document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._before = document.jobs()
        self.states: list[Recorded] = []

    def apply(self, update: Update) -> None:
        if update.recorded is None:
            self._document.drop(update.stage)
        else:
            self._document.add(checkpoint(update.recorded.state))
            self.states.append(update.recorded)

    @property
    def jobs(self) -> list[Job]:
        """Those with news, also if the Table knew it (the database may be a restored one), and those it has superseded;
        what was dropped changes none.
        """
        news = {recorded.state.run_id for recorded in self.states}
        return [job for job in self._document.jobs() if news and (job.run_id in news or job not in self._before)]

    @property
    def value(self) -> bytes | None:
        """The document as the Table is to have it, None if not at all."""
        self._document.trim()
        return self._document.model_dump_json(exclude_defaults=True).encode() if self._document.runs else None


class States:
    """The agent of the `<stage>.state` topics; `stages` by topic."""

    def __init__(self, stages: Mapping[str, StageName], documents: Table, store: Store, metrics: JobsMetrics) -> None:
        self._stages = stages
        self._documents = documents
        self._store = store
        self._metrics = metrics

    async def fold(self, records: Sequence[Record]) -> None:
        """Fold the records into the database, then the Table; returns once both have them."""
        updates = list(self._read(records))
        changes = await self._look_up(updates)
        for update in updates:
            changes[update.document_id].apply(update)
        states = [state for change in changes.values() for state in change.states]
        jobs = [(document_id, job) for document_id, change in changes.items() for job in change.jobs]
        try:
            await self._store.save(states, jobs)
        except UNSTORABLE as error:
            if len(updates) == 1:
                ignore(updates[0].record, error, self._metrics)
            else:  # find out whose value it is
                for update in updates:
                    await self.fold([update.record])
            return
        await self._documents.put({key(document_id): change.value for document_id, change in changes.items()})
        for update in updates:
            self._metrics.records.labels(update.record.topic, "folded").inc()

    def _read(self, records: Iterable[Record]) -> Iterator[Update]:
        for record in records:
            try:
                yield read(record, self._stages[record.topic])
            except ValueError as error:
                ignore(record, error, self._metrics)

    async def _look_up(self, updates: Sequence[Update]) -> dict[UUID, Change]:
        """What the Table has of the documents; of those it has not, what the database has, if there is news of them."""
        known: dict[UUID, Document] = {}
        missing: set[UUID] = set()
        for update in updates:
            value = self._documents.get(key(update.document_id))
            known[update.document_id] = Document.model_validate_json(value) if value else Document()
            if update.recorded and not value:
                missing.add(update.document_id)
        for state in await self._store.known(missing) if missing else ():
            known[state.document_id].add(checkpoint(state))
        return {document_id: Change(document) for document_id, document in known.items()}


class Heartbeats:
    """The agent of jobs.heartbeat."""

    def __init__(self, workers: Table, store: Store, metrics: JobsMetrics, heard: Callable[[str], None]) -> None:
        self._workers = workers
        self._store = store
        self._metrics = metrics
        self._heard = heard

    async def note(self, records: Sequence[Record]) -> None:
        """Keep the last heartbeat of each worker, and tell the jobs in their hands; returns once both is done."""
        last: dict[bytes, bytes] = {}
        alive: dict[UUID, datetime] = {}
        for record in records:
            try:
                heartbeat = Heartbeat.model_validate_json(record.value or b"")
            except ValueError as error:
                ignore(record, error, self._metrics)
                continue
            last[heartbeat.worker.encode()] = record.value or b""
            for document in heartbeat.running:
                alive[document.run_id] = max(heartbeat.at, alive.get(document.run_id, heartbeat.at))
            self._heard(heartbeat.worker)
            self._metrics.records.labels(record.topic, "folded").inc()
        if alive:
            await self._store.mark_alive(alive)
        await self._workers.put(last)


def ignore(record: Record, error: Exception, metrics: JobsMetrics) -> None:
    """Say that a record is left behind; it stays on its topic, at its position."""
    reason = str(error.errors()[0]["msg"]) if isinstance(error, ValidationError) else str(error)
    log.warning("record_ignored", position=record.position, reason=reason)
    metrics.records.labels(record.topic, "ignored").inc()


def key(document_id: UUID) -> bytes:
    """The Table's key of a document: that of its records."""
    return str(document_id).encode()
