"""Lines of text set in columns, in the order in which they are read. Programs that print a page row by row, and OCR,
give the lines of neighbouring columns in turn.
"""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from unicodedata import bidirectional

from pipeline.artefacts import Line
from services.discovery.geometry import gap_x

PROSE_WORDS = 4
"""Words from which a line is running text: cells of tables have fewer, and tables are read row by row."""
WIDEST = 0.55
"""Share of the page's width from which a line is not in one of several columns."""
LEAST_LINES = 4
"""Lines of running text that a column has."""
GUTTER = 6.0
"""Points between two columns."""

Column = tuple[float, float]
"""From its left to its right edge."""


def in_reading_order(lines: Sequence[Line], width: float) -> list[Line]:
    """The lines of a page (`width` points) column by column, if they are set in columns and come in turn; as they are
    otherwise. Lines across columns part the page: what is above them is read first.
    """
    prose = [line for line in lines if _is_prose(line, width)]
    columns = _columns(prose)
    if len(columns) < 2:
        return list(lines)
    if _reads_leftwards(prose):
        columns.reverse()
    across = [line for line in lines if _at(line, columns) is None]
    turns = sum(_at(a, columns) != _at(b, columns) for a, b in pairwise(prose))
    if turns < len(columns) * (len(across) + 1):
        return list(lines)
    tops = sorted(line.box[1] for line in across)

    def place(line: Line) -> tuple[int, int]:
        at = _at(line, columns)
        band = bisect_left(tops, line.box[1])
        return (band, at + 1) if at is not None else (band, len(columns) + 1)

    return sorted(lines, key=place)


def _is_prose(line: Line, width: float) -> bool:
    narrow = line.box[2] - line.box[0] < WIDEST * width
    return narrow and not line.vertical and len(line.text.split()) >= PROSE_WORDS


def _columns(prose: Sequence[Line]) -> list[Column]:
    """The columns that lines of running text stand in, from left to right; none where they are not side by side."""
    groups: list[list[Line]] = []
    right = 0.0
    for line in sorted(prose, key=lambda line: line.box[0]):
        if not groups or line.box[0] > right + GUTTER:
            groups.append([])
            right = line.box[2]
        groups[-1].append(line)
        right = max(right, line.box[2])
    beside = all(
        min(x.box[1] for x in b) < max(x.box[3] for x in a) and min(x.box[1] for x in a) < max(x.box[3] for x in b)
        for a, b in pairwise(groups)
    )
    if not beside or any(len(group) < LEAST_LINES for group in groups):
        return []
    return [(group[0].box[0], max(line.box[2] for line in group)) for group in groups]


def _at(line: Line, columns: Sequence[Column]) -> int | None:
    """The column a line stands in, or the nearest; None for one across several."""
    apart = [gap_x(line.box, (left, 0, right, 0)) for left, right in columns]
    if apart.count(0) > 1:
        return None
    return apart.index(min(apart))


def _reads_leftwards(lines: Sequence[Line]) -> bool:
    """Whether most letters are of scripts written from right to left."""
    kinds = [bidirectional(c) for line in lines for c in line.text if c.isalpha()]
    return 2 * sum(kind in ("R", "AL") for kind in kinds) > len(kinds)
