"""The rows of a table under its heads: lines by column, wrapped cells joined, titles of groups of rows kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.artefacts import Box, Line
from services.discovery import table_heads
from services.discovery.geometry import gap_x, union
from services.discovery.headings import Style
from services.discovery.text import join_lines

MAX_ROWS = 5_000
LEADING = 1.45
"""Type sizes from one line of a wrapped cell to the next, at most; rows stand this much farther apart than lines."""
APART = 1.15


@dataclass(frozen=True)
class Cell:
    """What stands in one column of one row."""

    text: str
    box: Box


Row = tuple[Cell | None, ...]


def rows_under(head: Sequence[Line], below: Sequence[Sequence[Line]]) -> tuple[list[Row], list[Cell | None], int]:
    """The rows under a head as long as they keep their distance and columns, the title of each one's group (a line
    alone between the rows), and how many page rows that used.
    """
    found: list[Row] = []
    titles: list[Cell | None] = []
    title: Cell | None = None
    bottom = max(line.box[3] for line in head)
    left, right = min(line.box[0] for line in head), max(line.box[2] for line in head)
    pitch = 3.0 * max(line.size for line in head)
    used = 0
    loose = _loosest(below, pitch)
    for number, row in enumerate(below[:MAX_ROWS]):
        inside = [line for line in row if left - 60 <= line.box[0] and line.box[2] <= right + 60]
        top = min((line.box[1] for line in row), default=bottom)
        alone = len(inside) == 1 and len(head) > 2
        if top - bottom > pitch or table_heads.is_head(row, [row]) or (alone and _heading_like(inside[0], head[0])):
            break
        used += 1
        if not inside:
            continue
        cells = by_column(head, inside)
        last = max(line.box[3] for line in row)
        step = last - bottom
        wrapped = step <= min(LEADING * inside[0].size, loose / APART)
        titled = (
            alone and step > LEADING * inside[0].size and _is_title(inside[0], head, below[number + 1 : number + 2])
        )
        if found and not titled and (_goes_on(cells, found[-1], inside) or (wrapped and _rest(cells, found[-1]))):
            found[-1] = _joined(found[-1], cells)
        elif titled:
            title = Cell(inside[0].text, inside[0].box)
        elif sum(cell is not None for cell in cells) >= min(2, len(head)):
            found.append(cells)
            titles.append(title)
        elif found:
            used -= 1
            break
        bottom = last
    return found, titles, used


def _loosest(below: Sequence[Sequence[Line]], pitch: float) -> float:
    """The largest usual distance from row to row (bottom to bottom) among the next ones."""
    bottoms = [max(line.box[3] for line in row) for row in below[:40]]
    steps = sorted(b - a for a, b in pairwise(bottoms) if 0 < b - a < pitch)
    return steps[int(0.9 * (len(steps) - 1))] if steps else 0.0


def _is_title(line: Line, head: Sequence[Line], below: Sequence[Sequence[Line]]) -> bool:
    """Whether a line alone in its row is the title of the rows below: at the left, short, with rows of cells next."""
    left = line.box[0] < min(x.box[2] for x in head)
    rows = bool(below) and len(below[0]) >= max(2, len(head) // 2)
    return left and rows and len(line.text) <= 45 and any(c.isalnum() for c in line.text)


def _heading_like(line: Line, head: Line) -> bool:
    """A line alone that is set larger than the table's head, or as bold and no smaller: the next heading."""
    style = Style.of(head)
    return line.size > style.size + 0.6 or (line.bold and not style.bold)


def by_column(head: Sequence[Line], row: Sequence[Line]) -> Row:
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


def _goes_on(cells: Row, above: Row, row: Sequence[Line]) -> bool:
    """Whether a row with one cell only is the rest of a wrapped cell above."""
    filled = [(cell, over) for cell, over in zip(cells, above, strict=True) if cell is not None]
    cell, over = filled[0] if len(filled) == 1 else (None, None)
    if cell is None or over is None:
        return False
    return cell.box[1] - over.box[3] < 0.5 * row[0].size and not any(c.isdigit() for c in cell.text[:1])


def _rest(cells: Row, above: Row) -> bool:
    """Whether the cells of a row are few, and all under ones of the row above."""
    filled = [over for cell, over in zip(cells, above, strict=True) if cell is not None]
    return all(over is not None for over in filled) and 2 * len(filled) <= len(cells)


def _joined(above: Row, cells: Row) -> Row:
    return tuple(
        Cell(join_lines((over.text, cell.text)), union((over.box, cell.box))) if over and cell else over or cell
        for over, cell in zip(above, cells, strict=True)
    )
