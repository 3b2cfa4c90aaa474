"""Index and outline entries found again on the pages: by the printed number, checked and corrected by the heading."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from services.discovery import names, words
from services.discovery.book import Book
from services.discovery.headings import Heading
from services.discovery.index_scan import Entry
from services.discovery.opening import OutlineEntry
from services.discovery.printed_numbers import pdf_page

NEAR = 2
"""Pages by which an index may be off before the entry is looked for elsewhere."""


@dataclass(frozen=True)
class Target:
    """An index or outline entry found again: its name, the heading it means, how it was found, its printed range."""

    name: str
    heading: Heading
    evidence: str
    pages: tuple[int, ...] = ()

    @property
    def page(self) -> int:
        return self.heading.page


def from_index(
    book: Book, entries: Mapping[int, Sequence[Entry]], printed: Mapping[int, int]
) -> tuple[list[Target], list[str]]:
    """Targets of the entries of all index pages, and warnings about wrong page numbers."""
    places = _places(book, skip=entries.keys())
    every = [entry for found in entries.values() for entry in found if not words.decoy_of(entry.name)]
    shift = _shift(every, places, printed, book.count)
    targets: dict[tuple[str, int], Target] = {}
    warnings: list[str] = []
    wrong = 0
    for entry in every:
        page = pdf_page(entry.number, printed, book.count) if shift is None else entry.number + shift
        name = names.split(entry.name).text
        heading = _nearest(places.get(names.key(name)) or places.get(names.loose(name)) or (), page)
        if heading is None:
            continue
        if page is not None and abs(heading.page - page) > NEAR:
            wrong += 1
            if wrong <= 5:
                warnings.append(
                    f"the index on page {entry.source} puts {entry.name!r} on page {entry.number}, "
                    f"but it is on PDF page {heading.page}"
                )
        key = (names.key(entry.name), heading.page)
        pages = _pages(page, entry, heading)
        targets.setdefault(key, Target(entry.name, heading, f"index p. {entry.source}", pages))
    if wrong > 5:
        warnings.append(f"{wrong - 5} more page numbers of the index are wrong")
    return list(targets.values()), warnings


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


def _pages(page: int | None, entry: Entry, heading: Heading) -> tuple[int, ...]:
    """The pages a printed range means: from the page of its first number, if the heading lies in it."""
    if page is None or entry.last is None or entry.last < entry.number:
        return ()
    pages = tuple(range(page, page + entry.last - entry.number + 1))
    return pages if heading.page in pages else ()


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


def _shift(
    entries: Sequence[Entry], places: Mapping[str, Sequence[Heading]], printed: Mapping[int, int], count: int
) -> int | None:
    """How many pages to add to a printed number, as the entries' own headings say; None where the numbers printed on
    the pages are to be followed.
    """
    if printed and any(pdf_page(entry.number, printed, count) is not None for entry in entries):
        return None
    votes: Counter[int] = Counter()
    for entry in entries:
        votes.update({h.page - entry.number for h in places.get(names.key(entry.name), ())[:10]})
    if not votes:
        return 0
    shift, agreeing = votes.most_common(1)[0]
    return shift if agreeing >= 2 else 0


def _nearest(headings: Sequence[Heading], page: int | None) -> Heading | None:
    """The heading meant by an entry that points to `page`: the largest on that page or next to it, else the largest."""
    if page is not None:
        for distance in range(NEAR + 1):
            near = [h for h in headings if abs(h.page - page) == distance]
            if near:
                return near[0]
    return headings[0] if headings else None
