"""PDF pages that hold two printed pages side by side, cut in two."""

from collections.abc import Iterator, Sequence

from pipeline.artefacts import Line, Page, Picture
from services.discovery.geometry import inside

WIDE = 0.9
"""Width over height from which a page may be two."""
WIDEST = 0.75
"""Share of the widest page's width: covers are often single among spreads."""
ACROSS = 10.0
"""Points by which a line reaches into both halves to run across the fold."""
MOSTLY = 0.3
"""Share of a page's letters that run across the fold when it is one page."""
SLIVER = 0.05
"""Share of a half's width below which a picture in the other only reaches over the fold."""


def is_double(page: Page, widest: float) -> bool:
    """Whether a page, by its form, may hold two printed ones; `widest` is the width of the document's widest page."""
    return page.width >= WIDE * page.height and page.width >= WIDEST * widest


def halves(page: Page) -> Sequence[tuple[float, Page]]:
    """The left and the right half of a page, each with the x at which it begins. Lines across the fold go to the half
    with more of them, pictures are cut; where much of the text runs across, all stays left and the right is empty.
    """
    middle = page.width / 2
    letters = sum(len(line.text) for line in page.lines)
    crossing = sum(len(x.text) for x in page.lines if x.box[0] < middle - ACROSS and x.box[2] > middle + ACROSS)
    if letters and crossing >= MOSTLY * letters:
        empty = {"width": middle, "lines": (), "pictures": (), "drawings": 0}
        return (0.0, page), (middle, page.model_copy(update=empty))
    return tuple(
        (
            left,
            page.model_copy(update={"width": middle, "lines": _lines(page, left), "pictures": _pictures(page, left)}),
        )
        for left in (0.0, middle)
    )


def _lines(page: Page, left: float) -> tuple[Line, ...]:
    middle = page.width / 2
    return tuple(
        line.model_copy(update={"box": (line.box[0] - left, line.box[1], line.box[2] - left, line.box[3])})
        for line in page.lines
        if ((line.box[0] + line.box[2]) / 2 > middle) == (left > 0)
    )


def _pictures(page: Page, left: float) -> tuple[Picture, ...]:
    return tuple(_cut(page, left))


def _cut(page: Page, left: float) -> Iterator[Picture]:
    width = page.width / 2
    for picture in page.pictures:
        x0, y0, x1, y1 = picture.box
        box = inside((x0 - left, y0, x1 - left, y1), (width, page.height))
        if box[2] - box[0] > min(SLIVER * width, 0.5 * (x1 - x0)):
            yield picture.model_copy(update={"box": box})
