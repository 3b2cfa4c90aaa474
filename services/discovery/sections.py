"""Heads of sections that go on over pages: each is that of all products up to the next one of its style."""

from collections import Counter
from collections.abc import Iterable

from services.discovery import names
from services.discovery.book import Book
from services.discovery.headings import Heading

LEAST = 3
"""Different heads over products from which a style is one of sections."""
FAR = 8
"""Pages over which a section may go on without its head."""
LONGEST = 60
"""Letters of a section's head."""


def going_on(book: Book, known: Iterable[Heading]) -> dict[int, Heading]:
    """For each page the head of the section it goes on with, from a page before; `known` are heads that stand over
    products on their own page. Pages of other things, and those that open a part of the catalogue, end a section.
    """
    styles = Counter(style for style, _ in {(heading.style, names.key(heading.text)) for heading in known})
    usual = {style for style, count in styles.items() if count >= LEAST}
    found: dict[int, Heading] = {}
    head: Heading | None = None
    for number in sorted(book.views) if usual else ():
        if number in book.decoys or book.is_divider(number, min(usual)):
            head = None
            continue
        if head is not None and number - head.page <= FAR:
            found[number] = head
        own = [h for h in book.headings[number] if h.style in usual and len(h.text) <= LONGEST]
        head = max(own, key=lambda h: h.box[1], default=head)
    return found
