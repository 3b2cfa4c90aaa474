"""How a replay is shown: lines for all, below them a bar where there is a terminal; JSON for programs."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from types import TracebackType
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from cli.replay_plan import Plan, Refused
from cli.replay_run import Entry
from cli.safe import safe
from pipeline.state import STAGES, StageName

COLOURS = {"completed": "green", "failed": "red", "refused": "red", "superseded": "dim"}
ENDED = ("completed", "failed", "superseded")


def plan_lines(plans: Iterable[Plan | Refused]) -> Iterable[str]:
    """What would be done, two lines a document."""
    for plan in plans:
        job = plan.job
        what = f"[red]cannot be replayed[/]: {safe(plan.reason)}" if isinstance(plan, Refused) else plan.what
        yield f"[bold]{safe(job.filename or 'a document without a name')}[/] {job.status}: {what}"
        yield f"  [dim]document {job.document_id}, run {job.run_id}[/]"


class Shown:
    """Use as a context manager around the replay of `entries`; it is the replay's audience."""

    def __init__(self, console: Console, entries: Sequence[Entry]) -> None:
        self._console = console
        self._total = sum(entry.status == "planned" for entry in entries)
        columns = (TextColumn("replayed"), BarColumn(40), MofNCompleteColumn(), TimeElapsedColumn())
        self._progress = Progress(
            *columns, TextColumn("{task.fields[stages]}"), console=console, disable=not console.is_terminal
        )
        self._bar = self._progress.add_task("replayed", total=self._total, stages="")
        self._ended = 0

    def __enter__(self) -> "Shown":
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._progress.stop()

    def published(self, entry: Entry) -> None:
        assert isinstance(entry.plan, Plan)  # noqa: S101  what is published was planned
        self._say(entry, f"published, to {entry.plan.what}")

    def ended(self, entry: Entry) -> None:
        self._ended += 1
        self._progress.update(self._bar, completed=self._ended)
        why = f": {safe(entry.error)}" if entry.error else ""
        self._say(entry, f"[{COLOURS[entry.status]}]{entry.status}[/]{why} ({self._ended} of {self._total})")

    def working(self, stages: Iterable[StageName]) -> None:
        at_work = set(stages)
        self._progress.update(self._bar, stages=", ".join(stage for stage in STAGES if stage in at_work))

    def _say(self, entry: Entry, what: str) -> None:
        job = entry.plan.job
        at = datetime.now().astimezone().strftime("%H:%M:%S")
        name = safe(job.filename or str(job.document_id))
        self._console.print(f"[dim]{at}[/] {name} {what}", soft_wrap=True, highlight=False)


def summary(entries: Sequence[Entry]) -> str:
    """The entries counted by status: "2 completed, 1 failed"."""
    order = ("completed", "failed", "superseded", "refused", "published", "planned")
    names = {"published": "published and not waited for", "planned": "not published"}
    counts = {status: sum(entry.status == status for entry in entries) for status in order}
    return ", ".join(f"{count} {names.get(status, status)}" for status, count in counts.items() if count)


def as_dict(entry: Entry) -> dict[str, Any]:
    """For programs. `run_id` is the run that the replay is seen in: the new one of a recompute."""
    job, plan = entry.plan.job, entry.plan
    run_id = entry.published.run_id if entry.published else job.run_id
    known: dict[str, Any] = {"document_id": job.document_id, "run_id": run_id, "filename": job.filename}
    known |= {"was": job.status, "status": entry.status, "error": entry.error or None}
    if isinstance(plan, Plan):
        known |= {"mode": "recompute" if plan.way.recompute else "repair", "from_stages": plan.stages}
        known["topics"] = [message.topic for message in plan.inputs]
    if entry.published:
        known["event_ids"] = entry.published.event_ids
    return known
