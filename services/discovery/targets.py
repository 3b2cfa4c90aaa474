"""Index and outline entries found again on the pages: by the printed number, checked and corrected by the heading."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from services.discovery import names, words
from services.discovery.book import Book
from services.discovery.headings import Heading
from services.discovery.index_entries import Entry
from services.discovery.numbering import Numbering, offset
from services.discovery.opening import OutlineEntry

NEAR = 2
"""Pages by which an index may be off before the entry is looked for elsewhere."""
MOST = 10
"""Headings of one name that are looked at."""


@dataclass(frozen=True)
class Target:
    """An index or outline entry found again: its name, the heading it means, how it was found, its printed range, the
    index's entry and the pages its number means.
    """

    name: str
    heading: Heading
    evidence: str
    pages: tuple[int, ...] = ()
    entry: Entry | None = None
    meant: tuple[int, ...] = ()

    @property
    def page(self) -> int:
        return self.heading.page


def from_index(
    book: Book, entries: Mapping[int, Sequence[Entry]], known: Sequence[Mapping[int, int]]
) -> tuple[list[Target], Numbering]:
    """Targets of the entries of all index pages, and the numbering they follow: of those `known` (numbers by page, the
    likeliest first) and a constant offset the one by which most entries lead to their headings.
    """
    places = _places(book, skip=entries.keys())
    every = [entry for found in entries.values() for entry in found if not words.decoy_of(entry.name)]
    heads = [_heads(entry, places) for entry in every]
    numbering = _fitting(every, heads, [*known, offset(_shift(every, heads), book.count)], book.count)
    targets: list[Target] = []
    for entry, headings in zip(every, heads, strict=True):
        meant = numbering.pages(entry.number)
        heading = _nearest(headings, meant)
        if heading is not None:
            pages = _pages(meant, entry, heading)
            targets.append(Target(entry.name, heading, f"index p. {entry.source}", pages, entry, tuple(meant)))
    return targets, numbering


def from_outline(book: Book, outline: Sequence[OutlineEntry]) -> list[Target]:
    """Targets of the bookmarks whose title heads the page they point to."""
    targets: dict[tuple[str, int], Target] = {}
    for entry in outline:
        if words.decoy_of(entry.title) or words.names_no_product(entry.title):
            continue
        wanted = names.loose(names.split(entry.title).text)
        for heading in book.headings.get(entry.page, ()):
            if wanted and names.loose(names.split(heading.text).text) == wanted:
                targets.setdefault(
                    (
                        wanted,
                        heading.page,
                    ),
                    Target(entry.title, heading, "outline"),
                )
                break
    return list(targets.values())


def _pages(meant: Sequence[int], entry: Entry, heading: Heading) -> tuple[int, ...]:
    """The pages a printed range means: from the page of its first number, if the heading lies in it."""
    for page in meant:
        pages = range(page, page + (entry.last or 0) - entry.number + 1)
        if heading.page in pages:
            return tuple(pages)
    return ()


def _places(book: Book, skip: Iterable[int]) -> dict[str, list[Heading]]:
    """Headings by the key of their name, the largest first; those of index pages left out."""
    left_out = set(skip)
    places: dict[str, list[Heading]] = defaultdict(list)
    for number, found in book.headings.items():
        if number not in left_out:
            for heading in found:
                name = names.split(heading.text).text
                for key in {names.key(name), names.loose(name)}:
                    places[key].append(heading)
    for headings in places.values():
        headings.sort(key=lambda h: (-h.style.size, h.page))
    return places


def _heads(entry: Entry, places: Mapping[str, Sequence[Heading]]) -> Sequence[Heading]:
    """The headings an entry may mean: its name, or that turned round ("Anker, Regal" for "Regal Anker")."""
    name = names.split(entry.name).text
    last, _, first = name.partition(",")
    for text in (name, f"{first} {last}"):
        found = places.get(names.key(text)) or places.get(names.loose(text))
        if found:
            return found
    return ()


def _fitting(
    entries: Sequence[Entry], heads: Sequence[Sequence[Heading]], known: Sequence[Mapping[int, int]], count: int
) -> Numbering:
    """The first numbering by which most entries lead to a page with their heading, or to the one before it."""
    numberings = [Numbering(numbers, count) for numbers in known if numbers]

    def leading(numbering: Numbering) -> int:
        return sum(
            any(heading.page - page in (0, 1) for page in numbering.pages(entry.number) for heading in headings[:MOST])
            for entry, headings in zip(entries, heads, strict=True)
        )

    return max(numberings, key=leading)


def _shift(entries: Sequence[Entry], heads: Sequence[Sequence[Heading]]) -> int:
    """How many pages to add to a printed number, as most entries' headings say; 0 where no two agree."""
    votes: Counter[int] = Counter()
    for entry, headings in zip(entries, heads, strict=True):
        votes.update({h.page - entry.number for h in headings[:MOST]})
    shift, agreeing = votes.most_common(1)[0] if votes else (0, 0)
    return shift if agreeing >= 2 else 0


def _nearest(headings: Sequence[Heading], meant: Sequence[int]) -> Heading | None:
    """The heading meant by an entry that points to a page: the largest on that page or next to it, else the largest."""
    for distance in range(NEAR + 1):
        near = [h for h in headings if any(abs(h.page - page) == distance for page in meant)]
        if near:
            return near[0]
    return headings[0] if headings else None
