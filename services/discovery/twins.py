"""Names set like the chosen ones but for size or colour: large ones of the best offers, a colour for each."""

from collections.abc import Collection, Iterator, Sequence

from services.discovery import groups
from services.discovery.book import Book
from services.discovery.groups import Group
from services.discovery.headings import Heading, Style

MOST = 24
"""Styles that are tried at most."""
LEAST_OWN = 0.8
"""Share of a twin's headings that must have what nearly all of the chosen ones have."""
KEPT = 0.95
"""Share of the chosen headings that must keep what they have when a twin's take their part of the page."""
IDENTITY = frozenset(("codes", "prices"))


def with_twins(book: Book, chosen: Group) -> list[Group]:
    """The chosen group and others on the same pages, in styles that differ by size or colour alone, that name products
    too: each heading has the code or price that nearly all of the chosen ones have, and takes none from theirs. The
    smaller ones are tried first: a page's title has nothing of its own once the names under it are known.
    """
    usual = chosen.usual & IDENTITY
    family = [chosen]
    waiting = sorted(_alike(book, chosen.style), key=lambda heads: heads[0].style)[:MOST] if usual else []
    while waiting:
        pages = frozenset().union(*(group.pages for group in family))
        beside = next((heads for heads in waiting if any(heading.page in pages for heading in heads)), None)
        if beside is None:
            break
        waiting.remove(beside)
        if _fits(book, [heading for group in family for heading in group.headings], beside, usual):
            family.append(groups.measure(book, beside[0].style, beside))
    return family


def _alike(book: Book, style: Style) -> Iterator[Sequence[Heading]]:
    """The headings of each other style as bold and upright as this one, and larger or about as large."""
    for other, heads in book.by_style.items():
        as_bold = (other.bold, other.italic) == (style.bold, style.italic)
        if as_bold and other != style and other.size >= style.size - 0.6:
            yield heads


def _fits(book: Book, known: Sequence[Heading], heads: Sequence[Heading], usual: Collection[str]) -> bool:
    """Whether `heads` have the `usual` evidence of their own when they share the pages with the `known` ones, and leave
    them theirs.
    """
    together = sorted((*known, *heads), key=lambda h: (h.page, h.box[1], h.box[0]))
    joint = groups.measure(book, known[0].style, together)
    own = {h for h, cell in zip(joint.headings, joint.cells, strict=True) if all(getattr(cell, k) for k in usual)}
    has = sum(heading in own for heading in heads) >= LEAST_OWN * len(heads)
    return has and sum(heading in own for heading in known) >= KEPT * len(known)
