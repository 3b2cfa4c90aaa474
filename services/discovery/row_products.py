"""Tables whose rows are products: a name in each, with its code or price."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.discovery import names, patterns
from services.discovery.book import Book
from services.discovery.headings import Heading
from services.discovery.prices import prices
from services.discovery.table_rows import Cell
from services.discovery.tables import Table

LONG = 5
"""Rows of a table whose names have no column head saying so."""
LEAST = 6
"""Rows a catalogue of table rows has at least."""


@dataclass(frozen=True)
class RowProduct:
    """A row that is a product: its name in column `column`, and the heading over its table."""

    name: str
    code: str
    table: Table
    row: int
    column: int
    family: Heading | None

    @property
    def cell(self) -> Cell | None:
        """The cell of its name, where the table's head says that names stand there."""
        return self.table.rows[self.row][self.column] if self.table.column("name") == self.column else None


def row_products(book: Book) -> list[RowProduct]:
    """The rows of all tables that name products, page by page. Of tables of several kinds those count whose columns are
    those of most rows: a table of delivery fees is not one of products.
    """
    found: list[RowProduct] = []
    family: Heading | None = None
    for on_page in book.tables.values():
        for table in on_page:
            family = _family(book, table) or family
            found.extend(_rows(table, family))
    kinds = Counter(_columns(row.table) for row in found)
    if len(found) < LEAST:
        return []
    usual = kinds.most_common(1)[0][0]
    return [row for row in found if usual <= _columns(row.table)]


def _columns(table: Table) -> frozenset[str]:
    """What identifies the rows of a table: names, codes, prices."""
    return frozenset(fact for fact in table.facts if fact in ("name", "code", "price"))


def _family(book: Book, table: Table) -> Heading | None:
    """The nearest heading above a table that is set larger than it."""
    top, size = table.lines[0].box[1], table.lines[0].size
    above = [
        h
        for h in book.headings[table.page]
        if h.box[3] <= top and h.style.size > 1.15 * size and not patterns.value_only(h.text) and len(h.text) <= 80
    ]
    return max(above, key=lambda h: h.box[3], default=None)


def _rows(table: Table, family: Heading | None) -> Iterator[RowProduct]:
    column = _name_column(table)
    if column is None:
        return
    code = table.column("code")
    for index, row in enumerate(table.rows):
        cell = row[column]
        if cell is not None and names.can_be_name(cell.text):
            own = row[code] if code is not None and code != column else None
            yield RowProduct(cell.text, own.text if own else "", table, index, column, family)


def _name_column(table: Table) -> int | None:
    """The column of names: distinct words in nearly every row, where the rows have a code or a price."""
    if table.column("property") is not None or not _identified(table):
        return None
    candidates = [k for k, fact in enumerate(table.facts) if fact in ("name", None)]
    for k in sorted(candidates, key=lambda k: table.facts[k] != "name"):
        wordy = [cell.text for cell in _cells(table, k) if names.can_be_name(cell.text)]
        distinct = {names.key(text) for text in wordy}
        if len(wordy) < max(2, 0.8 * len(table.rows)) or len(distinct) < 0.7 * len(wordy):
            continue
        several = sum(len(text.split()) >= 2 for text in wordy)
        if table.facts[k] == "name" or (several >= 0.6 * len(wordy) and len(table.rows) >= LONG):
            return k
    return None


def _cells(table: Table, column: int) -> Sequence[Cell]:
    return [cell for row in table.rows if (cell := row[column]) is not None]


def _identified(table: Table) -> bool:
    """Whether most rows have a price, or a code of their own."""
    priced = sum(any(cell and any(prices(cell.text)) for cell in row) for row in table.rows)
    code = table.column("code")
    coded = {cell.text for cell in _cells(table, code)} if code is not None else set()
    return table.column("price") is not None or max(priced, len(coded)) >= 0.6 * len(table.rows)
