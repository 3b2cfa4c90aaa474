"""Tables whose properties are rows and whose articles are columns, turned about: "Width | 60 cm | 80 cm"."""

from collections.abc import Callable, Sequence

from pipeline.artefacts import Box, Line
from services.discovery import names, words
from services.discovery.geometry import gap_x

Side = Callable[[Box], float]
"""The x of a box by which it stands in a column."""
LEAST_ROWS, MOST_ROWS = 3, 60
KNOWN = 0.5
"""Share of the rows that must begin with the label of a known fact."""
ALIGNED = 4.0
"""Points within which cells of one column begin, end or have their middle."""


def left(box: Box) -> float:
    """Where a box begins."""
    return box[0]


def middle(box: Box) -> float:
    """Its middle."""
    return (box[0] + box[2]) / 2


def right(box: Box) -> float:
    """Where it ends."""
    return box[2]


def rows_of(page_rows: Sequence[Sequence[Line]], at: int) -> int:
    """How many rows under the row `at` are properties of the articles that row names; 0 if it names none: two or more
    short cells that are no labels, over values in their columns, each row with its label to the left.
    """
    heads = columns(page_rows[at])
    if len(heads) < 2 or any(words.column_of(h.text) or len(h.text) > 45 or names.is_sentence(h.text) for h in heads):
        return 0
    side = _side(page_rows[at + 1 : at + 1 + MOST_ROWS], heads)
    count = known = 0
    above = heads[0]
    start: float | None = None
    for row in page_rows[at + 1 : at + 1 + MOST_ROWS]:
        label = row[0]
        near = label.box[1] - above.box[3] < 2.5 * label.size
        placed = start is None or abs(label.box[0] - start) < ALIGNED
        aside = label.box[2] < min(h.box[0] for h in heads) + ALIGNED or label.box[0] < heads[0].box[0] - ALIGNED
        if (
            not near
            or not placed
            or not aside
            or len(row) < 2
            or not _labels(label)
            or _cells(row[1:], heads, side) is None
        ):
            break
        if count == 2 * LEAST_ROWS and known < KNOWN * count:
            break
        start, above = label.box[0], label
        count += 1
        known += words.column_of(label.text) is not None
    return count if count >= LEAST_ROWS and known >= KNOWN * count and known >= 2 else 0


def _labels(line: Line) -> bool:
    return any(c.isalpha() for c in line.text) and len(line.text) <= 45


def columns(head: Sequence[Line]) -> Sequence[Line]:
    """The articles of a head row: all but a title over the labels."""
    return head[1:] if len(head) > 2 and words.fact_of(head[0].text) in words.HELPERS else head


def _cells(values: Sequence[Line], heads: Sequence[Line], side: Side) -> list[Line | None] | None:
    """A row's values by column; one alone that stands in no column is that of all. None when they do not fit."""
    if len(values) > len(heads):
        return None
    if len(values) == 1 and all(abs(side(values[0].box) - side(head.box)) >= ALIGNED for head in heads):
        return [values[0]] * len(heads)
    found: list[Line | None] = [None] * len(heads)
    for value in values:
        best = min(range(len(heads)), key=lambda k: abs(side(value.box) - side(heads[k].box)))
        if found[best] is not None or gap_x(value.box, heads[best].box) > 3 * value.size:
            return None
        found[best] = value
    return found


def _side(rows: Sequence[Sequence[Line]], heads: Sequence[Line]) -> Side:
    """The side by which most values stand in line with the heads: their left, their middle or their right."""
    full = [row[1:] for row in rows if len(row) == len(heads) + 1]

    def off(side: Side) -> float:
        return sum(abs(side(value.box) - side(h.box)) for row in full for value, h in zip(row, heads, strict=True))

    return min((left, middle, right), key=off)


def turned(rows: Sequence[Sequence[Line]], heads: Sequence[Line]) -> tuple[list[str], list[list[Line | None]]]:
    """Labels, and for each of `heads` its own cell and the value of each label."""
    side = _side(rows, heads)
    by_row = [_cells(row[1:], heads, side) or [None] * len(heads) for row in rows]
    return [row[0].text for row in rows], [[head, *(cells[k] for cells in by_row)] for k, head in enumerate(heads)]
