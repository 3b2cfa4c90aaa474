"""On whose behalf a model is called."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from decimal import Decimal

from pipeline.work import Claim

Alive = Callable[[], Awaitable[None]]


async def nobody() -> None:
    """Who waits for no sign of life."""


@dataclass(frozen=True)
class Errand:
    """A claimed document; `alive` is called now and then while a call for it lasts; `budget_usd` is what its upload
    allows the run to cost, if it says.
    """

    claim: Claim
    alive: Alive = nobody
    budget_usd: Decimal | None = None
