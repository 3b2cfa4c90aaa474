"""Titles of tables: a short line right over a table's head that tells what all its rows have in common."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.artefacts import Line
from services.discovery import names, words
from services.discovery.geometry import gap_x, union
from services.discovery.table_rows import Cell
from services.discovery.tables import Table

CLOSE = 1.6
"""Type sizes of the title by which it may stand over the head."""
LARGEST = 1.6
"""Most times a title is larger than the head: what is set larger heads more than a table."""


def titled(found: Sequence[Table], lines: Sequence[Line], product_key: str) -> list[Table]:
    """The tables of a page, where there are several, each with its title as a last column; not the product's name and
    the usual ones ("Technical data"), nor where a table has titles between its rows already.
    """
    printed = [table for table in found if table.headed and table.lines]
    if len(printed) < 2:
        return list(found)
    in_tables = {id(line) for table in found for line in table.lines}
    free = [line for line in lines if id(line) not in in_tables and _can_be_title(line, product_key)]
    titles = {id(table): _title(table, free) for table in printed}
    if sum(title is not None for title in titles.values()) < 2:
        return list(found)
    return [_with(table, titles.get(id(table))) for table in found]


def _can_be_title(line: Line, product_key: str) -> bool:
    text = line.text
    wordy = any(c.isalpha() for c in text) and len(text) <= 45 and not names.is_sentence(text)
    return wordy and not line.vertical and names.key(text) != product_key and not words.names_no_product(text)


def _title(table: Table, free: Sequence[Line]) -> Line | None:
    """The nearest line right over the head, beginning where the table does."""
    top, size = table.lines[0].box[1], table.lines[0].size
    box = union(line.box for line in table.lines)
    over = [
        line
        for line in free
        if 0 <= top - line.box[3] <= CLOSE * line.size
        and line.size <= LARGEST * size
        and gap_x(line.box, box) == 0
        and line.box[0] - box[0] < line.size
    ]
    return max(over, key=lambda line: line.box[3], default=None)


def _with(table: Table, title: Line | None) -> Table:
    if title is None or "group" in table.facts or table.column("property") is not None:
        return table
    cell = Cell(title.text, title.box)
    rows = tuple((*row, cell) for row in table.rows)
    return replace(table, heads=(*table.heads, ""), facts=(*table.facts, "group"), rows=rows)
