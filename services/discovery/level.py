"""Lines at the far end of a wide cell, which stand in the column of a narrower one above: a price set to the right."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from pipeline.artefacts import Line
from services.discovery.layout import rows

APART = 3.0
"""Type sizes below all else of its heading from which a line stands apart."""


def settled(cells: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The lines of each heading; one that stands apart from its heading's others, but level with a line that follows
    close on another's, is that one's.
    """
    of = {id(line): index for index, cell in enumerate(cells) for line in cell}
    feet = [sorted(line.box[3] for line in cell) for cell in cells]
    for row in rows(line for cell in cells for line in cell):
        for left, line in pairwise(row):
            mine, its = of[id(line)], of[id(left)]
            if mine != its and _apart(line, feet[mine]) and not _apart(left, feet[its]):
                of[id(line)] = its
    found: list[list[Line]] = [[] for _ in cells]
    for cell in cells:
        for line in cell:
            found[of[id(line)]].append(line)
    return found


def _apart(line: Line, feet: Sequence[float]) -> bool:
    """Whether the nearest of the cell's lines above, by their `feet` (rising), is far above."""
    above = bisect_right(feet, line.box[1] + 0.5 * line.size)
    return above > 0 and line.box[1] - feet[above - 1] > APART * line.size
