"""Chunks of a document from its stored pages and plan. Runs in the sandbox: pure, and nothing heavy is imported."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from pipeline.artefacts import Catalogue, Page, pack, unpack, unpack_pages
from pipeline.ids import normalise_name
from services.chunker.markdown import to_markdown
from services.chunker.splitting import LEAF, Headings, split

VERSION = "1"
"""Goes into the artefact's key: raise it whenever the same pages would be cut otherwise."""
GAP = "\n\n"


class Chunk(BaseModel):
    """A passage of the document. `parent` is the index, among all chunks, of the one it is part of."""

    model_config = ConfigDict(frozen=True)

    level: int = Field(ge=0, le=LEAF, description="LEAF for a leaf; the leaves together are the document's text.")
    parent: int | None
    pages: tuple[int, ...] = Field(description="1-based PDF pages.")
    heading: str = Field(description="Headings above it, ' > ' between, the product's name first.")
    text: str = Field(description="Markdown.")


class Chunks(BaseModel):
    """All chunks of a document in reading order, a parent before its children."""

    model_config = ConfigDict(frozen=True)

    chunks: tuple[Chunk, ...]
    blank: tuple[int, ...] = Field((), description="Planned pages without text.")
    missing: tuple[int, ...] = Field((), description="Planned pages that were not among the pages.")


class Passage(BaseModel):
    """A page's Markdown, or the part of it that is about one of its products."""

    model_config = ConfigDict(frozen=True)

    page: int
    about: tuple[UUID, ...] | str = Field(description="Products, or the kind of a page without any.")
    text: str


def make(pages: bytes, catalogue: bytes) -> bytes:
    """Packed Chunks of a packed catalogue's planned pages among packed `pages`."""
    return pack(chunks_of(unpack_pages(pages), unpack(Catalogue, catalogue)))


def chunks_of(pages: Iterable[Page], catalogue: Catalogue) -> Chunks:
    """Chunks of the planned pages; none runs from one product, or kind of page, into another."""
    names = {product.product_id: product.name for product in catalogue.products}
    passages: list[Passage] = []
    planned = {page.number: page for page in catalogue.plan if page.include}
    blank: list[int] = []
    for page in pages:
        if page.number in planned:
            plan = planned.pop(page.number)
            products = [product for product in plan.products if product in names]
            found = list(passages_of(page, {product: names[product] for product in products}, plan.kind))
            passages.extend(found)
            if not found:
                blank.append(page.number)
    chunks: list[Chunk] = []
    for about, group in groupby(passages, key=lambda passage: passage.about):
        root = names[about[0]] if isinstance(about, tuple) and len(about) == 1 else ""
        chunks.extend(_section(list(group), root, len(chunks)))
    return Chunks(chunks=tuple(chunks), blank=tuple(blank), missing=tuple(sorted(planned)))


def passages_of(page: Page, products: dict[UUID, str], kind: str) -> Iterator[Passage]:
    """What `page` says; where it has several products, cut at the lines that are just one's name."""
    by_name = {normalise_name(name): product for product, name in products.items()}
    about: tuple[UUID, ...] | str = tuple(products) or kind
    lines: list[str] = []
    for line in to_markdown(page, by_name.keys()).split("\n"):
        named = by_name.get(normalise_name(line)) if len(products) > 1 else None
        if named:
            yield from _passage(page.number, about, lines)
            about, lines = (named,), []
        lines.append(line)
    yield from _passage(page.number, about, lines)


def _passage(page: int, about: tuple[UUID, ...] | str, lines: Sequence[str]) -> Iterator[Passage]:
    text = "\n".join(lines).strip()
    if text:
        yield Passage(page=page, about=about, text=text)


def _section(passages: Sequence[Passage], root: str, before: int) -> Iterator[Chunk]:
    """Chunks of passages that belong together; `before` chunks of the document came first."""
    text = GAP.join(passage.text for passage in passages)
    headings = Headings(text, root)
    spans: list[tuple[int, int, int]] = []
    start = 0
    for passage in passages:
        spans.append((start, start + len(passage.text), passage.page))
        start += len(passage.text) + len(GAP)
    for piece in split(text):
        pages = {page for first, last, page in spans if first < piece.end and piece.start < last}
        yield Chunk(
            level=piece.level,
            parent=None if piece.parent is None else before + piece.parent,
            pages=tuple(sorted(pages)),
            heading=headings.at(piece.start),
            text=text[piece.start : piece.end],
        )
