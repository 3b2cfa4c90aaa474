"""Whether everything a run began with has ended, and lies in the tables: "green but empty" cannot happen."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from pipeline.artefacts import Catalogue
from pipeline.errors import Rejected
from pipeline.events import LedgerCounts, ProductsLinked
from pipeline.ledger import Kind
from pipeline.state import StageName

LinkKind = Literal["image_product", "chunk_product", "image_chunk"]
Ledger = Mapping[tuple[str, str], LedgerCounts]
"""Counts by stage and kind."""

OWNERS: dict[Kind, StageName] = {"page": "discovery", "chunk": "chunker", "image": "imager", "product": "linker"}
"""The stage whose entries say how each item of a kind ended."""


@dataclass(frozen=True)
class Rows:
    """How many rows the run has in each table."""

    products: int
    chunks: int
    chunks_without_embedding: int
    images: int
    entities: int
    links: Mapping[LinkKind, int]


def whole(ledger: Ledger) -> dict[Kind, LedgerCounts]:
    """The document's ledger: of each kind, what its owner says."""
    return {kind: ledger[stage, kind] for kind, stage in OWNERS.items() if (stage, kind) in ledger}


def check(event: ProductsLinked, catalogue: Catalogue, ledger: Ledger, rows: Rows) -> None:
    """Raises Rejected(ledger_imbalance) with every pair of numbers that should be equal and are not."""
    problems = [words for words, one, other in _equations(event, catalogue, whole(ledger), rows) if one != other]
    if problems:
        raise Rejected("ledger_imbalance", f"the ledger of run {event.run_id} does not balance: {'; '.join(problems)}")


def _equations(
    event: ProductsLinked, catalogue: Catalogue, ledger: Mapping[Kind, LedgerCounts], rows: Rows
) -> Iterator[tuple[str, int, int]]:
    """What must be equal, with the words for when it is not."""
    page, chunk, image, product = (ledger.get(kind, LedgerCounts()) for kind in OWNERS)
    yield f"{page.total} page entries for {event.page_count} pages", page.total, event.page_count
    found = len(catalogue.products)
    ended = product.emitted + product.skipped
    yield f"{ended} products emitted or skipped of {found} discovered", ended, found
    for name, said, ours, stored in (
        ("products", event.products_discovered, product.emitted, rows.products),
        ("chunks", event.chunks_created, chunk.emitted, rows.chunks),
        ("images", event.images_processed, image.emitted, rows.images),
    ):
        yield f"{ours} {name} emitted but {stored} rows", ours, stored
        yield f"{said} {name} announced but {stored} rows", said, stored
    yield f"{event.entities_found} entities announced but {rows.entities} rows", event.entities_found, rows.entities
    for kind, stored in rows.links.items():
        said = event.links.get(kind, 0)
        yield f"{said} links of kind {kind} announced but {stored} rows", said, stored
    missing = rows.chunks_without_embedding
    yield f"{missing} of {rows.chunks} chunks without an embedding where 0 may be", missing, 0
