"""Incidents: work that crashed, was stuck or got lost, what is done about it, and the sentences that say so. Pure.

A worker's heartbeat and a checkpoint each know page and last log line of an attempt; the later one is believed.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from pipeline.state import Heartbeat, Order, RunningDocument, StageName
from services.jobs.folding import Checkpoint

Kind = Literal["crashed", "stuck", "lost"]
Action = Literal["waiting", "taken_over", "restart", "give_up"]


@dataclass(frozen=True)
class Incident:
    """A row of `incidents` (the columns' meaning: README.md), but for its times."""

    run_id: UUID
    stage: StageName
    attempt: int
    kind: Kind
    document_id: UUID
    tenant: str
    worker: str
    page: int | None
    log: str
    what: str
    action: Action
    restarts: int = 0
    silent_seconds: float | None = None
    resolved_by: str | None = None


@dataclass(frozen=True)
class Ending:
    """What ends the incidents of a run's stage up to the attempt `through`: `attempt` took over, or ended itself."""

    run_id: UUID
    stage: StageName
    attempt: int
    through: int
    by: str


@dataclass(frozen=True)
class InHand:
    """An attempt as its worker last told of it."""

    heartbeat: Heartbeat
    document: RunningDocument
    tenant: str

    def incident(self, kind: Kind, action: Action, what: str, *, seconds: float | None, restarts: int = 0) -> Incident:
        return Incident(
            run_id=self.document.run_id,
            stage=self.heartbeat.stage,
            attempt=self.document.attempt,
            kind=kind,
            document_id=self.document.document_id,
            tenant=self.tenant,
            worker=self.heartbeat.worker,
            page=self.document.page,
            log=self.document.log,
            what=what,
            action=action,
            restarts=restarts,
            silent_seconds=seconds,
        )


def in_hand(heartbeat: Heartbeat, document: RunningDocument, last: Checkpoint | None) -> InHand | None:
    """The attempt, if by its last checkpoint nobody has ended, released or taken it over."""
    if last is not None and (last.status != "working" or last.attempt > document.attempt):
        return None
    return InHand(heartbeat, document, last.tenant if last else "default")


def taken_over(
    document_id: UUID, before: Checkpoint, after: Checkpoint, heartbeat: Heartbeat | None, silent_seconds: float | None
) -> Incident:
    """`after` was claimed while `before` was at work, by another worker or a new process of the same name."""
    page, line = before.page, before.log
    told = next((each for each in heartbeat.running if each.run_id == before.run_id), None) if heartbeat else None
    if heartbeat and told and told.attempt == before.attempt and heartbeat.at >= before.at:
        page, line = told.page, told.log
    again = "again in a new process" if after.worker == before.worker else f"by {after.worker}"
    return Incident(
        run_id=before.run_id,
        stage=before.stage,
        attempt=before.attempt,
        kind="crashed",
        document_id=document_id,
        tenant=before.tenant,
        worker=before.worker,
        page=page,
        log=line,
        what=f"{before.worker} did not answer{_on(page)}, and its work was taken over {again}",
        action="taken_over",
        silent_seconds=silent_seconds,
        resolved_by=f"attempt {after.attempt} by {after.worker}",
    )


def silent(work: InHand, seconds: float) -> Incident:
    """Its worker has missed its heartbeats."""
    what = f"{work.heartbeat.worker} has not been heard of for {seconds:.0f} s{_on(work.document.page)}"
    return work.incident("crashed", "waiting", f"{what}; Kafka gives its work to another worker", seconds=seconds)


def started_anew(work: InHand, seconds: float | None) -> Incident:
    """A new process of the same name has begun."""
    what = f"{work.heartbeat.worker} ended{_on(work.document.page)} without a word and was started anew"
    return work.incident("crashed", "waiting", f"{what}; the work goes to whom Kafka gives it", seconds=seconds)


def is_stuck(heartbeat: Heartbeat, document: RunningDocument) -> bool:
    """By its own clock and its stage's own limit."""
    return heartbeat.stuck_seconds is not None and document.idle_seconds > heartbeat.stuck_seconds


def stuck(work: InHand, restarts: int, most: int) -> Incident:
    """What to do about an attempt that is stuck, after so many `restarts` of at `most` that many."""
    idle, worker = work.document.idle_seconds, work.heartbeat.worker
    what = f"no progress for {idle:.0f} s{_on(work.document.page)}, {work.heartbeat.stage}'s limit is "
    what += f"{work.heartbeat.stuck_seconds:.0f} s"
    action, done, restarts = decide(restarts, most)
    return work.incident("stuck", action, f"{what}; {worker} is told to {done}", seconds=idle, restarts=restarts)


def decide(restarts: int, most: int) -> tuple[Literal["restart", "give_up"], str, int]:
    """What to do after so many `restarts` of at `most` that many, its words, and how many there are then."""
    if restarts < most:
        return "restart", f"start over from the checkpoint, restart {restarts + 1} of {most}", restarts + 1
    return "give_up", f"give it up after {restarts} restarts", restarts


def order(incident: Incident, at: datetime) -> Order:
    """For the worker that has a stuck attempt in hand."""
    restart = incident.action == "restart"
    return Order(
        document_id=incident.document_id,
        run_id=incident.run_id,
        stage=incident.stage,
        attempt=incident.attempt,
        action="restart" if restart else "give_up",
        restarts=incident.restarts - 1 if restart else incident.restarts,
        reason=incident.what,
        at=at,
    )


def _on(page: int | None) -> str:
    return f" while at work on page {page}" if page is not None else " while at work"
