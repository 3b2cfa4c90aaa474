"""Numberings of a document: which number each page has, as printed, as labelled in the PDF, or by a constant offset."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence

from services.discovery.layout import View
from services.discovery.printed_numbers import ARABIC


class Numbering:
    """What number each page has; the same may come again where sections are numbered by themselves."""

    def __init__(self, numbers: Mapping[int, int], page_count: int) -> None:
        """`numbers` by page; without any, a page's number is its own."""
        self.numbers = dict(numbers)
        self._count = page_count
        self._pages: dict[int, list[int]] = defaultdict(list)
        for page, number in sorted(numbers.items()):
            self._pages[number].append(page)
        self._known = sorted(self._pages)

    def pages(self, number: int) -> list[int]:
        """The pages that have `number`: those that bear it, else the one the nearest number borne points to; none when
        that lies outside the document.
        """
        if number in self._pages:
            return self._pages[number]
        page = number
        if self._known:
            place = bisect_left(self._known, number)
            around = self._known[max(place - 1, 0) : place + 1]
            nearest = min(around, key=lambda known: abs(known - number))
            page = (self._pages[nearest][0 if number < nearest else -1]) + number - nearest
        return [page] if 1 <= page <= self._count else []


def labelled(views: Sequence[View]) -> dict[int, int]:
    """The number in each page's label in the PDF: 12 for "A-12", none for "xii"."""
    found = {view.number: ARABIC.search(view.page.label) for view in views}
    return {page: int(match.group()) for page, match in found.items() if match}


def offset(shift: int, page_count: int) -> dict[int, int]:
    """Numbers that are `shift` lower than the pages."""
    return {page: page - shift for page in range(1, page_count + 1)}
