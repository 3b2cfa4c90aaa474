"""Seeds, Hungarian, 13 pages: tables over several pages, heads repeated or missing; one name in two sections."""

from pathlib import Path

import numpy as np

from samples import matter
from samples.book import Book
from samples.fonts import serif
from samples.prose import sentences
from samples.tables import table
from samples.truth import Truth

WIDTH, HEIGHT = 595.0, 842.0
FACE = serif()
GREEN = "#3c6b2f"
ROWS = 26
SECTIONS = (("Paradicsom", "PD", 2.4), ("Paprika", "PP", 1.5), ("Uborka", "UB", 1.2), ("Saláta", "SL", 0.8))
"""Sections, the letters of their codes, and how many pages they fill."""
FIRST = ("Korai", "Kecskeméti", "Szentesi", "Óriás", "Mézédes", "Bíbor", "Arany", "Tavaszi", "Keszthelyi", "Makói",
         "Fürtös", "Vándor", "Nyári", "Hajdúsági", "Piros", "Törpe")  # fmt: skip
SECOND = ("Vénusz", "Rubin", "Hajnal", "Bajnok", "Gyöngy", "Csillag", "Tündér", "Parázs", "Királynő", "Szarvas")
SHARED = ("Korai Vénusz", "Arany Csillag")
"""Names that stand in two sections, of two kinds of seed."""
HEAD = ["Cikkszám", "Fajta", "Tenyészidő", "Kiszerelés", "Ár"]
WIDTHS = [74.0, 176.0, 90.0, 80.0, 79.0]
CLAUSES = (
    ("Megrendelés", "A legkisebb rendelés 3 000 Ft. A rendelést írásban kérjük."),
    ("Szállítás", "A csomag díja 1 490 Ft, 15 000 Ft fölött ingyenes. A szállítás 3 munkanap."),
    ("Csírázás", "A csírázóképesség 85 %. A vetőmag 2 évig eltartható."),
)


def build(path: Path, seed: int) -> Truth:
    """Write the catalogue to `path` and return what is in it."""
    rng = np.random.default_rng(seed)
    truth = Truth("seeds-hu", seed, "hu", "Zöldkert vetőmag 2027")
    book = Book(path, truth, (WIDTH, HEIGHT))
    matter.cover(book, "Zöldkert", "Vetőmag kertbarátoknak, 2027", FACE, GREEN)
    _page(book, "about")
    matter.about(book, rng, "Kedves kertbarátok!", FACE, GREEN)
    names = [name for a in FIRST for b in SECOND if (name := f"{a} {b}") not in SHARED]
    order = iter(rng.permutation(len(names)))
    for number, (section, letters, pages) in enumerate(SECTIONS):
        own = [names[int(next(order))] for _ in range(int(pages * ROWS))]
        if number < 2:
            own[3], own[-5] = SHARED
        _section(book, rng, number, section, letters, own)
    _calendar(book)
    _page(book, "terms")
    matter.terms(book, "Így vásárolhat", CLAUSES, FACE, GREEN)
    matter.cover(book, "Zöldkert", "Dombalja, Kert utca 2. — www.zoldkert.example", FACE, GREEN, "back cover")
    book.save()
    return truth


def _page(book: Book, kind: str) -> None:
    number = str(len(book.truth.pages) + 1)
    book.page(kind, number)
    book.text(48, 40, "Zöldkert vetőmag", FACE.italic, 9, "#777777")
    book.text(WIDTH - 48, 40, number, FACE.bold, 10, GREEN, "right")


def _section(book: Book, rng: np.random.Generator, number: int, section: str, letters: str, names: list[str]) -> None:
    """One table over several pages: the next has the head again in every other section, in the others only rows."""
    fonts = (FACE.regular, FACE.bold)
    for start in range(0, len(names), ROWS):
        _page(book, "product")
        y = 70.0
        if start == 0:
            book.text(48, 96, section, FACE.bold, 22, GREEN)
            y = book.para(48, 104, 499, sentences(rng, 1, "hu"), FACE.italic, 10) + 8
        rows = [_row(book, rng, section, f"{letters}{start + k + 101}", name)
                for k, name in enumerate(names[start : start + ROWS])]  # fmt: skip
        head = HEAD if start == 0 or number % 2 == 0 else []
        table(book, 48, y, WIDTHS, head, rows, fonts, 10.5, "lines" if number % 2 else "zebra", "#eef3e8", right=(4,))


def _row(book: Book, rng: np.random.Generator, section: str, code: str, name: str) -> list[str]:
    product = book.truth.namesake(name, section) if name in SHARED else name
    days, pack = f"{int(rng.integers(45, 130))} nap", f"{(0.2, 0.5, 1, 2, 5)[int(rng.integers(5))]} g".replace(".", ",")
    price = f"{int(rng.integers(24, 240)) * 10:,} Ft".replace(",", " ")
    book.on_page(product)
    for key, value in (("codes", code), ("days", days), ("weights", pack), ("prices", price)):
        book.fact(product, key, value)
    return [code, name, days, pack, price]


def _calendar(book: Book) -> None:
    """When to sow: a table like the others, of no products."""
    _page(book, "instructions")
    book.text(48, 96, "Vetési naptár", FACE.bold, 22, GREEN)
    rows = [[what, f"{a}. hónap", f"{b}–{b + 4} cm", f"{c} °C"] for what, a, b, c in (
        ("Korai paradicsom", 2, 40, 22), ("Fűszerpaprika", 3, 30, 24), ("Csemege uborka", 4, 60, 18),
        ("Fejes saláta", 3, 25, 12), ("Sárgarépa", 3, 5, 8), ("Zöldborsó", 3, 6, 7))]  # fmt: skip
    head = ["Növény", "Vetés", "Tőtáv", "Hőmérséklet"]
    table(book, 48, 116, [190.0, 110.0, 100.0, 99.0], head, rows, (FACE.regular, FACE.bold), 10.5, "zebra", "#eef3e8")
