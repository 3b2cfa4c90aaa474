"""Facts from tables: rows of properties, and columns about articles."""

import re

from services.discovery import tables, words
from services.discovery.collected import Sheet, slug
from services.discovery.filled import Row, filled
from services.discovery.footnotes import without_mark
from services.discovery.measures import is_unit
from services.discovery.numbers import plain_number
from services.discovery.prices import CURRENCIES, prices, vat
from services.discovery.table_rows import Cell
from services.discovery.tables import Table
from services.discovery.valued import measured

HEAD_UNIT = re.compile(r"[(\[]\s*([^)\]]{1,12})\s*[)\]]|(?:^|\s)([^\s()\[\]]{1,8})$")
TICK = frozenset("✓✔☑●•■◆xX×√")
INHERITED = 0.8
"""Trust in what a row takes from the row above, as the head of its group."""
CARRIED = 0.9
"""Trust in cells whose heads stand on a page before."""


def from_table(table: Table, sheet: Sheet) -> None:
    """Every cell as a fact: of its row's property, or else of its column."""
    if table.column("property") is not None and table.column("value") is not None:
        for label, value, unit, norm in tables.pairs(table):
            printed_unit = unit.text if unit and any(c.isalnum() or c in "%°" for c in unit.text) else None
            text = " ".join(part.text for part in (norm, value, unit) if part)
            sheet.add(slug(label), value.text, "table", text=f"{label} {text}", box=value.box, unit=printed_unit)
        return
    for row in filled(table):
        from_row(table, row, sheet)


def from_row(table: Table, row: Row, sheet: Sheet, skip: int | None = None) -> None:
    """The cells of one row, but for column `skip`, as facts of their columns; `text` begins with what the row is about
    where a value alone would not tell.
    """
    first = row.cells[0].text if row.cells and row.cells[0] is not None else ""
    for index, (head, fact, cell) in enumerate(zip(table.heads, table.facts, row.cells, strict=True)):
        if cell is not None and fact != "page" and index != skip:
            trust = (INHERITED if index in row.inherited else 1.0) * (1.0 if table.headed else CARRIED)
            about = "" if index == 0 else f"{first} {head}:" if table.headed else first
            _from_cell(head, fact, cell, about.strip(), sheet, trust)


def _from_cell(head: str, fact: str | None, cell: Cell, about: str, sheet: Sheet, trust: float) -> None:
    name = {"name": "item", "group": "variant", "packaging": slug(head)}.get(fact or "", fact)
    name = name if name and name not in words.HELPERS else slug(head)
    printed = without_mark(cell.text)
    if printed in TICK:
        sheet.add(slug(head), "yes", "table", text=f"{about} {cell.text}", box=cell.box, trust=0.9 * trust)
        return
    if name == "price":
        _price(head, cell, sheet, trust)
        return
    value, unit = measured(name, printed, unit_of(head))
    text = cell.text if any(c.isalpha() for c in cell.text) else f"{about} {cell.text}".strip()
    sheet.add(name, value, "table", text=text, box=cell.box, unit=unit, trust=trust)


def _price(head: str, cell: Cell, sheet: Sheet, trust: float) -> None:
    """A price, in the currency of its cell or its head, and whether its head says that tax is in it."""
    unit = unit_of(head)
    found = next(prices(cell.text), None)
    value, currency = (found.value, found.unit) if found else (plain_number(without_mark(cell.text)), unit)
    sheet.add(
        "price",
        value,
        "table",
        text=cell.text,
        box=cell.box,
        unit=CURRENCIES.get((currency or "").casefold(), currency),
        trust=trust,
    )
    terms = vat(head)
    if terms:
        sheet.add("vat", terms, "table", text=cell.text, box=cell.box, trust=0.9 * trust)


def unit_of(head: str) -> str | None:
    """The unit a head names: in brackets, or as its last word ("Weight [kg]", "Thickness mm")."""
    found = HEAD_UNIT.search(head)
    unit = (found[1] or found[2]) if found else None
    return unit.strip() if unit and (is_unit(unit) or (found and found[1] and len(unit) <= 10)) else None
