"""Text embeddings: the offline provider's vectors, its sandbox, and the memory of answers."""

import math
from array import array
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ai import offline_text
from pipeline.ai.results import Provider
from pipeline.ai.text import DIMENSIONS, MODULES, OFFLINE, OfflineTextEmbedder, RememberedTextEmbedder, Vector
from pipeline.sandbox import Sandbox
from pipeline.testing.fakes import FakeResults

MIB = 1024 * 1024


def floats(vector: Vector) -> list[float]:
    return list(array("f", vector))


def alike(left: str, right: str) -> float:
    """Cosine similarity of two texts."""
    a, b = (floats(vector) for vector in offline_text.embed([left, right]))
    return sum(x * y for x, y in zip(a, b, strict=True))


@given(st.text(min_size=1))
def test_vectors_have_length_one_and_equal_texts_equal_bytes(text: str) -> None:
    (vector,) = offline_text.embed([text])
    assert len(floats(vector)) == DIMENSIONS == 1536
    assert math.isclose(math.hypot(*floats(vector)), 1, rel_tol=1e-5)
    assert offline_text.embed([text, text]) == [vector, vector]


def test_vectors_are_the_same_on_every_machine_and_release() -> None:
    # a change here is a new version of the provider: raise it, or remembered answers and new ones do not compare
    (vector,) = offline_text.embed(["Solenne 60×120"])
    loud = {index: round(value, 4) for index, value in enumerate(floats(vector)) if abs(value) > 0.2}
    assert loud == {104: -0.3816, 238: -0.5434, 294: 0.3816}
    assert OFFLINE.version == "1"


@pytest.mark.parametrize(
    ("text", "near", "far"),
    [
        ("Solenne tile, matt, 60×120", "SOLENNE 60 × 120 matt", "Lantern tile, polished, 30×30"),
        ("frost resistant tiles", "resistance to frost of a tile", "the showroom in Vienna"),
        ("fagyálló csempe", "fagyalló csempék", "kapcsolat és nyitvatartás"),
        ("防滑瓷砖 60×120", "防滑的瓷砖", "关于我们公司"),
        ("بلاط أرضيات مقاوم", "مقاوم للأرضيات بلاط", "اتصل بنا"),
    ],
)
def test_alike_texts_are_nearer(text: str, near: str, far: str) -> None:
    assert alike(text, near) > alike(text, far) + 0.2


def test_texts_without_letters_are_told_apart() -> None:
    assert alike("—", "—") == pytest.approx(1)
    assert abs(alike("—", "€")) < 0.5


class Counting:
    """The offline embedder in this process; keeps what it was asked."""

    provider: Provider = OFFLINE

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        self.asked.append(list(texts))
        return offline_text.embed(texts)


async def test_each_text_is_embedded_once_over_batches_and_restarts() -> None:
    results, counting = FakeResults(), Counting()
    first = await RememberedTextEmbedder(counting, results).embed(["oak", "elm", "oak"])
    second = await RememberedTextEmbedder(counting, results).embed(["ash", "elm"])
    assert counting.asked == [["oak", "elm"], ["ash"]]
    assert first == offline_text.embed(["oak", "elm", "oak"])
    assert second == offline_text.embed(["ash", "elm"])


async def test_another_version_answers_anew() -> None:
    results, counting = FakeResults(), Counting()
    await RememberedTextEmbedder(counting, results).embed(["oak"])
    counting.provider = Provider(OFFLINE.capability, OFFLINE.name, OFFLINE.model, "2")
    await RememberedTextEmbedder(counting, results).embed(["oak"])
    assert counting.asked == [["oak"], ["oak"]]


async def test_nothing_to_embed_asks_nothing() -> None:
    counting = Counting()
    assert await RememberedTextEmbedder(counting, FakeResults()).embed([]) == []
    assert counting.asked == []


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    pool = Sandbox(1, memory_bytes=600 * MIB, preload=MODULES)
    yield pool
    pool.close()


async def test_in_the_sandbox_it_is_the_same(sandbox: Sandbox) -> None:
    texts = ["oak", "elm", "Zürich 白い"]
    assert await OfflineTextEmbedder(sandbox).embed(texts) == offline_text.embed(texts)
