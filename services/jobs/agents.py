"""What the agents do with their records: states go into job_checkpoints, async_jobs and the Table of documents,
heartbeats into the Table of workers and async_jobs.heartbeat_at; crashes that either tells of go into incidents.

Both may see a record again, late or out of order. Neither raises for what a record holds; what they do raise is a bug
or a Kafka that takes no more writes, and ends the process (see app.py).
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

import structlog
from pydantic import ValidationError

from pipeline.state import Heartbeat, StageName, StageState
from services.jobs.changes import Change
from services.jobs.folding import Document, Job, checkpoint
from services.jobs.hands import Hands
from services.jobs.incidents import Ending, Incident, started_anew
from services.jobs.metrics import JobsMetrics
from services.jobs.records import NUL, Record, Recorded, Update, key, read
from services.jobs.store import UNSTORABLE
from services.jobs.takeovers import TakeOvers
from services.jobs.telling import tell
from services.jobs.watch import Watch

log = structlog.stdlib.get_logger(__name__)


class Table(Protocol):
    """A Faust Table of bytes whose writes are waited for (see app.py)."""

    def get(self, key: bytes) -> bytes | None:
        """The value under `key`, if any."""

    async def put(self, entries: Mapping[bytes, bytes | None]) -> None:
        """Set, or for None remove; returns once the changelog has it."""


class Store(Protocol):
    """The database (see store.py)."""

    async def save(
        self,
        states: Sequence[Recorded],
        jobs: Sequence[tuple[UUID, Job]],
        crashes: Sequence[Incident] = (),
        endings: Sequence[Ending] = (),
        released: Collection[tuple[UUID, StageName, int]] = (),
    ) -> list[Incident]:
        """Upsert all or nothing; the crashes that are news. Raises one of UNSTORABLE for a value that will never go
        in.
        """

    async def note(self, incidents: Sequence[Incident]) -> list[Incident]:
        """Add those that are news; which they were. Raises one of UNSTORABLE."""

    async def mark_alive(self, seen: Mapping[UUID, datetime]) -> None:
        """Note for the jobs of these runs when a worker last said that it has them in hand."""

    async def known(self, documents: Collection[UUID]) -> list[StageState]:
        """Every state stored of these documents."""


class States:
    """The agent of the `<stage>.state` topics; `stages` by topic."""

    def __init__(
        self,
        stages: Mapping[str, StageName],
        documents: Table,
        store: Store,
        metrics: JobsMetrics,
        watch: Watch,
        takeovers: TakeOvers,
        heal: Callable[[Sequence[Update], Mapping[UUID, Change]], Awaitable[None]],
    ) -> None:
        """`heal`: see healing.py."""
        self._stages = stages
        self._heal = heal
        self._documents = documents
        self._store = store
        self._metrics = metrics
        self._watch = watch
        self._takeovers = takeovers

    async def fold(self, records: Sequence[Record]) -> None:
        """Fold the records into the database, then the Table; returns once both have them."""
        updates = list(self._read(records))
        changes = await self._look_up(updates)
        for update in updates:
            changes[update.document_id].apply(update)
        try:
            crashed = await self._save(changes)
        except UNSTORABLE as error:
            if len(updates) == 1:
                ignore(updates[0].record, error, self._metrics)
            else:  # find out whose value it is
                for update in updates:
                    await self.fold([update.record])
            return
        for incident in crashed:
            tell(incident, self._metrics)
        await self._documents.put({key(document_id): change.value for document_id, change in changes.items()})
        await self._heal(updates, changes)
        for update in updates:
            self._metrics.records.labels(update.record.topic, "folded").inc()
            if update.recorded:
                self._watch.sign(update.recorded.state.worker)

    async def _save(self, changes: Mapping[UUID, Change]) -> list[Incident]:
        judged = [self._takeovers.judge(each) for change in changes.values() for each in change.taken_over]
        return await self._store.save(
            [state for change in changes.values() for state in change.states],
            [(document_id, job) for document_id, change in changes.items() for job in change.jobs],
            [incident for incident in judged if incident],
            [ending for change in changes.values() for ending in change.endings],
            {attempt for change in changes.values() for attempt in change.released},
        )

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
        return {document_id: Change(document_id, document) for document_id, document in known.items()}


class Heartbeats:
    """The agent of jobs.heartbeat."""

    def __init__(
        self, workers: Table, store: Store, metrics: JobsMetrics, watch: Watch, takeovers: TakeOvers, hands: Hands
    ) -> None:
        self._workers = workers
        self._store = store
        self._metrics = metrics
        self._watch = watch
        self._takeovers = takeovers
        self._hands = hands

    async def note(self, records: Sequence[Record]) -> None:
        """Keep the last heartbeat of each worker, and tell the jobs in their hands; returns once both is done."""
        last: dict[bytes, bytes] = {}
        alive: dict[UUID, datetime] = {}
        crashed: list[Incident] = []
        for record in records:
            data = NUL.sub(rb"\1\\ufffd", record.value or b"")
            try:
                heartbeat = Heartbeat.model_validate_json(data)
            except ValueError as error:
                ignore(record, error, self._metrics)
                continue
            name = heartbeat.worker.encode()
            crashed += self._crashed(last.get(name) or self._workers.get(name), heartbeat)
            last[name] = data
            for document in heartbeat.running:
                alive[document.run_id] = max(heartbeat.at, alive.get(document.run_id, heartbeat.at))
            self._watch.heard(heartbeat)
            self._metrics.records.labels(record.topic, "folded").inc()
        if alive:
            await self._store.mark_alive(alive)
        await note(crashed, self._store, self._metrics)
        await self._workers.put(last)

    def _crashed(self, before: bytes | None, heartbeat: Heartbeat) -> list[Incident]:
        """What this heartbeat tells of a process that had the same name before, `before` being its last one."""
        crashed = self._takeovers.heard(heartbeat)
        previous = Heartbeat.model_validate_json(before) if before else None
        if previous and previous.started_at < heartbeat.started_at and not previous.stopping:
            silence = self._watch.silence(heartbeat.worker)
            crashed += [started_anew(work, silence) for work in self._hands.of(previous)]
        return crashed


async def note(incidents: Sequence[Incident], store: Store, metrics: JobsMetrics) -> None:
    """Keep and tell those that are news; one that will never go in is left."""
    for incident in incidents:
        try:
            for new in await store.note([incident]):
                tell(new, metrics)
        except UNSTORABLE as error:
            log.warning("incident_ignored", what=incident.what, reason=str(error))


def ignore(record: Record, error: Exception, metrics: JobsMetrics) -> None:
    """Say that a record is left behind; it stays on its topic, at its position."""
    reason = str(error.errors()[0]["msg"]) if isinstance(error, ValidationError) else str(error)
    log.warning("record_ignored", position=record.position, reason=reason)
    metrics.records.labels(record.topic, "ignored").inc()
