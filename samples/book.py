"""A catalogue while it is being drawn: a reportlab canvas with its origin at the top left, which keeps the truth."""

import io
from collections.abc import Sequence
from pathlib import Path

from reportlab import rl_config
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.utils import ImageReader, simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from samples.truth import Fact, ImageTruth, PageTruth, Truth, Value

rl_config.useA85 = 0  # ASCII85 would make every picture a quarter larger

INK = "#222222"


class Book:
    """Draws pages and records what is on them. Lengths are points, y runs down from the top of the displayed page."""

    def __init__(self, path: Path, truth: Truth, size: tuple[float, float]) -> None:
        # invariant: no clock and no random id, so the same seed gives the same bytes
        self.canvas = Canvas(str(path), pagesize=size, invariant=1, pageCompression=1, lang=truth.language)
        self.canvas.setTitle(truth.title)
        self.truth = truth
        self.default_size = size
        self.width, self.height = size
        self._open = False

    @property
    def page_number(self) -> int:
        """The PDF page being drawn, from 1."""
        return len(self.truth.pages)

    def page(
        self,
        kind: str,
        printed: str | None = None,
        products: Sequence[str] = (),
        size: tuple[float, float] | None = None,
        rotate: int = 0,
    ) -> None:
        """Start a page. With `rotate` (0, 90, 180, 270) the file's page is turned, and shows `size` upright."""
        self._finish_page()
        self.width, self.height = size or self.default_size
        self.canvas.setPageSize((self.width, self.height))  # as displayed: reportlab swaps the sides of a turned page
        self.canvas.setPageRotation(rotate)
        if rotate == 90:
            self.canvas.transform(0, 1, -1, 0, self.height, 0)
        elif rotate == 180:
            self.canvas.transform(-1, 0, 0, -1, self.width, self.height)
        elif rotate == 270:
            self.canvas.transform(0, -1, 1, 0, 0, self.width)
        self.truth.pages.append(PageTruth(len(self.truth.pages) + 1, kind, printed, list(products)))
        self._open = True

    def on_page(self, product: str) -> None:
        """Say that this product is on the page being drawn."""
        here = self.truth.pages[-1].products
        if product not in here:
            here.append(product)

    def fact(self, product: str, key: str, *values: Value) -> None:
        """Record values printed on this page for a product."""
        for value in values:
            self.truth.facts.append(Fact(product, key, value, self.page_number))

    def text(
        self,
        x: float,
        y: float,
        words: str,
        font: str,
        size: float,
        colour: str = INK,
        align: str = "left",
        spacing: float = 0.0,
        turn: float = 0.0,
    ) -> float:
        """One line with its baseline at y; `spacing` is extra space after each letter. Returns the line's width."""
        width = stringWidth(words, font, size) + spacing * max(len(words) - 1, 0)
        shift = {"left": 0.0, "center": width / 2, "right": width}[align]
        self.canvas.saveState()
        self.canvas.translate(x, self.height - y)
        if turn:
            self.canvas.rotate(turn)
        line = self.canvas.beginText(-shift, 0)
        line.setFont(font, size)
        line.setFillColor(HexColor(colour))
        if spacing:
            line.setCharSpace(spacing)
        line.textOut(words)
        self.canvas.drawText(line)
        self.canvas.restoreState()
        return width

    def para(
        self,
        x: float,
        y: float,
        width: float,
        words: str,
        font: str,
        size: float,
        colour: str = INK,
        leading: float = 1.38,
        align: str = "left",
    ) -> float:
        """Text wrapped to `width`, its first baseline one line below y. Returns the y below the last line."""
        edge = {"left": x, "center": x + width / 2, "right": x + width}[align]
        for line in simpleSplit(words, font, size, width):
            y += size * leading
            self.text(edge, y, line, font, size, colour, align)
        return y + size * 0.4

    def columns(
        self, x: float, y: float, width: float, count: int, gap: float, words: Sequence[str], font: str, size: float
    ) -> float:
        """Paragraphs run through `count` columns of about equal height. Returns the y below the longest one."""
        column = (width - gap * (count - 1)) / count
        lines = [line for words_ in words for line in [*simpleSplit(words_, font, size, column), ""]][:-1]
        per_column = -(-len(lines) // count)
        for index, line in enumerate(lines):
            if line:
                left = x + (index // per_column) * (column + gap)
                self.text(left, y + (index % per_column + 1) * size * 1.38, line, font, size)
        return y + (per_column + 0.4) * size * 1.38

    def picture(
        self,
        data: bytes,
        x: float,
        y: float,
        width: float,
        height: float,
        role: str,
        product: str | None = None,
        caption: str | None = None,
    ) -> None:
        """Place a JPEG or PNG stretched to the box, and record it. `caption` must be printed by the caller."""
        self.canvas.drawImage(ImageReader(io.BytesIO(data)), x, self.height - y - height, width, height, mask="auto")
        box = (round(x, 2), round(y, 2), round(x + width, 2), round(y + height, 2))
        self.truth.images.append(ImageTruth(self.page_number, box, role, product, caption))

    def rect(
        self, x: float, y: float, width: float, height: float, fill: str | None, stroke: str | None = None
    ) -> None:
        """A rectangle, filled, outlined or both."""
        self._colours(fill, stroke)
        self.canvas.rect(x, self.height - y - height, width, height, fill=fill is not None, stroke=stroke is not None)

    def line(self, x0: float, y0: float, x1: float, y1: float, colour: str = INK, width: float = 0.5) -> None:
        """A straight line."""
        self.canvas.setStrokeColor(HexColor(colour))
        self.canvas.setLineWidth(width)
        self.canvas.line(x0, self.height - y0, x1, self.height - y1)

    def circle(self, x: float, y: float, radius: float, fill: str | None, stroke: str | None = None) -> None:
        """A circle about x, y."""
        self._colours(fill, stroke)
        self.canvas.circle(x, self.height - y, radius, fill=fill is not None, stroke=stroke is not None)

    def polygon(
        self, points: Sequence[tuple[float, float]], fill: str | None, stroke: str | None = None, opacity: float = 1.0
    ) -> None:
        """A closed polygon; `opacity` (0-1) is of its filling."""
        self._colours(fill, stroke)
        path = self.canvas.beginPath()
        path.moveTo(points[0][0], self.height - points[0][1])
        for x, y in points[1:]:
            path.lineTo(x, self.height - y)
        path.close()
        self.canvas.saveState()
        if fill and opacity < 1:
            tint = HexColor(fill)
            self.canvas.setFillColor(Color(tint.red, tint.green, tint.blue, alpha=opacity))
        self.canvas.drawPath(path, fill=fill is not None, stroke=stroke is not None)
        self.canvas.restoreState()

    def bookmark(self, title: str, level: int = 0) -> None:
        """An outline entry to the page being drawn."""
        key = f"p{self.page_number}-{len(title)}-{level}-{title}"
        self.canvas.bookmarkPage(key)
        self.canvas.addOutlineEntry(title, key, level)

    def save(self) -> None:
        """Finish the last page and write the file."""
        self._finish_page()
        self.canvas.save()

    def _finish_page(self) -> None:
        if self._open:
            self.canvas.showPage()
            self._open = False

    def _colours(self, fill: str | None, stroke: str | None) -> None:
        if fill is not None:
            self.canvas.setFillColor(HexColor(fill))
        if stroke is not None:
            self.canvas.setStrokeColor(HexColor(stroke))
            self.canvas.setLineWidth(0.6)
