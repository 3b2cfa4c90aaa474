"""Discovery with a model: what it gets wrong does not reach the catalogue, and what it adds is on the pages."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest

import samples
from cli.evaluate_labels import read as read_labels
from cli.evaluate_score import score
from cli.inspect import as_dict
from pipeline.ai.errand import Errand
from pipeline.ai.fallback import Fallback
from pipeline.artefacts import Catalogue, unpack
from pipeline.events import Options
from pipeline.sandbox import Sandbox
from pipeline.testing.fakes import FakeSpending
from pipeline.work import Claim
from services.discovery import reader
from services.discovery.asking import Asked
from services.discovery.finding import Document, find
from services.discovery.limits import Limits
from services.discovery.reader import Reader
from tests.unit.ai.asking import asking
from tests.wire.behaviour import Behaviour
from tests.wire.knowing import Knowing

MIB = 1024 * 1024
VARIANTS = ("tiles-71", "lamps-fr", "cards-es", "grid-ro")
pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    box = Sandbox(1, memory_bytes=1024 * MIB, preload=reader.PRELOAD)
    yield box
    box.close()


@pytest.fixture(scope="module", params=VARIANTS)
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> samples.Sample:
    return samples.generate(request.param, tmp_path_factory.mktemp("samples"), 7)


async def document(sample: samples.Sample, rules: Reader) -> Document:
    import zstandard

    opened = await rules.open(sample.pdf)

    async def told(_: int) -> None:
        """Nobody waits."""

    pages = await rules.read(sample.pdf, opened.page_count, told)
    return Document(uuid4(), opened, zstandard.compress(b"\n".join(pages.lines)), Options())


@asynccontextmanager
async def modelled(behaviour: Behaviour) -> AsyncIterator[tuple[Asked, FakeSpending]]:
    async with asking(behaviour) as (asker, spending):
        yield Asked(asker, asker), spending


def figures(sample: samples.Sample, catalogue: Catalogue) -> tuple[float, float, float]:
    """F1, exact pages, facts."""
    found = score(read_labels(sample.labels), as_dict(catalogue)["products"])
    return found.f1, found.pages_exact or 0.0, found.facts or 0.0


def test_a_model_that_errs_makes_nothing_worse_and_invents_nothing(sample: samples.Sample, sandbox: Sandbox) -> None:
    """Printed page numbers, 10 % invented, 10 % missing, 10 % wrong numbers, 10 % of facts made up."""
    knows = Knowing(sample.truth, invented=0.1, missing=0.1, wrong=0.1, made_up=0.1)
    behaviour = Behaviour(knows)

    async def both() -> tuple[Catalogue, Catalogue]:
        rules = Reader(sandbox, Limits())
        work = await document(sample, rules)
        errand = Errand(Claim(work.document_id, uuid4(), "discovery", 1))
        alone = await find(work, rules, [None], Fallback(), errand)
        async with modelled(behaviour) as (asked, _):
            return unpack(Catalogue, alone), unpack(Catalogue, await find(work, rules, [asked], Fallback(), errand))

    alone, asked = asyncio.run(both())
    for offline, with_model in zip(figures(sample, alone), figures(sample, asked), strict=True):
        assert with_model >= offline
    names = {product.name for product in asked.products}
    assert knows.invented
    assert not names & set(knows.invented)
    assert any(knows.invented[0] in warning for warning in asked.warnings)
    unverified = [f for p in asked.products for f in p.facts if f.rule.endswith("unverified")]
    assert all("Atlantis" in fact.text for fact in unverified if fact.box is None and "Atlantis" in fact.text)
    assert all(fact.box is None and fact.confidence <= 0.2 for fact in unverified)
    said = [f for p in asked.products for f in p.facts if "Atlantis" in f.text]
    assert said
    assert all(fact.rule.endswith("unverified") for fact in said)
