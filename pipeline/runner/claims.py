"""Who may write for a document: the fence row of (document, stage), raised by every claim (DESIGN 4.4)."""

import asyncio
import time
from dataclasses import dataclass
from typing import Literal
from uuid import UUID, uuid4

from pydantic import JsonValue

from pipeline.db import Pool
from pipeline.errors import Fenced
from pipeline.state import Message, StageName
from pipeline.work import Claim

GRACE_SECONDS = 2.0
"""A worker that lost a partition in a rebalance releases what it had in hand; its successor may be faster."""

LOOK = "SELECT run_id, status, worker, alone, deaths FROM fences WHERE document_id = $1 AND stage = $2"
# A claim that was neither finished nor released is a crash; it counts when the document was alone in its worker. In
# company it is a death, of which there may be one before the document is tried alone.
CLAIM = """
INSERT INTO fences AS fence (document_id, stage, run_id, attempt, status, alone, crashes, worker)
VALUES ($1, $2, $3, 1, 'claimed', $4, 0, $5)
ON CONFLICT (document_id, stage) DO UPDATE SET
    run_id = excluded.run_id,
    attempt = CASE WHEN fence.run_id = excluded.run_id THEN fence.attempt + 1 ELSE 1 END,
    crashes = CASE
        WHEN fence.run_id <> excluded.run_id OR fence.status IN ('finished', 'failed') THEN 0
        WHEN fence.status = 'claimed' AND fence.alone AND fence.worker <> excluded.worker THEN fence.crashes + 1
        ELSE fence.crashes
    END,
    deaths = CASE
        WHEN fence.run_id <> excluded.run_id OR fence.status IN ('finished', 'failed') THEN 0
        WHEN fence.status = 'claimed' AND NOT fence.alone AND fence.worker <> excluded.worker THEN fence.deaths + 1
        ELSE fence.deaths
    END,
    status = excluded.status, alone = excluded.alone, worker = excluded.worker, claimed_at = now(),
    event_id = NULL, output = NULL
WHERE fence.run_id <= excluded.run_id
    -- what this very message was to do is done: `finished` has its output
    AND NOT (fence.run_id = excluded.run_id AND fence.status = 'finished' AND fence.event_id = $6)
RETURNING attempt, crashes
"""
# Only what is still claimed can be released; closing twice is closing once, since an answer can get lost.
CLOSE = """
UPDATE fences SET status = $5, event_id = $6, output = $7
WHERE document_id = $1 AND stage = $2 AND run_id = $3 AND attempt = $4
    AND ($5 <> 'released' OR status IN ('claimed', 'released'))
RETURNING true
"""
FINISHED = """
SELECT attempt, output FROM fences
WHERE document_id = $1 AND stage = $2 AND run_id = $3 AND event_id = $4 AND status = 'finished'
"""
IS_CURRENT = "SELECT true FROM fences WHERE document_id = $1 AND stage = $2 AND run_id = $3 AND attempt = $4"


@dataclass(frozen=True)
class Granted:
    """A claim, and how often a worker died over the document while it was alone with it."""

    claim: Claim
    crashes: int


class Claims:
    """Claims of one worker process for one stage. Every method raises asyncpg's errors when the database is away."""

    def __init__(self, pool: Pool, stage: StageName, worker: str) -> None:
        self._pool = pool
        self._stage = stage
        # a restarted container has its predecessor's name and process id
        self._worker = f"{worker}/{uuid4().hex[:8]}"

    async def was_in_flight(self, document_id: UUID, run_id: UUID, grace: float = GRACE_SECONDS) -> bool:
        """Whether workers may have died over this run, so that it is to be tried alone: for the second time its claim
        was neither finished nor released, or it was released before a try alone had ended. After the first time it is
        done beside others at once: most workers die of something else, and to be alone it would have to wait for what
        is in hand. Waits up to `grace` seconds for the holder to finish or release it.
        """
        deadline = time.monotonic() + grace
        while True:
            row = await self._pool.fetchrow(LOOK, document_id, self._stage)
            if row is None or row["run_id"] != run_id or row["status"] in ("finished", "failed"):
                return False
            if row["status"] == "released" or row["worker"] == self._worker:
                return bool(row["alone"])
            if time.monotonic() >= deadline:
                return bool(row["alone"] or row["deaths"])
            await asyncio.sleep(0.1)

    async def claim(self, document_id: UUID, run_id: UUID, event_id: str, *, alone: bool) -> Granted | None:
        """Fence off every earlier attempt and run; None when a newer run has the document, or when what the event asks
        for is `finished`.
        """
        row = await self._pool.fetchrow(CLAIM, document_id, self._stage, run_id, alone, self._worker, event_id)
        if row is None:
            return None
        return Granted(Claim(document_id, run_id, self._stage, row["attempt"]), row["crashes"])

    async def check(self, claim: Claim) -> None:
        """Raises Fenced when the claim is no longer the newest."""
        if not await self._pool.fetchval(IS_CURRENT, *_key(claim)):
            raise Fenced

    async def finished(self, document_id: UUID, run_id: UUID, event_id: str) -> tuple[Claim, Message] | None:
        """The claim that finished what the event asks for, and what it put out; None if none did."""
        row = await self._pool.fetchrow(FINISHED, document_id, self._stage, run_id, event_id)
        if row is None:
            return None
        return Claim(document_id, run_id, self._stage, row["attempt"]), Message.model_validate(row["output"])

    async def finish(self, claim: Claim, event_id: str, output: Message) -> None:
        """End the claim as finished with this output. Raises Fenced when it is no longer the newest."""
        await self._close(claim, "finished", event_id, output.model_dump(mode="json"))

    async def close(self, claim: Claim, status: Literal["failed", "released"]) -> None:
        """End the claim otherwise. Raises Fenced when it is no longer the newest."""
        await self._close(claim, status, None, None)

    async def _close(self, claim: Claim, status: str, event_id: str | None, output: JsonValue) -> None:
        if not await self._pool.fetchval(CLOSE, *_key(claim), status, event_id, output):
            raise Fenced


def _key(claim: Claim) -> tuple[UUID, str, UUID, int]:
    return claim.document_id, claim.stage, claim.run_id, claim.attempt
