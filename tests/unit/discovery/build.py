"""Pages made by hand, as `reading` would give them."""

import hashlib
import string
from collections.abc import Iterable
from uuid import UUID

from hypothesis import strategies as st

from pipeline.artefacts import Line, Page, Picture
from services.discovery.layout import View, views
from services.discovery.opening import Opened

DOCUMENT = UUID("5f6b1a3e-93e5-5f0c-8a8e-0d6f5b7c2a11")
WIDTH, HEIGHT = 595.0, 842.0
PHOTO = Picture(xref=7, box=(50, 300, 350, 600), width=900, height=900)


def line(
    text: str,
    x: float = 50,
    y: float = 150,
    *,
    size: float = 10,
    bold: bool = False,
    block: int = 0,
    right: float | None = None,
    vertical: bool = False,
) -> Line:
    """A line whose box starts at (x, y), half its size wide a letter unless it ends at `right`."""
    box = (x, y, right if right is not None else x + max(len(text), 1) * size / 2, y + 1.2 * size)
    return Line(text=text, box=box, size=size, bold=bold, block=block, vertical=vertical)


def heading(text: str, y: float = 110, *, x: float = 50, size: float = 24) -> Line:
    return line(text, x, y, size=size, bold=True, block=900 + int(y))


def texts(*said: str, y: float = 150, x: float = 50, size: float = 10, block: int = 0) -> tuple[Line, ...]:
    """Lines below one another, each a paragraph of its own from `block` on."""
    return tuple(line(text, x, y + 20 * n, size=size, block=block + n) for n, text in enumerate(said))


def row(*cells: str, y: float, size: float = 10, bold: bool = False, xs: Iterable[float] = ()) -> tuple[Line, ...]:
    """Cells side by side, 120 points apart or at `xs`."""
    starts = list(xs) or [50 + 120 * n for n in range(len(cells))]
    return tuple(line(cell, x, y, size=size, bold=bold) for x, cell in zip(starts, cells, strict=True))


def folio(number: int | str) -> Line:
    """The page number at the foot."""
    return line(str(number), 290, 815, size=8)


def page(number: int, *lines: Line, pictures: tuple[Picture, ...] = (), drawings: int = 0) -> Page:
    text = repr([(line.text, line.box) for line in lines])
    return Page(
        number=number,
        width=WIDTH,
        height=HEIGHT,
        key=hashlib.sha256(text.encode()).hexdigest(),
        source="text" if lines else "none",
        lines=lines,
        pictures=pictures,
        drawings=drawings,
    )


def view(*lines: Line, number: int = 1, pictures: tuple[Picture, ...] = ()) -> View:
    """One page alone as the rules see it."""
    return views([page(number, *lines, pictures=pictures)])[0]


def opened(pages: int, title: str = "") -> Opened:
    return Opened(page_count=pages, title=title)


printable = st.text(alphabet=string.printable + "éőșß×²€№…ﬁ\u00ad\u200b中\U0001f600", max_size=60)
"""Text as extraction may give it: several scripts, invisible characters, signs."""


@st.composite
def any_lines(draw: st.DrawFn, most: int = 12) -> tuple[Line, ...]:
    """Lines of any text, size and place, overlapping too."""
    found = []
    for _ in range(draw(st.integers(0, most))):
        text = draw(
            st.one_of(printable, st.sampled_from(["Size: 60 x 120 cm", "Code", "€ 12,50", "Sofa", "12", "…… 7"]))
        )
        x, y = draw(st.integers(0, 590)), draw(st.integers(0, 840))
        size = draw(st.sampled_from([6.0, 10.0, 24.0]))
        found.append(line(text, x, y, size=size, bold=draw(st.booleans()), block=draw(st.integers(0, 4))))
    return tuple(found)
