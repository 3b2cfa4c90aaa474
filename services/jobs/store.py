"""async_jobs, job_checkpoints and incidents: what operators and the command line read (the columns: README.md)."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import TypeVar
from uuid import UUID

import asyncpg
import stamina

from pipeline.db import Connection, Pool, transaction, upsert
from pipeline.errors import Transient
from pipeline.runner.outages import Outages
from pipeline.state import StageName, StageState
from services.jobs import incident_rows
from services.jobs.folding import Job
from services.jobs.incidents import Ending, Incident, Kind
from services.jobs.lost import Standing, Step
from services.jobs.records import Recorded
from services.jobs.rows import CHECKPOINT, JOB, checkpoint_row, job_row

T = TypeVar("T")

UNSTORABLE = (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError, ValueError)
"""Said of a value that will never go in, by PostgreSQL or (ValueError) already by its driver."""

ALONE = "SELECT pg_advisory_xact_lock(hashtext('tessera.jobs'))"
"""One writer at a time over all processes: what is stale must see what the others wrote."""

KNOWN = "SELECT state::text FROM job_checkpoints WHERE document_id = ANY($1)"

ALIVE = """
UPDATE async_jobs SET heartbeat_at = greatest(heartbeat_at, seen.at)
FROM unnest($1::uuid[], $2::timestamptz[]) seen (run_id, at)
WHERE async_jobs.run_id = seen.run_id
"""

WAITING = """
SELECT f.run_id, f.document_id, f.created_at AS since, array_agg(a.part ORDER BY a.part) AS parts
FROM fan_ins f JOIN async_jobs j USING (run_id) JOIN arrivals a USING (run_id)
WHERE f.fired_by IS NULL AND j.status = 'running' AND f.created_at < now() - $1::interval
GROUP BY f.run_id, f.document_id, f.created_at ORDER BY f.created_at LIMIT 1000
"""

# The place of the message that a stage was given; unknown once that was published again.
RUNNING = """
SELECT c.run_id, c.document_id, c.stage, c.attempt, c.sequence, c.status,
    c.state #>> '{input,topic}' AS topic, (c.state #>> '{input,partition}')::integer AS partition,
    CASE WHEN i.run_id IS NULL THEN (c.state #>> '{input,offset}')::bigint END AS kafka_offset
FROM async_jobs j JOIN job_checkpoints c USING (run_id)
LEFT JOIN incidents i ON (i.run_id, i.stage, i.attempt, i.kind) = (c.run_id, c.stage, c.attempt, 'lost')
WHERE j.status = 'running' ORDER BY c.run_id
"""

COUNTS = "SELECT status, count(*) FROM async_jobs GROUP BY status"
OLDEST = "SELECT extract(epoch FROM now() - min(started_at))::float8 FROM async_jobs WHERE status = 'running'"


@dataclass(frozen=True)
class WaitingFanIn:
    """A run of which only `parts` (CloudEvents types) have arrived, the first at `since`."""

    run_id: UUID
    document_id: UUID
    since: datetime
    parts: list[str]


class Store:
    """Every method waits for as long as the database is away, and repeats what lost a race (`attempts` times)."""

    def __init__(self, pool: Pool, outages: Outages, attempts: int) -> None:
        self._pool = pool
        self._outages = outages
        self._attempts = attempts

    async def save(
        self,
        states: Sequence[Recorded],
        jobs: Sequence[tuple[UUID, Job]],
        crashes: Sequence[Incident] = (),
        endings: Sequence[Ending] = (),
        released: Collection[tuple[UUID, StageName, int]] = (),
    ) -> list[Incident]:
        """Upsert the states, then the jobs (with their document ids) that were folded from them, and what they tell of
        incidents, all or nothing; the crashes that are news.

        A state or job older than what is there changes nothing. Raises one of UNSTORABLE for a value that will never
        go in.
        """

        async def save() -> list[Incident]:
            async with _alone(self._pool) as connection:
                await upsert(connection, CHECKPOINT, [checkpoint_row(state) for state in states])
                await upsert(connection, JOB, [job_row(document_id, job) for document_id, job in jobs])
                new = await incident_rows.add(connection, crashes)
                await incident_rows.end(connection, endings)
                await incident_rows.retract(connection, released)
                return new

        return await self._insist(save)

    async def note(self, incidents: Sequence[Incident]) -> list[Incident]:
        """Add those that are news and whose attempt has not ended meanwhile; which they were. Raises UNSTORABLE."""

        async def note() -> list[Incident]:
            async with _alone(self._pool) as connection:
                return await incident_rows.add(connection, incidents)

        return await self._insist(note) if incidents else []

    async def tell(self, incident: Incident) -> None:
        """Change what is said of it."""
        await self._insist(lambda: incident_rows.tell(self._pool, incident))

    async def incident(self, run_id: UUID, stage: StageName, attempt: int, kind: Kind) -> Incident | None:
        """The one of that attempt, if it is known."""
        return await self._insist(lambda: incident_rows.find(self._pool, run_id, stage, attempt, kind))

    async def restarts(self, run_id: UUID, stage: StageName) -> int:
        """How often the run was restarted in this stage, since it was last given up if it ever was."""
        return await self._insist(lambda: incident_rows.restarts(self._pool, run_id, stage))

    async def running(self) -> list[Standing]:
        """How every running job stands."""
        rows = await self._insist(lambda: self._pool.fetch(RUNNING))
        runs = groupby(rows, key=lambda row: (row["run_id"], row["document_id"]))
        return [
            Standing(run_id, document_id, [Step(*row[2:]) for row in steps]) for (run_id, document_id), steps in runs
        ]

    async def counts(self) -> tuple[dict[str, int], float]:
        """Jobs by status, and for how many seconds the oldest running one has been so."""
        rows = await self._insist(lambda: self._pool.fetch(COUNTS))
        oldest = await self._insist(lambda: self._pool.fetchval(OLDEST))
        return {row["status"]: row["count"] for row in rows}, max(0.0, oldest or 0.0)

    async def mark_alive(self, seen: Mapping[UUID, datetime]) -> None:
        """Note for the jobs of these runs when a worker last said that it has them in hand."""

        async def mark() -> None:
            async with _alone(self._pool) as connection:
                await connection.execute(ALIVE, list(seen), list(seen.values()))

        await self._insist(mark)

    async def known(self, documents: Collection[UUID]) -> list[StageState]:
        """Every state stored of these documents."""
        rows = await self._insist(lambda: self._pool.fetch(KNOWN, list(documents)))
        return [StageState.model_validate_json(row["state"]) for row in rows]

    async def waiting(self, seconds: float) -> list[WaitingFanIn]:
        """Fan-ins of running jobs that have waited for longer than `seconds`, the oldest first, at most 1000."""
        rows = await self._insist(lambda: self._pool.fetch(WAITING, timedelta(seconds=seconds)))
        return [WaitingFanIn(**row) for row in rows]

    async def _insist(self, query: Callable[[], Awaitable[T]]) -> T:
        async for attempt in stamina.retry_context(on=Transient, attempts=self._attempts):
            with attempt:
                result = await self._outages.ride_out(query)
        return result


@asynccontextmanager
async def _alone(pool: Pool) -> AsyncIterator[Connection]:
    async with transaction(pool) as connection:
        await connection.execute(ALONE)
        yield connection
