"""Garden pottery, Spanish, 16 square pages: two cards a page with picture, code and price; no index, no outline."""

from pathlib import Path

import numpy as np

from samples.book import Book
from samples.fonts import helvetica
from samples.objects import thing
from samples.prose import sentences
from samples.textures import COLOURS
from samples.truth import Truth

SIDE = 600.0
FACE = helvetica()
CLAY = "#a4512f"
KINDS = (
    ("Maceta", "bowl"),
    ("Jarrón", "vase"),
    ("Tinaja", "vase"),
    ("Cántaro", "jug"),
    ("Cuenco", "bowl"),
    ("Macetón", "vase"),
)
PLACES = (
    "Levante", "Poniente", "Alcázar", "Azahar", "Olivar", "Mirador", "Aljibe", "Romero", "Siesta", "Ribera",
    "Solana", "Noria", "Almena", "Jazmín", "Verano", "Candil", "Brisa", "Umbría", "Alberca", "Cal", "Trigal",
    "Sierra", "Patio", "Luna",
)  # fmt: skip
GLAZES = {"azul cobalto": "indigo", "verde oliva": "moss", "terracota natural": "terracotta", "blanco roto": "chalk",
          "miel": "honey", "negro humo": "graphite"}  # fmt: skip


def build(path: Path, seed: int) -> Truth:
    """Write the catalogue to `path` and return what is in it."""
    rng = np.random.default_rng(seed)
    truth = Truth("cards-es", seed, "es", "Alfarería Peñarrubia — Catálogo")
    book = Book(path, truth, (SIDE, SIDE))
    book.page("cover")
    book.rect(0, 0, SIDE, SIDE, CLAY)
    book.rect(40, 40, 520, 520, None, "#f5e6d8")
    book.text(300, 270, "Alfarería Peñarrubia", FACE.bold, 40, "#f5e6d8", "center")
    book.text(300, 304, "catálogo de jardín", FACE.italic, 18, "#f5e6d8", "center")
    book.page("about")
    book.text(60, 110, "Cuatro siglos de barro", FACE.bold, 24, CLAY)
    book.columns(60, 130, 480, 2, 24, [sentences(rng, 8, "es"), sentences(rng, 7, "es")], FACE.regular, 10)
    names = [f"{KINDS[k % 6][0]} {PLACES[i]}" for k, i in enumerate(rng.permutation(len(PLACES)))]
    for k, name in enumerate(names):
        if k % 2 == 0:
            number = str(k // 2 + 1)
            book.page("product", number)
            book.circle(572, 28, 13, CLAY)
            book.text(572, 32, number, FACE.bold, 10, "#ffffff", "center")
        _card(book, rng, 44 + 280 * (k % 2), name, KINDS[k % 6][1], flip=(k // 2 + k) % 3 == 0)
    book.page("terms")
    book.text(60, 110, "Cómo comprar", FACE.bold, 24, CLAY)
    clauses = "Pedido mínimo 150 €. Portes pagados a partir de 600 €. Las medidas son aproximadas. "
    book.para(60, 124, 480, clauses + "Las roturas se comunican en 48 horas.", FACE.regular, 11)
    book.page("back cover")
    book.rect(0, 0, SIDE, SIDE, CLAY)
    book.text(
        300,
        560,
        "Camino de los Hornos s/n, Villarcillo — www.penarrubia.example",
        FACE.regular,
        10,
        "#f5e6d8",
        "center",
    )
    book.save()
    return truth


def _card(book: Book, rng: np.random.Generator, y: float, name: str, kind: str, flip: bool) -> None:
    """One product: the picture on one side, the words on the other."""
    book.on_page(name)
    glazes = [list(GLAZES)[i] for i in rng.permutation(len(GLAZES))[: int(rng.integers(1, 4))]]
    picture_x, x = (330.0, 44.0) if flip else (44.0, 300.0)
    data = thing(kind, COLOURS[GLAZES[glazes[0]]], rng, (400, 400), (238, 228, 214))
    book.picture(data, picture_x, y, 236, 236, "product", name)
    code = f"P-{int(rng.integers(1000, 9999))}"
    size = f"Ø {int(rng.integers(18, 70))} x {int(rng.integers(15, 95))} cm"
    price = f"{int(rng.integers(18, 340))},{int(rng.integers(10)) * 10:02d} €"
    book.text(x, y + 34, name, FACE.bold, 17)
    book.text(x, y + 52, f"Ref. {code}", FACE.regular, 9, "#777777")
    below = book.para(x, y + 60, 240, sentences(rng, 2, "es"), FACE.regular, 9.5)
    book.text(x, below + 16, size, FACE.regular, 10)
    book.para(x, below + 18, 240, "Esmaltes: " + ", ".join(glazes), FACE.regular, 10)
    book.rect(x, y + 200, 96, 30, CLAY)
    book.text(x + 48, y + 220, price, FACE.bold, 14, "#ffffff", "center")
    book.fact(name, "codes", code)
    book.fact(name, "sizes", size)
    book.fact(name, "prices", price)
    book.fact(name, "colours", *glazes)
