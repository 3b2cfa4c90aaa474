"""Facts from tables: rows of properties, and columns about articles."""

import re
from collections.abc import Sequence

from services.discovery import tables, words
from services.discovery.collected import Sheet, slug
from services.discovery.numbers import plain_number
from services.discovery.prices import prices
from services.discovery.tables import Cell, Table

HEAD_UNIT = re.compile(r"[(\[]\s*([^)\]]{1,10})\s*[)\]]|\b(mm|cm|ml|kg|g|m²|m2)\b")


def from_table(table: Table, sheet: Sheet) -> None:
    """Every cell as a fact: of its row's property, or else of its column."""
    if table.column("property") is not None and table.column("value") is not None:
        for label, value, unit, norm in tables.pairs(table):
            printed_unit = unit.text if unit and any(c.isalnum() or c in "%°" for c in unit.text) else None
            text = " ".join(part.text for part in (norm, value, unit) if part)
            sheet.add(slug(label), value.text, "table", text=f"{label} {text}", box=value.box, unit=printed_unit)
        return
    for row in table.rows:
        from_row(table, row, sheet)


def from_row(table: Table, row: Sequence[Cell | None], sheet: Sheet, skip: int | None = None) -> None:
    """The cells of one row, but for column `skip`, as facts of their columns; `text` begins with what the row is about
    where a value alone would not tell.
    """
    first = row[0].text if row and row[0] is not None else ""
    for index, (head, fact, cell) in enumerate(zip(table.heads, table.facts, row, strict=True)):
        if cell is not None and fact != "page" and index != skip:
            _from_cell(head, fact, cell, "" if index == 0 else first, sheet)


def _from_cell(head: str, fact: str | None, cell: Cell, about: str, sheet: Sheet) -> None:
    unit = HEAD_UNIT.search(head)
    head_unit = (unit[1] or unit[2]) if unit else None
    name = fact if fact and fact not in words.HELPERS else slug(head)
    if fact == "name":
        name = "item"
    elif fact == "packaging":
        name = slug(head)
    value, text = cell.text, cell.text
    if name == "price":
        found = next(prices(cell.text), None)
        value, head_unit = (found.value, found.unit) if found else (plain_number(cell.text), head_unit)
    elif not any(c.isalpha() for c in cell.text) and about:
        text = f"{about} {head}: {cell.text}"
    sheet.add(name, value, "table", text=text, box=cell.box, unit=head_unit)
