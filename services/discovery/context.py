"""What a product inherits from around it: its section, and what a page before it says of all that follow."""

from collections import Counter
from collections.abc import Sequence

from services.discovery import names, page_kinds, patterns, words
from services.discovery.anchors import Anchor, Book
from services.discovery.facts import Collected, collect
from services.discovery.headings import Heading

INHERITED = 0.8
"""Confidence of what is said on another page than the product's."""


def divider_before(book: Book, anchor: Anchor, used: set[int]) -> int | None:
    """The page nearest before the anchor's that opens a section, not one of `used` (products' pages)."""
    for number in range(anchor.page - 1, 0, -1):
        view = book.views[number]
        if number in used or number in book.decoys or not view.lines:
            continue
        if page_kinds.is_divider(view, anchor.heading.style):
            return number
    return None


def inherit(book: Book, divider: int, into: Collected) -> None:
    """Facts of a divider page, for a product of its section: its title as collection, what it says of all of them."""
    view = book.views[divider]
    top = book.top(divider)
    page_headings = book.headings[divider]
    titles = [h for h in page_headings if h.style.size >= top - 0.6 and names.can_be_name(h.text)]
    if titles:
        title = titles[0]
        into.add("collection", title.text, divider, "divider", box=title.box, confidence=INHERITED)
    described = any(words.fact_of(line.text) or patterns.key_value(line.text) for line in view.lines)
    if described or book.evidence[divider].any:
        collect(divider, view.lines, "", into, INHERITED)
        for heading in page_headings:
            if heading.style.size < top - 0.6 and names.can_be_name(heading.text):
                into.add("feature", heading.text, divider, "divider", box=heading.box, confidence=INHERITED)


def kickers(book: Book, anchors: Sequence[Anchor]) -> dict[Anchor, Heading]:
    """The small line right above a product's name, where the same one stands above several: its collection."""
    above: dict[Anchor, Heading] = {}
    for anchor in anchors:
        box, size = anchor.heading.box, anchor.heading.style.size
        close = [
            h
            for h in book.headings[anchor.page]
            if h.style.size < size and 0 <= box[1] - h.box[3] < 1.5 * size and abs(h.box[0] - box[0]) < 2 * size
        ]
        if close and len(close[-1].text) <= 60 and not patterns.value_only(close[-1].text):
            above[anchor] = close[-1]
    repeated = Counter(names.key(h.text) for h in above.values())
    return {anchor: h for anchor, h in above.items() if repeated[names.key(h.text)] >= 2}


def category_above(book: Book, anchor: Anchor) -> Heading | None:
    """The last heading above the name on its page that is set larger than it: "Sparkling wine"."""
    above = [
        h
        for h in book.headings[anchor.page]
        if h.style.size > anchor.heading.style.size + 0.6
        and h.box[3] <= anchor.heading.box[1] + 2
        and any(c.isalpha() for c in h.text)
        and len(h.text) <= 60
        and not patterns.value_only(h.text)
    ]
    return max(above, key=lambda h: h.box[3], default=None)
