"""The handler on a store in memory: a document in which nothing was found."""

from collections.abc import Sequence
from uuid import UUID

from pipeline.artefacts import Catalogue, Page, pack, pack_pages
from pipeline.events import LedgerCounts, ProductsLinked
from pipeline.testing.fakes import FakeObjects, FakeProgress, FixedClock
from pipeline.work import Claim
from services.validator.balance import Ledger, Rows
from services.validator.facts import ProductRow
from services.validator.stage import Deps, Pictures, handle

DOCUMENT, RUN = UUID("0d3f6a52-5f0e-5c57-8f0a-2f7a4c1f9b10"), UUID("019ab0c2-7c00-7a3e-9d41-5b7f3f1e2a90")
EVENT = ProductsLinked(
    document_id=DOCUMENT, run_id=RUN, filename="a.pdf", sha256="0" * 64, page_count=2, document_ref="documents/a",
    pages_ref="pages/a", catalogue_ref="runs/a", tenant="acme", labels={"season": "2026"}, products_discovered=0,
    chunks_created=0, images_processed=0, entities_found=0, links={}, warnings=["page 1 has no text"],
)  # fmt: skip


class EmptyStore:
    """A run in which nothing was found; keeps the order of what it was told to do."""

    def __init__(self) -> None:
        self.told: list[str] = []

    async def rows(self, _run_id: UUID) -> Rows:
        return Rows(0, 0, 0, 0, 0, {"image_product": 0, "chunk_product": 0, "image_chunk": 0})

    async def ledger(self, _run_id: UUID) -> Ledger:
        return {("discovery", "page"): LedgerCounts(skipped=2)}

    async def pictures(self, _run_id: UUID, _least_quality: float) -> Pictures:
        return Pictures(0, 0, 0)

    async def products(self, _run_id: UUID) -> list[ProductRow]:
        return []

    async def complete(self, _claim: Claim, _products: Sequence[ProductRow], _least_quality: float) -> None:
        self.told.append("complete")

    async def superseded(self, _claim: Claim) -> list[str]:
        return ["runs/old"]

    async def clean(self, _claim: Claim) -> None:
        self.told.append("clean")


class WatchedObjects(FakeObjects):
    """Objects that say when one is deleted."""

    def __init__(self, store: EmptyStore) -> None:
        super().__init__()
        self._store = store

    async def delete(self, key: str) -> None:
        self._store.told.append(f"delete {key}")


async def given() -> tuple[EmptyStore, Deps]:
    store = EmptyStore()
    objects = WatchedObjects(store)
    await objects.put(
        "pages/a", pack_pages([Page(number=n, width=9, height=9, key="k", source="none") for n in (1, 2)])
    )
    await objects.put("runs/a", pack(Catalogue(page_count=2)))
    return store, Deps(Claim(DOCUMENT, RUN, "validator", 1), objects, store, 0.3, FakeProgress(), FixedClock())


async def test_a_document_without_products_completes_and_says_so() -> None:
    _, deps = await given()
    completed = await handle(EVENT, deps)
    assert completed.warnings == ["page 1 has no text", "no products were found in the 2 pages"]
    assert completed.confidence_score == 0
    assert completed.products_discovered == completed.links == 0
    assert (completed.tenant, completed.labels) == ("acme", {"season": "2026"})
    assert completed == await handle(EVENT, deps)


async def test_older_runs_go_only_once_this_one_is_current_and_their_objects_before_their_rows() -> None:
    store, deps = await given()
    await handle(EVENT, deps)
    assert store.told == ["complete", "delete runs/old", "clean"]
