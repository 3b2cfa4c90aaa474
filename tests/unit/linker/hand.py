"""Pages, products, images and chunks made by hand."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pipeline import ids
from pipeline.artefacts import Box, Catalogue, Fact, Line, Page, PageKind, PlannedPage, Product
from services.linker.links import Chunk, Image, Limits, Links, Place
from services.linker.matching import Matcher
from services.linker.scoring import PairWeights, Weights

DOCUMENT = UUID("0d3f6a52-5f0e-5c57-8f0a-2f7a4c1f9b10")
PRODUCTS = Limits(threshold=0.25, margin=0.75, most=25)
PAIRS = Limits(threshold=0.5, margin=0.0, most=3)


def line(text: str, x: float, y: float, size: float = 9, *, bold: bool = False, block: int = 0) -> Line:
    """A line whose top left corner is x, y."""
    return Line(text=text, box=(x, y, x + 0.5 * size * len(text), y + size * 1.2), size=size, bold=bold, block=block)


def page(number: int, *lines: Line, **more: Any) -> Page:
    """An A4 page."""
    return Page(number=number, width=595, height=842, key=f"{number:064x}", lines=lines, **more)


def fact(name: str, text: str, page: int, box: Box | None = None) -> Fact:
    return Fact(name=name, value=text, text=text, page=page, box=box, rule="key_value")


def product(name: str, pages: Sequence[int], *facts: Fact, variants: tuple[Product, ...] = ()) -> Product:
    return Product(
        product_id=ids.product_id(DOCUMENT, name), name=name, pages=tuple(pages), facts=facts, variants=variants
    )


def image(
    name: str, *places: tuple[int, Box] | tuple[int, Box, str], caption: str = "", role: str = "product"
) -> Image:
    """`places` are page and box, and the caption there if it is another than `caption`."""
    shown = tuple(Place(*place) if len(place) == 3 else Place(*place, caption) for place in places)
    return Image(ids.image_id(DOCUMENT, name), role, caption, shown)


def chunk(text: str, *pages: int) -> Chunk:
    return Chunk(ids.chunk_id(DOCUMENT, text, 0), pages, text)


def catalogue(
    *products: Product, page_count: int = 9, kinds: dict[int, PageKind] | None = None, language: str = "en"
) -> Catalogue:
    """With a plan that follows from the products' pages; `kinds` names those of other pages."""
    plan = []
    for number in range(1, page_count + 1):
        here = tuple(product.product_id for product in products if number in product.pages)
        kind: PageKind = "product" if here else (kinds or {}).get(number, "other")
        reason = "" if here else "no product"
        plan.append(PlannedPage(number=number, kind=kind, include=bool(here), reason=reason, products=here))
    return Catalogue(page_count=page_count, products=products, plan=tuple(plan), language=language)


def links(
    what: Catalogue, pages: Sequence[Page], images: Sequence[Image] = (), chunks: Sequence[Chunk] = (), **weights: float
) -> Links:
    matcher = Matcher(what, images, chunks, Weights(**weights), PairWeights())
    for each in pages:
        matcher.page(each)
    return matcher.links(PRODUCTS, PAIRS)


def of_images(found: Links) -> dict[UUID, dict[UUID, float]]:
    """Products and scores by image."""
    by_image: dict[UUID, dict[UUID, float]] = {}
    for link in found.image_product:
        by_image.setdefault(link.item, {})[link.target] = link.score
    return by_image


def of_chunks(found: Links) -> dict[UUID, set[UUID]]:
    by_chunk: dict[UUID, set[UUID]] = {}
    for link in found.chunk_product:
        by_chunk.setdefault(link.item, set()).add(link.target)
    return by_chunk
