"""`tessera demo`: one PDF through all stages, from nothing to a summary."""

import asyncio
import signal
import time
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from cli import connections, summary
from cli.errors import Exit
from cli.memory import MemoryPeak
from cli.safe import safe
from cli.status import read_jobs
from cli.submit import Request, Submitted, find_uploads, publish
from cli.up import Phases, start
from dev.services import Services
from dev.stack import Stack
from pipeline.db import Pool
from pipeline.events import Options
from pipeline.state import STAGES

SAMPLE = "tiles-71"
POLL_SECONDS = 0.1
CHECKPOINTS = "SELECT stage, status, done, total FROM job_checkpoints WHERE run_id = $1"


def demo(
    ctx: typer.Context,
    pdf: Annotated[
        Path | None, typer.Argument(help="Your own PDF; a generated 71-page tile catalogue if absent.")
    ] = None,
    timeout: Annotated[int, typer.Option(min=1, help="Seconds after which the document is given up.")] = 900,
) -> None:
    """Take one PDF through all five stages and show what became of it.

    Starts Kafka, PostgreSQL and the six services, publishes an upload event as any producer would, shows each stage's
    progress and, in the end, the products with their facts, what was counted, and how long and how much memory it
    took. What it started it stops; the data stays for `tessera up`.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends as Ctrl-C does: stopping what was started
    began = time.monotonic()
    console, stack = Console(), Stack(ctx.obj)
    services, phase = Services(stack.state_dir), Phases(console)
    if pdf is None:
        from samples import generate  # takes a second

        with phase("sample catalogue"):
            pdf = generate(SAMPLE, stack.state_dir / "samples").pdf
    uploads = find_uploads([str(pdf)])
    with MemoryPeak(services.daemons) as memory, start(stack, services, phase):
        settings = connections.settings(stack.state_dir)

        async def run() -> dict[str, Any]:
            async with connections.database(settings.database_url) as pool:
                submitted = (await publish(settings, uploads, Request(Options())))[0]
                job = await asyncio.wait_for(_follow(pool, submitted, console), timeout)
                if job["status"] == "completed":
                    console.print(await summary.document(pool, job))
                return job

        clock = time.monotonic()
        try:
            job = asyncio.run(run())
        except TimeoutError:
            console.print(f"[red]not done after {timeout} s; the services' logs are in {stack.state_dir}/logs[/red]")
            raise typer.Exit(Exit.FAILED) from None
        phase.seconds["document"] = time.monotonic() - clock
    if job["status"] != "completed":
        console.print(summary.failure(job, stack.state_dir / "logs"))
        raise typer.Exit(Exit.FAILED)
    console.print(summary.figures(phase.seconds, time.monotonic() - began, memory))
    console.print(summary.queries(stack, job), soft_wrap=True)


async def _follow(pool: Pool, submitted: Submitted, console: Console) -> dict[str, Any]:
    """Show the stages' progress until the job has ended; its row in async_jobs."""
    name, state = TextColumn("{task.description:<10}"), TextColumn("{task.fields[state]}")
    console.print(f"[bold]{safe(submitted.filename)}[/bold] [dim]document {submitted.document_id}[/dim]")
    with Progress(name, BarColumn(40), MofNCompleteColumn(), state, console=console) as progress:
        bars: dict[str, TaskID] = {
            stage: progress.add_task(stage, total=None, start=False, state="waiting") for stage in STAGES
        }
        while True:
            jobs = await read_jobs(pool, submitted.run_id)
            await _show(pool, submitted.run_id, progress, bars)
            if jobs and jobs[0]["status"] != "running":
                return jobs[0]
            await asyncio.sleep(POLL_SECONDS)


async def _show(pool: Pool, run_id: UUID, progress: Progress, bars: dict[str, TaskID]) -> None:
    for row in await pool.fetch(CHECKPOINTS, run_id):
        bar = bars[row["stage"]]
        progress.start_task(bar)
        progress.update(bar, completed=row["done"], total=row["total"] or None, state=row["status"])
