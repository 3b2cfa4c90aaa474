"""Pages that list what other pages show ("our range at a glance"), without page numbers: no product's pages."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from services.discovery import evidence, names
from services.discovery.headings import headings
from services.discovery.layout import View

LEAST = 6
"""Names from which a page can be an overview."""
MOSTLY = 0.7
"""Share of a page's short lines that other pages have as well."""
MOST_PAGES = 3
"""Other pages that bear a product's name; a line on more of them is a label that repeats."""


def overviews(views: Sequence[View], decoys: Collection[int]) -> set[int]:
    """The pages most of whose short lines are on a few other pages as well, on two at least in all, and which say
    neither price nor size themselves. `decoys` are known to be no products' pages and tell nothing.
    """
    texts = {view.number: _texts(view) for view in views if view.number not in decoys}
    pages: dict[str, set[int]] = defaultdict(set)
    for number, keys in texts.items():
        for key in keys:
            pages[key].add(number)
    found: set[int] = set()
    for view in views:
        keys = texts.get(view.number, set())
        others = [pages[key] - {view.number} for key in keys]
        known = [other for other in others if 1 <= len(other) <= MOST_PAGES]
        if len(known) >= max(LEAST, MOSTLY * len(keys)) and len(set().union(*known)) >= 2:
            said = evidence.of_lines(view.lines)
            if not said.prices and not said.sizes and said.keys < 2:
                found.add(view.number)
    return found


def _texts(view: View) -> set[str]:
    return {
        names.key(heading.text)
        for heading in headings(view)
        if names.can_be_name(heading.text) or names.is_code(heading.text)
    }
