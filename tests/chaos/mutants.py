"""The worker core broken in one way each: the suite must notice. Applied by the chaos worker to itself alone."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any


def no_fencing() -> None:
    """Whoever once claimed a document may write for it for ever."""
    from pipeline import db
    from pipeline.runner import claims
    from pipeline.work import Claim

    @asynccontextmanager
    async def open_to_all(pool: db.Pool, claim: Claim) -> AsyncIterator[db.Connection]:
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute("SELECT set_config('chaos.attempt', $1, true)", str(claim.attempt))
            yield connection

    async def check(self: claims.Claims, claim: Claim) -> None:
        return None

    db.fenced = open_to_all
    claims.Claims.check = check  # type: ignore[method-assign]


def commit_before_publish() -> None:
    """A message's offset is finished and committed while its output is still to be published."""
    from pipeline.runner import claims, kafka, loop, processor
    from pipeline.work import Claim

    record: ContextVar[kafka.Record] = ContextVar("record")
    loops: list[loop.Loop] = []
    start, process, finish = loop.Loop.on_start, processor.Processor.process, claims.Claims.finish

    async def started(self: loop.Loop) -> None:
        loops.append(self)
        await start(self)

    async def processing(self: processor.Processor, record_: kafka.Record) -> Any:
        record.set(record_)
        return await process(self, record_)

    async def finishing(self: claims.Claims, claim: Claim, event_id: str, output: Any) -> None:
        message = record.get()
        loops[0]._offsets.finish(message.partition, message.offset)
        await loops[0]._commit()
        await finish(self, claim, event_id, output)

    loop.Loop.on_start = started  # type: ignore[method-assign]
    processor.Processor.process = processing  # type: ignore[method-assign, assignment]
    claims.Claims.finish = finishing  # type: ignore[method-assign]


def highest_finished() -> None:
    """Commits above the highest message that is finished, over those that are not."""
    from pipeline.runner import offsets

    finish = offsets.Watermark.finish

    def finish_highest(self: offsets.Watermark, offset: int) -> None:
        finish(self, offset)
        self.highest = max(getattr(self, "highest", self.committed), offset + 1)  # type: ignore[attr-defined]

    def value(self: offsets.Watermark) -> int:
        return int(getattr(self, "highest", self.committed))

    offsets.Watermark.finish = finish_highest  # type: ignore[method-assign]
    offsets.Watermark.value = property(value)  # type: ignore[assignment, method-assign]


MUTANTS: dict[str, Callable[[], None]] = {
    "no-fencing": no_fencing,
    "commit-before-publish": commit_before_publish,
    "highest-finished": highest_finished,
}
