"""Tables whose rows are products: a name in each, with its code or price."""

from collections.abc import Iterator
from dataclasses import dataclass

from services.discovery import names, patterns, tables
from services.discovery.anchors import Book
from services.discovery.tables import Cell, Table

LEAST = 6
"""Rows a catalogue of table rows has at least."""


@dataclass(frozen=True)
class RowProduct:
    """A row that is a product."""

    name: str
    code: str
    cell: Cell
    table: Table
    row: int


def row_products(book: Book) -> list[RowProduct]:
    """The rows of all tables that name products, page by page."""
    found: list[RowProduct] = []
    for number, view in book.views.items():
        if number not in book.decoys and len(view.lines) >= LEAST:
            for table in tables.tables(number, view.lines):
                found.extend(_rows(table))
    return found if len(found) >= LEAST else []


def _rows(table: Table) -> Iterator[RowProduct]:
    named = _name_column(table)
    if named is None:
        return
    code = table.column("code")
    for index, row in enumerate(table.rows):
        cell = row[named]
        if cell is not None and names.can_be_name(cell.text):
            code_cell = row[code] if code is not None and code != named else None
            yield RowProduct(cell.text, code_cell.text if code_cell else "", cell, table, index)


def _name_column(table: Table) -> int | None:
    """The column of names: distinct words in nearly every row, where the rows have a code or a price."""
    if table.column("property") is not None or not _identified(table):
        return None
    candidates = [k for k, fact in enumerate(table.facts) if fact in ("name", None)]
    candidates.sort(key=lambda k: table.facts[k] != "name")
    for k in candidates:
        texts = [row[k].text for row in table.rows if row[k] is not None]  # type: ignore[union-attr]
        wordy = [text for text in texts if names.can_be_name(text)]
        distinct = {names.key(text) for text in wordy}
        if len(wordy) >= 0.8 * len(table.rows) and len(distinct) >= 0.7 * len(wordy) and len(wordy) >= 2:
            several = sum(len(text.split()) >= 2 for text in wordy)
            if table.facts[k] == "name" or several >= 0.6 * len(wordy):
                return k
    return None


def _identified(table: Table) -> bool:
    """Whether most rows have a price, or a code of their own."""
    priced = sum(any(cell and any(patterns.prices(cell.text)) for cell in row) for row in table.rows)
    code = table.column("code")
    coded = {row[code].text for row in table.rows if row[code] is not None} if code is not None else set()  # type: ignore[union-attr]
    in_price_column = table.column("price") is not None
    return in_price_column or max(priced, len(coded)) >= 0.6 * len(table.rows)
