"""Products that have codes for names ("AB-1234"), in catalogues that have nothing else as names."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace

from services.discovery import groups, names, outliers
from services.discovery.anchors import Anchor, in_order, of_group
from services.discovery.book import Book
from services.discovery.groups import Group
from services.discovery.headings import Heading, Style

DESCRIBED = ("prices", "sizes", "keys", "labels")
"""What must lie under the codes: they cannot speak for themselves."""
LEAST_DISTINCT = 0.9


def by_codes(book: Book, named: Collection[Anchor]) -> list[Anchor]:
    """Anchors at codes that are set apart as names are and described as products are; none where the anchors `named`
    by words stand on the same pages, as the codes are then theirs.
    """
    by_style: dict[Style, list[Heading]] = defaultdict(list)
    for number, found in book.headings.items():
        if number not in book.decoys:
            for heading in found:
                if names.is_code(heading.text):
                    by_style[heading.style].append(heading)
    measured = [
        outliers.trimmed(groups.measure(book, style, heads))
        for style, heads in by_style.items()
        if len(heads) >= groups.FEW and (style.bold or style.size > 1.1 * book.body)
    ]
    fitting = [group for group in measured if _are_names(book, group)]
    if not fitting:
        return []
    best = max(fitting, key=lambda group: (len(group.headings), group.style))
    shared = best.pages & {anchor.page for anchor in named}
    if 2 * len(shared) >= len(best.pages):
        return []
    return in_order(replace(anchor, code=anchor.name) for anchor in of_group(book, best))


def _are_names(book: Book, group: Group) -> bool:
    described = max(group.share(kind) for kind in DESCRIBED) >= groups.LEAST_STRONG
    covering = groups.coverage(book, group) >= groups.LEAST_COVERAGE
    return described and group.distinct >= LEAST_DISTINCT and covering
