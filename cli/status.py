"""`tessera status`: how documents fare, from the tables that operators read."""

import asyncio
import json
from collections.abc import Iterator
from typing import Annotated, Any
from uuid import UUID

import typer
from rich.box import SIMPLE
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table

from cli import connections, pages_read
from cli.errors import Exit
from cli.safe import safe
from pipeline.db import Pool

JOBS = """
SELECT run_id, document_id, filename, tenant, labels, status, stage, progress, error_code, error, error_page,
    confidence_score, products_discovered, chunks_created, images_processed, links, cost_usd, seconds, ledger, warnings,
    started_at, updated_at, finished_at
FROM async_jobs
WHERE $1::uuid IS NULL OR document_id = $1 OR run_id = $1
ORDER BY started_at DESC LIMIT $2
"""
INCIDENTS = """
SELECT run_id, noticed_at, kind, stage, attempt, worker, page, what, action, restarts, silent_seconds, log, resolved_at,
    resolved_by
FROM incidents WHERE run_id = ANY($1) ORDER BY noticed_at, attempt
"""
COLOURS = {"completed": "green", "failed": "red", "running": "yellow", "superseded": "dim"}
COUNTS = {
    "products": "products_discovered",
    "chunks": "chunks_created",
    "images": "images_processed",
    "links": "links",
}
WATCH_SECONDS = 0.5


def status(
    ctx: typer.Context,
    id_: Annotated[UUID | None, typer.Argument(metavar="ID", help="Of a document or a run; all if absent.")] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Keep showing until done (with ID) or interrupted (without).")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs: a list of jobs, newest first.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="Most jobs shown.")] = 50,
) -> None:
    """Show how far documents are, newest first.

    With ID the exit code says how its newest job ended: 1 if it failed. Without --watch an unknown ID is an error (2).
    """
    url = connections.settings(ctx.obj).database_url
    jobs = asyncio.run(_watch(url, id_, limit, as_json) if watch else _once(url, id_, limit))
    if id_ and not jobs:
        raise typer.BadParameter(f"there is no job of {id_}", param_hint="ID")
    if as_json:
        typer.echo(json.dumps(jobs, indent=2, default=str))
    elif not watch:
        Console().print(shown(jobs, details=id_ is not None))
    if id_ and jobs[0]["status"] == "failed":
        raise typer.Exit(Exit.FAILED)


async def read_jobs(pool: Pool, id_: UUID | None = None, limit: int = 50) -> list[dict[str, Any]]:
    """The newest `limit` rows of async_jobs, of one document or run or of all, each with its `incidents` and how its
    pages were read.
    """
    jobs = [dict(row) for row in await pool.fetch(JOBS, id_, limit)]
    runs = [job["run_id"] for job in jobs]
    kept = {"incidents": INCIDENTS, "pages_read": pages_read.PAGES}
    rows = {name: [dict(row) for row in await pool.fetch(query, runs)] for name, query in kept.items()}
    return [
        {**job, **{name: [each for each in found if each["run_id"] == job["run_id"]] for name, found in rows.items()}}
        for job in jobs
    ]


def shown(jobs: list[dict[str, Any]], *, details: bool = False) -> RenderableType:
    """Jobs for people: what, how far, how much; the document's id; why, if it failed; with details, its incidents."""
    return Group(*(line for job in jobs for line in _lines(job, details)))


def _lines(job: dict[str, Any], details: bool) -> Iterator[RenderableType]:
    seconds = ((job["finished_at"] or job["updated_at"]) - job["started_at"]).total_seconds()
    doing = f"in {job['stage']}, {job['progress']:.0%}, " if job["status"] == "running" else ""
    counts = " · ".join(f"{job[column]} {name}" for name, column in COUNTS.items() if job[column] is not None)
    state = f"[{COLOURS[job['status']]}]{job['status']}[/]"
    yield f"[bold]{safe(job['filename'])}[/] {state} {doing}{seconds:.1f} s  {counts}".rstrip()
    yield f"  [dim]document {job['document_id']}[/]"
    if job["status"] == "failed":
        yield f"  [red]{job['error_code']}[/]: {safe(job['error'])}"
    if details and (pages := job.get("pages_read")):
        yield pages_read.shown(pages)
    if incidents := job.get("incidents"):
        yield _incidents(incidents) if details else f"  [yellow]incidents: {len(incidents)}[/]"


def _incidents(incidents: list[dict[str, Any]]) -> Table:
    table = Table("noticed (UTC)", "stage", "what happened", "how it ended", title="incidents", box=SIMPLE)
    for each in incidents:
        last = f"\n[dim]last line: {safe(each['log'])}[/]" if each["log"] else ""
        what = f"[yellow]{each['kind']}[/], attempt {each['attempt']}: {safe(each['what'])}{last}"
        table.add_row(
            f"{each['noticed_at']:%Y-%m-%d %H:%M:%S}", each["stage"], what, safe(each["resolved_by"] or "open")
        )
    return table


async def _once(url: str, id_: UUID | None, limit: int) -> list[dict[str, Any]]:
    async with connections.database(url) as pool:
        return await read_jobs(pool, id_, limit)


async def _watch(url: str, id_: UUID | None, limit: int, quiet: bool) -> list[dict[str, Any]]:
    """Show the jobs until the newest of `id_` has ended; for ever without one."""
    async with connections.database(url) as pool:
        with Live(console=Console(stderr=quiet), auto_refresh=False, transient=quiet) as live:
            while True:
                jobs = await read_jobs(pool, id_, limit)
                live.update(shown(jobs, details=id_ is not None), refresh=True)
                if id_ and jobs and jobs[0]["status"] != "running":
                    return jobs
                await asyncio.sleep(WATCH_SECONDS)
