"""Tables and lamps, English, 30 pages: ten products of two pages among pages that look like products and are none."""

from pathlib import Path

import numpy as np

from samples.book import Book
from samples.fonts import Face, helvetica, serif
from samples.objects import thing
from samples.prose import people, sentences
from samples.tables import leader, table
from samples.textures import COLOURS, swatch
from samples.truth import Truth

WIDTH, HEIGHT = 540.0, 720.0
SERIF, SANS = serif(), helvetica()
PINK = "#c2185b"
NAMES = (
    "Parcel", "Bracket", "Hush", "Tally", "Common Room", "Yard", "Index", "Plateau", "Contents", "Nocturne",
    "Ferry", "Pause", "Café Noir",
)  # fmt: skip
OLD = ("Marbury", "Stilt", "Old Parcel", "Wren", "Ottoman 4")
MATERIALS = ("solid ash", "linoleum on birch", "enamelled steel", "cork", "cast aluminium")


def build(path: Path, seed: int) -> Truth:
    """Write the catalogue to `path` and return what is in it."""
    rng = np.random.default_rng(seed)
    truth = Truth("decoys-en", seed, "en", "Fold Furniture, Autumn")
    book = Book(path, truth, (WIDTH, HEIGHT))
    names = [NAMES[i] for i in rng.permutation(len(NAMES))[:10]]
    kinds = ("table", "pendant", "shelf", "table lamp", "chair")
    who = people(rng, 10)
    _front(book, rng, names)
    for k, name in enumerate(names):
        _product(book, rng, name, kinds[k % 5], who[k], (SERIF, SANS)[k % 2])
        if k == 4:
            _interlude(book, rng, names)
    _back(book, rng, names)
    book.canvas.addPageLabel(0, prefix="C")
    book.canvas.addPageLabel(1, "ARABIC", 1)
    book.save()
    return truth


def _page(book: Book, kind: str, product: str = "") -> None:
    number = str(len(book.truth.pages))
    book.page(kind, number, (product,) if product else ())
    book.text(WIDTH - 24, 360, number, SANS.bold, 9, PINK, "right")


def _front(book: Book, rng: np.random.Generator, names: list[str]) -> None:
    book.page("cover")
    book.rect(0, 0, WIDTH, HEIGHT, "#f6d9c9")
    book.text(36, 120, "Fold", SERIF.bold, 96, PINK)
    book.text(40, 160, "Furniture and light for autumn", SERIF.italic, 20)
    book.text(40, 690, " · ".join(names[:4]), SANS.regular, 10)
    _page(book, "index")
    book.text(36, 80, "In this issue", SERIF.italic, 30)
    # five products, an interlude of three pages, five more
    for k, name in enumerate(names):
        first = 3 + 2 * k + (3 if k > 4 else 0)
        leader(book, 36, 130 + 30 * k, 480, name, f"{first}-{first + 1}", SERIF.regular, 14)
    _page(book, "teaser")
    book.text(36, 80, "New this season", SANS.bold, 28, PINK)
    for k, name in enumerate(names[5:9]):
        x, y = 36 + (k % 2) * 240, 110 + (k // 2) * 280
        book.picture(thing("chair", COLOURS["blush"], rng, (300, 300)), x, y, 220, 220, "decoration", name)
        book.text(x, y + 240, name, SANS.bold, 16)
        book.text(x, y + 256, "see the following pages", SERIF.italic, 10)


def _product(book: Book, rng: np.random.Generator, name: str, kind: str, designer: str, face: Face) -> None:
    _page(book, "product", name)
    tone = list(COLOURS)[int(rng.integers(len(COLOURS)))]
    book.picture(thing(kind, COLOURS[tone], rng, (600, 480)), 0, 0, WIDTH, 560, "product", name)
    book.text(36, 630, name.lower() if face is SANS else name, face.bold, 50, PINK)
    book.text(36, 660, f"designed by {designer}", face.italic, 11)
    book.fact(name, "designer", designer)
    _page(book, "product", name)
    materials = [MATERIALS[i] for i in rng.permutation(len(MATERIALS))[:2]]
    size = f"{int(rng.integers(30, 220))} x {int(rng.integers(30, 100))} x {int(rng.integers(20, 120))} cm"
    colours = [list(COLOURS)[i] for i in rng.permutation(len(COLOURS))[:4]]
    book.text(36, 70, name, face.italic, 14)
    y = book.columns(36, 80, 440, 2, 20, [sentences(rng, 4), sentences(rng, 3)], face.regular, 9.5) + 20
    code, price = f"F{int(rng.integers(100, 999))}", f"£{int(rng.integers(60, 1900)):,}"
    for label, value in (("Size", size), ("Made of", " and ".join(materials)), ("Order code", code), ("From", price)):
        book.text(36, y, label, face.bold, 10)
        book.text(120, y, value, face.regular, 10)
        y += 18
    for k, colour in enumerate(colours):
        book.picture(
            swatch("plain", COLOURS[colour], rng, (100, 100)), 36 + 112 * k, y + 10, 100, 100, "swatch", name, colour
        )
        book.text(36 + 112 * k, y + 124, colour, face.regular, 9)
    book.fact(name, "sizes", size)
    book.fact(name, "materials", *materials)
    book.fact(name, "codes", code)
    book.fact(name, "prices", price)
    book.fact(name, "colours", *colours)


def _interlude(book: Book, rng: np.random.Generator, names: list[str]) -> None:
    """An essay that names products, somebody else's advertisement, and a competition."""
    _page(book, "essay")
    book.text(36, 90, f"A year with {names[0]} and {names[3]}", SERIF.bold, 24)
    book.columns(36, 110, 440, 2, 20, [sentences(rng, 9), sentences(rng, 9)], SERIF.regular, 10)
    _page(book, "advertisement")
    book.text(36, 40, "ADVERTISEMENT", SANS.regular, 7, "#777777", spacing=2)
    book.picture(thing("jug", COLOURS["petrol"], rng, (500, 500)), 70, 120, 400, 400, "decoration")
    book.text(270, 580, "Brewster Kettle No. 5", SANS.bold, 30, align="center")
    book.text(270, 606, "1.7 l, stainless steel, £ 49.00, from Brewster & Daughters", SANS.regular, 12, align="center")
    _page(book, "competition")
    book.text(36, 90, "Win a weekend in Aldmouth", SANS.bold, 26, PINK)
    book.para(36, 110, 440, sentences(rng, 5), SANS.regular, 11)


def _back(book: Book, rng: np.random.Generator, names: list[str]) -> None:
    fonts = (SANS.regular, SANS.bold)
    _page(book, "discontinued")
    book.text(36, 90, "No longer made", SANS.bold, 26, PINK)
    rows = [
        [name, f"F{int(rng.integers(10, 99))}", f"until {2016 + k}", "spare parts only"] for k, name in enumerate(OLD)
    ]
    table(book, 36, 120, [140.0, 80.0, 100.0, 120.0], ["Model", "Code", "Made", "Available"], rows, fonts, 10)
    _page(book, "coming soon")
    book.text(36, 90, "Coming in spring", SANS.bold, 26, PINK)
    book.picture(thing("floor lamp", COLOURS["smoke"], rng, (400, 400)), 36, 120, 300, 300, "decoration")
    book.text(36, 450, "A lamp without a name. We are still arguing.", SERIF.italic, 13)
    _page(book, "terms")
    book.text(36, 90, "Delivery and returns", SANS.bold, 26, PINK)
    rows = [[name, f"{2 + k % 5} weeks"] for k, name in enumerate(names)]
    table(book, 36, 120, [220.0, 120.0], ["Product", "Delivery"], rows, fonts, 10, "boxes")
    book.page("back cover")
    book.rect(0, 0, WIDTH, HEIGHT, PINK)
    book.text(36, 690, "Fold, 9 Sawyer’s Yard — www.fold.example", SANS.regular, 10, "#ffffff")
