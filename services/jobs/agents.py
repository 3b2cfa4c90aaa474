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

from pipeline.state import Heartbeat, StageState
from services.jobs.folding import Document, Job, checkpoint
from services.jobs.metrics import JobsMetrics
from services.jobs.store import UNSTORABLE, Recorded, Store

log = structlog.get_logger()

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


def read_state(record: Record) -> Recorded:
    """The StageState of a record. Raises ValueError when it is not one."""
    data = NUL.sub(rb"\1\\ufffd", record.value or b"")
    state = StageState.model_validate_json(data)
    if not record.topic.endswith(f"{state.stage}.state"):
        raise ValueError(f"a record of {state.stage} on {record.topic}")
    return Recorded(state, from_json(data))


class Change:
    """What a batch does to one document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._before = document.jobs()
        self.states: list[Recorded] = []

    def apply(self, recorded: Recorded) -> None:
        self._document.add(checkpoint(recorded.state))
        self.states.append(recorded)

    @property
    def jobs(self) -> list[Job]:
        """Those that are not as they were."""
        return [job for job in self._document.jobs() if job not in self._before]

    @property
    def value(self) -> bytes:
        """The document as the Table is to have it."""
        self._document.trim()
        return self._document.model_dump_json().encode()


class States:
    """The agent of the `<stage>.state` topics."""

    def __init__(self, documents: Table, store: Store, metrics: JobsMetrics) -> None:
        self._documents = documents
        self._store = store
        self._metrics = metrics

    async def fold(self, records: Sequence[Record]) -> None:
        """Fold the records into the database, then the Table; returns once both have them."""
        read = list(self._read(records))
        changes = await self._look_up({recorded.state.document_id for _, recorded in read})
        for _, recorded in read:
            changes[recorded.state.document_id].apply(recorded)
        states = [state for change in changes.values() for state in change.states]
        jobs = [(document_id, job) for document_id, change in changes.items() for job in change.jobs]
        try:
            await self._store.save(states, jobs)
        except UNSTORABLE as error:
            if len(read) > 1:  # find out which
                for record, _ in read:
                    await self.fold([record])
            else:
                ignore(read[0][0], error, self._metrics)
            return
        await self._documents.put({_key(document_id): change.value for document_id, change in changes.items()})
        for record, _ in read:
            self._metrics.records.labels(record.topic, "folded").inc()

    def _read(self, records: Iterable[Record]) -> Iterator[tuple[Record, Recorded]]:
        for record in records:
            try:
                yield record, read_state(record)
            except ValueError as error:
                ignore(record, error, self._metrics)

    async def _look_up(self, documents: Collection[UUID]) -> dict[UUID, Change]:
        """What the Table has of the documents; of those it has not, what the database has."""
        stored = {document_id: self._documents.get(_key(document_id)) for document_id in documents}
        known = {document_id: Document.model_validate_json(value) for document_id, value in stored.items() if value}
        missing = stored.keys() - known.keys()
        for state in await self._store.known(missing) if missing else ():
            known.setdefault(state.document_id, Document()).add(checkpoint(state))
        return {document_id: Change(known.get(document_id, Document())) for document_id in stored}


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
    log.warning("record ignored", position=record.position, reason=reason)
    metrics.records.labels(record.topic, "ignored").inc()


def _key(document_id: UUID) -> bytes:
    return str(document_id).encode()
