"""Variants: the orderable items of a product, rows of its tables with a code each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from pipeline.artefacts import Fact, Product
from pipeline.ids import product_id
from services.discovery import facts, filled
from services.discovery.tables import Table
from services.discovery.turning import Turn, put_back

MAX_VARIANTS = 500


@dataclass(frozen=True)
class Row:
    """A variant: its code, its own name if the row has one, and its facts."""

    code: str
    name: str
    page: int
    facts: tuple[Fact, ...]


def rows(tables: Sequence[Table]) -> Iterator[Row]:
    """The rows with a code of the tables that have a column of codes."""
    for table in tables:
        code, name = table.column("code"), table.column("name")
        if code is None or table.column("property") is not None:
            continue
        for row in filled.filled(table):
            cell = row.cells[code]
            if cell is None or not any(c.isdigit() for c in cell.text):
                continue
            own = row.cells[name] if name is not None else None
            yield Row(cell.text, own.text if own else "", table.page, tuple(facts.of_row(table, row).facts))


def products(
    document_id: UUID, family: str, discriminator: str, found: Sequence[Row], turns: dict[int, Turn]
) -> tuple[Product, ...]:
    """The rows as products of their own under a family, each code once."""
    kept: dict[str, Product] = {}
    for row in found[:MAX_VARIANTS]:
        name = row.name or f"{family} {row.code}"
        kept.setdefault(
            row.code,
            Product(
                product_id=product_id(document_id, f"{family} {discriminator} {name}", row.code),
                name=name,
                discriminator=row.code,
                pages=(row.page,),
                facts=put_back(row.facts, turns),
                confidence=0.85,
                evidence=(f"table row p. {row.page}",),
            ),
        )
    return tuple(kept.values())
