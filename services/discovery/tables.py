"""Tables from the boxes of their cells: a row of known column heads, or of heads set apart, over aligned rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.artefacts import Line
from services.discovery import headless, table_heads, turned_tables
from services.discovery.geometry import gap_x
from services.discovery.layout import rows
from services.discovery.table_rows import Cell, Row, rows_under


@dataclass(frozen=True)
class Table:
    """Column heads, the fact each stands for (or None), the rows, a cell or None a column, and all their lines.
    `columns` are the lines that stand for the heads, one each, where rows on the next page can go on under them; a
    `turned` table has its properties below one another on the page, one that is not `headed` no heads on it.
    """

    page: int
    heads: tuple[str, ...]
    facts: tuple[str | None, ...]
    rows: tuple[Row, ...]
    lines: tuple[Line, ...] = ()
    columns: tuple[Line, ...] = ()
    turned: bool = False
    headed: bool = True

    def column(self, fact: str) -> int | None:
        """The first column about `fact`."""
        return self.facts.index(fact) if fact in self.facts else None


def tables(page: int, lines: Sequence[Line], above: Table | None = None) -> list[Table]:
    """The tables among `lines` of a page, top to bottom. With the last table of the page before as `above`, rows at the
    top of the page that go on with it are one too.
    """
    page_rows = rows(lines)
    heading = [table_heads.is_head(row, page_rows[k + 1 : k + 3]) for k, row in enumerate(page_rows)]
    found: list[Table] = []
    at = 0
    if above is not None and page_rows:
        carried, at = _carried(page, page_rows, above)
        found += carried
    while at < len(page_rows):
        table, used = _at(page, page_rows, at, heading)
        found += [table] if table else []
        at += max(used, 1)
    return found


def _at(page: int, page_rows: Sequence[Sequence[Line]], at: int, heading: Sequence[bool]) -> tuple[Table | None, int]:
    """The table that begins at a row, and how many rows it takes."""
    deep = table_heads.depth(page_rows, at)
    turned = 0 if deep else turned_tables.rows_of(page_rows, at)
    if turned:
        return _turned(page, page_rows[at : at + 1 + turned]), 1 + turned
    if not deep and not heading[at]:
        listed = headless.run(page_rows, at, heading)
        facts = headless.kinds(page_rows[at : at + listed])
        return (_headless(page, page_rows[at : at + listed], facts) if facts else None), listed
    below = page_rows[at + max(deep, 1) :]
    head = table_heads.merged(page_rows[at : at + deep]) if deep else table_heads.split(page_rows[at], below[:8])
    body, titles, used = rows_under(head, below)
    if not body:
        return None, max(deep, 1)
    texts = tuple(line.text for line in head)
    facts = tuple(map(table_heads.fact, texts))
    printed = tuple(line for row in page_rows[at : at + max(deep, 1) + used] for line in row)
    table = Table(page, texts, facts, tuple(body), (*head, *printed), tuple(head))
    return _titled(table, titles), max(deep, 1) + used


def _titled(table: Table, titles: Sequence[Cell | None]) -> Table:
    """The table with the titles of its groups of rows as a last column, if there are any."""
    if not any(titles):
        return table
    rows = tuple((*row, title) for row, title in zip(table.rows, titles, strict=True))
    return replace(table, heads=(*table.heads, ""), facts=(*table.facts, "group"), rows=rows, columns=())


def _turned(page: int, page_rows: Sequence[Sequence[Line]]) -> Table:
    """The table whose rows are the columns on the page."""
    articles = turned_tables.columns(page_rows[0])
    labels, by_article = turned_tables.turned(page_rows[1:], articles)
    texts = ("", *labels)
    kinds = (headless.kind([line.text for line in articles]) or "name", *map(table_heads.fact, labels))
    body = tuple(tuple(Cell(line.text, line.box) if line else None for line in cells) for cells in by_article)
    return Table(page, texts, kinds, body, tuple(line for row in page_rows for line in row), turned=True)


def _headless(page: int, page_rows: Sequence[Sequence[Line]], facts: tuple[str | None, ...]) -> Table:
    """The table of rows whose columns hold `facts`, which stand for the heads it does not have."""
    heads = tuple(fact or "" for fact in facts)
    body = tuple(tuple(Cell(line.text, line.box) for line in row) for row in page_rows)
    return Table(page, heads, facts, body, tuple(line for row in page_rows for line in row), headed=False)


def _carried(page: int, page_rows: Sequence[Sequence[Line]], above: Table) -> tuple[list[Table], int]:
    """The table that goes on from the page before, and how many rows it takes; none if the first row heads a new one or
    its cells do not stand in the columns.
    """
    first = page_rows[0]
    if not above.columns or table_heads.is_head(first, page_rows[1:3]) or len(first) < 2:
        return [], 0
    top = min(line.box[1] for line in first)
    head = [
        line.model_copy(update={"box": (line.box[0], top - 1.5 * line.size, line.box[2], top - 0.5 * line.size)})
        for line in above.columns
    ]
    fits = all(min(gap_x(line.box, h.box) for h in head) < 4 for line in first)
    body, titles, used = rows_under(head, page_rows) if fits else ([], [], 0)
    if len(body) < 2:
        return [], 0
    own = tuple(line for row in page_rows[:used] for line in row)
    facts = above.facts[: len(head)]
    table = Table(page, above.heads[: len(head)], facts, tuple(body), (*head, *own), above.columns, headed=False)
    return [_titled(table, titles)], used


def pairs(table: Table) -> Iterator[tuple[str, Cell, Cell | None, Cell | None]]:
    """Rows of a table of properties: (property, value, unit, norm)."""
    prop, value = table.column("property"), table.column("value")
    if prop is None or value is None:
        return
    unit, norm = table.column("unit"), table.column("norm")
    norm = table.column("certification") if norm is None else norm
    for row in table.rows:
        label, cell = row[prop], row[value]
        if label is not None and cell is not None:
            yield label.text, cell, row[unit] if unit is not None else None, row[norm] if norm is not None else None
