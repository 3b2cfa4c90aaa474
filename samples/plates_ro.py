"""Furniture, Romanian, 36 pages: roman numbers, then arabic ones that unnumbered plates do not count; page labels that
count them; an index with wrong numbers, right ones at each section's start, and bookmarks that name pages.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from samples.book import Book
from samples.fonts import sans
from samples.goods import TONGUES, Good, make, show, tell
from samples.prose import sentences
from samples.rooms import Tile, room
from samples.tables import leader
from samples.textures import COLOURS, texture
from samples.truth import Misprint, Truth

WIDTH, HEIGHT = 560.0, 760.0
FACE, TONGUE = sans(), TONGUES["ro"]
PLUM = "#5b2f52"
FRONT = 3  # pages with roman numbers
SECTIONS = (("Pentru masă", ("Masă", "table"), ("Scaun", "chair")), ("Pentru odihnă", ("Fotoliu", "armchair"),
            ("Canapea", "sofa")), ("Pentru lumină", ("Veioză", "table lamp"), ("Lampadar", "floor lamp")))  # fmt: skip
PLACES = (
    "Bucegi", "Ceahlău", "Dobrogea", "Prislop", "Siret", "Olt", "Vâlcea", "Țibleș", "Șureanu", "Mureș", "Argeș",
    "Nera", "Lotru", "Cozia", "Rarău", "Bârsa", "Iza", "Tarcău",
)  # fmt: skip
PER_SECTION = 5
LATE = 4
"""How much too small the index's numbers of the last section are: it was made before pages were put in."""

SLIPS = {(0, 3): 6, (1, 2): -5}
"""By how much the index is wrong about single products, by section and place there."""


@dataclass(frozen=True)
class Entry:
    """A product with its first printed page, how many it takes, and the number the index prints."""

    good: Good
    number: int
    pages: int
    listed: int


def build(path: Path, seed: int) -> Truth:
    """Write the catalogue to `path` and return what is in it."""
    rng = np.random.default_rng(seed)
    truth = Truth("plates-ro", seed, "ro", "Atelierul din Luncă — mobilă și lumini")
    book = Book(path, truth, (WIDTH, HEIGHT))
    sections = _plan(rng)
    _front(book, rng, sections)
    number = 1
    for (title, *_), entries in zip(SECTIONS, sections, strict=True):
        _section(book, title, entries, number)
        for k, entry in enumerate(entries):
            _product(book, rng, entry)
            if k in (1, 3):
                _plate(book, rng)
        number = entries[-1].number + entries[-1].pages
    _page(book, "terms", number)
    book.text(50, 90, "Condiții de livrare", FACE.light, 28, PLUM)
    words = "Livrăm în zece zile lucrătoare. Prețurile sunt în lei și includ TVA. Garanția este de trei ani."
    book.para(50, 110, 460, words, FACE.regular, 10.5)
    book.page("back cover")
    book.rect(0, 0, WIDTH, HEIGHT, PLUM)
    book.text(50, 720, "Strada Morii 11, Luncani — www.luncani.example", FACE.regular, 9, "#f3e9ee")
    book.canvas.addPageLabel(0, "ROMAN_LOWER", 1)
    book.canvas.addPageLabel(FRONT, "ARABIC", 1, "C-")
    book.save()
    return truth


def _plan(rng: np.random.Generator) -> list[list[Entry]]:
    places = iter(PLACES[i] for i in rng.permutation(len(PLACES)))
    number, sections = 1, list[list[Entry]]()
    for section, (_, *kinds) in enumerate(SECTIONS):
        number += 1  # the section's own page
        entries: list[Entry] = []
        for k in range(PER_SECTION):
            noun, kind = kinds[k % 2]
            listed = number - (LATE if section == 2 else 0) + SLIPS.get((section, k), 0)
            good = make(rng, TONGUE, f"{noun} {next(places)}", kind, "AL")
            entries.append(Entry(good, number, 2 - k % 2, listed))
            number += entries[-1].pages
        sections.append(entries)
    return sections


def _page(book: Book, kind: str, number: int | str) -> None:
    book.page(kind, str(number))
    book.bookmark(f"Pagina {book.page_number}")
    book.text(WIDTH / 2, 738, str(number), FACE.regular, 9, PLUM, "center")


def _front(book: Book, rng: np.random.Generator, sections: list[list[Entry]]) -> None:
    book.page("cover")
    book.rect(0, 0, WIDTH, HEIGHT, PLUM)
    book.text(50, 330, "Atelierul din Luncă", FACE.light, 44, "#f3e9ee")
    book.text(50, 362, "mobilă și lumini", FACE.italic, 18, "#f3e9ee")
    _page(book, "about", "ii")
    book.text(50, 90, "Despre noi", FACE.light, 28, PLUM)
    book.columns(50, 110, 460, 2, 22, [sentences(rng, 8, "ro"), sentences(rng, 7, "ro")], FACE.regular, 10)
    _page(book, "index", "iii")
    book.text(50, 90, "Cuprins", FACE.light, 28, PLUM)
    y = 130.0
    for k, ((title, *_), entries) in enumerate(zip(SECTIONS, sections, strict=True)):
        late = LATE if k == 2 else 0
        leader(book, 50, y, 510, title, str(entries[0].number - 1 - late), FACE.bold, 12)
        for entry in entries:
            y += 22
            first = entry.listed
            shown = f"{first}–{first + 1}" if entry.pages == 2 else str(first)
            leader(book, 70, y, 510, entry.good.name, shown, FACE.regular, 11)
        y += 40


def _section(book: Book, title: str, entries: list[Entry], number: int) -> None:
    """A page that opens the section and lists what is in it."""
    _page(book, "divider", number)
    book.text(50, 150, title, FACE.bold, 44, PLUM)
    for k, entry in enumerate(entries):
        book.text(50, 220 + 26 * k, str(entry.number), FACE.bold, 12, PLUM)
        book.text(90, 220 + 26 * k, entry.good.name, FACE.regular, 12)
        book.fact(entry.good.name, "family", title)


def _product(book: Book, rng: np.random.Generator, entry: Entry) -> None:
    _page(book, "product", entry.number)
    if entry.listed != entry.number:
        book.truth.misprints.append(Misprint(entry.good.name, entry.listed, book.page_number))
    top = 330.0
    show(book, rng, entry.good, TONGUE, (50, 50, 460, 260), (236, 230, 232))
    if entry.pages == 2:
        book.para(50, top, 460, entry.good.name, FACE.bold, 24, PLUM)
        book.columns(50, top + 50, 460, 2, 22, [sentences(rng, 5, "ro"), sentences(rng, 4, "ro")], FACE.regular, 10)
        _page(book, "product", entry.number + 1)
        book.text(50, 40, entry.good.name, FACE.regular, 9, "#888888")
        top = 60.0
    tell(book, rng, entry.good, TONGUE, (50, top, 460, 0), FACE, PLUM, 24, title=entry.pages == 1)


def _plate(book: Book, rng: np.random.Generator) -> None:
    """A picture over the whole page, pasted in: neither a number nor words."""
    book.page("picture")
    book.bookmark(f"Pagina {book.page_number}")
    scene = ("living", "kitchen", "hall")[int(rng.integers(3))]
    floor = Tile(texture("wood", COLOURS["honey"], rng), 0.2, 1.2)
    book.picture(room(scene, floor, (214, 206, 200), rng, (530, 390)), 0, 0, WIDTH, HEIGHT, "room")
