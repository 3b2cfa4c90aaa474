"""Variants: the orderable items of a product, rows of its tables or cards on its pages with a code each."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from pipeline.artefacts import Fact, Line, Product
from pipeline.ids import product_id
from services.discovery import cells, facts, filled, names
from services.discovery.collected import Collected
from services.discovery.headings import Heading, Style, headings_of
from services.discovery.layout import body_size
from services.discovery.tables import Table

MAX_VARIANTS = 500
GAP = 4.0
"""Distance between lines, in sizes of its name, at which a card ends."""


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


def cards(page: int, lines: Sequence[Line], name: Style) -> Iterator[Row]:
    """The items of a family that stand on one page as cards: headings of one style, set smaller than the family's
    `name` and apart from the text, each over one code of its own.
    """
    by_style: dict[Style, list[Heading]] = defaultdict(list)
    body = body_size(lines)
    for heading in headings_of(page, lines):
        style = heading.style
        if style.size < name.size and (style.bold or style.size > 1.1 * body) and names.can_be_name(heading.text):
            by_style[style].append(heading)
    for heads in by_style.values():
        found = [_card(page, head, own) for head, own in zip(heads, cells.assign(lines, heads), strict=True)]
        kept = [row for row in found if row is not None]
        if len(kept) >= 2 and len(kept) == len(found) == len({row.code for row in kept}):
            yield from kept
            return


def _card(page: int, head: Heading, lines: Sequence[Line]) -> Row | None:
    own, foot = [], head.box[3]
    for line in sorted(lines, key=lambda x: x.box[1]):
        if line.box[1] - foot > GAP * head.style.size:
            break
        own.append(line)
        foot = max(foot, line.box[3])
    into = Collected()
    facts.collect(into.on(page), own, names.key(head.text))
    codes = into.values("code")
    return Row(codes[0], head.text, page, tuple(into.facts)) if len(codes) == 1 else None


def products(document_id: UUID, family: str, discriminator: str, found: Sequence[Row]) -> tuple[Product, ...]:
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
                facts=row.facts,
                confidence=0.85,
                evidence=(f"table row p. {row.page}",),
            ),
        )
    return tuple(kept.values())
