"""Which lines of a page belong to which of its headings: rows, columns and grids of products."""

from collections.abc import Sequence

from pipeline.artefacts import Line
from services.discovery.geometry import gap_x
from services.discovery.headings import Heading

ASIDE = 1.6
"""How much farther a line to the side counts than one below: text runs down, so a neighbour's column is foreign."""
MAX_HEADINGS = 400


def assign(lines: Sequence[Line], heads: Sequence[Heading]) -> list[list[Line]]:
    """The lines of each heading, its own among them: each line goes to the nearest heading above it (or level with it),
    distance to the side counting more than distance down. Lines above all headings go to none.
    """
    cells: list[list[Line]] = [[] for _ in heads]
    if not heads:
        return cells
    own = {id(line): index for index, head in enumerate(heads) for line in head.lines}
    tops = [head.box[1] - 1.3 * head.style.size for head in heads]
    for line in lines:
        index = own.get(id(line))
        if index is None:
            index = _nearest(line, heads[:MAX_HEADINGS], tops)
        if index is not None:
            cells[index].append(line)
    return cells


def _nearest(line: Line, heads: Sequence[Heading], tops: Sequence[float]) -> int | None:
    best: tuple[float, int] | None = None
    for index, head in enumerate(heads):
        if line.box[1] < tops[index]:
            continue
        distance = max(line.box[1] - head.box[1], 0.0) + ASIDE * gap_x(line.box, head.box)
        if best is None or distance < best[0]:
            best = distance, index
    return best[1] if best else None
