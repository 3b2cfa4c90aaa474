"""Pages whose text stands on its side, though the page is not marked as turned: the rules read them upright, and what
they find is put back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from pipeline.artefacts import Box, Line, Page, Product

MOSTLY = 0.6
"""Share of a page's letters that must stand on their side."""
LEAST_LINES = 3


@dataclass(frozen=True)
class Turn:
    """How a page of `width` by `height` was turned: `rising` text ran from bottom to top."""

    width: float
    height: float
    rising: bool

    def there(self, box: Box) -> Box:
        """A box of the page as displayed, on the upright page."""
        x0, y0, x1, y1 = box
        if self.rising:
            return (self.height - y1, x0, self.height - y0, x1)
        return (y0, self.width - x1, y1, self.width - x0)

    def back(self, box: Box) -> Box:
        """A box of the upright page, on the page as displayed."""
        x0, y0, x1, y1 = box
        if self.rising:
            return (y0, self.height - x1, y1, self.height - x0)
        return (self.width - y1, x0, self.width - y0, x1)


def turn_of(page: Page) -> Turn | None:
    """How a page has to be turned to be read; None for one that stands upright. Lines that follow one another to the
    right rise, those to the left fall.
    """
    letters = sum(len(line.text) for line in page.lines)
    aside = [line for line in page.lines if line.vertical]
    if len(aside) < LEAST_LINES or sum(len(line.text) for line in aside) < MOSTLY * letters:
        return None
    steps = sum((b.box[0] > a.box[0]) - (b.box[0] < a.box[0]) for a, b in pairwise(aside))
    return Turn(page.width, page.height, rising=steps >= 0)


def upright(page: Page, turn: Turn) -> Page:
    """The page turned so that its text stands upright."""
    return page.model_copy(
        update={
            "width": page.height,
            "height": page.width,
            "lines": tuple(_turned(line, turn) for line in page.lines),
            "pictures": tuple(p.model_copy(update={"box": turn.there(p.box)}) for p in page.pictures),
        }
    )


def _turned(line: Line, turn: Turn) -> Line:
    return line.model_copy(update={"box": turn.there(line.box), "vertical": not line.vertical})


def put_back(product: Product, turns: Mapping[int, Turn]) -> Product:
    """A product, and its variants, with the boxes of its facts on the pages as displayed."""
    if not turns:
        return product
    facts = tuple(
        fact.model_copy(update={"box": turns[fact.page].back(fact.box)}) if fact.box and fact.page in turns else fact
        for fact in product.facts
    )
    variants = tuple(put_back(variant, turns) for variant in product.variants)
    return product.model_copy(update={"facts": facts, "variants": variants})
