"""Pottery, Hungarian, an 8-page A5 leaflet: every row of its price tables is a product."""

from pathlib import Path

import numpy as np

from samples.book import Book
from samples.fonts import serif
from samples.objects import thing
from samples.prose import sentences
from samples.tables import table
from samples.textures import COLOURS
from samples.truth import Truth

WIDTH, HEIGHT = 420.0, 595.0
FACE = serif()
BLUE = "#1f3f7a"
GROUPS = (("Bögrék és csészék", "jug", ("bögre", "csésze", "kakaósbögre")),
          ("Korsók", "jug", ("korsó", "kancsó", "köcsög")),
          ("Tálak", "bowl", ("tál", "leveses tál", "salátástál")),
          ("Tányérok", "plate", ("tányér", "süteményes tányér", "kínáló"))
          )  # fmt: skip
ADJECTIVES = ("Virágos", "Szőlős", "Búzavirágos", "Fehér", "Kék csíkos", "Madaras", "Őszi", "Tulipános", "Gyűrűs")
COLOUR_NAMES = {
    "kobaltkék": "indigo",
    "vajszín": "ivory",
    "mohazöld": "moss",
    "téglavörös": "terracotta",
    "mézsárga": "honey",
}


def build(path: Path, seed: int) -> Truth:
    """Write the price list to `path` and return what is in it."""
    rng = np.random.default_rng(seed)
    truth = Truth("pricelist-hu", seed, "hu", "Őrségi Fazekasműhely — árjegyzék")
    book = Book(path, truth, (WIDTH, HEIGHT))
    _cover(book, rng)
    book.page("about", "2")
    book.text(40, 80, "Kedves Vásárlóink!", FACE.bold, 18, BLUE)
    book.para(40, 92, 340, sentences(rng, 9, "hu"), FACE.regular, 11)
    book.text(WIDTH / 2, 570, "– 2 –", FACE.regular, 9, align="center")
    for number, (group, kind, nouns) in enumerate(GROUPS, 3):
        _group(book, rng, number, group, kind, nouns)
    _ordering(book)
    book.page("back cover")
    book.rect(0, 0, WIDTH, HEIGHT, BLUE)
    book.text(WIDTH / 2, 520, "Őrségi Fazekasműhely", FACE.bold, 14, "#ffffff", "center")
    book.text(WIDTH / 2, 540, "Kerekdomb, Fő út 21. — www.fazekasmuhely.example", FACE.regular, 9, "#ffffff", "center")
    book.save()
    return truth


def _cover(book: Book, rng: np.random.Generator) -> None:
    book.page("cover")
    book.picture(thing("vase", COLOURS["indigo"], rng, (600, 600), (236, 226, 204)), 40, 150, 340, 340, "decoration")
    book.text(WIDTH / 2, 80, "Őrségi Fazekasműhely", FACE.bold, 26, BLUE, "center")
    book.text(WIDTH / 2, 112, "Árjegyzék viszonteladóknak", FACE.italic, 14, align="center")


def _group(book: Book, rng: np.random.Generator, number: int, group: str, kind: str, nouns: tuple[str, ...]) -> None:
    book.page("product", str(number))
    book.text(40, 64, group, FACE.bold, 20, BLUE)
    for k, colour in enumerate(("indigo", "honey", "moss")):
        data = thing(kind, COLOURS[colour], rng, (240, 240), (250, 247, 240))
        book.picture(data, 40 + 116 * k, 80, 108, 108, "decoration")
    rows = []
    names = [f"{adjective} {nouns[k % 3]}" for k, adjective in enumerate(ADJECTIVES)]
    for k, name in enumerate(names):
        size = (
            f"{int(rng.integers(7, 38))} cm"
            if kind != "jug"
            else f"{int(rng.integers(2, 30)) / 10:.1f} l".replace(".", ",")
        )
        colour = list(COLOUR_NAMES)[int(rng.integers(len(COLOUR_NAMES)))]
        price = f"{int(rng.integers(18, 140)) * 100:,} Ft".replace(",", " ")
        code = f"{group[0]}{number}{k + 1:02d}"
        rows.append([code, name, size, colour, price])
        book.on_page(name)
        for key, value in (("codes", code), ("sizes", size), ("colours", colour), ("prices", price), ("family", group)):
            book.fact(name, key, value)
    head = ["Cikkszám", "Megnevezés", "Méret", "Szín", "Ár (bruttó)"]
    fonts = (FACE.regular, FACE.bold)
    y = table(
        book,
        40,
        206,
        [52.0, 120.0, 46.0, 60.0, 62.0],
        head,
        rows,
        fonts,
        9,
        "lines" if number % 2 else "boxes",
        right=(4,),
    )
    book.para(40, y + 10, 340, sentences(rng, 2, "hu"), FACE.italic, 9)
    book.text(WIDTH / 2, 570, f"– {number} –", FACE.regular, 9, align="center")


def _ordering(book: Book) -> None:
    """Delivery prices in a table just like the products'."""
    book.page("terms", "7")
    book.text(40, 64, "Rendelés és szállítás", FACE.bold, 20, BLUE)
    rows = [
        ["Budapest", "2 munkanap", "1 900 Ft"],
        ["Vidék", "3 munkanap", "2 400 Ft"],
        ["Külföld", "8 munkanap", "6 500 Ft"],
    ]
    fonts = (FACE.regular, FACE.bold)
    y = table(
        book, 40, 90, [120.0, 120.0, 100.0], ["Hová", "Szállítási idő", "Díj"], rows, fonts, 9.5, "lines", right=(2,)
    )
    words = "A megrendelést írásban kérjük. Az árak az áfát tartalmazzák. A törött árut tíz napon belül cseréljük."
    book.para(40, y + 10, 340, words, FACE.regular, 10.5)
    book.text(WIDTH / 2, 570, "– 7 –", FACE.regular, 9, align="center")
