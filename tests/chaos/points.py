"""The named points of the worker core, and what a process does to itself there when it is told to.

The harness tells by a token: a file in `armed/`. The worker that reaches its point first renames the file, which only
one can, writes down in `fired/` what it had in hand, and obeys.
"""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel

from tests.chaos.diary import Diary

Point = Literal[
    "before_claim",
    "mid_work",
    "in_transaction",
    "after_database_commit",
    "after_publish",
    "before_offset_commit",
]
Action = Literal["kill", "freeze", "term", "wait"]

MOST_HITS = 2
"""Kills and freezes of one document in one stage: with a third the worker core may rightly give it up as a crasher."""

real_time = time.time


class Token(BaseModel):
    """An order: the first worker of `stage` (or `worker` itself) at `point` (with `document`, when its work has just
    reached `checkpoint`, if these are named).
    """

    id: str
    stage: str
    point: Point
    action: Action
    worker: str | None = None
    document: UUID | None = None
    checkpoint: str | None = None


class Fired(BaseModel):
    """A token that was obeyed; `in_hand` are the documents being worked on, `time` is the true wall clock's."""

    token: Token
    worker: str
    pid: int
    document: UUID
    run: UUID
    attempt: int
    in_hand: list[UUID]
    monotonic: float
    time: float


class Orders:
    """Tokens of one process."""

    def __init__(self, folder: Path, stage: str, worker: str, diary: Diary) -> None:
        self._folder = folder
        self._stage = stage
        self._worker = worker
        self._diary = diary
        self.in_hand: Callable[[], list[UUID]] = list
        for name in ("armed", "fired", "go", "hits"):
            (folder / name).mkdir(parents=True, exist_ok=True)

    async def at(self, point: Point, document: UUID, run: UUID, attempt: int, checkpoint: str | None = None) -> None:
        """The worker is at `point` with this claim: obey the first token that fits."""
        self._diary.write("point", point=point, document=document)
        for path in sorted((self._folder / "armed").glob(f"{self._stage}.{point}.*")):
            try:
                token = Token.model_validate_json(path.read_bytes())
            except FileNotFoundError:
                continue
            if token.worker not in (None, self._worker) or token.document not in (None, document):
                continue
            if token.checkpoint not in (None, checkpoint):
                continue
            in_hand = sorted({*self.in_hand(), document})
            if token.action in ("kill", "freeze") and any(self._hits(each) >= MOST_HITS for each in in_hand):
                continue
            try:
                path.rename(self._folder / "armed" / f".{token.id}")
            except FileNotFoundError:  # another worker was faster
                continue
            fired = Fired(
                token=token,
                worker=self._worker,
                pid=os.getpid(),
                document=document,
                run=run,
                attempt=attempt,
                in_hand=in_hand,
                monotonic=time.monotonic(),
                time=real_time(),
            )
            await self._obey(fired)
            return

    def _hits(self, document: UUID) -> int:
        return sum(1 for _ in (self._folder / "hits").glob(f"{self._stage}.{document}.*"))

    async def _obey(self, fired: Fired) -> None:
        token = fired.token
        if token.action in ("kill", "freeze"):
            for document in fired.in_hand:
                (self._folder / "hits" / f"{self._stage}.{document}.{token.id}").touch()
        whole = self._folder / "fired" / f".{token.id}"
        whole.write_text(fired.model_dump_json())
        whole.rename(self._folder / "fired" / token.id)
        if token.action == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        elif token.action == "freeze":
            os.kill(os.getpid(), signal.SIGSTOP)  # goes on here when the harness sends SIGCONT
        elif token.action == "term":
            os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.sleep(3600)  # longer than the worker waits for work in hand: it has to be released
        else:
            while not (self._folder / "go" / token.id).exists():  # noqa: ASYNC110  another process says go
                await asyncio.sleep(0.05)


def arm(folder: Path, token: Token) -> None:
    """Lay the token out."""
    whole = folder / "armed" / f".new.{token.id}"
    whole.parent.mkdir(parents=True, exist_ok=True)
    whole.write_text(token.model_dump_json())
    whole.rename(folder / "armed" / f"{token.stage}.{token.point}.{token.id}")


def disarm(folder: Path, token: Token) -> bool:
    """Take it back; False if a worker has it already."""
    try:
        (folder / "armed" / f"{token.stage}.{token.point}.{token.id}").unlink()
    except FileNotFoundError:
        return False
    return True


def fired(folder: Path, token: Token) -> Fired | None:
    """What the worker that obeyed wrote, None before."""
    path = folder / "fired" / token.id
    return Fired.model_validate_json(path.read_bytes()) if path.exists() else None


def go(folder: Path, token: Token) -> None:
    """Let a worker that waits go on."""
    (folder / "go" / token.id).touch()


def install(orders: Orders) -> None:
    """Wrap the functions of the worker core at whose beginning or end the points lie."""
    from pipeline import db
    from pipeline.runner import attempt, claims, core, endings, kafka, processor
    from pipeline.work import Claim

    cores: list[core.Core] = []
    claimed: dict[UUID, Claim] = {}  # by document: what publish and commit are about
    uncommitted: dict[tuple[kafka.Partition, int], Claim] = {}
    core_init, claim, finish = core.Core.__init__, claims.Claims.claim, claims.Claims.finish
    progress, publish, commit = attempt.Attempt.__call__, endings.publish, kafka.Consumer.commit
    process, fenced = processor.Processor.process, db.fenced

    orders.in_hand = lambda: [each.document_id for known in cores for each in known.running]

    def core_made(self: core.Core, *args: Any, **kwargs: Any) -> None:
        core_init(self, *args, **kwargs)
        cores.append(self)

    async def claiming(
        self: claims.Claims, document_id: UUID, run_id: UUID, event_id: str, *, alone: bool
    ) -> claims.Granted | None:
        await orders.at("before_claim", document_id, run_id, 0)
        granted = await claim(self, document_id, run_id, event_id, alone=alone)
        if granted:
            claimed[document_id] = granted.claim
        return granted

    async def working(self: attempt.Attempt, *args: Any, **kwargs: Any) -> None:
        own, checkpoint = self.claim, kwargs.get("checkpoint")
        await orders.at("mid_work", own.document_id, own.run_id, own.attempt, checkpoint)
        await progress(self, *args, **kwargs)

    async def finishing(self: claims.Claims, claim_: Claim, event_id: str, output: Any) -> None:
        await finish(self, claim_, event_id, output)
        await orders.at("after_database_commit", claim_.document_id, claim_.run_id, claim_.attempt)

    async def publishing(core_: core.Core, message: Any) -> None:
        await publish(core_, message)
        document = UUID((message.key or b"").decode())
        own = claimed.get(document)
        if own and own in core_.running:  # else an old output is published again
            await orders.at("after_publish", document, own.run_id, own.attempt)

    async def processing(self: processor.Processor, record: kafka.Record) -> Any:
        outcome = await process(self, record)
        if outcome == "finished":
            document = UUID((record.key or b"").decode())
            uncommitted[record.partition, record.offset] = claimed[document]
        return outcome

    async def committing(self: kafka.Consumer, offsets: Mapping[kafka.Partition, int]) -> None:
        done = [key for key in uncommitted if key[1] < offsets.get(key[0], 0)]
        for key in done:
            own = uncommitted.pop(key)
            await orders.at("before_offset_commit", own.document_id, own.run_id, own.attempt)
        await commit(self, offsets)

    @asynccontextmanager
    async def told(pool: db.Pool, claim_: Claim) -> AsyncIterator[db.Connection]:
        """Tells the audit triggers whose transaction it is."""
        async with fenced(pool, claim_) as connection:
            await connection.execute("SELECT set_config('chaos.attempt', $1, true)", str(claim_.attempt))
            yield connection
            await orders.at("in_transaction", claim_.document_id, claim_.run_id, claim_.attempt)

    core.Core.__init__ = core_made  # type: ignore[method-assign]
    claims.Claims.claim = claiming  # type: ignore[method-assign]
    claims.Claims.finish = finishing  # type: ignore[method-assign, assignment]
    attempt.Attempt.__call__ = working  # type: ignore[method-assign]
    endings.publish = publishing  # type: ignore[assignment]
    processor.Processor.process = processing  # type: ignore[method-assign]
    kafka.Consumer.commit = committing  # type: ignore[method-assign]
    db.fenced = told  # type: ignore[assignment]
