"""From the stages' state records to a job: pure, and the same job whatever the order and repetition of the records.

What is kept of a document is a join: per run and stage the record of the highest (attempt, sequence). Joining is
commutative, associative and idempotent, so redelivered, reordered and late records change nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from math import fsum
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.events import (
    ChunksCreated,
    DocumentCompleted,
    ImagesEmbedded,
    Labels,
    LedgerCounts,
    ProductsDetected,
    ProductsLinked,
    StageEvent,
)
from pipeline.state import SHARES, STAGE_CHECKPOINTS, STAGES, CheckpointName, Failure, StageName, StageState, Status

JobStatus = Literal["running", "completed", "failed", "superseded"]

RUNS_KEPT = 3
"""Newest runs of a document that are kept to fold late records with; the rows of older runs stay as they are."""

OUTPUTS: dict[StageName, type[StageEvent]] = {
    "discovery": ProductsDetected,
    "chunker": ChunksCreated,
    "imager": ImagesEmbedded,
    "linker": ProductsLinked,
    "validator": DocumentCompleted,
}


class Results(BaseModel):
    """What a job shows of a finished stage's output event; None where that event does not say."""

    model_config = ConfigDict(frozen=True)

    products_discovered: int | None = None
    chunks_created: int | None = None
    images_processed: int | None = None
    links: int | None = None
    confidence_score: float | None = None
    cost_usd: dict[str, Decimal] = Field(default_factory=dict)
    warnings: tuple[str, ...] = ()


class Checkpoint(BaseModel):
    """A StageState without what only its stage needs (input, output, steps)."""

    model_config = ConfigDict(frozen=True)

    stage: StageName
    run_id: UUID
    attempt: int
    sequence: int
    status: Status
    worker: str
    first_at: datetime = Field(description="Of the earliest record of this run and stage.")
    at: datetime
    tenant: str = "default"
    labels: Labels = Field(default_factory=dict)
    filename: str | None = None
    checkpoints: tuple[CheckpointName, ...] = ()
    done: int = 0
    total: int = 0
    page: int | None = None
    log: str = ""
    seconds: float = 0
    ledger: dict[str, LedgerCounts] = Field(default_factory=dict)
    error: Failure | None = None
    results: Results | None = None

    @property
    def rank(self) -> tuple[int, int]:
        """Of two records of one run and stage the higher counts."""
        return self.attempt, self.sequence

    @property
    def progress(self) -> float:
        """This stage's part of the job, 0 to the sum of its shares: those of the checkpoints reached, and of the next
        one as much as is done.
        """
        names = STAGE_CHECKPOINTS[self.stage]
        if self.status == "finished":
            return fsum(SHARES[name] for name in names)
        ahead = [name for name in names if name not in self.checkpoints]
        reached = fsum(SHARES[name] for name in names if name in self.checkpoints)
        return reached + (SHARES[ahead[0]] * min(self.done / self.total, 1) if ahead and self.total else 0)


Run = dict[StageName, Checkpoint]


class Document(BaseModel):
    """What is known of one document: the value of the Table, keyed by document id."""

    runs: dict[UUID, Run] = Field(default_factory=dict)

    def add(self, checkpoint: Checkpoint) -> None:
        """Join one record into it."""
        run = self.runs.setdefault(checkpoint.run_id, {})
        known = run.setdefault(checkpoint.stage, checkpoint)
        newest = max(known, checkpoint, key=lambda each: each.rank)
        first_at = min(known.first_at, checkpoint.first_at)
        run[checkpoint.stage] = newest.model_copy(update={"first_at": first_at})

    def drop(self, stage: StageName) -> None:
        """Forget what is known of a stage: its topic has a tombstone. Not while a job runs: a new run was faster."""
        if any(job.status == "running" for job in self.jobs()):
            return
        for run_id, run in list(self.runs.items()):
            run.pop(stage, None)
            if not run:
                del self.runs[run_id]

    def trim(self) -> None:
        """Forget all but the newest `RUNS_KEPT` runs."""
        for run_id in sorted(self.runs)[:-RUNS_KEPT]:
            del self.runs[run_id]

    def jobs(self) -> "list[Job]":
        """One job a run, oldest first; all but the last are superseded unless they had ended."""
        newest = max(self.runs, default=None)
        return [fold(run, newest=run_id == newest) for run_id, run in sorted(self.runs.items())]


class Job(BaseModel):
    """A row of async_jobs, but for its heartbeat."""

    model_config = ConfigDict(frozen=True)

    run_id: UUID
    tenant: str
    labels: Labels
    filename: str
    status: JobStatus
    progress: float = Field(ge=0, le=1)
    stage: StageName
    error: Failure | None
    results: Results
    seconds: dict[StageName, float]
    ledger: dict[StageName, dict[str, LedgerCounts]]
    started_at: datetime
    updated_at: datetime
    finished_at: datetime | None
    ranks: dict[StageName, tuple[int, int]] = Field(description="What it was folded from.")


def checkpoint(state: StageState) -> Checkpoint:
    """What is kept of `state`."""
    kept = {name: getattr(state, name) for name in Checkpoint.model_fields if name in StageState.model_fields}
    return Checkpoint(**kept, first_at=state.at, results=_results(state))


def _results(state: StageState) -> Results | None:
    if state.output is None or state.output.value is None:
        return None
    try:
        event = OUTPUTS[state.stage].model_validate_json(state.output.value)
    except ValidationError:
        return Results(warnings=(f"the event of {state.stage} cannot be read; its counts are missing",))
    kept = event.model_dump(include=set(Results.model_fields))
    if isinstance(event, ProductsLinked):
        kept["links"] = sum(event.links.values())
    return Results(**kept)


def fold(run: Mapping[StageName, Checkpoint], *, newest: bool) -> Job:
    """The job of one run (not empty); `newest` unless a later run of the document is known.

    A stage that gave up fails the job, also while a stage beside it still works, and until it is tried again; a job
    that completed stays so while a repair of the same run passes through.
    """
    states = [run[stage] for stage in STAGES if stage in run]
    failed = [state for state in states if state.status == "failed"]
    if failed:
        status, shown, finished_at = "failed", failed[0], max(state.at for state in failed)
    elif states[-1].stage == "validator" and states[-1].status == "finished":
        status, shown, finished_at = "completed", states[-1], states[-1].at
    else:
        over = not newest or any(state.status == "superseded" for state in states)
        working = [state for state in states if state.status == "working"]
        status, shown, finished_at = "superseded" if over else "running", (working or states)[-1], None
    return Job(
        run_id=shown.run_id,
        tenant=states[0].tenant,
        labels=states[0].labels,
        filename=next((state.filename for state in states if state.filename), ""),
        status=status,
        progress=1 if status == "completed" else min(fsum(state.progress for state in states), 1),
        stage=shown.stage,
        error=shown.error if status == "failed" else None,
        results=_join(state.results for state in states if state.results),
        seconds={state.stage: state.seconds for state in states},
        ledger={state.stage: state.ledger for state in states if state.ledger},
        started_at=min(state.first_at for state in states),
        updated_at=max(state.at for state in states),
        finished_at=finished_at,
        ranks={state.stage: state.rank for state in states},
    )


def _join(results: Iterable[Results]) -> Results:
    """Results of one run in pipeline order as one: a later stage knows better, costs are each its own."""
    joined = Results()
    for each in results:
        said = each.model_dump(exclude_none=True, exclude={"cost_usd", "warnings"})
        warnings = tuple(dict.fromkeys((*joined.warnings, *each.warnings)))
        joined = joined.model_copy(update=said | {"cost_usd": joined.cost_usd | each.cost_usd, "warnings": warnings})
    return joined
