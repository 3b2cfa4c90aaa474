"""Ceiling and wall panels, American English, 18 pages: inches with fractions, pounds, dollars a box; titles between the
rows of tables, ranges, footnotes, tables with boxes; no picture on half of the pages.
"""

from pathlib import Path

import numpy as np

from samples.book import Book
from samples.fonts import helvetica
from samples.prose import sentences
from samples.tables import leader, table
from samples.textures import COLOURS, swatch
from samples.truth import Truth

WIDTH, HEIGHT = 612.0, 792.0
FACE = helvetica()
FONTS = (FACE.regular, FACE.bold)
GREEN = "#2e5d43"
NAMES = ("Meadowlark", "Prairie", "Driftwood", "Larkspur", "Cottonwood", "Juniper", "Sandhill", "Bluestem", "Tamarack",
         "Wheatfield", "Cedar Ridge", "Saltbush")  # fmt: skip
TONES = {"Snow White": "chalk", "Pale Birch": "sand", "Smoked Oak": "walnut", "Storm Gray": "smoke", "Fern": "sage"}
EDGES = ("Square edge", "Tegular edge", "Beveled edge")
SIZES = ('23 5/8" x 23 5/8"', '24" x 48"', '11 3/4" x 47 1/4"', '5 1/2" x 48"', '48" x 96"')


def build(path: Path, seed: int) -> Truth:
    """Write the catalogue to `path` and return what is in it."""
    rng = np.random.default_rng(seed)
    truth = Truth("panels-en", seed, "en", "Plainview Panels — Architectural catalog")
    book = Book(path, truth, (WIDTH, HEIGHT))
    names = [NAMES[i] for i in rng.permutation(len(NAMES))[:7]]
    book.page("cover")
    book.rect(0, 0, WIDTH, HEIGHT, GREEN)
    book.text(50, 300, "Plainview", FACE.bold, 60, "#ffffff")
    book.text(52, 330, "Acoustic panels for ceilings and walls", FACE.regular, 16, "#d9e6dd")
    _page(book, "index")
    book.text(50, 90, "Contents", FACE.bold, 26, GREEN)
    for k, name in enumerate(names):
        leader(book, 50, 130 + 26 * k, 520, name, str(3 + 2 * k), FACE.regular, 12)
    for name in names:
        _first(book, rng, name)
        _second(book, rng, name)
    _page(book, "terms")
    book.text(50, 90, "Terms of sale", FACE.bold, 26, GREEN)
    words = "Prices are in U.S. dollars, ex works. Orders below $500 carry a handling fee. Freight is billed at cost. "
    book.para(50, 104, 500, 2 * words, FACE.regular, 11)
    book.page("back cover")
    book.rect(0, 0, WIDTH, HEIGHT, GREEN)
    book.text(50, 750, "Plainview Panels Inc. — www.plainview.example", FACE.regular, 10, "#ffffff")
    book.save()
    return truth


def _page(book: Book, kind: str, product: str = "") -> None:
    number = str(len(book.truth.pages) + 1)
    book.page(kind, number, (product,) if product else ())
    book.text(562, 770, number, FACE.bold, 9, GREEN, "right")


def _first(book: Book, rng: np.random.Generator, name: str) -> None:
    """Name, words, the colours as pictures, facts in a list with bullets."""
    _page(book, "product", name)
    book.text(50, 100, name, FACE.bold, 34, GREEN)
    book.para(50, 112, 510, sentences(rng, 3), FACE.regular, 11)
    tones = [list(TONES)[i] for i in rng.permutation(len(TONES))[:3]]
    for k, tone in enumerate(tones):
        data = swatch("linen", COLOURS[TONES[tone]], rng)
        book.picture(data, 50 + 172 * k, 200, 160, 160, "swatch", name, tone)
        book.text(50 + 172 * k, 376, tone, FACE.regular, 10)
    book.fact(name, "colours", *tones)
    thick = ('3/4"', '1"', '1 1/2"')[int(rng.integers(3))]
    fire, rating = f"{('A', 'B')[int(rng.integers(2))]}-s{int(rng.integers(1, 3))},d0", f"0.{int(rng.integers(55, 95))}"
    drop = f'{int(rng.integers(3, 8))}-{int(rng.integers(9, 14))}"'
    facts = (("Thickness", "thickness", thick), ("Material", "materials", "recycled PET felt"),
             ("NRC", "technical", rating), ("Reaction to fire", "technical", fire),
             ("Suspension height", "technical", drop), ("Warranty", "warranty", f"{int(rng.integers(2, 6)) * 5} years"),
             ("Certifications", "certifications", "GREENGUARD, LEED v4"))  # fmt: skip
    for k, (label, key, value) in enumerate(facts):
        book.text(50, 420 + 22 * k, f"• {label}: {value}", FACE.regular, 11)
        book.fact(name, key, *(value.split(", ") if key == "certifications" else [value]))


def _second(book: Book, rng: np.random.Generator, name: str) -> None:
    """The order list: titles between its rows tell the edge, a mark leads to the note below."""
    _page(book, "product", name)
    book.text(50, 80, f"{name} order list", FACE.bold, 18, GREEN)
    head, widths = ["Item no.", "Size", "Weight (lbs)", "Panels/box", "Price/box"], [100.0, 140.0, 90.0, 90.0, 90.0]
    y = table(book, 50, 100, widths, head, [], FONTS, 10)
    starred = False
    for edge in (EDGES[i] for i in rng.permutation(len(EDGES))[:2]):
        y = table(book, 50, y, [510.0], (), [[edge]], (FACE.italic, FACE.bold), 10)
        rows = []
        for size in (SIZES[i] for i in sorted(rng.permutation(len(SIZES))[:3])):
            code, star = f"PV{int(rng.integers(1000, 9999))}", "*" if rng.random() < 0.3 else ""
            weight = f"{rng.uniform(1.5, 19):.1f}"
            starred = starred or bool(star)
            row = [code, size, weight, f"{int(rng.integers(2, 13))}{star}", f"${int(rng.integers(90, 1900)):,}.00"]
            rows.append(row)
            book.fact(name, "codes", code)
            book.fact(name, "sizes", size)
            book.fact(name, "prices", row[4])
            book.fact(name, "packaging", {"weight": weight, "panels": row[3].strip("*")})
        y = table(book, 50, y, widths, (), rows, FONTS, 10)
        book.fact(name, "edges", edge)
    if starred:
        book.text(50, y + 18, "* Minimum order four boxes.", FACE.regular, 9)
        book.fact(name, "notes", "Minimum order four boxes.")
