"""Furniture, German, 30 pages without page numbers, though the alphabetical index at the back has them: three columns
over two pages, names turned round ("Anker, Regal"), two numbers wrong; bookmarks that a layout program left.
"""

from pathlib import Path

import numpy as np

from samples.book import Book
from samples.fonts import helvetica
from samples.goods import TONGUES, Good, make, show, tell
from samples.prose import sentences
from samples.truth import Misprint, Truth

WIDTH, HEIGHT = 540.0, 700.0
FACE, TONGUE = helvetica(), TONGUES["de"]
ORANGE = "#b8541c"
OFFSET = 3  # the first page that was counted is the fourth
KINDS = (("Regal", "shelf"), ("Stuhl", "chair"), ("Tisch", "table"), ("Leuchte", "pendant"))
PLACES = (
    "Anker", "Brise", "Deich", "Ebbe", "Förde", "Gischt", "Hafen", "Insel", "Jolle", "Koje", "Lotse", "Möwe", "Nebel",
    "Ostwind", "Priel", "Reede", "Schäre", "Tide", "Ufer", "Warft", "Ziegel", "Bö",
)  # fmt: skip
COUNT = 20


def build(path: Path, seed: int) -> Truth:
    """Write the catalogue to `path` and return what is in it."""
    rng = np.random.default_rng(seed)
    truth = Truth("alphabet-de", seed, "de", "Küstenwerk — Möbelprogramm")
    book = Book(path, truth, (WIDTH, HEIGHT))
    places = [PLACES[i] for i in rng.permutation(len(PLACES))[:COUNT]]
    goods = [
        make(rng, TONGUE, f"{noun} {place}", kind, "KW-") for place, (noun, kind) in zip(places, KINDS * 5, strict=True)
    ]
    firsts = _front(book, rng, goods)
    for k, good in enumerate(goods):
        _product(book, rng, good, pages=_pages(k))
    _index(book, goods, firsts)
    book.page("back cover")
    book.rect(0, 0, WIDTH, HEIGHT, ORANGE)
    book.text(40, 660, "Küstenwerk GmbH, Werftstraße 2, Husum — www.kuestenwerk.example", FACE.regular, 9, "#ffffff")
    for page, title in ((1, "programm_2026_druck.indd"), (4, "Seite 1"), (8, "_Ref48211"), (13, "Unbenannt-2")):
        book.canvas.addOutlineEntry(title, f"rest{page}", 0)
    book.save()
    return truth


def _pages(k: int) -> int:
    """Every sixth product has a second page."""
    return 2 if k % 6 == 2 else 1


def _start(book: Book, kind: str) -> None:
    book.page(kind)
    if book.page_number in (1, 4, 8, 13):
        book.canvas.bookmarkPage(f"rest{book.page_number}")


def _front(book: Book, rng: np.random.Generator, goods: list[Good]) -> list[int]:
    """The pages before the products; returns the number of each product's first page, as the index counts."""
    _start(book, "cover")
    book.rect(0, 0, WIDTH, HEIGHT, ORANGE)
    book.text(40, 320, "Küstenwerk", FACE.bold, 46, "#ffffff")
    book.text(40, 350, "Möbelprogramm", FACE.regular, 18, "#ffffff")
    for title in ("Über uns", "Nachhaltigkeit"):
        _start(book, "about")
        book.text(40, 90, title, FACE.bold, 26, ORANGE)
        book.columns(40, 110, 460, 2, 22, [sentences(rng, 6, "de"), sentences(rng, 6, "de")], FACE.regular, 10)
    return [len(book.truth.pages) + 1 - OFFSET + sum(_pages(n) for n in range(k)) for k in range(len(goods))]


def _product(book: Book, rng: np.random.Generator, good: Good, pages: int) -> None:
    _start(book, "product")
    show(book, rng, good, TONGUE, (40, 40, 460, 270), (238, 234, 228))
    tell(book, rng, good, TONGUE, (40, 320, 460, 0), FACE, ORANGE, 26)
    if pages == 2:
        _start(book, "product")
        book.text(40, 40, f"{good.name}: alle Farben", FACE.regular, 10, "#777777")
        for k, (code, colour, _) in enumerate(good.versions):
            y = 70.0 + 190 * k
            show(book, rng, good, TONGUE, (40, y, 200, 170))
            book.text(260, y + 20, colour, FACE.bold, 11)
            book.text(260, y + 36, code, FACE.regular, 9)


def _index(book: Book, goods: list[Good], firsts: list[int]) -> None:
    """By name and then kind, a letter over the names that begin with it."""
    wrong = {3: firsts[3] + 9, 11: firsts[11] - 6}
    entries = []
    for k, (good, first) in enumerate(zip(goods, firsts, strict=True)):
        noun, place = good.name.split()
        entry = f"{place}, {noun}"
        entries.append((entry, str(wrong.get(k, first))))
        if k in wrong:
            book.truth.misprints.append(Misprint(entry, wrong[k], first + OFFSET))
    entries.sort()
    for page, part in enumerate((entries[:11], entries[11:])):
        _start(book, "index")
        book.text(40, 70, "Produkte von A bis Z" if page == 0 else "Produkte von A bis Z (2)", FACE.bold, 20, ORANGE)
        for column in range(3):
            x, y, letter = 40.0 + 160 * column, 110.0, ""
            for words, number in part[4 * column : 4 * column + 4]:
                if words[0] != letter:
                    letter = words[0]
                    y += 14
                    book.text(x, y, letter, FACE.bold, 14, ORANGE)
                    y += 20
                book.text(x, y, words, FACE.regular, 10)
                book.text(x + 135, y, number, FACE.regular, 10, align="right")
                y += 18
    _start(book, "terms")
    book.text(40, 90, "Lieferbedingungen", FACE.bold, 26, ORANGE)
    words = "Lieferung frei Bordsteinkante ab 500,00 €. Preise einschließlich Mehrwertsteuer."
    book.para(40, 110, 460, words, FACE.regular, 10.5)
