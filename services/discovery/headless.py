"""Lists without column heads: rows of a name with a code or a price, told by what their cells are."""

from collections.abc import Sequence
from itertools import islice

from pipeline.artefacts import Line
from services.discovery import names, patterns
from services.discovery.geometry import gap_x
from services.discovery.prices import prices
from services.discovery.sizes import sizes

LEAST_ROWS = 5
MOSTLY = 0.7
"""Share of a column's cells that must be of one kind."""


def run(page_rows: Sequence[Sequence[Line]], start: int = 0, heads: Sequence[bool] = ()) -> int:
    """How many rows from `start` have its cells, each in its column, at even distance, up to the next of `heads`."""
    first = page_rows[start]
    if len(first) < 2:
        return 0
    bottom = max(line.box[3] for line in first)
    for count, row in enumerate(islice(page_rows, start, None)):
        if heads and heads[start + count]:
            return count
        top = min((line.box[1] for line in row), default=bottom)
        apart = count and top - bottom > 2.5 * first[0].size
        aligned = len(row) == len(first) and all(
            _edge(cell, over) < 4 or gap_x(cell.box, over.box) == 0 for cell, over in zip(row, first, strict=True)
        )
        if apart or not aligned:
            return count
        bottom = max(line.box[3] for line in row)
    return len(page_rows) - start


def _edge(a: Line, b: Line) -> float:
    """How far two cells are from standing flush left or right."""
    return min(abs(a.box[0] - b.box[0]), abs(a.box[2] - b.box[2]))


def kinds(page_rows: Sequence[Sequence[Line]]) -> tuple[str | None, ...] | None:
    """What each column of aligned rows holds: name, code, price, size or None; None for rows that are no list of
    articles, as they have no names, or neither codes nor prices.
    """
    if len(page_rows) < LEAST_ROWS:
        return None
    found: list[str | None] = []
    for column in zip(*page_rows, strict=True):
        held = kind([line.text for line in column])
        found.append(None if held in found else held)
    return tuple(found) if "name" in found and ({"code", "price"} & set(found)) else None


def kind(texts: Sequence[str]) -> str | None:
    """What cells of one column hold: price, size, code or name; None for anything else."""

    def mostly(count: int) -> bool:
        return count >= MOSTLY * len(texts)

    if mostly(sum(any(prices(text)) for text in texts)):
        return "price"
    if mostly(sum(any(sizes(text)) for text in texts)):
        return "size"
    if mostly(sum(" " not in text and any(patterns.codes(text)) for text in texts)):
        return "code"
    wordy = [text for text in texts if names.can_be_name(text) and not names.is_sentence(text)]
    if mostly(len(wordy)) and mostly(len({names.key(text) for text in wordy})):
        return "name"
    return None
