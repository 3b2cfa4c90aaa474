"""Furniture, French, 27 pages: an index of thumbnails over two pages, another by collection at the back whose long
names are wrapped, a good outline; some products on two facing pages, the picture left.
"""

from pathlib import Path

import numpy as np
from reportlab.lib.utils import simpleSplit

from samples.book import Book
from samples.fonts import sans, serif
from samples.goods import TONGUES, Good, make, show, tell
from samples.objects import thing
from samples.prose import sentences
from samples.tables import leader
from samples.textures import COLOURS
from samples.truth import Truth

WIDTH, HEIGHT = 595.0, 720.0
FACE, HEAD, TONGUE = sans(), serif(), TONGUES["fr"]
TEAL = "#1f5a58"
FIRST = 5
"""The PDF page of the first collection; as covers are counted, numbers are those of the PDF."""
COLLECTIONS = ("Rivages", "Garrigue", "Causses")
KINDS = (
    ("Fauteuil bas de lecture", "armchair"), ("Grande bibliothèque murale à quatre montants", "shelf"),
    ("Lampe de chevet", "table lamp"), ("Table ronde", "table"), ("Suspension en fibres tressées à la main", "pendant"),
)  # fmt: skip
PLACES = (
    "Armorique", "Belle-Île", "Cévennes", "Douarnenez", "Esterel", "Forez", "Gévaudan", "Hossegor", "Île d’Yeu",
    "Jura", "Lubéron", "Méjean", "Noirmoutier", "Ouessant", "Périgord", "Quercy",
)  # fmt: skip


def build(path: Path, seed: int) -> Truth:
    """Write the catalogue to `path` and return what is in it."""
    rng = np.random.default_rng(seed)
    truth = Truth("thumbs-fr", seed, "fr", "Maison Courbevent — Mobilier")
    book = Book(path, truth, (WIDTH, HEIGHT))
    places = [PLACES[i] for i in rng.permutation(len(PLACES))[:15]]
    goods = [
        make(rng, TONGUE, f"{noun} {place}", kind, "MC/") for place, (noun, kind) in zip(places, KINDS * 3, strict=True)
    ]
    numbers = _numbers()
    _front(book, rng)
    for page in range(2):
        _thumbnails(book, rng, goods[8 * page : 8 * page + 8], numbers[8 * page : 8 * page + 8], first=page == 0)
    for k, (good, (left, right)) in enumerate(zip(goods, numbers, strict=True)):
        if k % 5 == 0:
            _divider(book, COLLECTIONS[k // 5], goods[k : k + 5])
        _product(book, rng, good, facing=left != right)
    _back(book, goods, numbers)
    book.canvas.showOutline()
    book.save()
    return truth


def _numbers() -> list[tuple[int, int]]:
    """First and last page of each product: every third takes two, and these face each other (the first is even)."""
    found: list[tuple[int, int]] = []
    page = FIRST
    for k in range(15):
        page += k % 5 == 0  # the collection's own page
        last = page + (k % 3 == 1 and page % 2 == 0)
        found.append((page, last))
        page = last + 1
    return found


def _page(book: Book, kind: str, *, folio: bool = True) -> None:
    number = str(len(book.truth.pages) + 1)
    book.page(kind, number if folio else None)
    if folio:
        odd = int(number) % 2
        book.text(WIDTH - 40 if odd else 40, 700, number, FACE.bold, 9, TEAL, "right" if odd else "left")


def _front(book: Book, rng: np.random.Generator) -> None:
    _page(book, "cover", folio=False)
    book.rect(0, 0, WIDTH, HEIGHT, TEAL)
    book.text(60, 320, "Maison Courbevent", HEAD.light, 44, "#f2eee4")
    _page(book, "about")
    book.bookmark("La maison")
    book.text(60, 110, "La maison", HEAD.light, 32, TEAL)
    book.columns(60, 130, 475, 2, 24, [sentences(rng, 6, "fr"), sentences(rng, 6, "fr")], FACE.regular, 10)


def _thumbnails(
    book: Book, rng: np.random.Generator, goods: list[Good], numbers: list[tuple[int, int]], *, first: bool
) -> None:
    """Four by two small pictures, each with its name (on two lines where it is long) and page below."""
    _page(book, "index")
    if first:
        book.bookmark("Sommaire en images")
    book.text(60, 70, "Sommaire", HEAD.light, 26, TEAL)
    for k, (good, (left, _)) in enumerate(zip(goods, numbers, strict=True)):
        x, y = 60 + (k % 4) * 124, 100 + (k // 4) * 280
        tone = COLOURS[TONGUE.colours[good.versions[0][1]]]
        book.picture(thing(good.kind, tone, rng, (160, 140)), x, y, 104, 130, "thumbnail", good.name)
        below = book.para(x, y + 134, 108, good.name, FACE.regular, 9, leading=1.2)
        book.text(x, below + 12, f"p. {left}", FACE.bold, 9, TEAL)


def _divider(book: Book, title: str, goods: list[Good]) -> None:
    _page(book, "divider")
    book.bookmark(title)
    book.rect(0, 0, WIDTH, 300, "#e6ede9")
    book.text(60, 380, title, HEAD.light, 52, TEAL)
    for good in goods:
        book.fact(good.name, "collection", title)


def _product(book: Book, rng: np.random.Generator, good: Good, *, facing: bool) -> None:
    _page(book, "product", folio=not facing)
    book.bookmark(good.name, 1)
    if facing:
        show(book, rng, good, TONGUE, (0, 0, WIDTH, HEIGHT), (228, 232, 228))
        book.text(WIDTH - 30, 690, f"{good.name}, {good.versions[0][1]}", FACE.italic, 8, align="right")
        _page(book, "product")
        tell(book, rng, good, TONGUE, (60, 90, 475, 0), FACE, TEAL, 26)
    else:
        show(book, rng, good, TONGUE, (60, 50, 475, 280), (236, 238, 234))
        tell(book, rng, good, TONGUE, (60, 345, 475, 0), FACE, TEAL, 26)


def _back(book: Book, goods: list[Good], numbers: list[tuple[int, int]]) -> None:
    """An index by collection, in two columns, and the terms."""
    _page(book, "index")
    book.bookmark("Index par collection")
    book.text(60, 80, "Index par collection", HEAD.light, 26, TEAL)
    y = [120.0, 120.0]
    for k, title in enumerate(COLLECTIONS):
        column = k // 2
        x = 60 + 250 * column
        y[column] += 20
        book.text(x, y[column], title, FACE.bold, 13, TEAL)
        for good, (left, right) in list(zip(goods, numbers, strict=True))[5 * k : 5 * k + 5]:
            lines = simpleSplit(good.name, FACE.regular, 10, 160)
            for line in lines[:-1]:
                y[column] += 12
                book.text(x + 12, y[column] + 8, line, FACE.regular, 10)
            y[column] += 12
            pages = str(left) if left == right else f"{left}-{right}"
            leader(book, x + 12, y[column] + 8, x + 225, lines[-1], pages, FACE.regular, 10)
            y[column] += 10
        y[column] += 20
    _page(book, "terms")
    book.bookmark("Conditions de vente")
    book.text(60, 110, "Conditions de vente", HEAD.light, 28, TEAL)
    book.para(60, 130, 475, "Les prix s’entendent TTC. Délai : six semaines. Retours sous 14 jours.", FACE.regular, 10)
    _page(book, "back cover", folio=False)
    book.rect(0, 0, WIDTH, HEIGHT, TEAL)
    book.text(60, 680, "Maison Courbevent, quai des Salines — www.courbevent.example", FACE.light, 9, "#f2eee4")
