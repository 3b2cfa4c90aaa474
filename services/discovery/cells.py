"""Which lines of a page belong to which of its headings: rows, columns and grids of products."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import pairwise

from pipeline.artefacts import Line
from services.discovery.geometry import gap_x
from services.discovery.headings import Heading
from services.discovery.level import settled

ASIDE = 1.6
"""How much farther a line to the side counts than one below: text runs down, so a neighbour's column is foreign."""
MAX_HEADINGS = 400
LEVEL = 1.3
"""Type sizes by which a line beside a heading may begin above it and still be level with it."""
CLOSE_LINES = 3
"""Most lines above a name that are its own."""
TOLERANCE = 14.0
"""Points by which the headings of one column may differ in x."""


def assign(lines: Sequence[Line], heads: Sequence[Heading], *, upward: bool = False) -> list[list[Line]]:
    """The lines of each heading, its own among them: each line goes to the nearest heading above it or level with it,
    distance to the side of its column counting more than distance down; but a few short lines close above a heading,
    with nothing of another heading before them, are its own. Other lines above all headings go to none. With `upward`,
    names stand at the foot of what they name: lines go to the nearest heading below.
    """
    cells: list[list[Line]] = [[] for _ in heads]
    if not heads:
        return cells
    heads = heads[:MAX_HEADINGS]
    spans = columns(heads)
    own = {id(line): index for index, head in enumerate(heads) for line in head.lines}
    if not upward:
        own |= _close_above(lines, heads, spans, own)
    for line in lines:
        index = own.get(id(line))
        if index is None:
            index = _nearest(line, heads, spans, upward=upward)
        if index is not None:
            cells[index].append(line)
    return cells if upward else settled(cells)


def _nearest(line: Line, heads: Sequence[Heading], spans: Sequence[tuple[float, float]], *, upward: bool) -> int | None:
    best: tuple[float, int] | None = None
    for index, (head, (left, right)) in enumerate(zip(heads, spans, strict=True)):
        beyond = head.box[3] - line.box[3] if upward else line.box[1] - head.box[1]
        over = gap_x(line.box, head.box) == 0
        if beyond < (-0.3 if over else -LEVEL) * head.style.size:
            continue
        outside = gap_x(line.box, (left, 0, right, 0))
        # one outside the column is as far as the heading itself: columns may stand close together
        aside = gap_x(line.box, head.box) if outside else 0.05 * gap_x(line.box, head.box)
        distance = max(beyond, 0.0) + ASIDE * aside
        if best is None or distance < best[0]:
            best = distance, index
    return best[1] if best else None


def _close_above(
    lines: Sequence[Line], heads: Sequence[Heading], spans: Sequence[tuple[float, float]], own: Mapping[int, int]
) -> dict[int, int]:
    """Short lines that stand right above a heading: a code or a price over the name. They come after a gap or a
    picture; lines of running text, or of a heading before, do not.
    """
    found: dict[int, int] = {}
    for index, (head, (left, right)) in enumerate(zip(heads, spans, strict=True)):
        column = [x for x in lines if gap_x(x.box, (left, 0, right, 0)) == 0 and x.box[3] <= head.box[1] + 2]
        attached: list[Line] = []
        top = head.box[1]
        for line in sorted(column, key=lambda x: -x.box[3]):
            if top - line.box[3] > 0.8 * head.style.size or len(attached) > CLOSE_LINES:
                break
            attached.append(line)
            top = min(top, line.box[1])
        if len(attached) <= CLOSE_LINES and all(len(x.text) <= 40 and id(x) not in own for x in attached):
            found |= {id(line): index for line in attached}
    return found


def columns(heads: Sequence[Heading]) -> list[tuple[float, float]]:
    """The x-range of each heading's column: headings that start at one x, or have one middle, stand in one column, and
    a column reaches to the next one beside it. One column is all the page; of as many as headings, each has its
    heading's width.
    """
    lefts = _clusters([head.box[0] for head in heads])
    middles = _clusters([(head.box[0] + head.box[2]) / 2 for head in heads])
    centred = len(middles) < len(lefts)
    starts = middles if centred else lefts
    if len(starts) > 1 and len(starts) == len(heads) and not _in_rows(heads):
        return [(head.box[0], head.box[2]) for head in heads]
    placed = [
        bisect_right(starts, ((head.box[0] + head.box[2]) / 2 if centred else head.box[0]) + 0.01) - 1 for head in heads
    ]
    heights = [_height([head for head, at in zip(heads, placed, strict=True) if at == k]) for k in range(len(starts))]
    spans: list[tuple[float, float]] = []
    for at in placed:
        beside = [k for k in range(len(starts)) if k == at or _overlap(heights[k], heights[at])]
        edges = [(starts[a] + starts[b]) / 2 if centred else starts[b] - 3 for a, b in pairwise(beside)]
        bounds = [-1e6, *edges, 1e6]
        own = beside.index(at)
        spans.append((bounds[own], bounds[own + 1]))
    return spans


def _height(heads: Sequence[Heading]) -> tuple[float, float]:
    """From the top of the first to the foot of the last."""
    return min(head.box[1] for head in heads), max(head.box[3] for head in heads)


def _overlap(a: tuple[float, float], b: tuple[float, float]) -> bool:
    return a[0] < b[1] and b[0] < a[1]


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
