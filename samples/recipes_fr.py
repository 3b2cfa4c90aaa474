"""Recipes, French, 19 pages that look like a catalogue: pictures, names, keys and values, weights; no product."""

from pathlib import Path

import numpy as np

from samples import matter
from samples.book import Book
from samples.fonts import serif
from samples.objects import thing
from samples.prose import people, sentences
from samples.rooms import Tile, room
from samples.tables import leader, table
from samples.textures import COLOURS, texture
from samples.truth import Truth

WIDTH, HEIGHT = 480.0, 680.0
FACE = serif()
PLUM = "#6d2e46"
DISHES = (
    "Tarte aux poires", "Gratin de courge", "Soupe de cresson", "Clafoutis aux prunes", "Lentilles au lard",
    "Salade de fèves", "Pain d’épices", "Potée d’hiver", "Crème au citron", "Galette de blé noir", "Confit d’oignons",
    "Brioche du dimanche", "Terrine de lièvre", "Compote de coings",
)  # fmt: skip
STUFF = ("farine", "beurre", "sucre", "crème", "oignons", "poireaux", "lentilles", "amandes", "miel", "noix")
CONVERSIONS = (("1 verre", "20 cl", "180 g"), ("1 bol", "35 cl", "300 g"), ("1 cuillère à soupe", "1,5 cl", "12 g"),
               ("1 pincée", "—", "0,5 g"))  # fmt: skip


def build(path: Path, seed: int) -> Truth:
    """Write the book to `path` and return what is in it: no products."""
    rng = np.random.default_rng(seed)
    truth = Truth("recipes-fr", seed, "fr", "La table de Ninon")
    book = Book(path, truth, (WIDTH, HEIGHT))
    matter.cover(book, "La table de Ninon", "Douze recettes de saison", FACE, PLUM)
    _page(book, "about")
    matter.about(book, rng, "Avant de passer à table", FACE, PLUM)
    dishes = [DISHES[i] for i in rng.permutation(len(DISHES))[:12]]
    _page(book, "index")
    book.text(48, 90, "Les recettes", FACE.bold, 24, PLUM)
    for k, dish in enumerate(dishes):
        leader(book, 48, 130 + 26 * k, WIDTH - 48, dish, str(4 + k), FACE.regular, 12)
    for k, dish in enumerate(dishes):
        _recipe(book, rng, k, dish)
    _page(book, "notes")
    book.text(48, 90, "Poids et mesures", FACE.bold, 24, PLUM)
    head, fonts = ["Mesure", "Volume", "Poids"], (FACE.regular, FACE.bold)
    table(book, 48, 120, [160.0, 110.0, 110.0], head, CONVERSIONS, fonts, 10)
    _page(book, "projects")
    book.text(48, 90, "Chez ceux qui cuisinent", FACE.bold, 24, PLUM)
    for k, who in enumerate(people(rng, 2)):
        tile = Tile(texture("stone", COLOURS["sand"], rng), 0.6, 0.6)
        kitchen = room("kitchen", tile, COLOURS["chalk"], rng, (340, 576))
        book.picture(kitchen, 48, 110 + 250 * k, 384, 190, "room")
        book.text(48, 316 + 250 * k, f"La cuisine de {who}, {24 + 9 * k} m²", FACE.italic, 10)
    _page(book, "exercise")
    book.text(48, 90, "Composez vos menus", FACE.bold, 24, PLUM)
    for k, day in enumerate(("Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi")):
        book.text(48, 140 + 80 * k, f"{day} :", FACE.bold, 12)
        for n in range(2):
            book.line(110, 142 + 80 * k + 24 * n, WIDTH - 48, 142 + 80 * k + 24 * n, "#999999")
    matter.cover(book, "La table de Ninon", "Éditions du Four à Pain", FACE, PLUM, "back cover")
    book.save()
    return truth


def _page(book: Book, kind: str) -> None:
    number = str(len(book.truth.pages) + 1)
    book.page(kind, number)
    book.text(WIDTH / 2, 660, number, FACE.regular, 9, align="center")


def _recipe(book: Book, rng: np.random.Generator, k: int, dish: str) -> None:
    _page(book, "recipe")
    kind = ("plate", "bowl", "jug")[k % 3]
    tone = COLOURS[("honey", "terracotta", "moss", "blush")[k % 4]]
    book.picture(thing(kind, tone, rng, (420, 768)), 0, 0, WIDTH, 250, "decoration")
    book.text(48, 290, dish, FACE.bold, 22, PLUM)
    facts = (("Pour", f"{int(rng.integers(4, 9))} personnes"), ("Préparation", f"{int(rng.integers(2, 9)) * 5} min"),
             ("Cuisson", f"{int(rng.integers(4, 16)) * 5} min à {int(rng.integers(15, 23)) * 10} °C"),
             ("Moule", f"{int(rng.integers(18, 32))} x {int(rng.integers(8, 20))} cm"))  # fmt: skip
    for n, (label, value) in enumerate(facts):
        book.text(48 + 200 * (n % 2), 312 + 15 * (n // 2), f"{label} : {value}", FACE.italic, 10)
    book.text(48, 356, "Ingrédients", FACE.bold, 12)
    for n, i in enumerate(rng.permutation(len(STUFF))[:6]):
        text = f"{int(rng.integers(2, 40)) * 10} g de {STUFF[i]}".replace("de o", "d’o").replace("de a", "d’a")
        book.text(48 + 200 * (n % 2), 374 + 15 * (n // 2), text, FACE.regular, 10)
    y = 424.0
    for n in range(3):
        book.text(48, y + 14, str(n + 1), FACE.bold, 12, PLUM)
        y = book.para(66, y, WIDTH - 114, sentences(rng, 2, "fr"), FACE.regular, 10)
