"""Tables whose properties are rows and whose articles are columns, turned about: "Width | 60 cm | 80 cm"."""

from collections.abc import Sequence

from pipeline.artefacts import Box, Line
from services.discovery import names, words
from services.discovery.geometry import gap_x

LEAST_ROWS, MOST_ROWS = 3, 60
KNOWN = 0.5
"""Share of the rows that must begin with the label of a known fact."""
ALIGNED = 4.0
"""Points within which cells of one column begin, end or have their middle."""


def rows_of(page_rows: Sequence[Sequence[Line]], at: int) -> int:
    """How many rows under the row `at` are properties of the articles that row names; 0 if it names none: two or more
    short cells that are no labels, over values in their columns, each row with its label to the left.
    """
    heads = columns(page_rows[at])
    if len(heads) < 2 or any(words.column_of(h.text) or len(h.text) > 45 or names.is_sentence(h.text) for h in heads):
        return 0
    count = known = 0
    above = heads[0]
    start: float | None = None
    for row in page_rows[at + 1 : at + 1 + MOST_ROWS]:
        label = row[0]
        near = label.box[1] - above.box[3] < 2.5 * label.size
        placed = start is None or abs(label.box[0] - start) < ALIGNED
        left = label.box[2] < min(h.box[0] for h in heads) + ALIGNED or label.box[0] < heads[0].box[0] - ALIGNED
        if not near or not placed or not left or len(row) < 2 or not _labels(label) or _cells(row[1:], heads) is None:
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


def _cells(values: Sequence[Line], heads: Sequence[Line]) -> list[Line | None] | None:
    """A row's values by column; one alone that stands in no column is that of all. None when they do not fit."""
    if len(values) > len(heads):
        return None
    if len(values) == 1 and not any(_in_column(values[0].box, h.box) for h in heads):
        return [values[0]] * len(heads)
    found: list[Line | None] = [None] * len(heads)
    for value in values:
        best = min(range(len(heads)), key=lambda k: (gap_x(value.box, heads[k].box), _apart(value.box, heads[k].box)))
        if found[best] is not None or gap_x(value.box, heads[best].box) > 3 * value.size:
            return None
        found[best] = value
    return found


def _in_column(value: Box, head: Box) -> bool:
    return _apart(value, head) < ALIGNED


def _apart(a: Box, b: Box) -> float:
    """How far two boxes are from beginning, ending or having their middle at one x."""
    return min(abs(a[0] - b[0]), abs(a[2] - b[2]), abs(a[0] + a[2] - b[0] - b[2]) / 2)


def turned(rows: Sequence[Sequence[Line]], heads: Sequence[Line]) -> tuple[list[str], list[list[Line | None]]]:
    """Labels, and for each of `heads` its own cell and the value of each label."""
    by_row = [_cells(row[1:], heads) or [None] * len(heads) for row in rows]
    return [row[0].text for row in rows], [[head, *(cells[k] for cells in by_row)] for k, head in enumerate(heads)]
