"""Index pages: lists of names with page numbers, by dot leaders, columns, or numbers set before the names."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.artefacts import Line
from services.discovery import names, words
from services.discovery.headings import Style
from services.discovery.layout import View, rows
from services.discovery.prices import prices
from services.discovery.text import clean

LEADERS = re.compile(r"(?:[.…·_‥•]\s?){3,}")
NUMBER = re.compile(
    r"(?:p\.?|pag\.?|page|s\.|seite|oldal|old\.|str\.)?\s*(\d{1,4})(?:\s*[-–/]\s*(\d{1,4}))?\s*(?:\.|oldal)?", re.I
)
TRAILING = re.compile(
    r"^(?P<name>.*[^\W\d].*?)[\s.…·_]*(?:\.{2,}|…|\s{1})\s*(?P<number>\d{1,4}(?:\s*[-–]\s*\d{1,4})?)$"
)
LED = re.compile(r"[\s.…·_]{4,}(\d{1,4})(?:\s*[-–]\s*(\d{1,4}))?$")
LEAST = 4
"""Entries from which a page counts as an index; with a title that says so, two."""


@dataclass(frozen=True)
class Entry:
    """A line of an index: `number` is as printed (or a PDF page, if `exact`), `last` the end of a printed range."""

    name: str
    number: int
    last: int | None
    source: int
    style: Style
    x: float = 0.0
    exact: bool = False


def scan(views: Sequence[View], largest: int) -> dict[int, list[Entry]]:
    """Entries by the PDF page that lists them. `largest` is the highest number a page can have."""
    found: dict[int, list[Entry]] = {}
    for view in views:
        entries = [e for e in _entries(view) if 0 < e.number <= largest]
        titled = any(words.decoy_of(line.text) == "index" for line in (*view.lines, *view.heads))
        if len(entries) >= 2 and (titled or (len(entries) >= LEAST and _is_list(view, entries))):
            found[view.number] = entries
    return found


def _is_list(view: View, entries: Sequence[Entry]) -> bool:
    """Whether the page is mostly entries whose numbers rise, as an index's do, or whose names are in order."""
    lines = sum(1 for row in rows(view.lines) if any(c.isalpha() for line in row for c in line.text))
    numbers = [e.number for e in entries]
    rising = sum(a <= b for a, b in pairwise(numbers))
    keys = [names.key(e.name) for e in entries]
    sorted_names = sum(a <= b for a, b in pairwise(keys))
    in_order = max(rising, sorted_names) >= 0.8 * (len(entries) - 1)
    if 2 * sum(any(prices(line.text)) for line in view.lines) > len(entries):
        return False  # a price list, whose numbers happen to rise
    return in_order and len(set(numbers)) > len(numbers) / 2 and len(entries) >= 0.4 * lines


def _entries(view: View) -> list[Entry]:
    """The entries of a page, numbers after names or before them, whichever gives more."""
    page_rows = rows(view.lines)
    after = list(_after(view, page_rows))
    before = list(_before(view, page_rows))
    return after if len(after) >= len(before) else before


def _after(view: View, page_rows: Sequence[Sequence[Line]]) -> Iterator[Entry]:
    """Name, then number; several pairs a row where the index has columns. Lines without a number go before the next
    one of their style and place: a wrapped name.
    """
    waiting: dict[int, Line] = {}
    for row in page_rows:
        name: Line | None = None
        for line in row:
            number = NUMBER.fullmatch(line.text)
            if number and name is not None:
                yield _entry(view, name, waiting, number[1], number[2])
                name = None
                continue
            text = LEADERS.sub(" ", line.text).strip()
            if not text:
                continue
            led = LED.match(line.text)
            if led and name is not None:
                yield _entry(view, name, waiting, led[1], led[2])
                name = None
                continue
            inline = TRAILING.match(line.text)
            if inline and (LEADERS.search(line.text) or len(row) == 1):
                ends = re.findall(r"\d+", inline["number"])
                whole = line.model_copy(update={"text": LEADERS.sub(" ", inline["name"])})
                yield _entry(view, whole, waiting, ends[0], ends[1] if len(ends) > 1 else None)
                name = None
            elif name is None and any(c.isalnum() for c in text) and not NUMBER.fullmatch(text):
                name = line.model_copy(update={"text": text})
        if name is not None:
            waiting[round(name.box[0] / 8)] = name


def _entry(view: View, name: Line, waiting: dict[int, Line], number: str, last: str | None) -> Entry:
    text = clean(name.text)
    above = waiting.pop(round(name.box[0] / 8), None)
    if above is not None and Style.of(above) == Style.of(name) and name.box[1] - above.box[3] < 0.6 * name.size:
        text = f"{above.text} {text}"
    return Entry(text, int(number), int(last) if last else None, view.number, Style.of(name), name.box[0])


def _before(view: View, page_rows: Sequence[Sequence[Line]]) -> Iterator[Entry]:
    """Number, then name."""
    for row in page_rows:
        number: re.Match[str] | None = None
        for line in row:
            found = NUMBER.fullmatch(line.text)
            if found:
                number = found
            elif number and any(c.isalpha() for c in line.text):
                last = int(number[2]) if number[2] else None
                yield Entry(clean(line.text), int(number[1]), last, view.number, Style.of(line), line.box[0])
                number = None
