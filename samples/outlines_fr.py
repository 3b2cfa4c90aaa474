"""Knobs and handles, French, 7 small pages, two products a page: all words are outlines, so there is no text at all."""

from pathlib import Path

import numpy as np

from samples.fonts import sans
from samples.objects import thing
from samples.outlined import OutlinedBook
from samples.prose import sentences
from samples.textures import COLOURS
from samples.truth import Truth

WIDTH, HEIGHT = 420.0, 595.0
FACE = sans()
BLUE = "#23395b"
NAMES = (
    "Bouton Galet", "Poignée Méandre", "Bouton Comète", "Poignée Rivage", "Bouton Églantine", "Poignée Lisière",
    "Bouton Ombelle", "Poignée Sillage", "Bouton Châtaigne", "Poignée Hêtraie", "Bouton Pépin", "Poignée Clairière",
)  # fmt: skip
FINISHES = {"laiton poli": "honey", "noir mat": "ink", "bronze patiné": "cocoa", "nickel brossé": "ash"}
MATERIALS = ("laiton massif", "zamak", "hêtre tourné", "porcelaine")


def build(path: Path, seed: int) -> Truth:
    """Write the catalogue to `path` and return what is in it."""
    rng = np.random.default_rng(seed)
    truth = Truth("outlines-fr", seed, "fr", "Maison Ferrandier — Boutons et poignées")
    book = OutlinedBook(path, truth, (WIDTH, HEIGHT))
    book.page("cover")
    book.rect(0, 0, WIDTH, HEIGHT, BLUE)
    book.text(40, 250, "Maison Ferrandier", FACE.bold, 36, "#f4efe6")
    book.text(40, 280, "Boutons et poignées", FACE.light, 20, "#f4efe6")
    names = [NAMES[i] for i in rng.permutation(len(NAMES))[:10]]
    for k, name in enumerate(names):
        if k % 2 == 0:
            book.page("product", str(k // 2 + 1))
            book.text(WIDTH / 2, 580, str(k // 2 + 1), FACE.regular, 8, align="center")
        _card(book, rng, 36 + 270 * (k % 2), name)
    book.page("terms", "6")
    book.text(36, 80, "Conditions de vente", FACE.bold, 22, BLUE)
    clauses = "Commande minimale de 120 €. Port payé à partir de 400 €. Les teintes peuvent varier d’un lot à l’autre. "
    book.para(36, 96, 348, clauses + "Les réclamations se font sous huit jours.", FACE.regular, 10)
    book.text(WIDTH / 2, 580, "6", FACE.regular, 8, align="center")
    book.save()
    return truth


def _card(book: OutlinedBook, rng: np.random.Generator, y: float, name: str) -> None:
    """A product: its picture on the left, its words on the right."""
    book.on_page(name)
    finish = list(FINISHES)[int(rng.integers(len(FINISHES)))]
    code = f"F{int(rng.integers(1000, 9900))}"
    size = f"Ø {int(rng.integers(18, 60))} mm" if name.startswith("Bouton") else f"{int(rng.integers(96, 320))} × 28 mm"
    price = f"{int(rng.integers(6, 58))},{int(rng.integers(10))}0 €"
    material = MATERIALS[int(rng.integers(len(MATERIALS)))]
    book.picture(thing("knob", COLOURS[FINISHES[finish]], rng, (420, 360)), 36, y, 150, 175, "product", name)
    book.text(204, y + 24, name, FACE.bold, 19, BLUE)
    below = book.para(204, y + 30, 180, sentences(rng, 1, "fr"), FACE.regular, 9.5) + 12
    rows = {"Référence": code, "Dimensions": size, "Finition": finish, "Matière": material, "Prix": price}
    for label, value in rows.items():
        book.text(204, below, f"{label} : {value}", FACE.regular, 10)
        below += 17
    book.fact(name, "codes", code)
    book.fact(name, "sizes", size)
    book.fact(name, "finishes", finish)
    book.fact(name, "materials", material)
    book.fact(name, "prices", price)
