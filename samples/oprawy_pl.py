"""Lamps, Polish, 23 pages: a page of marked sides, ratings and key facts, then a list of order codes over one page or
two, its head repeated or not; prices with tax.
"""

from pathlib import Path

import numpy as np

from samples.book import Book
from samples.fonts import serif
from samples.objects import thing
from samples.prose import people, sentences
from samples.tables import table
from samples.textures import COLOURS
from samples.truth import Truth

WIDTH, HEIGHT = 500.0, 700.0
FACE = serif()
FONTS = (FACE.regular, FACE.bold)
RED = "#8c2f23"
KINDS = (("Lampa wisząca", "pendant"), ("Lampa stojąca", "floor lamp"), ("Kinkiet", "wall lamp"),
         ("Lampa stołowa", "table lamp"))  # fmt: skip
NAMES = (
    "Żuraw",
    "Świerk",
    "Jaskółka",
    "Bursztyn",
    "Kłos",
    "Mgła",
    "Wrzos",
    "Dębina",
    "Łuna",
    "Zorza",
    "Sosna",
    "Wisła",
)
FINISHES = {"czarny mat": "ink", "biały": "chalk", "mosiądz": "honey", "miedź": "rust", "szary beton": "ash",
            "zieleń butelkowa": "moss"}  # fmt: skip
MATERIALS = ("stal malowana proszkowo", "szkło dmuchane i mosiądz", "drewno dębowe", "aluminium anodowane")


def build(path: Path, seed: int) -> Truth:
    """Write the catalogue to `path` and return what is in it."""
    rng = np.random.default_rng(seed)
    truth = Truth("oprawy-pl", seed, "pl", "Pracownia Światła — katalog")
    book = Book(path, truth, (WIDTH, HEIGHT))
    book.page("cover")
    book.rect(0, 0, WIDTH, HEIGHT, RED)
    book.text(250, 330, "Pracownia Światła", FACE.bold, 38, "#f3e3d3", "center")
    book.page("about")
    book.text(40, 90, "O pracowni", FACE.bold, 22, RED)
    book.columns(40, 110, 420, 2, 20, [sentences(rng, 6, "pl"), sentences(rng, 6, "pl")], FACE.regular, 10)
    names = [NAMES[i] for i in rng.permutation(len(NAMES))[:8]]
    designers = people(rng, 4)
    for k, name in enumerate(names):
        title, kind = KINDS[k % 4]
        finishes = [list(FINISHES)[i] for i in rng.permutation(len(FINISHES))[:3]]
        _lamp(book, rng, name, title, kind, COLOURS[FINISHES[finishes[0]]], designers[k % 4])
        _codes(book, rng, name, finishes, long=k % 2 == 0, repeated=k % 4 == 0)
    book.page("back cover")
    book.rect(0, 0, WIDTH, HEIGHT, RED)
    book.text(250, 660, "ul. Leśna 4, Zagaje — www.pracowniaswiatla.example", FACE.regular, 9, "#f3e3d3", "center")
    book.save()
    return truth


def _page(book: Book, name: str) -> None:
    number = str(len(book.truth.pages) + 1)
    book.page("product", number, (name,))
    book.text(250, 680, number, FACE.regular, 9, align="center")


def _lamp(
    book: Book, rng: np.random.Generator, name: str, title: str, kind: str, colour: tuple[int, int, int], designer: str
) -> None:
    """Picture, words and facts: sides with abbreviations, ratings, certificates."""
    _page(book, name)
    book.picture(thing(kind, colour, rng, (520, 420)), 40, 40, 210, 260, "product", name)
    book.text(270, 80, name, FACE.bold, 30, RED)
    book.text(270, 98, title, FACE.italic, 11)
    book.para(270, 106, 190, sentences(rng, 2, "pl"), FACE.regular, 9.5)
    wide, tall, deep = (int(rng.integers(*span)) for span in ((12, 60), (20, 160), (12, 40)))
    size = f"szer. {wide} × wys. {tall} × gł. {deep} cm"
    cable = f"{int(rng.integers(12, 30)) / 10:.1f} m".replace(".", ",")
    watts, protection = int(rng.integers(4, 24)), ("IP20", "IP44", "IP54")[int(rng.integers(3))]
    marks = ["CE", ("ENEC", "RoHS", "EN 60598-1")[int(rng.integers(3))]]
    material = MATERIALS[int(rng.integers(len(MATERIALS)))]
    facts = (("Wymiary", "sizes", size), ("Materiał", "materials", material), ("Projektant", "designer", designer),
             ("Źródło światła", "sources", f"{('E27', 'E14', 'GU10')[int(rng.integers(3))]}, max. {watts} W"),
             ("Strumień świetlny", "technical", f"{watts * 95} lm"), ("Barwa światła", "technical", "2700 K"),
             ("Napięcie", "technical", "220–240 V"), ("Stopień ochrony", "technical", protection),
             ("Długość przewodu", "technical", cable),
             ("Waga", "weight", f"{rng.uniform(0.4, 9):.2f} kg".replace(".", ",")),
             ("Certyfikaty", "certifications", ", ".join(marks)))  # fmt: skip
    y = 340.0
    for label, key, value in facts:
        book.text(40, y, f"{label}: {value}", FACE.regular, 10)
        y += 19
        book.fact(name, key, *(marks if key == "certifications" else [value]))


def _codes(book: Book, rng: np.random.Generator, name: str, finishes: list[str], *, long: bool, repeated: bool) -> None:
    """Every order code; a long list goes on on the next page, under its head `repeated` there or under none."""
    lengths = (80, 100, 120, 150, 180, 200, 220, 240, 260, 280, 300, 350)
    rows = []
    for finish in finishes:
        for length in lengths if long else lengths[:3]:
            price = f"{int(rng.integers(2, 24)) * 100 + 99:,} zł".replace(",", " ")
            rows.append([f"PS-{int(rng.integers(10000, 99999))}", finish, str(length), price])
    head = ["Kod produktu", "Wykończenie", "Przewód [cm]", "Cena brutto"]
    widths = [110.0, 130.0, 90.0, 90.0]
    parts = [rows[:22], rows[22:]] if long else [rows]
    for k, part in enumerate(parts):
        _page(book, name)
        if k == 0:
            book.text(40, 70, name, FACE.bold, 16, RED)
        top = 86.0 if k == 0 else 60.0
        table(book, 40, top, widths, head if k == 0 or repeated else (), part, FONTS, 9, "zebra", "#f5ece4", (2, 3))
        book.fact(name, "codes", *(row[0] for row in part))
        book.fact(name, "finishes", *dict.fromkeys(row[1] for row in part))
        book.fact(name, "cables", *dict.fromkeys(row[2] for row in part))
        book.fact(name, "prices", *dict.fromkeys(row[3] for row in part))
