"""Fenced transactions, the ledger and the memory of AI answers, on the real database."""

from uuid import uuid4

import asyncpg
import pytest

from pipeline import db, ledger
from pipeline.ai.results import Provider, StoredResults, remembered
from pipeline.errors import Fenced
from pipeline.events import LedgerCounts
from pipeline.work import Claim

FENCE = """
INSERT INTO fences (document_id, stage, run_id, attempt, status, worker) VALUES ($1, $2, $3, $4, 'claimed', 'w')
ON CONFLICT (document_id, stage) DO UPDATE SET attempt = $4
"""
PROVIDER = Provider("text_embedding", "offline", "hash", "1")


async def claimed(pool: db.Pool, attempt: int = 1) -> Claim:
    claim = Claim(uuid4(), uuid4(), "chunker", attempt)
    await pool.execute(FENCE, claim.document_id, claim.stage, claim.run_id, attempt)
    return claim


async def test_lower_attempt_writes_nothing(database_url: str) -> None:
    pool = await db.connect(database_url)
    try:
        claim = await claimed(pool)
        await pool.execute(FENCE, claim.document_id, claim.stage, claim.run_id, 2)
        with pytest.raises(Fenced):
            async with db.fenced(pool, claim) as connection:
                await ledger.write(connection, claim, [ledger.Entry(kind="page", item="1", outcome="emitted")])
        assert await pool.fetchval("SELECT count(*) FROM ledger") == 0
    finally:
        await pool.close()


async def test_new_claim_waits_for_the_transaction_inside_the_fence(database_url: str) -> None:
    pool = await db.connect(database_url)
    try:
        claim = await claimed(pool)
        async with db.fenced(pool, claim), pool.acquire() as other:
            await other.execute("SET lock_timeout = '200ms'")
            with pytest.raises(asyncpg.LockNotAvailableError):
                await other.execute(FENCE, claim.document_id, claim.stage, claim.run_id, 2)
    finally:
        await pool.close()


async def test_ledger_counts_each_item_once_however_often_written(database_url: str) -> None:
    pool = await db.connect(database_url)
    try:
        claim = await claimed(pool)
        entries = [
            ledger.Entry(kind="page", item="1", outcome="emitted"),
            ledger.Entry(kind="page", item="2", outcome="skipped", reason="contact page"),
        ]
        for _ in range(2):
            async with db.fenced(pool, claim) as connection:
                await ledger.write(connection, claim, entries)
        async with pool.acquire() as connection:
            counted = await ledger.counts(connection, claim.run_id)
        assert counted == {("chunker", "page"): LedgerCounts(emitted=1, skipped=1)}
        assert ledger.count(entries) == {"page": LedgerCounts(emitted=1, skipped=1)}
    finally:
        await pool.close()


async def test_skip_without_a_reason_is_refused(database_url: str) -> None:
    pool = await db.connect(database_url)
    try:
        claim = await claimed(pool)
        with pytest.raises(asyncpg.CheckViolationError):
            async with db.fenced(pool, claim) as connection:
                await ledger.write(connection, claim, [ledger.Entry(kind="page", item="1", outcome="skipped")])
    finally:
        await pool.close()


async def test_same_question_is_asked_once(database_url: str) -> None:
    pool = await db.connect(database_url)
    asked: list[int] = []

    async def ask(indexes: list[int]) -> list[bytes]:
        asked.extend(indexes)
        return [b"answer %d" % index for index in indexes]

    try:
        results = StoredResults(pool)
        questions = [b"a", b"b", b"a", b"c"]
        first = await remembered(results, PROVIDER, questions, ask)
        assert first == [b"answer 0", b"answer 1", b"answer 0", b"answer 3"]
        assert await remembered(results, PROVIDER, [*questions, b"d"], ask) == [*first, b"answer 4"]
        assert asked == [0, 1, 3, 4]
        other = Provider("text_embedding", "offline", "hash", "2")
        await remembered(results, other, [b"a"], ask)
        assert asked == [0, 1, 3, 4, 0]
    finally:
        await pool.close()
