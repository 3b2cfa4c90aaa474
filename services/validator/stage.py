"""validator: balances the ledger, re-checks facts and images, scores the document, makes its run the current one."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from pipeline.artefacts import Catalogue, Page, unpack, unpack_pages
from pipeline.events import DocumentCompleted, ProductsLinked, StageEvent
from pipeline.work import Claim, Clock, Progress
from services.validator import balance
from services.validator.balance import Ledger, Rows
from services.validator.confidence import Shares, score, share
from services.validator.facts import ProductRow, Recheck

MAX_WARNINGS = 50


@dataclass(frozen=True)
class Pictures:
    """Images that can show a product, and those of low quality."""

    of_products: int
    linked: int
    poor: int


class Objects(Protocol):
    """The object store."""

    async def get(self, key: str) -> bytes:
        """The bytes under `key`."""

    async def delete(self, key: str) -> None:
        """Remove the object under `key`, if any."""


class Store(Protocol):
    """The database."""

    async def rows(self, run_id: UUID) -> Rows:
        """How many rows the run has."""

    async def ledger(self, run_id: UUID) -> Ledger:
        """How the run's items ended."""

    async def pictures(self, run_id: UUID, least_quality: float) -> Pictures:
        """What there is of images."""

    async def products(self, run_id: UUID) -> list[ProductRow]:
        """The run's products."""

    async def complete(self, claim: Claim, products: Sequence[ProductRow], least_quality: float) -> None:
        """Store what the re-check changed and make the run the current one, in one transaction."""

    async def superseded(self, claim: Claim) -> list[str]:
        """Keys of objects that only older runs of the document need."""

    async def clean(self, claim: Claim) -> None:
        """Remove the rows of older runs of the document."""


@dataclass(frozen=True)
class Deps:
    """What `handle` works with."""

    claim: Claim
    objects: Objects
    store: Store
    least_quality: float
    progress: Progress
    clock: Clock


async def handle(event: ProductsLinked, deps: Deps) -> DocumentCompleted:
    """Complete the document of `event`.

    Raises Rejected(ledger_imbalance) when a count is off, Rejected(document_missing) when discovery left no row, Fenced
    when a newer run is current already.
    """
    started = deps.clock.now()
    store, run_id = deps.store, event.run_id
    catalogue = unpack(Catalogue, await deps.objects.get(event.catalogue_ref))
    rows, ledger = await store.rows(run_id), await store.ledger(run_id)
    balance.check(event, catalogue, ledger, rows)
    products = await store.products(run_id)
    recheck, read = Recheck(products), Read()
    pages = unpack_pages(await deps.objects.get(event.pages_ref))
    while (number := await asyncio.to_thread(_take, pages, recheck, read)) is not None:
        await deps.progress(read.pages, event.page_count, page=number)
    recheck.finish()
    pictures = await store.pictures(run_id, deps.least_quality)
    shares = Shares(
        facts=share(recheck.verified, recheck.verified + recheck.unverified),
        products=share(sum(bool(row.pages and any(row.facts())) for row in products), len(products)),
        pictures=share(pictures.linked, pictures.of_products),
        text=share(read.confidence, read.worded),
    )
    await store.complete(deps.claim, [row for row in products if row.changed], deps.least_quality)
    for key in await store.superseded(deps.claim):
        await deps.objects.delete(key)
    await store.clean(deps.claim)  # last: while its rows are there, a repeat still finds the objects to remove
    await deps.progress(event.page_count, event.page_count, checkpoint="COMPLETED")
    seconds = {"validator": (deps.clock.now() - started).total_seconds()}
    common = {name: getattr(event, name) for name in StageEvent.model_fields}
    return DocumentCompleted(
        **common
        | {
            "products_discovered": rows.products,
            "chunks_created": rows.chunks,
            "images_processed": rows.images,
            "links": sum(rows.links.values()),
            "confidence_score": score(shares),
            "ledger": balance.whole(ledger),
            "seconds": event.seconds | seconds,
            "warnings": _warnings(event, rows, recheck, pictures),
        }
    )


@dataclass
class Read:
    """What the pages taken in were like."""

    pages: int = 0
    worded: int = 0
    confidence: float = 0.0

    def page(self, page: Page) -> None:
        self.pages += 1
        if page.source != "none":
            self.worded += 1
            self.confidence += page.confidence


def _take(pages: Iterator[Page], recheck: Recheck, read: Read) -> int | None:
    """Let both look at the next page; its number, or None after the last."""
    page = next(pages, None)
    if page is None:
        return None
    recheck.page(page)
    read.page(page)
    return page.number


def _warnings(event: ProductsLinked, rows: Rows, recheck: Recheck, pictures: Pictures) -> list[str]:
    """The earlier stages' and this one's, in plain sentences."""
    found = list(event.warnings)
    if not rows.products:
        found.append(f"no products were found in the {event.page_count} pages")
    if recheck.unverified:
        total = recheck.verified + recheck.unverified
        found.append(f"{recheck.unverified} of {total} facts are not in the text of the page they name")
    if pictures.poor:
        found.append(f"{pictures.poor} of {rows.images} images are of low quality")
    return list(dict.fromkeys(found))[-MAX_WARNINGS:]
