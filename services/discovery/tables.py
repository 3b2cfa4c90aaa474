"""Tables from the boxes of their cells: a row of known column heads, or of heads set apart, over aligned rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.artefacts import Box, Line
from services.discovery import headless, words
from services.discovery.geometry import gap_x, union
from services.discovery.headings import Style
from services.discovery.layout import rows

MAX_ROWS = 5_000


@dataclass(frozen=True)
class Cell:
    """What stands in one column of one row."""

    text: str
    box: Box


@dataclass(frozen=True)
class Table:
    """Column heads, the fact each stands for (or None), the rows, a cell or None a column, and all their lines."""

    page: int
    heads: tuple[str, ...]
    facts: tuple[str | None, ...]
    rows: tuple[tuple[Cell | None, ...], ...]
    lines: tuple[Line, ...] = ()

    def column(self, fact: str) -> int | None:
        """The first column about `fact`."""
        return self.facts.index(fact) if fact in self.facts else None


def tables(page: int, lines: Sequence[Line], above: Table | None = None) -> list[Table]:
    """The tables among `lines` of a page, top to bottom. With the last table of the page before as `above`, rows at the
    top of the page that go on with it are one too.
    """
    page_rows = rows(lines)
    heading = [_is_head(row, page_rows[k + 1 : k + 3]) for k, row in enumerate(page_rows)]
    found: list[Table] = []
    at = 0
    if above is not None and page_rows:
        carried, at = _carried(page, page_rows, above)
        found += carried
    while at < len(page_rows):
        head = page_rows[at]
        if not heading[at]:
            listed = headless.run(page_rows, at, heading)
            facts = headless.kinds(page_rows[at : at + listed])
            if facts:
                found.append(_headless(page, page_rows[at : at + listed], facts))
            at += max(listed, 1)
            continue
        head = _split_heads(head, page_rows[at + 1 : at + 9])
        body, used = _body(head, page_rows[at + 1 :])
        if body:
            texts = tuple(line.text for line in head)
            below = tuple(line for row in page_rows[at + 1 : at + 1 + used] for line in row)
            own = (*head, *page_rows[at], *below)
            found.append(Table(page, texts, tuple(words.column_of(t) for t in texts), tuple(body), own))
        at += 1 + used
    return found


def _headless(page: int, page_rows: Sequence[Sequence[Line]], facts: tuple[str | None, ...]) -> Table:
    """The table of rows whose columns hold `facts`, which stand for the heads it does not have."""
    heads = tuple(fact or "" for fact in facts)
    body = tuple(tuple(Cell(line.text, line.box) for line in row) for row in page_rows)
    return Table(page, heads, facts, body, tuple(line for row in page_rows for line in row))


def _carried(page: int, page_rows: Sequence[Sequence[Line]], above: Table) -> tuple[list[Table], int]:
    """The table that goes on from the page before, and how many rows it takes; none if the first row heads a new one or
    its cells do not stand in the columns.
    """
    first = page_rows[0]
    headed = any(above.heads) and [line.text for line in above.lines[: len(above.heads)]] == list(above.heads)
    if not headed or _is_head(first, page_rows[1:3]) or len(first) < 2:
        return [], 0
    top = min(line.box[1] for line in first)
    head = [
        line.model_copy(update={"box": (line.box[0], top - 1.5 * line.size, line.box[2], top - 0.5 * line.size)})
        for line in above.lines[: len(above.heads)]
    ]
    fits = all(min(gap_x(line.box, h.box) for h in head) < 4 for line in first)
    body, used = _body(head, page_rows) if fits else ([], 0)
    if len(body) < 2:
        return [], 0
    own = tuple(line for row in page_rows[:used] for line in row)
    return [Table(page, above.heads, above.facts, tuple(body), (*head, *own))], used


def _is_head(row: Sequence[Line], below: Sequence[Sequence[Line]]) -> bool:
    """Whether a row heads a table: several short cells, most of them known labels, or bold ones over plain rows with as
    many cells.
    """
    if len(row) < 2 or any(len(line.text) > 45 for line in row) or not below:
        return False
    known = sum(words.column_of(line.text) is not None for line in row)
    if known >= 2 and 2 * known >= len(row):
        return True
    styled = Style.of(row[0])
    apart = all(Style.of(line).bold == styled.bold for line in row) and all(
        Style.of(cell) != styled for line in below for cell in line[:2]
    )
    wordy = all(any(c.isalpha() for c in line.text) for line in row)
    fits = all(len(line) >= 2 and abs(len(line) - len(row)) <= 1 for line in below)
    return len(row) >= 3 and apart and wordy and fits and len(below) == 2 and (styled.bold or known >= 1)


def _split_heads(head: Sequence[Line], below: Sequence[Sequence[Line]]) -> list[Line]:
    """Heads that ran together ("WIDTH HEIGHT") taken apart, where the rows below have as many cells as it has words."""
    found: list[Line] = []
    for line in head:
        parts = line.text.split()
        counts = [sum(gap_x(cell.box, line.box) == 0 for cell in row) for row in below]
        agreeing = sum(count == len(parts) for count in counts)
        if len(parts) < 2 or agreeing < 2 or agreeing < 0.6 * sum(count > 0 for count in counts):
            found.append(line)
            continue
        x, letter = line.box[0], (line.box[2] - line.box[0]) / len(line.text)
        for part in parts:
            box = (x, line.box[1], x + letter * len(part), line.box[3])
            found.append(line.model_copy(update={"text": part, "box": box}))
            x += letter * (len(part) + 1)
    return found


def _body(head: Sequence[Line], below: Sequence[Sequence[Line]]) -> tuple[list[tuple[Cell | None, ...]], int]:
    """The rows under a head as long as they keep their distance and columns, and how many page rows that used."""
    found: list[tuple[Cell | None, ...]] = []
    bottom = max(line.box[3] for line in head)
    left, right = min(line.box[0] for line in head), max(line.box[2] for line in head)
    pitch = 3.0 * max(line.size for line in head)
    used = 0
    style = Style.of(head[0])
    for row in below[:MAX_ROWS]:
        inside = [line for line in row if left - 60 <= line.box[0] and line.box[2] <= right + 60]
        top = min((line.box[1] for line in row), default=bottom)
        if (
            top - bottom > pitch
            or _is_head(row, [row])
            or (len(inside) == 1 and len(head) > 2 and _heading_like(inside[0], style))
        ):
            break
        used += 1
        if not inside:
            continue
        cells = _cells(head, inside)
        if sum(cell is not None for cell in cells) == 1 and found and _goes_on(cells, found[-1], inside):
            found[-1] = _joined(found[-1], cells)
        elif sum(cell is not None for cell in cells) >= min(2, len(head)):
            found.append(cells)
        elif found:
            used -= 1
            break
        bottom = max(line.box[3] for line in row)
    return found, used


def _heading_like(line: Line, head: Style) -> bool:
    """A line alone that is set larger than the table's head, or as bold and no smaller: the next heading."""
    return line.size > head.size + 0.6 or (line.bold and not head.bold)


def _cells(head: Sequence[Line], row: Sequence[Line]) -> tuple[Cell | None, ...]:
    """A row's lines under the column heads they overlap most, or else are nearest to."""
    parts: list[list[Line]] = [[] for _ in head]
    for line in row:
        best = max(
            range(len(head)),
            key=lambda k: (
                min(head[k].box[2], line.box[2]) - max(head[k].box[0], line.box[0])
                if gap_x(head[k].box, line.box) == 0
                else -gap_x(head[k].box, line.box)
            ),
        )
        parts[best].append(line)
    return tuple(Cell(" ".join(x.text for x in p), union(x.box for x in p)) if p else None for p in parts)


def _goes_on(cells: Sequence[Cell | None], above: Sequence[Cell | None], row: Sequence[Line]) -> bool:
    """Whether a row with one cell only is the rest of a wrapped cell above."""
    for cell, over in zip(cells, above, strict=True):
        if cell is not None:
            return (
                over is not None
                and cell.box[1] - over.box[3] < 0.5 * row[0].size
                and not any(c.isdigit() for c in cell.text[:1])
            )
    return False


def _joined(above: Sequence[Cell | None], cells: Sequence[Cell | None]) -> tuple[Cell | None, ...]:
    return tuple(
        Cell(f"{over.text} {cell.text}", union((over.box, cell.box))) if over and cell else over or cell
        for over, cell in zip(above, cells, strict=True)
    )


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
