"""Index pages: pages that are lists of names with page numbers."""

from collections.abc import Sequence
from itertools import pairwise

from services.discovery import names, words
from services.discovery.index_entries import Entry, entries
from services.discovery.layout import View, rows
from services.discovery.prices import prices

LEAST = 4
"""Entries from which a page counts as an index; with a title that says so, two."""


def scan(views: Sequence[View], largest: int) -> dict[int, list[Entry]]:
    """Entries by the PDF page that lists them. `largest` is the highest number a page can have."""
    found: dict[int, list[Entry]] = {}
    for view in views:
        listed = [e for e in entries(view) if 0 < e.number <= largest]
        titled = any(words.decoy_of(line.text) == "index" for line in (*view.lines, *view.heads))
        if len(listed) >= 2 and (titled or (len(listed) >= LEAST and _is_list(view, listed))):
            found[view.number] = listed
    return found


def _is_list(view: View, listed: Sequence[Entry]) -> bool:
    """Whether the page is mostly entries whose numbers rise, as an index's do, or whose names are in order."""
    lines = sum(1 for row in rows(view.lines) if any(c.isalpha() for line in row for c in line.text))
    numbers = [e.number for e in listed]
    rising = sum(a <= b for a, b in pairwise(numbers))
    keys = [names.key(e.name) for e in listed]
    sorted_names = sum(a <= b for a, b in pairwise(keys))
    in_order = max(rising, sorted_names) >= 0.8 * (len(listed) - 1)
    if 2 * sum(any(prices(line.text)) for line in view.lines) > len(listed):
        return False  # a price list, whose numbers happen to rise
    return in_order and len(set(numbers)) > len(numbers) / 2 and len(listed) >= 0.4 * lines
