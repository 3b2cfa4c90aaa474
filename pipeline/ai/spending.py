"""What calls cost, written down for each, and the budgets of a run and of a day, which no call may pass.

Before a call the most it may cost is put aside; after it, what it did cost. What a worker that died had put aside stays
spent: the provider may have charged it.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, Protocol

from pipeline.ai.errand import Errand
from pipeline.ai.failures import OverBudget
from pipeline.ai.questions import Tokens
from pipeline.db import Pool, transaction
from pipeline.work import Clock

Outcome = Literal["answered", "malformed", "cut", "refused", "failed"]
"""How a call ended: failed is after all tries."""


@dataclass(frozen=True)
class Budget:
    """Dollars for one run of a document, over all stages, and for all runs of a day (UTC); None is no limit."""

    run_usd: Decimal | None = None
    day_usd: Decimal | None = None


@dataclass(frozen=True)
class Call:
    """One call as it ended; `about` is the prompt with its version."""

    capability: str
    provider: str
    model: str
    about: str
    outcome: Outcome
    tokens: Tokens
    usd: Decimal
    seconds: float


class Spending(Protocol):
    """Where it is written down."""

    async def put_aside(self, errand: Errand, usd: Decimal, /) -> None:
        """Before a call that may cost `usd`. Raises OverBudget when a budget would not hold it."""

    async def settle(self, errand: Errand, aside: Decimal, call: Call, /) -> None:
        """After it: `aside` is given back, and what it cost is spent."""


ADD = """
INSERT INTO ai_budgets (scope, usd) VALUES ($1, $2)
ON CONFLICT (scope) DO UPDATE SET usd = ai_budgets.usd + excluded.usd
RETURNING usd
"""
CALL = """
INSERT INTO ai_calls (document_id, run_id, stage, capability, provider, model, about, outcome,
                      tokens_in, tokens_out, tokens_read, tokens_written, seconds, usd, asked_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
"""


class StoredSpending:
    """Spending in PostgreSQL: tables ai_budgets and ai_calls."""

    def __init__(self, pool: Pool, budget: Budget, clock: Clock) -> None:
        self._pool = pool
        self._budget = budget
        self._clock = clock

    async def put_aside(self, errand: Errand, usd: Decimal, /) -> None:
        async with transaction(self._pool) as connection:
            # the day last: its row is everybody's, and locked until the commit
            for scope, limit, name in self._scopes(errand):
                spent = await connection.fetchval(ADD, scope, usd)
                if limit is not None and spent > limit:
                    before = f"${spent - usd:.4f} of the ${limit} for {name} are spent"
                    raise OverBudget("ai_budget", f"the next call may cost ${usd:.4f}, and {before}")

    async def settle(self, errand: Errand, aside: Decimal, call: Call, /) -> None:
        claim, tokens = errand.claim, call.tokens
        async with transaction(self._pool) as connection:
            await connection.execute(
                CALL, claim.document_id, claim.run_id, claim.stage, call.capability, call.provider, call.model,
                call.about, call.outcome, tokens.input, tokens.output, tokens.read, tokens.written, call.seconds,
                call.usd, self._clock.now(),
            )  # fmt: skip
            for scope, _, _ in self._scopes(errand):
                await connection.execute(ADD, scope, call.usd - aside)

    def _scopes(self, errand: Errand) -> tuple[tuple[str, Decimal | None, str], ...]:
        """Where a call counts: scope, most dollars, and what sets them."""
        run: tuple[Decimal | None, str] = (self._budget.run_usd, "a run (TESSERA_AI_RUN_USD)")
        if errand.budget_usd is not None and (run[0] is None or errand.budget_usd < run[0]):
            run = (errand.budget_usd, "this run (options.budget_usd)")
        return (
            (f"run {errand.claim.run_id}", *run),
            (f"day {self._today()}", self._budget.day_usd, "a day (TESSERA_AI_DAY_USD)"),
        )

    def _today(self) -> date:
        return self._clock.now().date()
