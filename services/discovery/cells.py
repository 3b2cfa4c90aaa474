"""Which lines of a page belong to which of its headings: rows, columns and grids of products."""

from collections.abc import Sequence
from itertools import pairwise

from pipeline.artefacts import Line
from services.discovery.geometry import gap_x
from services.discovery.headings import Heading

ASIDE = 1.6
"""How much farther a line to the side counts than one below: text runs down, so a neighbour's column is foreign."""
MAX_HEADINGS = 400
TOLERANCE = 14.0
"""Points by which the headings of one column may differ in x."""


def assign(lines: Sequence[Line], heads: Sequence[Heading]) -> list[list[Line]]:
    """The lines of each heading, its own among them: each line goes to the nearest heading above it or level with it,
    distance to the side of its column counting more than distance down. Lines above all headings go to none.
    """
    cells: list[list[Line]] = [[] for _ in heads]
    if not heads:
        return cells
    heads = heads[:MAX_HEADINGS]
    own = {id(line): index for index, head in enumerate(heads) for line in head.lines}
    tops = [head.box[1] - 1.3 * head.style.size for head in heads]
    spans = columns(heads)
    for line in lines:
        index = own.get(id(line))
        if index is None:
            index = _nearest(line, heads, tops, spans)
        if index is not None:
            cells[index].append(line)
    return cells


def _nearest(
    line: Line, heads: Sequence[Heading], tops: Sequence[float], spans: Sequence[tuple[float, float]]
) -> int | None:
    best: tuple[float, int] | None = None
    for index, head in enumerate(heads):
        if line.box[1] < tops[index]:
            continue
        left, right = spans[index]
        aside = gap_x(line.box, (left, 0, right, 0)) + 0.05 * gap_x(line.box, head.box)
        distance = max(line.box[1] - head.box[1], 0.0) + ASIDE * aside
        if best is None or distance < best[0]:
            best = distance, index
    return best[1] if best else None


def columns(heads: Sequence[Heading]) -> list[tuple[float, float]]:
    """The x-range of each heading's column: headings that start at one x, or have one middle, stand in one column, and
    a column reaches to the next. One column is all the page; of as many as headings, each has its heading's width.
    """
    lefts = _clusters([head.box[0] for head in heads])
    middles = _clusters([(head.box[0] + head.box[2]) / 2 for head in heads])
    centred = len(middles) < len(lefts)
    starts = middles if centred else lefts
    if len(starts) > 1 and len(starts) == len(heads) and not _in_rows(heads):
        return [(head.box[0], head.box[2]) for head in heads]
    edges = [(a + b) / 2 for a, b in pairwise(starts)] if centred else [start - 3 for start in starts[1:]]
    bounds = [-1e6, *edges, 1e6]
    spans: list[tuple[float, float]] = []
    for head in heads:
        x = (head.box[0] + head.box[2]) / 2 if centred else head.box[0]
        column = sum(x >= edge for edge in edges)
        spans.append((bounds[column], bounds[column + 1]))
    return spans


def _clusters(values: Sequence[float]) -> list[float]:
    """The least value of each run of values closer than the tolerance."""
    starts: list[float] = []
    last = float("-inf")
    for value in sorted(values):
        if value - last > TOLERANCE:
            starts.append(value)
        last = value
    return starts


def _in_rows(heads: Sequence[Heading]) -> bool:
    """Whether headings stand side by side."""
    tops = sorted(head.box[1] for head in heads)
    return any(b - a < 0.5 * heads[0].style.size for a, b in pairwise(tops))
