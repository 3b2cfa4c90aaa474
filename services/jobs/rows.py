"""Rows of job_checkpoints and async_jobs, and the SQL that keeps a lower rank from replacing a higher one."""

from uuid import UUID

from pydantic import TypeAdapter

from pipeline.events import LedgerCounts
from pipeline.state import StageName
from services.jobs.folding import Job
from services.jobs.records import Recorded

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

LEDGER = TypeAdapter(dict[StageName, dict[str, LedgerCounts]])


def checkpoint_row(recorded: Recorded) -> tuple[object, ...]:
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


def job_row(document_id: UUID, job: Job) -> tuple[object, ...]:
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
