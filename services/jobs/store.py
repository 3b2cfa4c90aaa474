"""async_jobs and job_checkpoints: what operators and the command line read (the columns' meaning: README.md)."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

import asyncpg
import stamina
from pydantic import JsonValue, TypeAdapter

from pipeline.db import Connection, Pool, transaction, upsert
from pipeline.errors import Transient
from pipeline.events import LedgerCounts
from pipeline.runner.outages import Outages
from pipeline.state import StageName, StageState
from services.jobs.folding import Job

T = TypeVar("T")

UNSTORABLE = (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError, ValueError)
"""Said of a value that will never go in, by PostgreSQL or (ValueError) already by its driver."""

ALONE = "SELECT pg_advisory_xact_lock(hashtext('tessera.jobs'))"
"""One writer at a time over all processes: STALE below must see what the others wrote."""

CHECKPOINT = """
INSERT INTO job_checkpoints AS known (run_id, stage, document_id, attempt, sequence, status, worker, checkpoints, done,
    total, page, seconds, state, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
ON CONFLICT (run_id, stage) DO UPDATE SET document_id = excluded.document_id, attempt = excluded.attempt,
    sequence = excluded.sequence, status = excluded.status, worker = excluded.worker,
    checkpoints = excluded.checkpoints, done = excluded.done, total = excluded.total, page = excluded.page,
    seconds = excluded.seconds, state = excluded.state, updated_at = excluded.updated_at
WHERE (excluded.attempt, excluded.sequence) > (known.attempt, known.sequence)
"""

JOB = """
INSERT INTO async_jobs AS known (run_id, document_id, tenant, labels, filename, status, progress, stage, error_code,
    error, error_page, confidence_score, products_discovered, chunks_created, images_processed, links, cost_usd,
    seconds, ledger, warnings, started_at, updated_at, finished_at)
SELECT $1::uuid, $2::uuid, $3, $4::jsonb, $5, $6, $7::real, $8, $9, $10, $11::integer, $12::real, $13::integer,
    $14::integer, $15::integer, $16::integer, $17::numeric, $18::jsonb, $19::jsonb, $20::jsonb, $21::timestamptz,
    $22::timestamptz, $23::timestamptz
WHERE NOT EXISTS (  -- stale: folded from less than is known by now
    SELECT FROM job_checkpoints c
    LEFT JOIN unnest($24::text[], $25::integer[], $26::integer[]) folded (stage, attempt, sequence) USING (stage)
    WHERE c.run_id = $1
        AND (folded.stage IS NULL OR (c.attempt, c.sequence) > (folded.attempt, folded.sequence))
)
ON CONFLICT (run_id) DO UPDATE SET document_id = excluded.document_id, tenant = excluded.tenant,
    labels = excluded.labels, filename = excluded.filename, status = excluded.status, progress = excluded.progress,
    stage = excluded.stage, error_code = excluded.error_code, error = excluded.error,
    error_page = excluded.error_page, confidence_score = excluded.confidence_score,
    products_discovered = excluded.products_discovered, chunks_created = excluded.chunks_created,
    images_processed = excluded.images_processed, links = excluded.links, cost_usd = excluded.cost_usd,
    seconds = excluded.seconds, ledger = excluded.ledger, warnings = excluded.warnings,
    started_at = least(known.started_at, excluded.started_at), updated_at = excluded.updated_at,
    finished_at = excluded.finished_at
"""

KNOWN = "SELECT state::text FROM job_checkpoints WHERE document_id = ANY($1)"

ALIVE = """
UPDATE async_jobs SET heartbeat_at = greatest(heartbeat_at, seen.at)
FROM unnest($1::uuid[], $2::timestamptz[]) seen (run_id, at)
WHERE async_jobs.run_id = seen.run_id
"""

LEDGER = TypeAdapter(dict[StageName, dict[str, LedgerCounts]])


@dataclass(frozen=True)
class Recorded:
    """A state record, read and as it was written."""

    state: StageState
    body: JsonValue


WAITING = """
SELECT f.run_id, f.document_id, f.created_at AS since, array_agg(a.part ORDER BY a.part) AS parts
FROM fan_ins f JOIN async_jobs j USING (run_id) JOIN arrivals a USING (run_id)
WHERE f.fired_by IS NULL AND j.status = 'running' AND f.created_at < now() - $1::interval
GROUP BY f.run_id, f.document_id, f.created_at ORDER BY f.created_at LIMIT 1000
"""


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

    async def save(self, states: Sequence[Recorded], jobs: Sequence[tuple[UUID, Job]]) -> None:
        """Upsert the states, then the jobs (with their document ids) that were folded from them, all or nothing.

        A state or job older than what is there changes nothing. Raises one of UNSTORABLE for a value that will never
        go in.
        """

        async def save() -> None:
            async with _alone(self._pool) as connection:
                await upsert(connection, CHECKPOINT, [_checkpoint_row(state) for state in states])
                await upsert(connection, JOB, [_job_row(document_id, job) for document_id, job in jobs])

        await self._insist(save)

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


def _checkpoint_row(recorded: Recorded) -> tuple[object, ...]:
    state = recorded.state
    return (
        state.run_id,
        state.stage,
        state.document_id,
        state.attempt,
        state.sequence,
        state.status,
        state.worker,
        list(state.checkpoints),
        state.done,
        state.total,
        state.page,
        state.seconds,
        recorded.body,
        state.at,
    )


def _job_row(document_id: UUID, job: Job) -> tuple[object, ...]:
    error, results = job.error, job.results
    return (
        job.run_id,
        document_id,
        job.tenant,
        job.labels,
        job.filename,
        job.status,
        job.progress,
        job.stage,
        error.code if error else None,
        error.message if error else None,
        error.page if error else None,
        results.confidence_score,
        results.products_discovered,
        results.chunks_created,
        results.images_processed,
        results.links,
        sum(results.cost_usd.values()),
        job.seconds,
        LEDGER.dump_python(job.ledger, mode="json"),
        list(results.warnings),
        job.started_at,
        job.updated_at,
        job.finished_at,
        list(job.ranks),
        [attempt for attempt, _ in job.ranks.values()],
        [sequence for _, sequence in job.ranks.values()],
    )
