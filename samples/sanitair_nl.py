"""Bathroom furniture, Dutch, 11 pages: three products a page as the columns of one table, properties below one another,
values in common printed once over all columns; prices with and without tax.
"""

from pathlib import Path

import numpy as np

from samples.book import Book
from samples.fonts import sans
from samples.objects import thing
from samples.tables import leader, table
from samples.textures import COLOURS
from samples.truth import Truth

WIDTH, HEIGHT = 595.0, 780.0
FACE = sans()
TEAL = "#17656b"
GROUPS = (("Wastafelmeubels", "shelf"), ("Spiegels", "table"), ("Kasten", "shelf"), ("Krukken", "chair"))
NAMES = ("Aalsmeer", "Bergen", "Cadzand", "Delfzijl", "Edam", "Franeker", "Giethoorn", "Hindeloopen", "IJlst",
         "Joure", "Kampen", "Lemmer", "Makkum", "Nieuwpoort", "Oostmahorn", "Petten", "Stavoren", "Terschelling",
         "Urk", "Veere", "Workum", "Zierikzee")  # fmt: skip
MATERIALS = ("massief eiken", "gelakt mdf", "gepoedercoat staal", "essen fineer")
COLOUR_NAMES = {"mat wit": "chalk", "antraciet": "graphite", "naturel eiken": "honey", "salie": "sage", "zand": "sand"}
LEFT, LABELS, COLUMN = 40.0, 125.0, 130.0


def build(path: Path, seed: int) -> Truth:
    """Write the catalogue to `path` and return what is in it."""
    rng = np.random.default_rng(seed)
    truth = Truth("sanitair-nl", seed, "nl", "Waterland — Badkamermeubels")
    book = Book(path, truth, (WIDTH, HEIGHT))
    book.page("cover")
    book.rect(0, 0, WIDTH, HEIGHT, TEAL)
    book.text(40, 400, "Waterland", FACE.light, 54, "#ffffff")
    book.text(42, 428, "badkamermeubels", FACE.regular, 15, "#d5e8e9")
    names = [NAMES[i] for i in rng.permutation(len(NAMES))[:18]]
    threes = [(GROUPS[k // 2 % 4][0], names[3 * k : 3 * k + 3], GROUPS[k // 2 % 4][1]) for k in range(6)]
    _index(book, threes)
    for k, (group, chosen, kind) in enumerate(threes):
        _page(book, "product", group)
        _three(book, rng, group, chosen, kind, shared=k % 2 == 0)
        if k == 3:
            _page(book, "instructions", "Onderhoud")
            book.text(LEFT, 110, "Onderhoud", FACE.bold, 22, TEAL)
            words = "Reinig met een vochtige doek. Gebruik geen schuurmiddel. Droog het blad na gebruik. "
            book.para(LEFT, 124, 500, 3 * words, FACE.regular, 11)
    _delivery(book)
    book.save()
    return truth


def _page(book: Book, kind: str, head: str) -> None:
    number = str(len(book.truth.pages) + 1)
    book.page(kind, number)
    book.text(LEFT, 36, head, FACE.regular, 9, TEAL)
    book.text(WIDTH - LEFT, 756, number, FACE.bold, 9, TEAL, "right")


def _index(book: Book, threes: list[tuple[str, list[str], str]]) -> None:
    _page(book, "index", "Waterland")
    book.text(LEFT, 110, "Inhoud", FACE.bold, 26, TEAL)
    y = 150.0
    for k, (_, chosen, _) in enumerate(threes):
        for name in chosen:
            leader(book, LEFT, y, 420, name, str(3 + k + (k > 3)), FACE.regular, 11)
            y += 22


def _three(book: Book, rng: np.random.Generator, group: str, names: list[str], kind: str, *, shared: bool) -> None:
    """Pictures, names and the table below them; with `shared` all three are of one material, said once."""
    book.text(LEFT, 80, group, FACE.light, 24, TEAL)
    xs = [LEFT + LABELS + COLUMN * k for k in range(3)]
    for x, name in zip(xs, names, strict=True):
        book.on_page(name)
        colour = COLOURS[COLOUR_NAMES[list(COLOUR_NAMES)[int(rng.integers(5))]]]
        book.picture(thing(kind, colour, rng, (240, 240)), x, 110, 118, 150, "product", name)
        book.text(x, 292, name, FACE.bold, 16, TEAL)
        book.fact(name, "family", group)
    rows = _rows(rng, shared=shared)
    y = 318.0
    for label, key, values in rows:
        book.text(LEFT, y, label, FACE.bold, 9)
        if len(values) == 1:
            book.text(xs[0] + 1.5 * COLUMN - 6, y, values[0], FACE.regular, 9, align="center")
        for x, value in zip(xs, values if len(values) == 3 else (), strict=False):
            book.text(x, y, value, FACE.regular, 9)
        for name, value in zip(names, values if len(values) == 3 else 3 * values, strict=True):
            book.fact(name, key, value)
        book.line(LEFT, y + 6, WIDTH - LEFT, y + 6, "#b9cfd0", 0.4)
        y += 20


def _rows(rng: np.random.Generator, *, shared: bool) -> list[tuple[str, str, list[str]]]:
    def each(low: int, high: int, form: str) -> list[str]:
        return [form.format(int(rng.integers(low, high))) for _ in range(3)]

    prices = [int(rng.integers(90, 2400)) for _ in range(3)]
    materials = [MATERIALS[i] for i in rng.permutation(len(MATERIALS))[:3]]
    colours = [list(COLOUR_NAMES)[i] for i in rng.permutation(len(COLOUR_NAMES))[:3]]
    return [
        ("Artikelnummer", "codes", each(100000, 999999, "WL-{}")),
        ("Breedte", "dimensions", each(40, 160, "{} cm")),
        ("Diepte", "dimensions", each(20, 60, "{},5 cm")),
        ("Hoogte", "dimensions", each(30, 200, "{} cm")),
        ("Gewicht", "weights", each(4, 60, "{} kg")),
        ("Materiaal", "materials", materials[:1] if shared else materials),
        ("Kleur", "colours", colours),
        ("Garantie", "warranty", ["10 jaar"]),
        ("Prijs incl. btw", "prices", [f"€ {price:,}".replace(",", ".") + ",00" for price in prices]),
        ("Prijs excl. btw", "net prices", [f"€ {price / 1.21:.2f}".replace(".", ",") for price in prices]),
    ]


def _delivery(book: Book) -> None:
    """Fees in a table that looks the same."""
    _page(book, "terms", "Waterland")
    book.text(LEFT, 110, "Levering", FACE.bold, 26, TEAL)
    rows = [["Nederland", "5 werkdagen", "€ 45,00"], ["België", "7 werkdagen", "€ 60,00"],
            ["Waddeneilanden", "10 werkdagen", "€ 95,00"]]  # fmt: skip
    table(book, LEFT, 130, [180.0, 160.0, 120.0], ["Bestemming", "Levertijd", "Kosten"], rows,
          (FACE.regular, FACE.bold), 10)  # fmt: skip
    book.page("back cover")
    book.rect(0, 0, WIDTH, HEIGHT, TEAL)
    book.text(LEFT, 740, "Waterland BV, Kade 3, Oudewater — www.waterland.example", FACE.regular, 10, "#ffffff")
