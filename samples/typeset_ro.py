"""Door furniture, Romanian, 13 pages, typeset as old programs do: letter-spaced headings, ligatures, look-alike letters
of other scripts in codes, soft hyphens, accents of their own, cedillas where others have commas.
"""

import unicodedata
from pathlib import Path

import numpy as np

from samples.book import Book
from samples.fonts import serif
from samples.objects import thing
from samples.prose import sentences
from samples.tables import leader
from samples.textures import COLOURS
from samples.truth import Truth

WIDTH, HEIGHT = 510.0, 680.0
FACE = serif()
WINE = "#6d2233"
NAMES = (
    "Făurar", "Poiana Țapului", "Grindeiș", "Câmpulung", "Bârsa", "Ținutul", "Cetățuia", "Râșnov", "Iașiul Vechi",
    "Hârtibaciu", "Șurdești", "Mărginime",
)  # fmt: skip
FINISHES = {"alamă lustruită": "honey", "negru mat": "ink", "bronz antic": "cocoa", "nichel satinat": "ash"}
MATERIALS = ("alamă turnată", "oțel forjat", "bronz masiv")
CEDILLAS = str.maketrans("șțȘȚ", "\u015f\u0163\u015e\u0162")
LATIN = dict(zip("\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425", "ABEKMHOPCTX", strict=True))
"""Cyrillic letters that look like Latin ones, and these."""
CYRILLIC = str.maketrans({latin: twin for twin, latin in LATIN.items()})
BROKEN = {"alamă lustruită": ("alamă lus\u00ad", "truită"), "nichel satinat": ("nichel sati\u00ad", "nat")}
"""Where two finishes are broken at the line's end."""


def build(path: Path, seed: int) -> Truth:
    """Write the catalogue to `path` and return what is in it."""
    rng = np.random.default_rng(seed)
    truth = Truth("typeset-ro", seed, "ro", "Feroneria Brădet")
    book = Book(path, truth, (WIDTH, HEIGHT))
    book.page("cover")
    book.rect(0, 0, WIDTH, HEIGHT, WINE)
    book.text(255, 300, "FERONERIA", FACE.light, 30, "#f2e8da", "center", 12)
    book.text(255, 340, "BRĂDET", FACE.bold, 30, "#f2e8da", "center", 12)
    names = [NAMES[i] for i in rng.permutation(len(NAMES))[:10]]
    book.page("index", "2")
    book.text(60, 100, "Cuprins", FACE.bold, 22, WINE)
    for k, name in enumerate(names):
        leader(book, 60, 140 + 22 * k, 450, name, str(k + 3), FACE.regular, 11)
    _folio(book, 2)
    for k, name in enumerate(names):
        _product(book, rng, name, k)
    book.page("terms", "13")
    book.text(60, 100, "Condiții de livrare", FACE.bold, 22, WINE)
    book.para(60, 120, 390, sentences(rng, 6, "ro").translate(CEDILLAS), FACE.regular, 10.5)
    _folio(book, 13)
    book.save()
    return truth


def _folio(book: Book, number: int) -> None:
    book.text(WIDTH / 2, 655, str(number), FACE.regular, 9, align="center")


def _heading(book: Book, name: str, k: int) -> None:
    """The name in spaced capitals: by the font's spacing, or by spaces between the letters, wide ones between words."""
    if k % 2:
        book.text(60, 90, name.upper().translate(CEDILLAS), FACE.bold, 24, WINE, spacing=9)
    else:
        book.text(60, 90, "   ".join(" ".join(word) for word in name.upper().split()), FACE.bold, 24, WINE)


def _product(book: Book, rng: np.random.Generator, name: str, k: int) -> None:
    book.page("product", str(k + 3), (name,))
    _heading(book, name, k)
    finishes = [list(FINISHES)[i] for i in rng.permutation(len(FINISHES))[:2]]
    book.picture(thing("hinge", COLOURS[FINISHES[finishes[0]]], rng, (420, 420)), 60, 120, 200, 200, "product", name)
    prose = sentences(rng, 3, "ro").replace("fi", "\ufb01").replace("fl", "\ufb02")
    prose = unicodedata.normalize("NFD", prose) if k % 3 == 0 else prose.translate(CEDILLAS)
    book.para(60, 340, 390, prose, FACE.regular, 10.5)
    code = (
        f"{'ABEKMHOPCTX'[int(rng.integers(11))]}{'ABEKMHOPCTX'[int(rng.integers(11))]}-{int(rng.integers(1000, 9900))}"
    )
    size = f"{int(rng.integers(6, 30))} × {int(rng.integers(20, 90))} mm"
    price = f"{int(rng.integers(18, 340))},{int(rng.integers(10))}0 lei"
    material = MATERIALS[int(rng.integers(len(MATERIALS)))]
    y = 140.0
    printed = (code.translate(CYRILLIC), size, material.translate(CEDILLAS), price)
    for label, value in zip(("Cod", "Dimensiuni", "Material", "Preț"), printed, strict=True):
        book.text(285, y, f"{label.translate(CEDILLAS)}: {value}", FACE.regular, 10.5)
        y += 20
    y = _finishes(book, y, finishes)
    book.fact(name, "codes", code)
    book.fact(name, "sizes", size)
    book.fact(name, "materials", material)
    book.fact(name, "prices", price)
    book.fact(name, "finishes", *finishes)
    _folio(book, k + 3)


def _finishes(book: Book, y: float, finishes: list[str]) -> float:
    """ "Finisaje: a, b", with a soft hyphen where the line breaks within a word. Returns the y below."""
    first, second = finishes
    head, rest = BROKEN.get(second, ("", second))
    line = f"Finisaje: {first}, {head}".rstrip()
    book.text(285, y, line.replace("fi", "\ufb01"), FACE.regular, 10.5)
    book.text(285, y + 14.5, rest, FACE.regular, 10.5)
    return y + 34
