"""Lamps and small furniture, Hungarian: spreads as they lie open; 12 of 14 PDF pages hold two printed ones."""

from pathlib import Path

import numpy as np

from samples.book import Book
from samples.fonts import sans, serif
from samples.goods import TONGUES, Good, make, show, tell
from samples.prose import sentences
from samples.tables import leader
from samples.truth import Truth

WIDTH, HEIGHT = 420.0, 560.0  # of one printed page
FACE, HEAD, TONGUE = sans(), serif(), TONGUES["hu"]
RUST = "#9c4a2c"
KINDS = (("karosszék", "armchair"), ("lámpa", "floor lamp"), ("polc", "shelf"), ("szék", "chair"), ("asztal", "table"))
PLACES = (
    "Bükk", "Őrség", "Hortobágy", "Badacsony", "Zala", "Sárrét", "Mátra", "Nyírség", "Göcsej", "Ormánság", "Tihany",
    "Bakony", "Csallóköz", "Hegyalja", "Kunság", "Rábaköz", "Szigetköz", "Vértes",
)  # fmt: skip
PLAN = "sprssprrs"
"""Spread after spread from printed page 6 on: s is one product a page, p one over both pages, r one on the right page
with a picture of a room left to it.
"""


def build(path: Path, seed: int) -> Truth:
    """Write the catalogue to `path` and return what is in it."""
    rng = np.random.default_rng(seed)
    truth = Truth("spreads-hu", seed, "hu", "Tölgyes Műhely — Katalógus")
    book = Book(path, truth, (2 * WIDTH, HEIGHT))
    places = iter(PLACES[i] for i in rng.permutation(len(PLACES)))
    spreads: list[list[Good]] = []
    for spread in PLAN:
        names = [f"{next(places)} {KINDS[(len(spreads) + k) % 5][0]}" for k in range(2 if spread == "s" else 1)]
        nouns = dict(KINDS)
        spreads.append([make(rng, TONGUE, name, nouns[name.split()[-1]], "TM ") for name in names])
    _covers(book, first=True)
    _front(book, rng, spreads)
    for spread, goods in zip(PLAN, spreads, strict=True):
        _spread(book, rng, spread, goods)
    _back(book, rng)
    _covers(book, first=False)
    book.canvas.addPageLabel(0, "ARABIC", 1)
    book.save()
    return truth


def _open(book: Book, kind: str) -> None:
    """A spread with its two numbers: PDF page 2 is 2 and 3."""
    left = 2 * len(book.truth.pages)
    book.page(kind, f"{left}|{left + 1}")
    book.text(24, 542, str(left), FACE.bold, 8.5, RUST)
    book.text(2 * WIDTH - 24, 542, str(left + 1), FACE.bold, 8.5, RUST, "right")
    book.line(WIDTH, 540, WIDTH, HEIGHT, "#dddddd", 0.3)


def _covers(book: Book, first: bool) -> None:
    """One printed page alone."""
    book.page("cover" if first else "back cover", size=(WIDTH, HEIGHT))
    book.rect(0, 0, WIDTH, HEIGHT, RUST)
    if first:
        book.text(WIDTH / 2, 250, "Tölgyes Műhely", HEAD.light, 40, "#f6ecdf", "center")
        book.text(WIDTH / 2, 282, "bútorok és fények", HEAD.italic, 15, "#f6ecdf", "center")
    else:
        book.text(
            WIDTH / 2, 520, "Tölgyes Műhely, Malom utca 8. — www.tolgyes.example", FACE.light, 9, "#f6ecdf", "center"
        )


def _front(book: Book, rng: np.random.Generator, spreads: list[list[Good]]) -> None:
    """An essay, and an index with a column on each of two pages."""
    _open(book, "about")
    book.text(40, 100, "Rólunk", HEAD.light, 30, RUST)
    book.para(40, 120, 330, sentences(rng, 6, "hu"), FACE.regular, 10.5)
    book.para(WIDTH + 40, 120, 330, sentences(rng, 6, "hu"), FACE.regular, 10.5)
    _open(book, "index")
    book.text(40, 80, "Tartalom", HEAD.light, 30, RUST)
    entries: list[tuple[str, str]] = []
    for k, (spread, goods) in enumerate(zip(PLAN, spreads, strict=True)):
        left = 6 + 2 * k
        if spread == "s":
            entries += [(goods[0].name, str(left)), (goods[1].name, str(left + 1))]
        else:
            entries.append((goods[0].name, f"{left}–{left + 1}" if spread == "p" else str(left + 1)))
    entries += [("Ápolás és tisztítás", "24"), ("Szállítási feltételek", "25")]
    half = -(-len(entries) // 2)
    for column, part in enumerate((entries[:half], entries[half:])):
        for k, (words, pages) in enumerate(part):
            x = 40 + WIDTH * column
            leader(book, x, 130 + 26 * k, x + 335, words, pages, FACE.regular, 11)


def _spread(book: Book, rng: np.random.Generator, spread: str, goods: list[Good]) -> None:
    _open(book, "product")
    if spread == "s":
        for good, x in zip(goods, (0.0, WIDTH), strict=True):
            show(book, rng, good, TONGUE, (x + 40, 40, WIDTH - 80, 210), (236, 230, 220))
            tell(book, rng, good, TONGUE, (x + 40, 260, WIDTH - 80, 0), FACE, RUST, 20)
        return
    if spread == "p":
        show(book, rng, goods[0], TONGUE, (0, 0, WIDTH, 525), (228, 222, 212))
    else:
        book.rect(0, 0, WIDTH, 525, "#efe7dc")
        book.text(WIDTH / 2, 250, "„Ami kézzel készült,", HEAD.italic, 15, RUST, "center")
        book.text(WIDTH / 2, 272, "az kézbe is való.”", HEAD.italic, 15, RUST, "center")
    tell(book, rng, goods[0], TONGUE, (WIDTH + 40, 60, WIDTH - 80, 0), FACE, RUST, 20)


def _back(book: Book, rng: np.random.Generator) -> None:
    _open(book, "care")
    book.text(40, 100, "Ápolás és tisztítás", HEAD.light, 26, RUST)
    book.para(40, 120, 330, sentences(rng, 5, "hu"), FACE.regular, 10.5)
    book.text(WIDTH + 40, 100, "Szállítási feltételek", HEAD.light, 26, RUST)
    words = "A szállítás 90 000 Ft felett ingyenes. Az árak az áfát tartalmazzák. A jótállás három év."
    book.para(WIDTH + 40, 120, 330, words, FACE.regular, 10.5)
