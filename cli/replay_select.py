"""Which jobs a replay is about: of each document its newest run, as far as the selectors let it through."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pipeline.db import Pool
from pipeline.state import StageName

READERS: Mapping[str, tuple[StageName, ...]] = {
    "pdf.uploaded": ("discovery",),
    "products.detected": ("chunker", "imager"),
    "chunks.created": ("linker",),
    "images.embedded": ("linker",),
    "products.linked": ("validator",),
}
"""The stages that read each topic."""

JOBS = """
WITH newest AS (
    SELECT DISTINCT ON (document_id) document_id, run_id, filename, tenant, status, updated_at
    FROM async_jobs
    WHERE $1::uuid[] IS NULL
        OR document_id IN (SELECT document_id FROM async_jobs WHERE document_id = ANY ($1) OR run_id = ANY ($1))
    ORDER BY document_id, run_id DESC  -- run ids are UUIDv7: they compare by time
)
SELECT newest.*, coalesce((
    SELECT jsonb_object_agg(stage, jsonb_build_array(c.status, attempt)) FROM job_checkpoints c
    WHERE c.run_id = newest.run_id
), '{}') AS stages
FROM newest
WHERE ($2::timestamptz IS NULL OR updated_at >= $2) AND ($3::timestamptz IS NULL OR updated_at < $3)
    AND ($4::text IS NULL OR tenant = $4)
ORDER BY updated_at, run_id
"""


@dataclass(frozen=True)
class Selectors:
    """What the command line asked for; `topic` is without the deployment's prefix."""

    ids: tuple[UUID, ...] = ()
    everything: bool = False
    since: datetime | None = None
    until: datetime | None = None
    topic: str | None = None
    failed_only: bool = False
    tenant: str | None = None

    def __bool__(self) -> bool:
        return bool(
            self.ids or self.everything or self.since or self.until or self.topic or self.failed_only or self.tenant
        )

    @property
    def readers(self) -> tuple[StageName, ...]:
        """The stages that read `topic`."""
        return READERS[self.topic] if self.topic else ()


@dataclass(frozen=True)
class Job:
    """The newest run of a document. `stages`: status and attempt of each stage that has a record of it."""

    document_id: UUID
    run_id: UUID
    filename: str
    tenant: str
    status: str
    updated_at: datetime
    stages: Mapping[StageName, tuple[str, int]]

    @property
    def failed(self) -> tuple[StageName, ...]:
        """The stages that gave it up: at most chunker and imager are two."""
        return tuple(stage for stage, (status, _) in self.stages.items() if status == "failed")

    @property
    def running(self) -> bool:
        """Also while a repair of a completed run passes through."""
        return self.status == "running" or any(status == "working" for status, _ in self.stages.values())


async def read_jobs(pool: Pool, selectors: Selectors) -> list[Job]:
    """The jobs that are selected, the one longest without news first."""
    ids = list(selectors.ids) or None
    rows = await pool.fetch(JOBS, ids, selectors.since, selectors.until, selectors.tenant)
    return [job for job in map(_job, rows) if _is_meant(job, selectors)]


def _job(row: Any) -> Job:
    stages = {stage: (status, attempt) for stage, (status, attempt) in row["stages"].items()}
    return Job(**{**dict(row), "stages": stages})


def _is_meant(job: Job, selectors: Selectors) -> bool:
    """A job still running is left alone unless it is named: it does not need a second push."""
    if job.running and not selectors.ids:
        return False
    if not selectors.topic:
        return job.status == "failed" or not selectors.failed_only
    among = job.failed if selectors.failed_only else job.stages
    return any(stage in among for stage in selectors.readers)
