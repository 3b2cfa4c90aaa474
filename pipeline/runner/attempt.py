"""One claimed message: its state records, and what its handler sees of the worker core (Progress and Steps)."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime

import asyncpg
import structlog
from pydantic import JsonValue

from pipeline import logs
from pipeline.events import Event, StageEvent
from pipeline.runner.checkpoints import Checkpoints
from pipeline.runner.deadline import Deadline
from pipeline.runner.kafka import KafkaError
from pipeline.runner.watchdog import Watchdog
from pipeline.state import (
    STAGE_CHECKPOINTS,
    CheckpointName,
    Failure,
    Message,
    Order,
    RunningDocument,
    StageState,
    Status,
)
from pipeline.work import Claim, Clock

log = structlog.stdlib.get_logger(__name__)

PROGRESS_SECONDS = 1.0


class Attempt:
    """Writes the records of one claim in order, each only while the claim is the newest (`check` raises Fenced)."""

    def __init__(
        self,
        state: StageState,
        partition: int,
        *,
        checkpoints: Checkpoints,
        check: Callable[[Claim], Awaitable[None]],
        clock: Clock,
        watchdog: Watchdog,
        deadline: Deadline,
    ) -> None:
        """`state`: the first record to write."""
        self.deadline = deadline
        self.interrupted: asyncio.Future[Order] = asyncio.get_running_loop().create_future()
        """Done when services/jobs wants the work to be let go."""
        self.claim = Claim(state.document_id, state.run_id, state.stage, state.attempt)
        self._state = state
        self._partition = partition
        self._checkpoints = checkpoints
        self._check = check
        self._clock = clock
        self._watchdog = watchdog
        self._line = logs.current_line()
        self._began = self._moved = time.monotonic()
        self._written_at = 0.0
        self._next = state.sequence
        self._lock = asyncio.Lock()

    @property
    def seconds(self) -> float:
        """Since the work began."""
        return time.monotonic() - self._began

    @property
    def running(self) -> RunningDocument:
        """For the worker's heartbeat."""
        return RunningDocument(
            document_id=self.claim.document_id,
            run_id=self.claim.run_id,
            attempt=self.claim.attempt,
            seconds=round(self.seconds, 3),
            idle_seconds=round(time.monotonic() - self._moved, 3),
            page=self._state.page,
            log=self._line.text,
        )

    def moved(self) -> None:
        """The work made progress, or cannot: while the database or Kafka is away it is not stuck."""
        self._moved = time.monotonic()
        self._watchdog.beat(self)

    def interrupt(self, order: Order) -> None:
        """Obey `order`; a second one changes nothing."""
        if not self.interrupted.done():
            self.interrupted.set_result(order)

    async def write(self, status: Status, *, error: Failure | None = None, dead_letter: str | None = None) -> None:
        """Write a record as things stand. Raises Fenced, KafkaError and asyncpg's errors."""
        async with self._lock:
            await self._check(self.claim)
            await self._write(status, error, dead_letter)

    async def write_unchecked(
        self, status: Status, *, error: Failure | None = None, dead_letter: str | None = None
    ) -> None:
        """Write how a message ended that has no claim, or whose claim has just been given back or lost."""
        async with self._lock:
            await self._write(status, error, dead_letter)

    def done(self, output: StageEvent, message: Message) -> None:
        """All is done and `message`, the encoded `output`, is published: what the next record tells."""
        self._state = self._state.model_copy(
            update={
                "output": message,
                "ledger": dict(output.ledger),
                "filename": output.filename,
                "checkpoints": STAGE_CHECKPOINTS[self.claim.stage],
            }
        )

    async def __call__(
        self, done: int, total: int, *, page: int | None = None, checkpoint: CheckpointName | None = None
    ) -> None:
        """Progress: kept at once, written at most every second. News only: a record that cannot be written is left."""
        self.moved()
        self.deadline.items(total)
        reached = self._state.checkpoints
        if checkpoint and checkpoint not in reached:
            reached += (checkpoint,)
        new = reached != self._state.checkpoints
        self._state = self._state.model_copy(
            update={"done": done, "total": total, "page": page, "checkpoints": reached}
        )
        if not new and time.monotonic() - self._written_at < PROGRESS_SECONDS:
            return
        self._written_at = time.monotonic()
        try:
            await self.write("working")
        except (KafkaError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            log.warning("progress_not_written", error=repr(error))

    def get(self, name: str) -> JsonValue | None:
        """Steps.get"""
        return self._state.steps.get(name)

    async def save(self, name: str, value: JsonValue) -> None:
        """Steps.save"""
        self.moved()
        self._state = self._state.model_copy(update={"steps": {**self._state.steps, name: value}})
        await self.write("working")

    async def _write(self, status: Status, error: Failure | None, dead_letter: str | None) -> None:
        state = self._state.model_copy(
            update={
                "status": status,
                "error": error,
                "dead_letter": dead_letter,
                "sequence": self._next,
                "seconds": round(self.seconds, 3),
                "log": self._line.text,
                "at": self._clock.now(),
            }
        )
        self._next += 1
        self._written_at = time.monotonic()
        await self._checkpoints.write(state, self._partition)


def first_state(
    claim: Claim,
    event: Event,
    event_id: str,
    *,
    worker: str,
    source: Message,
    at: datetime,
    before: StageState | None = None,
    sequence: int = 0,
) -> StageState:
    """The state an attempt begins with; `before`, the document's last, counts if it is of the same run and its work was
    not finished: a repair of finished work does its steps anew.
    """
    state = StageState(
        stage=claim.stage,
        document_id=claim.document_id,
        run_id=claim.run_id,
        attempt=claim.attempt,
        sequence=sequence,
        status="working",
        worker=worker,
        at=at,
        event_id=event_id,
        tenant=event.tenant,
        labels=event.labels,
        filename=getattr(event, "filename", None),
        input=source,
    )
    if before is None or before.run_id != claim.run_id or before.status == "finished":
        return state
    kept = before.model_dump(include={"checkpoints", "done", "total", "steps"})
    return state.model_copy(update=kept)
