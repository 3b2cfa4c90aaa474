"""One provider after another, in the order of settings, when one gives no answer."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import structlog

from pipeline.ai.failures import Busy, Declined, Down, OverBudget

P = TypeVar("P")
T = TypeVar("T")
log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True)
class Fallback:
    """What settings say: wait for a provider that is down, or take the next; go on when a budget is spent, or fail."""

    when_down: str = "wait"
    over_budget: str = "offline"

    async def first_answer(self, providers: Sequence[P], ask: Callable[[P], Awaitable[T]]) -> tuple[T, list[str]]:
        """What `ask` gives with the first of `providers` that answers, and why the others did not, a sentence each.

        Raises what the last one raises; Down at once where the stage is to wait, OverBudget where it is to fail.
        """
        notes: list[str] = []
        for provider in providers[:-1]:
            try:
                return await ask(provider), notes
            except (Busy, Down, Declined) as error:
                waits = isinstance(error, Down) and self.when_down == "wait"
                fails = isinstance(error, OverBudget) and self.over_budget == "fail"
                if waits or fails:
                    raise
                notes.append(error.message)
                log.warning("next_provider", code=error.code, reason=error.message)
        return await ask(providers[-1]), notes
