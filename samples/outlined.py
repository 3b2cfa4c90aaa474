"""Pages whose words are outlines, as drawing programs export them when fonts must not be embedded."""

from functools import cache
from typing import Any

from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont
from reportlab.lib.colors import HexColor
from reportlab.pdfbase.pdfmetrics import stringWidth

from samples.book import INK, Book
from samples.fonts import file_of


class OutlinedBook(Book):
    """A book without text: every letter is a path."""

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
        width = stringWidth(words, font, size) + spacing * max(len(words) - 1, 0)
        self.truth.pages[-1].drawn = "outlines"
        self.truth.pages[-1].words.append(words)
        glyphs, names, unit = _font(font)
        self.canvas.saveState()
        self.canvas.translate(x - {"left": 0.0, "center": width / 2, "right": width}[align], self.height - y)
        if turn:
            self.canvas.rotate(turn)
        self.canvas.setFillColor(HexColor(colour))
        at = 0.0
        for letter in words:
            pen = _Pen(self.canvas.beginPath(), glyphs, at, size / unit)
            glyphs[names[ord(letter)]].draw(pen)
            self.canvas.drawPath(pen.path, stroke=0, fill=1)
            at += stringWidth(letter, font, size) + spacing
        self.canvas.restoreState()
        return width


class _Pen(BasePen):  # type: ignore[misc]
    """Draws a glyph on a reportlab path, `at` points to the right, `scale` points a font unit."""

    def __init__(self, path: Any, glyphs: Any, at: float, scale: float) -> None:
        super().__init__(glyphs)
        self.path, self._at, self._scale = path, at, scale

    def _moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self.path.moveTo(*self._placed(point))

    def _lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self.path.lineTo(*self._placed(point))

    def _curveToOne(self, a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> None:  # noqa: N802
        self.path.curveTo(*self._placed(a), *self._placed(b), *self._placed(c))

    def _closePath(self) -> None:  # noqa: N802
        self.path.close()

    def _placed(self, point: tuple[float, float]) -> tuple[float, float]:
        return self._at + point[0] * self._scale, point[1] * self._scale


@cache
def _font(font: str) -> tuple[Any, dict[int, str], int]:
    """The glyphs of a font, their names by letter, and its units an em."""
    opened = TTFont(file_of(font))
    return opened.getGlyphSet(), opened.getBestCmap(), opened["head"].unitsPerEm
