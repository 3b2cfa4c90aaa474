"""Pages that go through a scanner: drawn on paper, then pictures of it, a little askew and grainy."""

import io
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from reportlab.pdfbase.pdfmetrics import stringWidth

from samples.book import INK, Book
from samples.fonts import file_of
from samples.textures import jpeg
from samples.truth import Truth

DPI = 150
SCALE = DPI / 72
PAPER = (250, 248, 243)


class ScannedBook(Book):
    """A book some of whose pages are scanned: after `paper`, what is drawn on a page becomes part of its picture."""

    def __init__(self, path: Path, truth: Truth, size: tuple[float, float], rng: np.random.Generator) -> None:
        super().__init__(path, truth, size)
        self._rng = rng
        self._paper: Image.Image | None = None
        self._askew, self._aside = 0.0, False

    def paper(self, askew: float, *, aside: bool = False) -> None:
        """Scan the page just begun, `askew` degrees counter-clockwise; `aside`, it lies on its left side in the PDF,
        and width and height to draw on are swapped.
        """
        if aside:
            self.width, self.height = self.height, self.width
        self._paper = Image.new("RGB", (round(self.width * SCALE), round(self.height * SCALE)), PAPER)
        self._askew, self._aside = askew, aside
        self.truth.pages[-1].drawn = "scan"

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
        if self._paper is None:
            return super().text(x, y, words, font, size, colour, align, spacing, turn)
        width = stringWidth(words, font, size)
        self.truth.pages[-1].words.append(words)
        left = x - {"left": 0.0, "center": width / 2, "right": width}[align]
        _draw(self._paper).text((left * SCALE, y * SCALE), words, colour, _face(font, size), anchor="ls")
        return width

    def rect(
        self, x: float, y: float, width: float, height: float, fill: str | None, stroke: str | None = None
    ) -> None:
        if self._paper is None:
            super().rect(x, y, width, height, fill, stroke)
            return
        box = [x * SCALE, y * SCALE, (x + width) * SCALE, (y + height) * SCALE]
        _draw(self._paper).rectangle(box, fill, stroke)

    def line(self, x0: float, y0: float, x1: float, y1: float, colour: str = INK, width: float = 0.5) -> None:
        if self._paper is None:
            super().line(x0, y0, x1, y1, colour, width)
            return
        _draw(self._paper).line([v * SCALE for v in (x0, y0, x1, y1)], colour, max(1, round(width * SCALE)))

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
        if self._paper is None:
            super().picture(data, x, y, width, height, role, product, caption)
            return
        photo = Image.open(io.BytesIO(data)).resize((round(width * SCALE), round(height * SCALE)))
        self._paper.paste(photo, (round(x * SCALE), round(y * SCALE)))

    def _finish_page(self) -> None:
        if self._paper is not None:
            self._scan(self._paper)
        super()._finish_page()

    def _scan(self, paper: Image.Image) -> None:
        self._paper = None
        askew = paper.rotate(self._askew, Image.Resampling.BICUBIC, fillcolor=PAPER)
        if self._aside:
            askew = askew.transpose(Image.Transpose.ROTATE_90)
            self.width, self.height = self.height, self.width
        pixels = np.asarray(askew, np.float32)
        grain = self._rng.normal(0, 5, (*pixels.shape[:2], 1)).astype(np.float32)
        super().picture(jpeg(pixels + grain, 72), 0, 0, self.width, self.height, "scan")


def _draw(paper: Image.Image) -> ImageDraw.ImageDraw:
    return ImageDraw.Draw(paper)


@cache
def _face(font: str, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(file_of(font), size * SCALE)
