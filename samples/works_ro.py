"""An architect’s portfolio, Romanian, 14 pages: projects with keys and values, measures and pictures; no product."""

from pathlib import Path

import numpy as np

from samples import matter
from samples.book import Book
from samples.fonts import sans
from samples.prose import people, sentences
from samples.rooms import Tile, room
from samples.textures import COLOURS, texture
from samples.truth import Truth

WIDTH, HEIGHT = 842.0, 595.0
FACE = sans()
CLAY = "#7a4a32"
PLACES = (
    "Casa din Deal", "Biblioteca Județeană", "Hotel Belvedere", "Școala din Lunca", "Grădinița Licurici",
    "Vila cu Nuci", "Muzeul Morii", "Sala Polivalentă", "Gara Mică", "Piața Veche", "Pensiunea Bradul",
)  # fmt: skip
TOWNS = ("Sibiu", "Oradea", "Bistrița", "Sighetu Marmației", "Râșnov", "Deva")
SCENES = ("living", "hall", "bathroom", "kitchen", "terrace")


def build(path: Path, seed: int) -> Truth:
    """Write the portfolio to `path` and return what is in it: no products."""
    rng = np.random.default_rng(seed)
    truth = Truth("works-ro", seed, "ro", "Atelier Nord-Est — lucrări alese")
    book = Book(path, truth, (WIDTH, HEIGHT))
    matter.cover(book, "Atelier Nord-Est", "Lucrări alese, 2015–2026", FACE, CLAY)
    _page(book, "about")
    matter.about(book, rng, "Cum lucrăm", FACE, CLAY)
    who = people(rng, 9)
    for k, i in enumerate(rng.permutation(len(PLACES))[:9]):
        _project(book, rng, PLACES[i], TOWNS[int(rng.integers(len(TOWNS)))], who[k])
        if k == 4:
            _page(book, "picture")
            _room(book, rng, 0, 0, WIDTH, 540)
    _page(book, "about")
    book.text(48, 90, "Echipa", FACE.bold, 24, CLAY)
    for k, name in enumerate(who[:6]):
        x, y = 48 + 260 * (k % 3), 150 + 150 * (k // 3)
        book.text(x, y, name, FACE.bold, 13)
        book.text(x, y + 16, ("arhitect", "inginer", "peisagist")[k % 3], FACE.italic, 10)
    matter.cover(book, "Atelier Nord-Est", "Strada Cuptorului 5, Sibiu — www.nordest.example", FACE, CLAY, "back cover")
    book.save()
    return truth


def _page(book: Book, kind: str) -> None:
    number = str(len(book.truth.pages) + 1)
    book.page(kind, number)
    book.text(WIDTH - 48, 578, number, FACE.regular, 9, align="right")
    book.text(48, 578, "Atelier Nord-Est", FACE.regular, 8, "#777777")


def _room(book: Book, rng: np.random.Generator, x: float, y: float, width: float, height: float) -> None:
    tile = Tile(texture("stone", COLOURS["sand"], rng), 0.9, 0.9)
    picture = room(SCENES[int(rng.integers(5))], tile, COLOURS["chalk"], rng, (int(height), int(width)))
    book.picture(picture, x, y, width, height, "room")


def _project(book: Book, rng: np.random.Generator, place: str, town: str, who: str) -> None:
    """A large picture, the name and what is usually told of a building."""
    _page(book, "projects")
    _room(book, rng, 0, 0, 560, 540)
    book.text(584, 90, place, FACE.bold, 22, CLAY)
    year = int(rng.integers(2015, 2027))
    facts = (("Loc", town), ("An", str(year)), ("Suprafață", f"{int(rng.integers(12, 480)) * 10} m²"),
             ("Beneficiar", "privat" if rng.random() < 0.5 else "public"), ("Arhitect", who),
             ("Materiale", "cărămidă, lemn de brad"), ("Înălțime", f"{int(rng.integers(4, 22))} m"),
             ("Buget", f"{int(rng.integers(80, 2400))}.000 €"))  # fmt: skip
    for k, (label, value) in enumerate(facts):
        book.text(584, 120 + 17 * k, f"{label}: {value}", FACE.regular, 10)
    book.para(584, 270, 220, sentences(rng, 4, "ro"), FACE.regular, 10)
