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
    page: int, lines: Sequence[Line], keys: Collection[str], headings: Collection[int]
) -> tuple[dict[str, list[Table]], set[int]]:
    """The rows of the tables among `lines` by the key of the product (of `keys`) they name, as tables with the same
    heads, and the ids of those tables' lines. Tables that hold a line of `headings`, the ids of the lines
    the products are named in, are the products themselves side by side and not looked at, unless they are turned.
    """
    owned: dict[str, list[Table]] = defaultdict(list)
    used: set[int] = set()
    for table in tables.tables(page, lines):
        own = {id(line) for line in table.lines}
        split = {} if not (table.turned or own.isdisjoint(headings)) else _split(table, keys)
        for key, part in split.items():
            owned[key].append(part)
        used |= own if split else set()
    return owned, used


def owner(cell: str, keys: Collection[str]) -> str | None:
    """The product a cell names: all of its name, its name and more ("Oslo chair, oak"), or the beginning of one name
    alone; of several names the longest.
    """
    said = names.key(cell)
    whole = [key for key in keys if f"{said} ".startswith(f"{key} ")]
    if whole:
        return max(whole, key=len)
    begun = [key for key in keys if key.startswith(f"{said} ") and " " in said]
    return begun[0] if len(begun) == 1 else None


def _split(table: Table, keys: Collection[str]) -> Mapping[str, Table]:
    """A table's rows by product, by its first column most of whose cells name products, two at least."""
    rows = [row.cells for row in filled(table)]
    for column in range(len(table.heads)):
        owners = [owner(cell.text, keys) if (cell := row[column]) is not None else None for row in rows]
        named = {key for key in owners if key is not None}
        full = sum(row[column] is not None for row in rows)
        if len(named) >= 2 and sum(key is not None for key in owners) >= LEAST * full:
            return {key: _part(table, [o == key for o in owners]) for key in sorted(named)}
    return {}


def _part(table: Table, chosen: Sequence[bool]) -> Table:
    return replace(table, rows=tuple(row for row, own in zip(table.rows, chosen, strict=True) if own), lines=())
