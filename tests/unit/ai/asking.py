"""Asking the local server in tests: the real SDKs, the real gate, small waits."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from anthropic import AsyncAnthropic
from pydantic import BaseModel

from pipeline.ai import claude, gpt
from pipeline.ai.asking import Asker, Model
from pipeline.ai.charging import Desk
from pipeline.ai.claude import Claude
from pipeline.ai.errand import Errand
from pipeline.ai.gate import Bounds, Gate
from pipeline.ai.gpt import Gpt
from pipeline.ai.locks import Turns
from pipeline.ai.prices import Price
from pipeline.ai.prompt import Prompt, data
from pipeline.ai.questions import Part, Question, Text
from pipeline.testing.fakes import FakeLocks, FakeResults, FakeSpending
from pipeline.work import Claim
from tests.wire.behaviour import Behaviour
from tests.wire.server import running

ERRAND = Errand(Claim(UUID(int=1), UUID(int=2), "discovery", 1))
FAST = Bounds(requests=6_000, tokens=100_000_000, seconds=5, tries=4, first_wait=0.01, failures=2, pause=0.2)
MODELS = {"anthropic": "claude-sonnet-5-5", "openai": "gpt-5.2"}


class Tiles(BaseModel):
    """Names on a page, and how many there are."""

    names: list[str]
    count: int


ANSWER = {"names": ["Solenne", "Harbour"], "count": 2}


def question(text: str = "Solenne and Harbour", *more: Part, most_tokens: int = 500) -> Question[Tiles]:
    return Question(Prompt("tiles", "1", "List the tiles."), (Text(data(text, page=3)), *more), Tiles, most_tokens)


@asynccontextmanager
async def asking(
    behaviour: Behaviour,
    provider: str = "anthropic",
    bounds: Bounds = FAST,
    results: FakeResults | None = None,
    limit: Decimal | None = None,
) -> AsyncIterator[tuple[Asker, FakeSpending]]:
    """An asker of the local server, and what it spends."""
    name, spending = MODELS[provider], FakeSpending(limit)
    desk = Desk("discover", Gate(provider, bounds), Price(provider, name), spending)
    async with running(behaviour) as url:
        client = claude.client("key", url) if provider == "anthropic" else gpt.client("key", f"{url}/v1")
        async with client:
            model: Model = Claude(client, name) if isinstance(client, AsyncAnthropic) else Gpt(client, name)
            yield Asker(model, desk, results or FakeResults(), Turns(FakeLocks())), spending


def slower(**changes: Any) -> Bounds:
    """FAST with other bounds."""
    return replace(FAST, **changes)
