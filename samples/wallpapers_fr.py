"""Wallpapers, French, 23 pages: three products a page, whose names only their colour tells from other bold lines."""

from pathlib import Path

import numpy as np

from samples import matter
from samples.book import Book
from samples.fonts import sans
from samples.prose import sentences
from samples.rooms import Tile, room
from samples.tables import table
from samples.textures import COLOURS, swatch, texture
from samples.truth import Truth

WIDTH, HEIGHT = 595.0, 842.0
FACE = sans()
BRICK = "#a8452f"
PATTERNS = {
    "Jardins": ("Glycine", "Fougère Royale", "Orangerie", "Pivoine", "Belle de Nuit", "Herbier", "Roseraie", "Lierre",
                "Allée des Tilleuls", "Mimosa", "Potager", "Clématite"),
    "Rivages": ("Marée Haute", "Embruns", "Galet", "Phare d’Eckmühl", "Dune", "Lagune", "Goémon", "Estran", "Noroît",
                "Corail", "Cap Gris", "Voilure"),
    "Salons": ("Toile de Jouy", "Damas", "Pampille", "Boiserie", "Chambord", "Lambris", "Treillage", "Valse",
               "Grand Siècle", "Camée", "Trumeau", "Marqueterie"),
}  # fmt: skip
SLOGANS = (
    "Idéal dans une entrée", "Lessivable et résistant", "Pose bord à bord", "Raccord libre", "Encres à l’eau",
    "Pour pièces humides", "Un relief au toucher", "Imprimé à la planche", "Fond mat profond", "Deux lés suffisent",
    "Notre meilleure vente", "Le motif de toujours", "Petit raccord", "À marier au lin", "Doux comme un pastel",
    "Un grand format", "Rayures retrouvées", "Un bleu sans âge", "Comme un vieux velours", "Vu dans les revues",
    "Ton sur ton", "Le préféré de l’atelier", "Esprit bord de mer", "Motif d’archives", "Pour petits couloirs",
    "Encres d’Alsace", "Une touche d’or", "Fait pour durer", "Chambre d’enfant", "Un air de vacances",
)  # fmt: skip
COLOURWAYS = {"sauge": "sage", "ivoire": "ivory", "pétrole": "petrol", "terre cuite": "terracotta", "indigo": "indigo",
              "prune": "plum", "miel": "honey", "ciel": "sky"}  # fmt: skip
CLAUSES = (
    ("Commandes", "Les rouleaux d’un même bain se commandent ensemble. La commande minimale est de 120 €."),
    ("Livraison", "La livraison sous 5 jours coûte 9,90 €. Elle est offerte à partir de 250 €."),
    ("Retours", "Les rouleaux entiers sont repris pendant 30 jours. Les rouleaux coupés ne sont pas repris."),
    ("Échantillons", "Un échantillon de 21 x 29,7 cm coûte 3,00 €, remboursé à la commande."),
)
SHOPS = (
    ("Lyon", "14 quai des Tanneurs", "Tél. 04 00 00 12 30", "lyon@verrieres.example"),
    ("Nantes", "3 passage du Vent", "Tél. 02 00 00 45 67", "nantes@verrieres.example"),
    ("Lille", "27 rue des Fileuses", "Tél. 03 00 00 89 01", "lille@verrieres.example"),
)


def build(path: Path, seed: int) -> Truth:
    """Write the catalogue to `path` and return what is in it."""
    rng = np.random.default_rng(seed)
    truth = Truth("wallpapers-fr", seed, "fr", "Verrières — Papiers peints")
    book = Book(path, truth, (WIDTH, HEIGHT))
    matter.cover(book, "Verrières", "Papiers peints, imprimés à Mulhouse", FACE, BRICK)
    _page(book, "about")
    matter.about(book, rng, "La maison Verrières", FACE, BRICK)
    sections = {section: [found[i] for i in rng.permutation(12)[:9]] for section, found in PATTERNS.items()}
    _overview(book, rng, sections)
    slogans = iter(rng.permutation(len(SLOGANS)))
    for section, names in sections.items():
        _divider(book, rng, section)
        for k in range(0, 9, 3):
            _page(book, "product", section)
            for place, name in enumerate(names[k : k + 3]):
                _roll(book, rng, 84 + 240 * place, name, SLOGANS[int(next(slogans))])
            if k == 3:
                book.page("picture")
                _room(book, rng, 0, 0, WIDTH, HEIGHT)
    _back(book, rng)
    book.save()
    return truth


def _page(book: Book, kind: str, head: str = "") -> None:
    number = str(len(book.truth.pages) + 1)
    book.page(kind, number)
    book.text(48, 40, head, FACE.italic, 10, "#777777")
    book.text(48, 818, "Verrières", FACE.bold, 8, BRICK)
    book.text(WIDTH - 48, 818, number, FACE.regular, 9, align="right")


def _room(book: Book, rng: np.random.Generator, x: float, y: float, width: float, height: float) -> None:
    scene = ("living", "hall")[int(rng.integers(2))]
    tile = Tile(texture("wood", COLOURS["walnut"], rng), 1.2, 0.2)
    wall = COLOURS[list(COLOURWAYS.values())[int(rng.integers(len(COLOURWAYS)))]]
    shape = (int(height), int(width))
    book.picture(room(scene, tile, wall, rng, shape), x, y, width, height, "room")


def _overview(book: Book, rng: np.random.Generator, sections: dict[str, list[str]]) -> None:
    """All names by section, with small pictures and no page numbers."""
    _page(book, "overview")
    book.text(48, 90, "La gamme en un coup d’œil", FACE.bold, 24, BRICK)
    for column, (section, names) in enumerate(sections.items()):
        x = 48 + 172 * column
        book.text(x, 130, section, FACE.light, 14)
        for k, name in enumerate(names):
            data = swatch("linen", COLOURS[list(COLOURWAYS.values())[k % 8]], rng, (80, 80))
            book.picture(data, x, 146 + 70 * k, 56, 56, "decoration")
            book.text(x + 64, 178 + 70 * k, name, FACE.bold, 12, BRICK)


def _divider(book: Book, rng: np.random.Generator, section: str) -> None:
    book.page("divider")
    _room(book, rng, 0, 0, WIDTH, 600)
    book.text(48, 690, section, FACE.light, 54, BRICK)
    book.para(48, 700, 420, sentences(rng, 2, "fr"), FACE.italic, 12)


def _roll(book: Book, rng: np.random.Generator, y: float, name: str, slogan: str) -> None:
    """One wallpaper: the name in brick red, a bold black line before or after it, the facts, two colourways."""
    book.on_page(name)
    colours = [list(COLOURWAYS)[i] for i in rng.permutation(len(COLOURWAYS))[: int(rng.integers(2, 5))]]
    kind = ("linen", "mosaic", "plain", "marble")[int(rng.integers(4))]
    book.picture(swatch(kind, COLOURS[COLOURWAYS[colours[0]]], rng, (400, 400)), 48, y, 200, 200, "product", name)
    lines = [(slogan, "#222222"), (name, BRICK)] if rng.random() < 0.3 else [(name, BRICK), (slogan, "#222222")]
    for k, (words, colour) in enumerate(lines):
        book.text(268, y + 14 + 16 * k, words, FACE.bold, 12, colour)
    below = book.para(268, y + 36, 275, sentences(rng, 2, "fr"), FACE.regular, 9.5)
    code = f"VP {int(rng.integers(1000, 9999))}-{int(rng.integers(1, 9))}"
    size, price = f"10,05 x 0,{int(rng.integers(52, 71))} m", f"{int(rng.integers(32, 118))},00 €"
    repeat = f"{int(rng.integers(20, 70))} cm"
    facts = (("Référence", code), ("Rouleau", size), ("Raccord", repeat), ("Coloris", ", ".join(colours)),
             ("Prix", f"{price} le rouleau"))  # fmt: skip
    for k, (label, value) in enumerate(facts):
        book.text(268, below + 14 + 15 * k, f"{label} : {value}", FACE.regular, 9.5)
    book.fact(name, "codes", code)
    book.fact(name, "sizes", size)
    book.fact(name, "repeat", repeat)
    book.fact(name, "colours", *colours)
    book.fact(name, "prices", price)


def _back(book: Book, rng: np.random.Generator) -> None:
    _page(book, "projects")
    book.text(48, 90, "Ils nous ont choisis", FACE.bold, 24, BRICK)
    for k, (place, what) in enumerate((("Hôtel du Parc, Annecy", "42 chambres, 1 800 m²"),
                                       ("Théâtre des Halles, Dijon", "foyer et loges, 640 m²"))):  # fmt: skip
        _room(book, rng, 48, 120 + 320 * k, 499, 250)
        book.text(48, 388 + 320 * k, place, FACE.bold, 12, BRICK)
        book.text(48, 404 + 320 * k, what, FACE.regular, 9.5)
    _page(book, "certificates")
    book.text(48, 90, "Nos engagements", FACE.bold, 24, BRICK)
    rows = [["FSC", "papier", "FSC-C012345"], ["EN 15102", "pose et usage", "2024"], ["EN 13501-1", "feu", "B-s1, d0"]]
    table(book, 48, 120, [120.0, 220.0, 159.0], ["Label", "Objet", "Numéro"], rows, (FACE.regular, FACE.bold), 10)
    _page(book, "terms")
    matter.terms(book, "Acheter chez Verrières", CLAUSES, FACE, BRICK, 12)
    _page(book, "contact")
    matter.addresses(book, "Nos trois adresses", SHOPS, FACE, BRICK)
    matter.cover(book, "Verrières", "www.verrieres.example", FACE, BRICK, "back cover")
