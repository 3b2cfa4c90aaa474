"""Rows of tables whose first columns are merged: each has what its group's first row says."""

from collections.abc import Iterator
from dataclasses import dataclass

from services.discovery.table_rows import Cell
from services.discovery.tables import Table

MOST = 0.9
"""Share of a first column's cells that may be empty for them to be merged ones."""


@dataclass(frozen=True)
class Row:
    """A row with the columns whose cells it has from the row above."""

    cells: tuple[Cell | None, ...]
    inherited: frozenset[int] = frozenset()


def filled(table: Table) -> Iterator[Row]:
    """The rows of `table`, empty cells of its merged columns filled from above: of the first column, and of those after
    it that are empty wherever the one before is.
    """
    columns = _merged(table)
    above: dict[int, Cell] = {}
    for row in table.rows:
        cells = list(row)
        inherited: set[int] = set()
        for k in columns:
            cell = cells[k]
            if cell is not None:
                above = {column: c for column, c in above.items() if column < k} | {k: cell}
            elif k in above and sum(c is not None for c in row) >= 0.5 * (len(row) - len(columns)):
                cells[k] = above[k]
                inherited.add(k)
        yield Row(tuple(cells), frozenset(inherited))


def _merged(table: Table) -> list[int]:
    """The leading columns with some cells empty, never the first one, and only where the column before is empty too."""
    found: list[int] = []
    if not table.rows or table.column("property") is not None:
        return found
    within = set(range(len(table.rows)))
    for k in range(len(table.heads) - 1):
        empty = {n for n, row in enumerate(table.rows) if row[k] is None}
        if not empty or 0 in empty or len(empty) > MOST * len(table.rows) or not empty <= within:
            break
        found.append(k)
        within = empty
    return found
