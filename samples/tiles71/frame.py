"""What every page of the tile catalogue shares: fonts, logo, running heads and printed page numbers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle

import numpy as np

from samples.book import Book
from samples.fonts import Face
from samples.rooms import SCENES, Tile, room
from samples.textures import Rgb
from samples.tiles71.range import Series

BRAND = "Moravelle"
OFFSET = 3  # the cover and two more pages come before printed page 1
ACCENT = "#8c6a4f"
GREY = "#77726a"
LEFT, RIGHT, TOP, BOTTOM = 46.0, 549.0, 62.0, 792.0
WALLS: tuple[Rgb, ...] = ((226, 222, 214), (206, 200, 188), (188, 190, 182), (214, 196, 180), (232, 230, 226))


@dataclass
class Frame:
    """The catalogue being drawn and what its pages need."""

    book: Book
    sans: Face
    serif: Face
    rng: np.random.Generator
    range: list[Series]
    floors: Iterator[str] = field(default_factory=lambda: cycle(SCENES))
    walls: Iterator[str] = field(default_factory=lambda: cycle(("bathroom", "kitchen")))

    def page(self, kind: str, head: str = "", products: tuple[str, ...] = (), folio: bool = True) -> None:
        """Start a page with its running head, if any, and its printed number, unless `folio` is False."""
        number = len(self.book.truth.pages) + 1 - OFFSET
        numbered = folio and number > 0
        self.book.page(kind, str(number) if numbered else None, products)
        outer, align = (LEFT, "left") if number % 2 == 0 else (RIGHT, "right")
        if head:
            self.book.text(outer, 36, head, self.sans.regular, 7.5, GREY, align, spacing=0.6)
            self.book.line(LEFT, 42, RIGHT, 42, "#d8d2c8", 0.4)
        if numbered:
            self.book.text(outer, 818, str(number), self.sans.bold, 8.5, ACCENT, align)
            inner, other = (RIGHT, "right") if number % 2 == 0 else (LEFT, "left")
            self.book.text(inner, 818, f"{BRAND} — General Catalogue", self.sans.light, 7, GREY, other)

    def logo(self, x: float, y: float, size: float, colour: str = "#222222") -> None:
        """The maker's mark, drawn as vectors: four tiles and the name."""
        half = size / 2
        book = self.book
        book.rect(x, y, half - 1, half - 1, colour)
        book.rect(x + half, y + half, half - 1, half - 1, colour)
        book.polygon([(x + half, y), (x + size - 1, y), (x + size - 1, y + half - 1)], ACCENT)
        book.polygon([(x, y + half), (x + half - 1, y + size - 1), (x, y + size - 1)], ACCENT)
        book.text(
            x + size * 1.25, y + size * 0.74, BRAND.upper(), self.sans.bold, size * 0.62, colour, spacing=size * 0.09
        )

    def scene(self, series: Series, colour: str, shape: tuple[int, int] = (600, 800)) -> bytes:
        """A room with the series on its floor, and for thin wall tiles on its wall."""
        width, height = (float(side) / 100 for side in series.sizes[0].removesuffix(" cm").split("×"))
        tile = Tile(series.surfaces[colour], width, height)
        if series.look in ("mosaic", "plain", "linen"):
            plain = Tile(self.range[4].surfaces[self.range[4].colours[0]], 0.8, 0.8)
            return room(next(self.walls), plain, tile, self.rng, shape)
        wall = WALLS[int(self.rng.integers(len(WALLS)))]
        return room(next(self.floors), tile, wall, self.rng, shape)
