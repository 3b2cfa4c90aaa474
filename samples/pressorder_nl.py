"""House things, Dutch, 32 single pages in the order of the press: a product on two facing pages, the picture left; an
alphabetical register at the back that names each twice.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from samples.book import Book
from samples.fonts import sans
from samples.goods import TONGUES, Good, make, show, tell
from samples.imposition import saddle
from samples.prose import sentences
from samples.tables import leader
from samples.truth import Truth

WIDTH, HEIGHT = 480.0, 600.0
FACE, TONGUE = sans(), TONGUES["nl"]
BLUE = "#23425f"
PAGES = 32
KINDS = (("Bank", "sofa"), ("Stoel", "chair"), ("Kast", "shelf"), ("Lamp", "floor lamp"), ("Tafel", "table"),
         ("Kan", "jug"))  # fmt: skip
PLACES = ("Duin", "Terp", "Wad", "Polder", "Veen", "Vlonder", "Brink", "Kaap", "Molen", "Zwin", "Gors", "Haven", "Ree")


def build(path: Path, seed: int) -> Truth:
    """Write the catalogue to `path` and return what is in it."""
    rng = np.random.default_rng(seed)
    truth = Truth("pressorder-nl", seed, "nl", "Noordhuis — Woonboek")
    book = Book(path, truth, (WIDTH, HEIGHT))
    places = [PLACES[i] for i in rng.permutation(len(PLACES))[:12]]
    goods = [
        make(rng, TONGUE, f"{noun} {place}", kind, "NH-") for place, (noun, kind) in zip(places, KINDS * 2, strict=True)
    ]
    pages: dict[int, Callable[[], None]] = {
        1: lambda: _cover(book),
        2: lambda: book.page("blank"),
        3: lambda: _prose(book, rng, 3, "about", "Over ons"),
        28: lambda: _prose(book, rng, 28, "care", "Onderhoud"),
        29: lambda: _prose(book, rng, 29, "terms", "Algemene voorwaarden"),
        30: lambda: _register(book, 30, _entries(goods)[:14]),
        31: lambda: _register(book, 31, _entries(goods)[14:]),
        PAGES: lambda: _back_cover(book),
    }
    for k, good in enumerate(goods):
        pages[4 + 2 * k] = partial(_left, book, rng, good)
        pages[5 + 2 * k] = partial(_right, book, rng, 5 + 2 * k, good)
    for number in saddle(PAGES):
        pages[number]()
    book.save()
    return truth


def _page(book: Book, number: int, kind: str) -> None:
    book.page(kind, str(number))
    left = number % 2 == 0
    book.text(30 if left else WIDTH - 30, 580, str(number), FACE.bold, 8.5, BLUE, "left" if left else "right")


def _cover(book: Book) -> None:
    book.page("cover")
    book.rect(0, 0, WIDTH, HEIGHT, BLUE)
    book.text(40, 300, "Woonboek", FACE.light, 50, "#f2efe6")
    book.text(42, 326, "NOORDHUIS", FACE.regular, 11, "#f2efe6", spacing=4)


def _prose(book: Book, rng: np.random.Generator, number: int, kind: str, title: str) -> None:
    _page(book, number, kind)
    book.text(40, 90, title, FACE.light, 28, BLUE)
    book.columns(40, 110, 400, 2, 22, [sentences(rng, 6, "nl"), sentences(rng, 6, "nl")], FACE.regular, 9.5)


def _left(book: Book, rng: np.random.Generator, good: Good) -> None:
    """All picture: no number either."""
    book.page("product")
    show(book, rng, good, TONGUE, (0, 0, WIDTH, HEIGHT), (226, 228, 224))


def _right(book: Book, rng: np.random.Generator, number: int, good: Good) -> None:
    _page(book, number, "product")
    tell(book, rng, good, TONGUE, (40, 70, 400, 0), FACE, BLUE, 30)


def _entries(goods: list[Good]) -> list[tuple[str, str]]:
    """Each product by its kind and by its name: "Bank Duin" and "Duin, bank"."""
    found = []
    for k, good in enumerate(goods):
        noun, place = good.name.split()
        pages = f"{4 + 2 * k}-{5 + 2 * k}"
        found += [(good.name, pages), (f"{place}, {noun.lower()}", pages)]
    return sorted(found)


def _register(book: Book, number: int, entries: list[tuple[str, str]]) -> None:
    """Two columns, the first letter over the entries that begin with it."""
    _page(book, number, "index")
    book.text(40, 70, "Register" if number == 30 else "Register (vervolg)", FACE.light, 24, BLUE)
    half = -(-len(entries) // 2)
    for column, part in enumerate((entries[:half], entries[half:])):
        x, y, letter = 40.0 + 215 * column, 110.0, ""
        for words, pages in part:
            if words[0] != letter:
                letter = words[0]
                book.text(x, y + 8, letter, FACE.bold, 13, BLUE)
                y += 24
            leader(book, x, y, x + 185, words, pages, FACE.regular, 9.5)
            y += 16


def _back_cover(book: Book) -> None:
    book.page("back cover")
    book.rect(0, 0, WIDTH, HEIGHT, BLUE)
    book.text(40, 560, "Noordhuis, Kade 14, Stavoren — www.noordhuis.example", FACE.light, 9, "#f2efe6")
