"""From selectors to plans: the jobs, their inputs, and what a replay of each comes to."""

import typer

from cli import connections
from cli.replay_plan import Plan, Refused, Way, plan, stages_of
from cli.replay_select import Job, Selectors, read_jobs
from cli.replay_states import copies, jobs_of, load
from pipeline.db import Pool
from pipeline.settings import Settings

KNOWN = """
SELECT run_id, document_id, (
    SELECT run_id FROM async_jobs n WHERE n.document_id = j.document_id ORDER BY run_id DESC LIMIT 1
) AS newest
FROM async_jobs j WHERE run_id = ANY ($1) OR document_id = ANY ($1)
"""


async def find(settings: Settings, selectors: Selectors, way: Way) -> list[Plan | Refused]:
    """A plan for each job selected. Raises BadParameter for an id that is unknown or of an old run."""
    async with connections.database(settings.database_url) as pool:
        jobs = await read_jobs(pool, selectors)
        jobs += await _unknown(pool, settings, selectors)
        wanted = {job.run_id: stages_of(job, way, selectors) for job in jobs}
        stored = await copies(pool, [job.document_id for job in jobs]) if way.stored else {}
        return plan(jobs, await load(pool, settings, wanted), way, selectors, stored)


async def _unknown(pool: Pool, settings: Settings, selectors: Selectors) -> list[Job]:
    """The jobs of ids that async_jobs does not know: services/jobs may have been away, or the database lost."""
    named = set(selectors.ids)
    rows = await pool.fetch(KNOWN, list(named))
    for row in rows:
        if row["run_id"] in named and row["run_id"] != row["newest"] and row["document_id"] not in named:
            raise typer.BadParameter(
                f"run {row['run_id']} is not the newest of its document {row['document_id']}, whose newest is "
                f"{row['newest']}: name the document",
                param_hint="ID",
            )
    unknown = named - {id_ for row in rows for id_ in (row["run_id"], row["document_id"])}
    found = await jobs_of(settings, unknown)
    if missing := unknown - {id_ for job in found for id_ in (job.run_id, job.document_id)}:
        raise typer.BadParameter(f"there is no job of {', '.join(map(str, sorted(missing)))}", param_hint="ID")
    return found
