"""An image or chunk as one page shows it, or several."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.linker.register import Values


@dataclass(frozen=True)
class View:
    """An image or chunk as a page shows it, by product the plan puts there. Without rivals on the page, nearness and
    order say nothing.
    """

    page: Mapping[UUID, float]  # a page's products share it
    nearness: Values
    order: Values
    letters: int = 0  # how much of a chunk is on the page
    misread: bool = False  # the page's words come from OCR
    lists: bool = False  # the page names products to lead to them: it is about none


def as_one(views: Sequence[View]) -> View:
    """A chunk over several pages: what counts on each page is how much of the chunk is there."""
    letters = sum(view.letters for view in views)
    page: dict[UUID, float] = defaultdict(float)
    nearness: Values = {}
    order: Values = {}
    for view in views:
        part = view.letters / letters if letters else 1 / len(views)
        for product, share in view.page.items():
            page[product] += part * share
            nearness[product] = _greater(nearness.get(product), view.nearness.get(product))
            order[product] = _greater(order.get(product), view.order.get(product))
    return View(page, nearness, order, letters, any(view.misread for view in views), all(view.lists for view in views))


def _greater(a: float | None, b: float | None) -> float | None:
    return b if a is None else a if b is None else max(a, b)
