"""The entries of an index page: names with page numbers after, before, under or over them."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from pipeline.artefacts import Line
from services.discovery.geometry import gap_y
from services.discovery.headings import Style
from services.discovery.layout import View, rows
from services.discovery.text import clean

LEADERS = re.compile(r"(?:[.…·_‥•]\s?){3,}")
NUMBER = re.compile(
    r"(?:p\.?|pag\.?|page|s\.|seite|oldal|old\.|str\.)?\s*(\d{1,4})(?:\s*[-–/]\s*(\d{1,4}))?\s*(?:\.|oldal)?", re.I
)
TRAILING = re.compile(
    r"^(?P<name>.*[^\W\d].*?)[\s.…·_]*(?:\.{2,}|…|\s{1})\s*(?P<number>\d{1,4}(?:\s*[-–]\s*\d{1,4})?)$"
)
LED = re.compile(r"[\s.…·_]{4,}(\d{1,4})(?:\s*[-–]\s*(\d{1,4}))?$")
MOST_STACKED = 200
"""Numbers on a page from which they are no grid's."""
MOST_WRAPPED = 4
"""Lines of a name in a grid."""


@dataclass(frozen=True)
class Entry:
    """An entry of the index on the page `source`: its number as printed, and the `last` of a range."""

    name: str
    number: int
    last: int | None
    source: int


def entries(view: View) -> list[Entry]:
    """The entries of a page: numbers after names, before, below or above them, whichever gives most."""
    return max(
        (list(found) for found in (_after(view), _before(view), *map(partial(_stacked, view), (1, -1)))), key=len
    )


def _after(view: View) -> Iterator[Entry]:
    """Name, then number, column by column. Lines without a number go before the next one of their style and place: a
    wrapped name.
    """
    ends = [line.box[2] for line in view.lines if _number_at_end(line)]
    names_begin = [line.box[0] for line in view.lines if not NUMBER.fullmatch(line.text) and not LED.match(line.text)]
    for column in _columns(view.lines, names_begin, ends):
        waiting: dict[int, Line] = {}
        for row in rows(column):
            yield from _of_row(view, row, waiting)


def _of_row(view: View, row: Sequence[Line], waiting: dict[int, Line]) -> Iterator[Entry]:
    """The entries of one row; a name without a number is left `waiting`, by its place."""
    name: Line | None = None
    for line in row:
        number = NUMBER.fullmatch(line.text) or LED.match(line.text)
        if number:
            if name is not None:
                yield _entry(view, name, waiting, number[1], number[2])
            name = None
            continue
        inline = TRAILING.match(line.text)
        if inline and (LEADERS.search(line.text) or len(row) == 1):
            ends = re.findall(r"\d+", inline["number"])
            whole = line.model_copy(update={"text": LEADERS.sub(" ", inline["name"])})
            yield _entry(view, whole, waiting, ends[0], ends[1] if len(ends) > 1 else None)
            name = None
            continue
        text = LEADERS.sub(" ", line.text).strip()
        if name is None and any(c.isalnum() for c in text):
            name = line.model_copy(update={"text": text})
    if name is not None:
        waiting[round(name.box[0] / 8)] = name


def _number_at_end(line: Line) -> bool:
    return bool(NUMBER.fullmatch(line.text) or LED.match(line.text) or TRAILING.match(line.text))


def _entry(view: View, name: Line, waiting: dict[int, Line], number: str, last: str | None) -> Entry:
    text = clean(name.text)
    above = waiting.pop(round(name.box[0] / 8), None)
    if above is not None and Style.of(above) == Style.of(name) and name.box[1] - above.box[3] < 0.6 * name.size:
        text = f"{above.text} {text}"
    return Entry(text, int(number), int(last) if last else None, view.number)


def _before(view: View) -> Iterator[Entry]:
    """Number, then name, column by column."""
    numbers = [line.box[0] for line in view.lines if NUMBER.fullmatch(line.text)]
    others = [line.box[0] for line in view.lines if not NUMBER.fullmatch(line.text)]
    for column in _columns(view.lines, numbers, others):
        for row in rows(column):
            number: re.Match[str] | None = None
            for line in row:
                found = NUMBER.fullmatch(line.text)
                if found:
                    number = found
                elif number and any(c.isalpha() for c in line.text):
                    last = int(number[2]) if number[2] else None
                    yield Entry(clean(line.text), int(number[1]), last, view.number)
                    number = None


def _stacked(view: View, step: int) -> Iterator[Entry]:
    """A number under its name (`step` 1) or over it (-1), as under thumbnails; the name may be wrapped."""
    numbers = [(line, found) for line in view.lines if (found := NUMBER.fullmatch(line.text))]
    if len(numbers) > MOST_STACKED:
        return
    others = sorted((line for line in view.lines if not NUMBER.fullmatch(line.text)), key=lambda x: x.box[1])
    tops = [line.box[1] for line in others]
    for line, number in numbers:
        reach = MOST_WRAPPED * 2 * line.size
        near = others[bisect_left(tops, line.box[1] - reach) : bisect_right(tops, line.box[1] + reach)]
        name = _next_to(line, near, step)
        if name and any(c.isalpha() for x in name for c in x.text):
            last = int(number[2]) if number[2] else None
            text = clean(" ".join(x.text for x in name))
            yield Entry(text, int(number[1]), last, view.number)


def _next_to(number: Line, others: Sequence[Line], step: int) -> list[Line]:
    """The lines of one style right over (`step` 1) or under a number, in the order of reading."""
    aligned = [x for x in others if _aligned(x, number) and step * (number.box[1] - x.box[1]) > 0]
    found: list[Line] = []
    edge = number
    for line in sorted(aligned, key=lambda x: -step * x.box[1]):
        if gap_y(line.box, edge.box) > 0.9 * number.size or (found and Style.of(line) != Style.of(found[0])):
            break
        found.append(line)
        edge = line
    return found[::-1] if step == 1 else found


def _aligned(a: Line, b: Line) -> bool:
    """Whether two lines begin, end or have their middle at one x."""
    return min(abs(a.box[0] - b.box[0]), abs(a.box[2] - b.box[2]), abs(sum(a.box[::2]) - sum(b.box[::2])) / 2) < 3


def _columns(lines: Sequence[Line], opening: Iterable[float], closing: Iterable[float]) -> list[list[Line]]:
    """Lines by the column of the index they stand in, left to right. A column begins at an x from which several lines
    `opening` an entry start, right of several `closing` one.
    """
    starts = Counter(round(x / 4) for x in opening)
    events = sorted([(x * 4.0, True) for x, count in starts.items() if count >= 2] + [(x, False) for x in closing])
    bounds: list[float] = []
    closed = 0
    for x, opens in events:
        if opens and closed >= 2:
            bounds.append(x - 4)
        closed = 0 if opens else closed + 1
    found: list[list[Line]] = [[] for _ in range(len(bounds) + 1)]
    for line in lines:
        found[bisect_right(bounds, line.box[0])].append(line)
    return found
