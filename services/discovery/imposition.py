"""The order of printed pages in a PDF: one after the other, two side by side, or as a press wants them for folding.
The rules read printed pages in the order of reading; what they find is said of the PDF's pages again.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from pipeline.artefacts import Box, Fact, Page, Product
from services.discovery.halves import halves, is_double
from services.discovery.layout import views
from services.discovery.opening import OutlineEntry
from services.discovery.printed_numbers import folios, printed_numbers

LEAST = 4
"""Steps from one page's number to the next one's that must fit before another order than the PDF's is believed."""
MOSTLY = 0.6
"""Share of the steps that must fit."""
FEW = 0.25
"""How many must, in shares of the pages: in some layouts every other page has no number."""
CLEARLY = 0.2
"""How much larger than in the PDF's own order the share must be."""
SIGNATURES = (4, 8, 16, 32)
"""Printed pages on one large sheet, both sides, that is folded and cut."""
COVERS = (0, 1, 2)
"""Pages at either end that may be printed apart."""
_PAGE = re.compile(r"(?<=\bp\. )\d+|(?<=\bpage )\d+")


@dataclass(frozen=True)
class Place:
    """Where a printed page stands: on which PDF page, and from which x."""

    page: int
    left: float = 0.0


@dataclass(frozen=True)
class Arrangement:
    """Printed `pages` in the order of reading, numbered from 1, and the place of each."""

    pages: tuple[Page, ...]
    places: tuple[Place, ...]

    def pdf_page(self, number: int) -> int:
        """The PDF page on which the printed page `number` (counted from 1, whatever is printed on it) stands."""
        return self.places[number - 1].page

    def pdf_pages(self, numbers: Iterable[int]) -> tuple[int, ...]:
        """The PDF pages on which printed pages stand, rising, each once."""
        return tuple(sorted({self.pdf_page(number) for number in numbers}))

    @cached_property
    def on_page(self) -> dict[int, list[int]]:
        """The printed pages on each PDF page, left to right."""
        found: dict[int, list[int]] = {}
        for number in sorted(range(1, len(self.places) + 1), key=lambda n: self.places[n - 1].left):
            found.setdefault(self.pdf_page(number), []).append(number)
        return found

    def outline(self, entries: Iterable[OutlineEntry]) -> list[OutlineEntry]:
        """Bookmarks that point to printed pages: to each that stands on their PDF page."""
        return [e.model_copy(update={"page": number}) for e in entries for number in self.on_page.get(e.page, ())]

    def in_words(self, text: str) -> str:
        """A text that says "p. 7" or "page 7", with PDF pages in place of printed ones."""
        return _PAGE.sub(lambda match: str(self.pdf_page(int(match.group()))), text)

    def product(self, product: Product) -> Product:
        """A product, its facts and its variants, said of PDF pages."""
        return product.model_copy(
            update={
                "pages": self.pdf_pages(product.pages),
                "facts": tuple(self._fact(fact) for fact in product.facts),
                "evidence": tuple(self.in_words(said) for said in product.evidence),
                "variants": tuple(self.product(variant) for variant in product.variants),
            }
        )

    def _fact(self, fact: Fact) -> Fact:
        place = self.places[fact.page - 1]
        return fact.model_copy(update={"page": place.page, "box": _moved(fact.box, place.left)})


def _moved(box: Box | None, right: float) -> Box | None:
    """A box moved to the right."""
    return (round(box[0] + right, 1), box[1], round(box[2] + right, 1), box[3]) if box and right else box


def arranged(pages: Sequence[Page]) -> Arrangement:
    """The printed pages of a document. The numbers on them tell: in the order of reading they rise with the pages. The
    PDF's own order is kept unless another explains clearly more of them.
    """
    widest = max((page.width for page in pages), default=0.0)
    single = [(Place(page.number), page) for page in pages]
    double = [
        (Place(page.number, left), half)
        for page in pages
        for left, half in (halves(page) if is_double(page, widest) else ((0.0, page),))
    ]
    best, most = single, MOSTLY
    for placed in (single, double) if len(double) > len(single) else (single,):
        numbers = [folios(page) for _, page in placed]
        for order in _orders(len(placed)):
            share = _explained([numbers[index] for index in order])
            if placed is single and order == list(range(len(placed))):
                most = max(most, share + CLEARLY)
            elif share >= most:
                best, most = [placed[index] for index in order], share + 1e-9
    return Arrangement(
        tuple(page.model_copy(update={"number": number}) for number, (_, page) in enumerate(best, start=1)),
        tuple(place for place, _ in best),
    )


def numbered(lines: Sequence[bytes]) -> tuple[bytes, ...]:
    """Pages, given and returned as JSON lines, with the number printed on each; "6, 7" for two side by side."""
    pages = [Page.model_validate_json(line) for line in lines]
    arrangement = arranged(pages)
    printed = printed_numbers(views(arrangement.pages))
    found = {
        number: ", ".join(str(printed[n]) for n in arrangement.on_page[number] if n in printed)
        for number in arrangement.on_page
    }
    return tuple(
        page.model_copy(update={"printed": found[page.number]}).model_dump_json().encode()
        if found[page.number]
        else line
        for page, line in zip(pages, lines, strict=True)
    )


def _explained(numbers: Sequence[set[int]]) -> float:
    """Share of the numbers on pages from which the next page that has one goes on; 0 where these are too few."""
    numbered_pages = [(position, of_page) for position, of_page in enumerate(numbers) if of_page]
    going_on = sum(
        number + there - here in next_ones
        for (here, ones), (there, next_ones) in pairwise(numbered_pages)
        for number in ones
    )
    if going_on < max(LEAST, FEW * len(numbers)):
        return 0.0
    return going_on / sum(len(of_page) for _, of_page in numbered_pages[:-1])


def _orders(count: int) -> Iterator[list[int]]:
    """The orders printed pages may be read in, each as their indices in the PDF; the PDF's own first."""
    yield list(range(count))
    yield list(range(count))[::-1]
    for apart in COVERS:
        inner = count - 2 * apart
        if inner >= 4 and inner % 4 == 0:
            middle = [apart + index for index in saddle(inner)]
            yield [*range(apart), *middle, *range(count - apart, count)]
    for size in SIGNATURES:
        if size < count and count % size == 0:
            yield [first + index for first in range(0, count, size) for index in saddle(size)]


def saddle(count: int) -> list[int]:
    """The order of reading of `count` pages (a multiple of four) that lie as on sheets put into one another and
    stapled: of 8 pages, in the PDF 8 1, 2 7, 6 3, 4 5, the indices 1, 2, 5, 6, 7, 4, 3, 0.
    """
    lying: list[int] = []
    for sheet_side in range(count // 2):
        front, back = sheet_side + 1, count - sheet_side
        lying += [front, back] if sheet_side % 2 else [back, front]
    return sorted(range(count), key=lambda index: lying[index])
