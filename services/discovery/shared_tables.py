"""Tables several products share: each row that names one is its own, wherever the table stands on their page."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from pipeline.artefacts import Line
from services.discovery import names, tables
from services.discovery.filled import filled
from services.discovery.tables import Table

LEAST = 0.6
"""Share of a column's cells that must name products."""


def by_product(
    page: int, lines: Sequence[Line], owners: "Owners", headings: Collection[int]
) -> tuple[dict[str, list[Table]], set[int]]:
    """The rows of the tables among `lines` by the key of the product (of `owners`) they name, as tables with the same
    heads, and the ids of those tables' lines. Tables that hold a line of `headings`, the ids of the lines
    the products are named in, are the products themselves side by side and not looked at, unless they are turned.
    """
    owned: dict[str, list[Table]] = defaultdict(list)
    used: set[int] = set()
    for table in tables.tables(page, lines):
        own = {id(line) for line in table.lines}
        split = {} if not (table.turned or own.isdisjoint(headings)) else _split(table, owners)
        for key, part in split.items():
            owned[key].append(part)
        used |= own if split else set()
    return owned, used


class Owners:
    """Which of the products with `keys` a cell of a table names."""

    def __init__(self, keys: Collection[str]) -> None:
        self._keys = frozenset(keys)
        self._begun: dict[str, set[str]] = defaultdict(set)
        for key in self._keys:
            parts = key.split()
            for count in range(2, len(parts)):
                self._begun[" ".join(parts[:count])].add(key)

    def of(self, cell: str) -> str | None:
        """The product with all of its name there, or its name and more ("Oslo chair, oak"), or the beginning of one
        name alone; of several names the longest.
        """
        parts = names.key(cell).split()
        for count in range(min(len(parts), names.MAX_WORDS), 0, -1):
            said = " ".join(parts[:count])
            if said in self._keys:
                return said
        begun = self._begun.get(" ".join(parts), set())
        return next(iter(begun)) if len(begun) == 1 else None


def _split(table: Table, products: Owners) -> Mapping[str, Table]:
    """A table's rows by product, by its first column most of whose cells name products, two at least."""
    rows = [row.cells for row in filled(table)]
    for column in range(len(table.heads)):
        owners = [products.of(cell.text) if (cell := row[column]) is not None else None for row in rows]
        named = {key for key in owners if key is not None}
        full = sum(row[column] is not None for row in rows)
        if len(named) >= 2 and sum(key is not None for key in owners) >= LEAST * full:
            return {key: _part(table, [o == key for o in owners]) for key in sorted(named)}
    return {}


def _part(table: Table, chosen: Sequence[bool]) -> Table:
    return replace(table, rows=tuple(row for row, own in zip(table.rows, chosen, strict=True) if own), lines=())
