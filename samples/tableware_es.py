"""Tableware, Spanish, 13 landscape pages: grids of captioned pictures, their names smaller than all other headings."""

from pathlib import Path

import numpy as np

from samples import matter
from samples.book import Book
from samples.fonts import helvetica
from samples.objects import thing
from samples.prose import sentences
from samples.textures import COLOURS
from samples.truth import Truth

WIDTH, HEIGHT = 842.0, 595.0
FACE = helvetica()
TEAL = "#0b6e69"
NOUNS = (("Plato", "plate"), ("Cuenco", "bowl"), ("Jarra", "jug"), ("Florero", "vase"), ("Ensaladera", "bowl"),
         ("Fuente", "plate"))  # fmt: skip
PLACES = (
    "Almagro", "Baeza", "Cádiz", "Denia", "Estepa", "Fraga", "Gerena", "Huelva", "Ibiza", "Jaca", "Lerma", "Mojácar",
    "Nerja", "Olite", "Priego", "Ronda", "Santoña", "Teruel", "Úbeda", "Vejer", "Zafra", "Aracena", "Bermeo", "Cuenca",
)  # fmt: skip
SLOGANS = ("La mesa se viste de fiesta", "Comer también con los ojos", "Barro, agua y fuego", "Un desayuno sin prisa")
SECTIONS = ("Diario", "Domingo", "Terraza", "Regalo")
CLAUSES = (
    ("Pedido mínimo", "El primer pedido es de 300 €. Los siguientes, de 120 €."),
    ("Transporte", "El envío en 48 horas cuesta 12,50 €. Los palés se cotizan aparte."),
    ("Roturas", "Se comunican con una fotografía en 24 horas."),
)

Cell = tuple[float, float, float, float]


def _even(columns: int, rows: int) -> list[Cell]:
    """Cells of an even grid in the area below the slogan: x, y, width, height."""
    wide, tall = 770 / columns, 450 / rows
    return [
        (36 + wide * (k % columns), 110 + tall * (k // columns), wide - 14, tall - 8) for k in range(columns * rows)
    ]


IRREGULAR: list[Cell] = [
    (36.0, 110.0, 371.0, 290.0), (421.0, 110.0, 178.0, 217.0), (613.0, 110.0, 178.0, 217.0),
    (421.0, 335.0, 178.0, 217.0), (613.0, 335.0, 178.0, 217.0), (36.0, 408.0, 178.0, 144.0),
    (229.0, 408.0, 178.0, 144.0),
]  # fmt: skip
PLAN = ((0, _even(3, 2)), (0, _even(5, 4)), (1, IRREGULAR), (1, _even(3, 2)), (2, _even(5, 4)), (2, IRREGULAR),
        (3, _even(4, 2)), (3, _even(5, 4)))  # fmt: skip


def build(path: Path, seed: int) -> Truth:
    """Write the catalogue to `path` and return what is in it."""
    rng = np.random.default_rng(seed)
    truth = Truth("tableware-es", seed, "es", "Loza del Sur")
    book = Book(path, truth, (WIDTH, HEIGHT))
    matter.cover(book, "Loza del Sur", "Todo para la mesa", FACE, TEAL)
    _page(book, "about")
    matter.about(book, rng, "Una fábrica, tres generaciones", FACE, TEAL)
    names = [(f"{noun} {place}", kind) for place in PLACES for noun, kind in NOUNS]
    order = iter(rng.permutation(len(names)))
    for number, (section, cells) in enumerate(PLAN):
        _page(book, "product", SECTIONS[section])
        book.text(36, 78, SLOGANS[number % 4], FACE.italic, 30, TEAL)
        for k, cell in enumerate(cells):
            name, kind = names[int(next(order))]
            _piece(book, rng, cell, name, kind, 1000 + 50 * number + k)
    _page(book, "projects")
    book.text(36, 78, "En las mejores mesas", FACE.italic, 30, TEAL)
    for k, place in enumerate(("Parador de Arties", "Casa Leandro, Bilbao", "Hotel Miramar")):
        data = thing("table", COLOURS["walnut"], rng, (300, 340))
        book.picture(data, 36 + 262 * k, 120, 246, 220, "decoration", None, place)
        book.text(36 + 262 * k, 354, place, FACE.bold, 8)
        book.para(36 + 262 * k, 356, 240, sentences(rng, 1, "es"), FACE.regular, 8)
    _page(book, "terms")
    matter.terms(book, "Nuestra forma de vender", CLAUSES, FACE, TEAL)
    matter.cover(book, "Loza del Sur", "Polígono El Alfar 9, Villarcillo — www.loza.example", FACE, TEAL, "back cover")
    book.save()
    return truth


def _page(book: Book, kind: str, section: str = "") -> None:
    number = str(len(book.truth.pages) + 1)
    book.page(kind, number)
    book.text(36, 34, section, FACE.bold, 20)
    book.text(WIDTH - 36, 34, "Loza del Sur", FACE.regular, 9, "#777777", "right")
    book.text(WIDTH - 36, 578, number, FACE.regular, 8, align="right")


def _piece(book: Book, rng: np.random.Generator, cell: Cell, name: str, kind: str, number: int) -> None:
    """A picture with its caption of two lines: the name, and reference, measure and price."""
    x, y, width, height = cell
    book.on_page(name)
    tone = COLOURS[list(COLOURS)[int(rng.integers(len(COLOURS)))]]
    shape = (int(2 * (height - 26)), int(2 * width))
    book.picture(thing(kind, tone, rng, shape), x, y, width, height - 26, "product", name, name)
    code, size = f"LS-{number}", f"{int(rng.integers(8, 40))} cm"
    price = f"{int(rng.integers(4, 70))},{int(rng.integers(2, 19)) * 5:02d} €"
    book.text(x, y + height - 15, name, FACE.bold, 7.5)
    book.text(x, y + height - 5, f"{code}  {size}", FACE.regular, 7)
    book.text(x + width, y + height - 5, price, FACE.regular, 7, align="right")
    for key, value in (("codes", code), ("sizes", size), ("prices", price)):
        book.fact(name, key, value)
