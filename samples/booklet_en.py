"""Garden things, English: a 24-page booklet as it goes to press, two pages on each of 12 sheets, in stapling order."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from samples.book import Book
from samples.fonts import serif
from samples.goods import TONGUES, Good, make, show, tell
from samples.imposition import saddle
from samples.prose import sentences
from samples.rooms import Tile, room
from samples.tables import leader
from samples.textures import texture
from samples.truth import Truth

WIDTH, HEIGHT = 421.0, 595.0  # of one printed page
FACE, TONGUE = serif(), TONGUES["en"]
GREEN = "#37513d"
PAGES = 24
SPANS = (2, 1, 1, 2, 1, 2, 1, 1, 2, 1, 1, 2)
"""Printed pages of each product, from page 4 on."""
KINDS = (("Bench", "sofa"), ("Planter", "bowl"), ("Lantern", "table lamp"), ("Watering Can", "jug"))
PLACES = (
    "Alder", "Beacon", "Cowslip", "Drover", "Eyot", "Furrow", "Glebe", "Hollow", "Ivel", "Jetty", "Kestrel", "Linnet",
    "Meadow", "Nook",
)  # fmt: skip
Drawer = Callable[[Book, np.random.Generator, float], None]
"""Draws a printed page whose left edge is at an x."""


def build(path: Path, seed: int) -> Truth:
    """Write the catalogue to `path` and return what is in it."""
    rng = np.random.default_rng(seed)
    truth = Truth("booklet-en", seed, "en", "Hartley Garden Works — Spring list")
    book = Book(path, truth, (2 * WIDTH, HEIGHT))
    places = [PLACES[i] for i in rng.permutation(len(PLACES))[: len(SPANS)]]
    goods = [
        make(rng, TONGUE, f"{place} {noun}", kind, "HG") for place, (noun, kind) in zip(places, KINDS * 3, strict=True)
    ]
    firsts = [4 + sum(SPANS[:k]) for k in range(len(SPANS))]
    pages: dict[int, Drawer] = {1: _cover, 2: _picture, 3: _index(goods, firsts), PAGES: _back_cover}
    for good, first, span in zip(goods, firsts, SPANS, strict=True):
        pages[first] = _words(good, pictured=span == 1)
        if span == 2:
            pages[first + 1] = _portrait(good)
    pages |= {21: _care, 22: _terms, 23: _shops}
    order = saddle(PAGES)
    for left, right in zip(order[::2], order[1::2], strict=True):
        numbered = [number for number in (left, right) if 2 < number < PAGES]
        book.page("sheet", "|".join(map(str, numbered)) or None)
        for number, x in ((left, 0.0), (right, WIDTH)):
            pages[number](book, rng, x)
            if number in numbered:
                outer = x + 28 if number % 2 == 0 else x + WIDTH - 28
                book.text(outer, 575, str(number), FACE.regular, 9, GREEN, "left" if number % 2 == 0 else "right")
    book.save()
    return truth


def _cover(book: Book, _: np.random.Generator, x: float) -> None:
    book.rect(x, 0, WIDTH, HEIGHT, GREEN)
    book.text(x + WIDTH / 2, 240, "Hartley Garden Works", FACE.light, 32, "#f4efe2", "center")
    book.text(x + WIDTH / 2, 268, "Spring list", FACE.italic, 16, "#cdbf95", "center")


def _picture(book: Book, rng: np.random.Generator, x: float) -> None:
    floor = Tile(texture("stone", (190, 180, 166), rng))
    book.picture(room("terrace", floor, (206, 212, 208), rng, (600, 424)), x, 0, WIDTH, HEIGHT, "room")


def _index(goods: list[Good], firsts: list[int]) -> Drawer:
    def draw(book: Book, _: np.random.Generator, x: float) -> None:
        book.text(x + 40, 90, "Contents", FACE.light, 28, GREEN)
        for k, (good, first, span) in enumerate(zip(goods, firsts, SPANS, strict=True)):
            number = f"{first}–{first + 1}" if span == 2 else str(first)
            leader(book, x + 40, 140 + 24 * k, x + WIDTH - 40, good.name, number, FACE.regular, 11)
        for k, (words, page) in enumerate((("Care through the year", 21), ("Terms of sale", 22), ("Our shops", 23))):
            leader(book, x + 40, 460 + 18 * k, x + WIDTH - 40, words, str(page), FACE.italic, 9.5)

    return draw


def _words(good: Good, *, pictured: bool) -> Drawer:
    def draw(book: Book, rng: np.random.Generator, x: float) -> None:
        top = 60.0
        if pictured:
            show(book, rng, good, TONGUE, (x + 40, 40, WIDTH - 80, 220))
            top = 270.0
        tell(book, rng, good, TONGUE, (x + 40, top, WIDTH - 80, 0), FACE, GREEN)

    return draw


def _portrait(good: Good) -> Drawer:
    def draw(book: Book, rng: np.random.Generator, x: float) -> None:
        show(book, rng, good, TONGUE, (x, 0, WIDTH, 480), (232, 236, 226))
        book.text(x + WIDTH / 2, 510, f"{good.name} in {good.versions[0][1]}", FACE.italic, 9, "#666666", "center")

    return draw


def _care(book: Book, rng: np.random.Generator, x: float) -> None:
    book.text(x + 40, 90, "Care through the year", FACE.light, 24, GREEN)
    book.para(x + 40, 110, WIDTH - 80, "Oil the teak in March. " + sentences(rng, 7), FACE.regular, 10)


def _terms(book: Book, _: np.random.Generator, x: float) -> None:
    book.text(x + 40, 90, "Terms of sale", FACE.light, 24, GREEN)
    clauses = "Carriage is free above £250.00. Prices include VAT and hold until the next list. Returns within 30 days."
    book.para(x + 40, 110, WIDTH - 80, clauses, FACE.regular, 10)


def _shops(book: Book, _: np.random.Generator, x: float) -> None:
    book.text(x + 40, 90, "Our shops", FACE.light, 24, GREEN)
    for k, town in enumerate(("Ludlow", "Hexham", "Totnes")):
        y = 130.0 + 90 * k
        book.text(x + 40, y, town, FACE.bold, 12)
        book.text(x + 40, y + 16, f"{3 + 9 * k} Corn Street", FACE.regular, 10)
        book.text(x + 40, y + 30, f"Tel. 01632 96{k}{k}14", FACE.regular, 10)
        book.text(x + 40, y + 44, f"{town.lower()}@hartley.example", FACE.regular, 10)


def _back_cover(book: Book, _: np.random.Generator, x: float) -> None:
    book.rect(x, 0, WIDTH, HEIGHT, GREEN)
    book.text(x + WIDTH / 2, 540, "Hartley Garden Works, Mill Bank", FACE.regular, 9, "#f4efe2", "center")
    book.text(x + WIDTH / 2, 554, "www.hartley.example", FACE.regular, 9, "#f4efe2", "center")
