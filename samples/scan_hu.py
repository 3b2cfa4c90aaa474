"""Stove tiles, Hungarian, 14 pages: three products are scans, askew, one on its side; a photo page without words;
an index of names by printed numbers.
"""

from pathlib import Path

import numpy as np

from samples.fonts import sans
from samples.objects import thing
from samples.prose import sentences
from samples.rooms import SCENES, Tile, room
from samples.scanned import ScannedBook
from samples.tables import leader
from samples.textures import COLOURS, texture
from samples.truth import Truth

WIDTH, HEIGHT = 595.0, 842.0
FACE = sans()
GREEN = "#2f5d50"
NAMES = (
    "Kisbodza", "Őrvidék", "Gyűrűs", "Mezőszél", "Tulipános", "Búzavirág", "Kőszirt", "Révparti", "Csűrdöngő",
    "Harangláb", "Szőlőhegy", "Nyírfás", "Galagonya",
)  # fmt: skip
GLAZES = {"mohazöld": "moss", "mézsárga": "honey", "törtfehér": "chalk", "agyagvörös": "terracotta", "éjkék": "indigo",
          "grafit": "graphite"}  # fmt: skip
SCANS = {2: 1.4, 5: -2.1, 7: 0.8}
"""Which of the ten products were scanned, and how far askew."""
ASIDE = 7
"""The one that lies on its side."""
FIRST = 3
"""PDF page of the first product."""


def build(path: Path, seed: int) -> Truth:
    """Write the catalogue to `path` and return what is in it."""
    rng = np.random.default_rng(seed)
    truth = Truth("scan-hu", seed, "hu", "Kályhacsempék a Bükkaljáról")
    book = ScannedBook(path, truth, (WIDTH, HEIGHT), rng)
    names = [NAMES[i] for i in rng.permutation(len(NAMES))[:10]]
    book.page("cover")
    book.rect(0, 0, WIDTH, HEIGHT, GREEN)
    book.text(60, 360, "Kályhacsempék", FACE.bold, 52, "#f3ead9")
    book.text(60, 396, "a Bükkaljáról", FACE.light, 26, "#f3ead9")
    book.page("index", "2")
    book.text(60, 110, "Tartalom", FACE.bold, 26, GREEN)
    places = [FIRST + k + k // 5 for k in range(len(names))]  # a photo page after the fifth product
    for k, (name, at) in enumerate(zip(names, places, strict=True)):
        leader(book, 60, 160 + 24 * k, 535, name, str(at), FACE.regular, 12)
    _folio(book, "2")
    for k, name in enumerate(names):
        if k == 5:
            _photo(book, rng)
        _product(book, rng, name, str(places[k]), SCANS.get(k), aside=k == ASIDE)
    book.page("terms", str(places[-1] + 1))
    book.text(60, 110, "Rendelés és szállítás", FACE.bold, 26, GREEN)
    book.columns(60, 130, 475, 2, 24, [sentences(rng, 6, "hu"), sentences(rng, 5, "hu")], FACE.regular, 10)
    _folio(book, str(places[-1] + 1))
    book.save()
    return truth


def _folio(book: ScannedBook, number: str) -> None:
    book.text(book.width / 2, book.height - 26, number, FACE.regular, 9, align="center")


def _photo(book: ScannedBook, rng: np.random.Generator) -> None:
    """A page that is a photograph, without words."""
    book.page("picture")
    floor = Tile(texture("stone", COLOURS["sand"], rng))
    data = room(SCENES[int(rng.integers(len(SCENES)))], floor, COLOURS["chalk"], rng, (1000, 706))
    book.picture(data, 0, 0, WIDTH, HEIGHT, "application")


def _product(
    book: ScannedBook, rng: np.random.Generator, name: str, number: str, askew: float | None, *, aside: bool
) -> None:
    book.page("product", number, (name,), (HEIGHT, WIDTH) if aside else None)
    if askew is not None:
        book.paper(askew, aside=aside)
    glazes = [list(GLAZES)[i] for i in rng.permutation(len(GLAZES))[: int(rng.integers(2, 4))]]
    code = f"KC-{int(rng.integers(1000, 9900))}"
    size = f"{int(rng.integers(16, 34))} × {int(rng.integers(18, 40))} cm"
    price = f"{int(rng.integers(25, 190)) * 100:,} Ft".replace(",", " ")
    book.text(60, 110, name, FACE.bold, 34, GREEN)
    book.line(60, 124, book.width - 60, 124, GREEN, 1.2)
    data = thing("plate", COLOURS[GLAZES[glazes[0]]], rng, (620, 620))
    book.picture(data, 60, 150, 300, 300, "product", name)
    book.para(60, 470, 300, sentences(rng, 3, "hu"), FACE.regular, 10.5)
    y = 170.0
    for label, value in (("Cikkszám", code), ("Méret", size), ("Mázak", ", ".join(glazes)), ("Ár", price)):
        book.text(385, y, label, FACE.bold, 11)
        y = book.para(385, y + 2, 160, value, FACE.regular, 11) + 14
    book.fact(name, "codes", code)
    book.fact(name, "sizes", size)
    book.fact(name, "colours", *glazes)
    book.fact(name, "prices", price)
    _folio(book, number)
