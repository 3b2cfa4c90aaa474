"""The handler on stores in memory."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from pipeline.artefacts import Catalogue, pack, pack_pages
from pipeline.events import ChunksCreated, ImagesEmbedded, LedgerCounts, ProductsLinked
from pipeline.testing.fakes import FakeObjects, FakeProgress, FixedClock
from pipeline.work import Claim
from services.linker.links import Chunk, Image
from services.linker.scoring import PairWeights, Weights
from services.linker.stage import Arrived, Deps, Result, Rules, handle
from tests.unit.linker.hand import DOCUMENT, PAIRS, PRODUCTS, catalogue, chunk, image, line, page, product

RUN = UUID("019ab0c2-7c00-7a3e-9d41-5b7f3f1e2a90")


@dataclass
class FakeStore:
    """Rows in memory; keeps every save."""

    held_images: list[Image] = field(default_factory=list)
    held_chunks: list[Chunk] = field(default_factory=list)
    saved: list[tuple[Claim, ProductsLinked, Result]] = field(default_factory=list)

    async def images(self, run_id: UUID) -> list[Image]:
        assert run_id == RUN
        return self.held_images

    async def chunks(self, run_id: UUID) -> list[Chunk]:
        assert run_id == RUN
        return self.held_chunks

    async def save(self, claim: Claim, event: ProductsLinked, result: Result) -> None:
        self.saved.append((claim, event, result))


def arrived(**of_chunks: Any) -> Arrived:
    common = {
        "document_id": DOCUMENT, "run_id": RUN, "filename": "a.pdf", "sha256": "0" * 64, "page_count": 9,
        "document_ref": "documents/a.pdf", "pages_ref": "pages/a", "catalogue_ref": "runs/a", "tenant": "acme",
        "labels": {"season": "2026"},
    }  # fmt: skip
    return Arrived(
        ChunksCreated.model_validate({
            **common, "chunks_created": 2, "seconds": {"discovery": 1.0, "chunker": 2.0},
            "cost_usd": {"discovery": "0.5", "chunker": "0.25"}, "warnings": ["page 4 has no text", "slow"],
            **of_chunks,
        }),
        ImagesEmbedded.model_validate({
            **common, "images_processed": 1, "embeddings_created": 5, "seconds": {"discovery": 1.0, "imager": 4.0},
            "cost_usd": {"discovery": "0.5", "imager": "0.125"}, "warnings": ["page 4 has no text"],
        }),
    )  # fmt: skip


async def deps(what: Catalogue, store: FakeStore) -> Deps:
    objects = FakeObjects()
    pages = [page(n, line("www.clay.example", 50, 800)) for n in range(1, 10)]
    await objects.put("pages/a", pack_pages(pages))
    await objects.put("runs/a", pack(what))
    rules = Rules(Weights(), PairWeights(), PRODUCTS, PAIRS)
    return Deps(Claim(DOCUMENT, RUN, "linker", 1), objects, store, rules, FakeProgress(), FixedClock())


async def test_event_carries_counts_of_what_was_stored_and_sums_both_inputs() -> None:
    oak = product("Oak", [3])
    store = FakeStore([image("a", (3, (50, 50, 300, 300)))], [chunk("A calm floor", 3), chunk("Terms", 8)])
    given = await deps(catalogue(oak), store)
    linked = await handle(arrived(), given)
    assert linked.products_discovered == 1
    assert (linked.chunks_created, linked.images_processed) == (2, 1)
    assert linked.links == {"image_product": 1, "chunk_product": 1, "image_chunk": 1}
    assert linked.entities_found == 1
    assert linked.ledger == {"product": LedgerCounts(emitted=1)}
    assert linked.seconds == {"discovery": 1.0, "chunker": 2.0, "imager": 4.0, "linker": 0.0}
    assert linked.cost_usd == {"discovery": Decimal("0.5"), "chunker": Decimal("0.25"), "imager": Decimal("0.125")}
    assert linked.warnings == ["page 4 has no text", "slow"]
    assert (linked.tenant, linked.labels) == ("acme", {"season": "2026"})
    ((_, _, result),) = store.saved
    assert [kept.name for kept in result.products] == ["Oak"]
    assert isinstance(given.progress, FakeProgress)
    assert given.progress.calls[:9] == [(n, 9, n) for n in range(1, 10)]
    assert given.progress.checkpoints == ["PRODUCTS_CREATED"]


async def test_handling_twice_stores_and_says_the_same() -> None:
    store = FakeStore([image("a", (3, (50, 50, 300, 300)))], [chunk("A calm floor", 3)])
    given = await deps(catalogue(product("Oak", [3]), product("Elm", [3])), store)
    assert await handle(arrived(), given) == await handle(arrived(), given)
    assert store.saved[0] == store.saved[1]


async def test_every_product_is_emitted_or_skipped_with_a_reason() -> None:
    oak, gone = product("Oak", [3, 12]), product("Elm", [12])
    store = FakeStore()
    linked = await handle(arrived(), await deps(catalogue(oak, oak, gone), store))
    assert linked.ledger == {"product": LedgerCounts(emitted=1, skipped=2)}
    assert linked.products_discovered == 1
    result = store.saved[0][2]
    assert [kept.pages for kept in result.products] == [(3,)]
    assert len({entry.item for entry in result.entries}) == 3
    assert [entry.reason for entry in result.entries] == [
        "",
        "found twice: same name and discriminator as 'Oak'",
        "on no page of the document's 9",
    ]


async def test_a_document_without_anything_is_linked_to_nothing() -> None:
    store = FakeStore()
    linked = await handle(arrived(options={"entity_kinds": []}), await deps(catalogue(), store))
    assert linked.links == {"image_product": 0, "chunk_product": 0, "image_chunk": 0}
    assert linked.products_discovered == linked.entities_found == 0
    assert linked.ledger == {}
