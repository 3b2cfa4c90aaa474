"""linker: what chunker and imager found, brought together with discovery's products."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from pipeline.artefacts import Catalogue, Page, Product, unpack, unpack_pages
from pipeline.events import ChunksCreated, ImagesEmbedded, ProductsLinked, StageEvent
from pipeline.ledger import Entry, count
from pipeline.work import Claim, Clock, Progress
from services.linker.entities import Entity, Finder
from services.linker.links import Chunk, Image, Limits, Links
from services.linker.matching import Matcher
from services.linker.scoring import PairWeights, Weights

MAX_WARNINGS = 50


@dataclass(frozen=True)
class Arrived:
    """Both events of a run."""

    chunks: ChunksCreated
    images: ImagesEmbedded


class Objects(Protocol):
    """The object store."""

    async def get(self, key: str) -> bytes:
        """The bytes under `key`."""


class Store(Protocol):
    """The database."""

    async def images(self, run_id: UUID) -> list[Image]:
        """The run's images."""

    async def chunks(self, run_id: UUID) -> list[Chunk]:
        """The run's leaf chunks."""

    async def save(self, claim: Claim, event: ProductsLinked, result: "Result") -> None:
        """Replace what the run has of products, entities, links and their ledger, in one transaction."""


@dataclass(frozen=True)
class Rules:
    """How links are scored and which are kept."""

    weights: Weights
    pair_weights: PairWeights
    products: Limits
    pairs: Limits


@dataclass(frozen=True)
class Result:
    """What becomes rows."""

    products: Sequence[Product]
    entities: Sequence[Entity]
    links: Links
    entries: Sequence[Entry]


@dataclass(frozen=True)
class Deps:
    """What `handle` works with. It keeps no steps: its one transaction is all it has to repeat after a crash."""

    claim: Claim
    objects: Objects
    store: Store
    rules: Rules
    progress: Progress
    clock: Clock


async def handle(event: Arrived, deps: Deps) -> ProductsLinked:
    """Store the products of the run, the document's entities, and what links products, images and chunks.

    Raises Rejected when an artefact is gone, Transient when the run's rows changed meanwhile.
    """
    started = deps.clock.now()
    chunks, images = event.chunks, event.images
    catalogue = unpack(Catalogue, await deps.objects.get(chunks.catalogue_ref))
    rows = await deps.store.images(chunks.run_id)
    matcher = Matcher(
        catalogue, rows, await deps.store.chunks(chunks.run_id), deps.rules.weights, deps.rules.pair_weights
    )
    finder = Finder(catalogue, rows, chunks.options.entity_kinds)
    pages = unpack_pages(await deps.objects.get(chunks.pages_ref))
    done = 0
    while (number := await asyncio.to_thread(_take, pages, matcher, finder)) is not None:
        done += 1
        await deps.progress(done, chunks.page_count, page=number)
    links = await asyncio.to_thread(matcher.links, deps.rules.products, deps.rules.pairs)
    products, entries = _told(catalogue)
    result = Result(products, finder.found(), links, entries)
    common = {name: getattr(chunks, name) for name in StageEvent.model_fields}
    linked = ProductsLinked(
        **common
        | {
            "products_discovered": len(products),
            "chunks_created": chunks.chunks_created,
            "images_processed": images.images_processed,
            "entities_found": len(result.entities),
            "links": {kind: len(getattr(links, kind)) for kind in ("image_product", "chunk_product", "image_chunk")},
            "ledger": count(entries),
            "cost_usd": chunks.cost_usd | images.cost_usd,
            "warnings": list(dict.fromkeys([*chunks.warnings, *images.warnings]))[:MAX_WARNINGS],
        }
    )
    await deps.store.save(deps.claim, linked, result)
    await deps.progress(chunks.page_count, chunks.page_count, checkpoint="PRODUCTS_CREATED")
    seconds = {"linker": (deps.clock.now() - started).total_seconds()}
    return linked.model_copy(update={"seconds": chunks.seconds | images.seconds | seconds})


def _take(pages: Iterator[Page], matcher: Matcher, finder: Finder) -> int | None:
    """Let both look at the next page; its number, or None after the last."""
    page = next(pages, None)
    if page is None:
        return None
    matcher.page(page)
    finder.page(page)
    return page.number


def _told(catalogue: Catalogue) -> tuple[list[Product], list[Entry]]:
    """The products that become rows, and how each ended: one found twice, or on no page there is, is skipped."""
    products: dict[UUID, Product] = {}
    entries = []
    for place, product in enumerate(catalogue.products, 1):
        pages = tuple(page for page in sorted(set(product.pages)) if 1 <= page <= catalogue.page_count)
        item, outcome = str(product.product_id), "skipped"
        if product.product_id in products:
            item, reason = f"{item}#{place}", f"found twice: same name and discriminator as {product.name!r}"
        elif not pages:
            reason = f"on no page of the document's {catalogue.page_count}"
        else:
            products[product.product_id] = product.model_copy(update={"pages": pages})
            outcome, reason = "emitted", ""
        entries.append(
            Entry(kind="product", item=item, outcome=outcome, reason=reason, page=pages[0] if pages else None)
        )
    return list(products.values()), entries
