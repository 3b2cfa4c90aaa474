"""What calls cost, budgets and turns, on the real database."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest

from pipeline import db
from pipeline.ai.errand import Errand
from pipeline.ai.failures import OverBudget
from pipeline.ai.locks import StoredLocks, Turns
from pipeline.ai.questions import Tokens
from pipeline.ai.spending import Budget, Call, StoredSpending
from pipeline.testing.fakes import FixedClock
from pipeline.work import Claim

CALL = Call("discover", "anthropic", "claude", "index-1", "answered", Tokens(1000, 50, 800, 0), Decimal("0.002"), 1.5)
CENT = Decimal("0.01")


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[db.Pool]:
    pool = await db.connect(database_url)
    yield pool
    await pool.close()


def errand(budget_usd: Decimal | None = None) -> Errand:
    return Errand(Claim(uuid4(), uuid4(), "discovery", 1), budget_usd=budget_usd)


def clock(day: int = 23) -> FixedClock:
    return FixedClock(datetime(2026, 11, day, 23, 59, tzinfo=UTC))


async def test_a_call_is_written_down_and_what_was_put_aside_given_back(pool: db.Pool) -> None:
    spending, mine = StoredSpending(pool, Budget(), clock()), errand()
    await spending.put_aside(mine, CENT)
    assert await pool.fetchval("SELECT usd FROM ai_budgets WHERE scope = $1", f"run {mine.claim.run_id}") == CENT
    await spending.settle(mine, CENT, CALL)
    row = await pool.fetchrow("SELECT * FROM ai_costs")
    assert row is not None
    assert (row["document_id"], row["stage"], row["calls"], row["usd"]) == (
        mine.claim.document_id,
        "discovery",
        1,
        CALL.usd,
    )
    assert (row["tokens_in"], row["tokens_out"], row["tokens_read"]) == (1000, 50, 800)
    scopes = {row["scope"]: row["usd"] for row in await pool.fetch("SELECT scope, usd FROM ai_budgets")}
    assert scopes == {f"run {mine.claim.run_id}": CALL.usd, "day 2026-11-23": CALL.usd}


async def test_a_run_stops_before_the_call_that_would_pass_its_budget(pool: db.Pool) -> None:
    spending, mine = StoredSpending(pool, Budget(run_usd=3 * CENT), clock()), errand()
    for _ in range(3):
        await spending.put_aside(mine, CENT)
    with pytest.raises(OverBudget, match=r"\$0.0300 of the \$0.03 for a run \(TESSERA_AI_RUN_USD\) are spent"):
        await spending.put_aside(mine, CENT)
    await spending.settle(mine, CENT, CALL)
    with pytest.raises(OverBudget):  # nothing of the refused call was kept aside, and 0.022 are
        await spending.put_aside(mine, CENT)
    await spending.put_aside(mine, CENT - CALL.usd)
    await spending.put_aside(errand(), CENT)  # another run has its own


async def test_an_upload_may_allow_less_than_settings_and_no_more(pool: db.Pool) -> None:
    spending = StoredSpending(pool, Budget(run_usd=2 * CENT), clock())
    with pytest.raises(OverBudget, match=r"options\.budget_usd"):
        await spending.put_aside(errand(CENT / 2), CENT)
    generous = errand(CENT * 100)
    await spending.put_aside(generous, 2 * CENT)
    with pytest.raises(OverBudget, match="TESSERA_AI_RUN_USD"):
        await spending.put_aside(generous, CENT)


async def test_a_day_has_a_budget_over_all_runs_and_the_next_day_a_new_one(pool: db.Pool) -> None:
    budget = Budget(day_usd=2 * CENT)
    today = StoredSpending(pool, budget, clock())
    for _ in range(2):
        await today.put_aside(errand(), CENT)
    with pytest.raises(OverBudget, match="TESSERA_AI_DAY_USD"):
        await today.put_aside(errand(), CENT)
    await StoredSpending(pool, budget, clock(24)).put_aside(errand(), CENT)


async def test_calls_at_one_time_do_not_pass_the_budget_together(pool: db.Pool) -> None:
    spending, mine = StoredSpending(pool, Budget(run_usd=3 * CENT), clock()), errand()
    ended = await asyncio.gather(*(spending.put_aside(mine, CENT) for _ in range(8)), return_exceptions=True)
    assert sum(isinstance(end, OverBudget) for end in ended) == 5
    assert await pool.fetchval("SELECT usd FROM ai_budgets WHERE scope = $1", f"run {mine.claim.run_id}") == 3 * CENT


async def test_workers_take_turns_and_a_dead_one_gives_way(database_url: str) -> None:
    one, other, third = (StoredLocks(database_url) for _ in range(3))
    try:
        assert await one.take(5)
        assert not await other.take(5)
        assert await other.take(6)
        await one.give(5)
        assert await other.take(5)
        other.close()  # as when its process dies
        async with asyncio.timeout(10), Turns(one).at((5).to_bytes(8, "big") + bytes(24)):
            assert not await third.take(5)
        assert await third.take(5)
    finally:
        for locks in (one, other, third):
            locks.close()


async def test_the_same_worker_waits_for_itself(database_url: str) -> None:
    locks = StoredLocks(database_url)
    turns = Turns(locks)
    inside = 0

    async def enter() -> int:
        nonlocal inside
        async with turns.at(bytes(32)):
            inside += 1
            found = inside
            await asyncio.sleep(0)
            inside -= 1
            return found

    try:
        assert await asyncio.gather(*(enter() for _ in range(4))) == [1, 1, 1, 1]
    finally:
        locks.close()
