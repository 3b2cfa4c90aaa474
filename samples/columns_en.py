"""Garden plants, English, 8 pages in two or three columns, printed row by row over all columns, as print drivers do."""

from pathlib import Path

import numpy as np
from reportlab.lib.utils import simpleSplit

from samples.book import Book
from samples.fonts import serif
from samples.prose import sentences
from samples.truth import Truth

WIDTH, HEIGHT = 595.0, 842.0
FACE = serif()
GREEN = "#3d5a2a"
FIRST = (
    "Amber",
    "Bishop\u2019s",
    "Copper",
    "Dusky",
    "Evening",
    "Frosted",
    "Golden",
    "Harvest",
    "Ivory",
    "Juniper",
    "Kestrel",
    "Linen",
)
SECOND = ("Bell", "Crown", "Dancer", "Feather", "Lantern", "Mantle", "Ribbon", "Thimble")
COLOURS = ("white", "soft pink", "deep red", "pale yellow", "violet", "copper")
TOP, LEADING = 110.0, 13.0
Row = tuple[str, str, float, str]
"""Words, font, size and colour of a line."""


def build(path: Path, seed: int) -> Truth:
    """Write the catalogue to `path` and return what is in it."""
    rng = np.random.default_rng(seed)
    truth = Truth("columns-en", seed, "en", "Marlow Nurseries \u2014 Perennials")
    book = Book(path, truth, (WIDTH, HEIGHT))
    book.page("cover")
    book.rect(0, 0, WIDTH, HEIGHT, GREEN)
    book.text(60, 360, "Marlow Nurseries", FACE.bold, 44, "#f6f1e4")
    book.text(60, 396, "Perennials", FACE.light, 26, "#f6f1e4")
    names = [f"{FIRST[int(k) % 12]} {SECOND[int(k) // 12]}" for k in rng.permutation(96)]
    for number in range(2, 8):
        count = 2 + number % 2
        book.page("product", str(number))
        book.text(50, 64, ("Sun", "Shade", "Border")[number % 3], FACE.light, 22, GREEN)
        book.line(50, 76, WIDTH - 50, 76, GREEN)
        width = (WIDTH - 100 - 24 * (count - 1)) / count
        columns = [_column(book, rng, [names.pop() for _ in range(3)], width) for _ in range(count)]
        _in_turn(book, columns, width)
        book.text(WIDTH / 2, HEIGHT - 26, str(number), FACE.regular, 9, align="center")
    book.page("terms", "8")
    book.text(50, 100, "Ordering and delivery", FACE.bold, 22, GREEN)
    book.columns(50, 120, 495, 2, 24, [sentences(rng, 6), sentences(rng, 6)], FACE.regular, 10)
    book.text(WIDTH / 2, HEIGHT - 26, "8", FACE.regular, 9, align="center")
    book.save()
    return truth


def _column(book: Book, rng: np.random.Generator, names: list[str], width: float) -> list[Row | None]:
    """The lines of a column of products, None for an empty one."""
    rows: list[Row | None] = []
    for name in names:
        book.on_page(name)
        height, pot = f"{int(rng.integers(3, 18)) * 10} cm", f"{int(rng.integers(1, 8))} litre"
        colour, code = COLOURS[int(rng.integers(6))], f"MN{int(rng.integers(1000, 9900))}"
        price = f"\u00a3{int(rng.integers(4, 28))}.{int(rng.integers(10))}5"
        rows.append((name, FACE.bold, 13.0, GREEN))
        rows += [
            (line, FACE.regular, 9.5, "#222222") for line in simpleSplit(sentences(rng, 2), FACE.regular, 9.5, width)
        ]
        for words in (f"Height: {height}", f"Pot: {pot}", f"Colour: {colour}", f"Code: {code}", f"Price: {price}"):
            rows.append((words, FACE.regular, 9.5, "#222222"))
        rows += [None, None]
        book.fact(name, "sizes", height)
        book.fact(name, "colours", colour)
        book.fact(name, "codes", code)
        book.fact(name, "prices", price)
    return rows


def _in_turn(book: Book, columns: list[list[Row | None]], width: float) -> None:
    """The columns' lines row by row."""
    for k in range(max(len(column) for column in columns)):
        for at, column in enumerate(columns):
            row = column[k] if k < len(column) else None
            if row is not None:
                words, font, size, colour = row
                book.text(50 + at * (width + 24), TOP + k * LEADING, words, font, size, colour)
