"""What every call to a model goes through: its price put aside, the gate, and what it came to written down."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from pipeline.ai.errand import Errand
from pipeline.ai.gate import Gate
from pipeline.ai.prices import Price
from pipeline.ai.questions import Tokens
from pipeline.ai.spending import Call, Outcome, Spending

T = TypeVar("T")


@dataclass(frozen=True)
class Charged(Generic[T]):
    """What a call gave, what it took, and how it ended."""

    value: T
    tokens: Tokens
    outcome: Outcome = "answered"


@dataclass(frozen=True)
class Desk:
    """Where one model is called, for one capability."""

    capability: str
    gate: Gate
    price: Price
    spending: Spending

    async def call(
        self, errand: Errand, about: str, most: Tokens, ask: Callable[[float], Awaitable[Charged[T]]]
    ) -> tuple[T, Decimal]:
        """What `ask` gives, called with the seconds it has, and what that cost. `about` is what is asked, for the
        records; `most` what it takes at most.

        Raises OverBudget before the call, and what `Gate.call` raises. However it ends, it is written down.
        """
        aside = self.price.of(most)
        await self.spending.put_aside(errand, aside)
        began = time.monotonic()
        charged: Charged[T] | None = None
        try:
            charged = await self.gate.call(ask, most.input + most.output, errand.alive)
            return charged.value, self.price.of(charged.tokens)
        finally:
            tokens = charged.tokens if charged else Tokens()
            call = Call(
                capability=self.capability,
                provider=self.price.provider,
                model=self.price.model,
                about=about,
                outcome=charged.outcome if charged else "failed",
                tokens=tokens,
                usd=self.price.of(tokens),
                seconds=time.monotonic() - began,
            )
            await asyncio.shield(self.spending.settle(errand, aside, call))
