"""Page numbers as printed, and how far they are from the PDF's pages."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from pipeline.artefacts import Line, Page
from services.discovery.layout import View, in_band, is_folio

ARABIC = re.compile(r"\d{1,4}")
AGREEING = 3
"""Pages that must agree on an offset before it is believed."""


def printed_numbers(pages: Sequence[View]) -> dict[int, int]:
    """The number printed on each PDF page that has one. Of several candidates on a page the one counts whose distance
    from the PDF page most other pages share: a series of numbers in step with the pages is what numbering is.
    """
    candidates = {view.number: _numbers(view.folios) for view in pages}
    votes = Counter(number - page for page, numbers in candidates.items() for number in numbers)
    printed: dict[int, int] = {}
    for page, numbers in candidates.items():
        if numbers:
            best = max(sorted(numbers), key=lambda number: votes[number - page])
            if votes[best - page] >= min(AGREEING, max(2, len(pages) // 2)):
                printed[page] = best
    return printed


def folios(page: Page) -> set[int]:
    """What may be the number printed on a page: numbers alone at its head or foot."""
    return _numbers(line for line in page.lines if in_band(line, page) and is_folio(line.text))


def _numbers(lines: Iterable[Line]) -> set[int]:
    numbers: set[int] = set()
    for line in lines:
        found = ARABIC.search(line.text)
        if found:
            numbers.add(int(found.group()))
    return numbers
