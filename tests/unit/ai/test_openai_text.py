"""OpenAI's text embeddings over the wire."""

import math
from array import array
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from pipeline.ai import gpt, offline_text
from pipeline.ai.charging import Desk
from pipeline.ai.failures import Busy
from pipeline.ai.gate import Gate
from pipeline.ai.openai_text import MOST_TEXTS, OpenAiTextEmbedder
from pipeline.ai.prices import Price
from pipeline.ai.text import DIMENSIONS
from pipeline.testing.fakes import FakeSpending
from tests.unit.ai.asking import ERRAND, FAST
from tests.wire.behaviour import Asked, Behaviour
from tests.wire.server import running

MODEL = "text-embedding-3-small"


def nothing(_: Asked) -> object:
    raise AssertionError("no question is asked here")


@asynccontextmanager
async def embedding(behaviour: Behaviour) -> AsyncIterator[tuple[OpenAiTextEmbedder, FakeSpending]]:
    spending = FakeSpending()
    desk = Desk("embed_text", Gate("openai", FAST), Price("openai", MODEL), spending)
    async with running(behaviour) as url, gpt.client("key", f"{url}/v1") as client:
        yield OpenAiTextEmbedder(client, desk, ERRAND), spending


async def test_vectors_come_in_the_order_of_the_texts_at_length_one() -> None:
    behaviour = Behaviour(nothing)
    async with embedding(behaviour) as (embedder, spending):
        texts = ["Solenne tile", "Harbour lamp", ""]
        vectors = await embedder.embed(texts)
    for vector, expected in zip(vectors, offline_text.embed(["Solenne tile", "Harbour lamp", " "]), strict=True):
        values = array("f", vector)
        assert len(values) == DIMENSIONS
        assert math.isclose(math.hypot(*values), 1, rel_tol=1e-5)
        assert values == pytest.approx(array("f", expected), abs=1e-5)
    (call,) = spending.calls
    assert call.usd == spending.usd > 0
    assert (call.model, call.outcome, call.about) == (MODEL, "answered", "embedding")
    assert embedder.provider.model == MODEL


async def test_many_texts_are_some_calls() -> None:
    behaviour = Behaviour(nothing)
    async with embedding(behaviour) as (embedder, spending):
        vectors = await embedder.embed([f"tile {n}" for n in range(MOST_TEXTS + 1)])
    assert [len(texts) for texts in behaviour.embedded] == [MOST_TEXTS, 1]
    assert len(vectors) == MOST_TEXTS + 1
    assert len(spending.calls) == 2


async def test_no_texts_are_no_call() -> None:
    behaviour = Behaviour(nothing)
    async with embedding(behaviour) as (embedder, _):
        assert await embedder.embed([]) == []
    assert behaviour.embedded == []


async def test_what_passes_is_tried_again_and_what_does_not_is_said() -> None:
    behaviour = Behaviour(nothing, script=["busy", "broken json", None, *["error"] * 4])  # type: ignore[list-item]
    async with embedding(behaviour) as (embedder, _):
        assert len(await embedder.embed(["a"])) == 1
        with pytest.raises(Busy, match="openai says 500"):
            await embedder.embed(["b"])
