"""What goes in: small catalogues cut from generated ones, with fixed ids, and files that harm who opens them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid5

import pymupdf

from pipeline import ids
from pipeline.codec import Encoded, encode
from pipeline.events import PdfUploaded
from samples import generate
from tests.chaos.poison import EFFECTS, poisoned

VARIANT = "cards-es"
PRODUCT_PAGES = tuple(range(2, 14))
"""Of the variant, from 0: two products with their pictures on each."""
PAGES_EACH = 2
ABOUT, TERMS = 1, 14
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Document:
    """One upload; the same ids in every world, so that rows can be compared."""

    number: int
    pdf: Path
    document_id: UUID
    run_id: UUID
    event_id: str
    poison: str | None = None

    def message(self) -> Encoded:
        """The upload event."""
        event = PdfUploaded(
            source=self.pdf.as_uri(), document_id=self.document_id, run_id=self.run_id, filename=self.pdf.name
        )
        return encode(
            event,
            event_id=self.event_id,
            source="/tessera/chaos",
            subject=str(self.document_id),
            time=BEGAN,
        )


def catalogues(folder: Path, seed: int) -> Iterator[Document]:
    """Healthy documents without end: four pages with four products and their pictures, no two alike."""
    number = 0
    while True:
        whole = generate(VARIANT, folder / "whole", seed * 1000 + number)
        for first in range(0, len(PRODUCT_PAGES), PAGES_EACH):
            pdf = folder / f"catalogue-{number}.pdf"
            with pymupdf.open(whole.pdf) as document:  # type: ignore[no-untyped-call]
                document.select([ABOUT, *PRODUCT_PAGES[first : first + PAGES_EACH], TERMS])
                document.save(pdf, garbage=4, deflate=True, no_new_id=True)
            yield _document(number, pdf, seed)
            number += 1


def poisons(folder: Path, seed: int) -> list[Document]:
    """One of each effect."""
    found = []
    for number, effect in enumerate(EFFECTS):
        pdf = folder / f"poison-{effect}.pdf"
        with pymupdf.open() as document:  # type: ignore[no-untyped-call]
            document.new_page().insert_text((72, 72), f"Opening this file is not good for you: {effect}.")
            pdf.write_bytes(poisoned(document.tobytes(), effect))
        found.append(_document(10_000 + number, pdf, seed, effect))
    return found


def _document(number: int, pdf: Path, seed: int, poison: str | None = None) -> Document:
    document_id = uuid5(ids.NAMESPACE, f"chaos:{seed}:{number}")
    event_id = str(uuid5(ids.NAMESPACE, f"chaos upload:{seed}:{number}"))
    return Document(number, pdf, document_id, ids.run_id(document_id, event_id, BEGAN), event_id, poison)
