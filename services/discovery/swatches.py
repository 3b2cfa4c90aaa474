"""Captions of swatches: a colour's name and code under its picture, many to a product. They name no products."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence

from services.discovery import names, patterns, words
from services.discovery.book import Book
from services.discovery.groups import Group
from services.discovery.headings import Heading

MOSTLY = 0.6
"""Share of a group's headings that are colours, from which it is one of swatches."""


def are_swatches(book: Book, group: Group) -> bool:
    """Whether most headings of a group are colours, by their words or by the head they stand under ("Colours"), and
    without prices: a colour that has one is sold by itself.
    """
    if group.share("prices") >= 1 - MOSTLY:
        return False
    by_page: dict[int, list[Heading]] = defaultdict(list)
    for heading in group.headings:
        by_page[heading.page].append(heading)
    colours = sum(sum(_colours(book, found)) for found in by_page.values())
    return colours >= MOSTLY * len(group.headings)


def _colours(book: Book, heads: Sequence[Heading]) -> Iterator[bool]:
    """For each heading of a page whether it is a colour: named as one, or the next line above that is neither one of
    `heads` nor a code says that colours follow.
    """
    own = {(head.style.size, head.style.bold) for head in heads}
    above = sorted(
        (line.box[1], line.text)
        for line in book.views[heads[0].page].lines
        if (line.size, line.bold) not in own and not names.is_code(line.text)
    )
    for head in heads:
        place = bisect_left(above, (head.box[1], ""))
        under = place > 0 and words.fact_of(above[place - 1][1]) == "colour"
        yield under or words.is_colour(_without_code(head.text))


def _without_code(text: str) -> str:
    """A caption without the codes in it: "White PA756" is "White"."""
    for found in patterns.codes(text):
        text = text.replace(found.text, " ")
    return text.strip()
