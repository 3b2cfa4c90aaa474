"""Page numbers as printed, and how far they are from the PDF's pages."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from pipeline.artefacts import Page
from services.discovery.layout import View, views

ARABIC = re.compile(r"\d{1,4}")
AGREEING = 3
"""Pages that must agree on an offset before it is believed."""


def printed_numbers(pages: Sequence[View]) -> dict[int, int]:
    """The number printed on each PDF page that has one. Of several candidates on a page the one counts whose distance
    from the PDF page most other pages share: a series of numbers in step with the pages is what numbering is.
    """
    candidates = {view.number: _candidates(view) for view in pages}
    votes = Counter(number - page for page, numbers in candidates.items() for number in numbers)
    printed: dict[int, int] = {}
    for page, numbers in candidates.items():
        if numbers:
            best = max(sorted(numbers), key=lambda number: votes[number - page])
            if votes[best - page] >= min(AGREEING, max(2, len(pages) // 2)):
                printed[page] = best
    return printed


def numbered(lines: Sequence[bytes]) -> tuple[bytes, ...]:
    """Pages, given and returned as JSON lines, with the number printed on each."""
    pages = [Page.model_validate_json(line) for line in lines]
    printed = printed_numbers(views(pages))
    return tuple(
        page.model_copy(update={"printed": str(printed[page.number])}).model_dump_json().encode()
        if page.number in printed
        else line
        for page, line in zip(pages, lines, strict=True)
    )


def _candidates(view: View) -> set[int]:
    numbers: set[int] = set()
    for line in view.folios:
        found = ARABIC.search(line.text)
        if found:
            numbers.add(int(found.group()))
    return numbers


def pdf_page(number: int, printed: Mapping[int, int], page_count: int) -> int | None:
    """The PDF page that bears the printed `number`: the page it is printed on, else the one the nearest numbered page
    points to, else the number itself where nothing is printed; None when that lies outside the document.
    """
    for page, found in printed.items():
        if found == number:
            return page
    page = number
    if printed:
        nearest = min(printed, key=lambda candidate: abs(printed[candidate] - number))
        page = nearest + number - printed[nearest]
    return page if 1 <= page <= page_count else None
