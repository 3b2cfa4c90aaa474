"""Wrong page numbers in an index, in words: entries whose product stands elsewhere than their number says."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from services.discovery import names
from services.discovery.drafts import Draft
from services.discovery.index_entries import Entry
from services.discovery.targets import NEAR, Target

SHIFTED = 3
"""Wrong entries one after the other, all wrong by as much, from which a part of the index is shifted."""
MOST = 20
"""Warnings about single entries; more are counted."""


@dataclass(frozen=True)
class Misprint:
    """An entry with a wrong number, the page where its product is, and by how many pages the number is too small."""

    entry: Entry
    page: int
    behind: int


def misprints(targets: Iterable[Target], drafts: Iterable[Draft], numbers: Mapping[int, int]) -> Iterator[Misprint]:
    """The index entries whose number means none of the pages of their product. Entries that are no product's, as a
    section's, may be off by a page or two: a section may open with a picture. `numbers` are those the index counts by.
    """
    pages: dict[tuple[str, int], set[int]] = {}
    for draft in drafts:
        for number in draft.pages:
            pages.setdefault((names.key(draft.name), number), set()).update(draft.pages)
    for target in targets:
        if target.entry is None or not target.meant:
            continue
        own = pages.get((names.key(names.split(target.heading.text).text), target.page))
        right = own or set(range(target.page - NEAR, target.page + NEAR + 1))
        if right.isdisjoint(target.meant):
            page = min(own or {target.page})
            number = numbers.get(page, page)
            behind = number - target.entry.number if page in numbers else page - target.meant[0]
            yield Misprint(target.entry, page, behind)


def warnings(found: Sequence[Misprint], numbers: Mapping[int, int], pdf_page: Callable[[int], int]) -> list[str]:
    """Misprints in plain words: parts of the index that are wrong by one number together, other entries one by one.
    `numbers` are those the index counts by, `pdf_page` says on which page of the PDF a page is.
    """
    shifted: list[str] = []
    single: list[str] = []
    for (source, behind), group in groupby(found, key=lambda misprint: (misprint.entry.source, misprint.behind)):
        run = list(group)
        told = [f"{m.entry.name!r} on page {m.entry.number}, but it is on {_shown(m, numbers, pdf_page)}" for m in run]
        if len(run) >= SHIFTED:
            wrong = f"{abs(behind)} too {'small' if behind > 0 else 'large'}"
            listed = "; ".join(told[:MOST]) + (f"; and {len(run) - MOST} more" if len(run) > MOST else "")
            shifted.append(
                f"{len(run)} page numbers in the index on page {pdf_page(source)} are {wrong}: it puts {listed}"
            )
        else:
            single += [f"the index on page {pdf_page(source)} puts {one}" for one in told]
    more = [f"{len(single) - MOST} more page numbers of the index are wrong"] if len(single) > MOST else []
    return [*shifted, *single[:MOST], *more]


def _shown(misprint: Misprint, numbers: Mapping[int, int], pdf_page: Callable[[int], int]) -> str:
    """Where a product is: "page 4 (PDF page 7)", or just "PDF page 7" where it has no other number."""
    number, page = numbers.get(misprint.page), pdf_page(misprint.page)
    return f"PDF page {page}" if number in (None, page) else f"page {number} (PDF page {page})"
