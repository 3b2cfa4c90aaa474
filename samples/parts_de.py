"""Machine parts, German, 20 pages: two products a page, each a table of order numbers with measures and prices."""

from pathlib import Path

import numpy as np

from samples.book import Book
from samples.emblems import emblem
from samples.fonts import helvetica
from samples.objects import section_drawing, thing
from samples.prose import sentences
from samples.tables import leader, table
from samples.truth import Truth

FACE = helvetica()
BLUE = "#005a9c"
GROUPS = (
    ("Bedienteile", "knob", ("Sterngriffe", "Kreuzgriffe", "Rändelgriffe", "Dreisterngriffe", "Pilzgriffe",
                             "Kugelknöpfe", "Sterngriffe mit Innengewinde", "Flügelgriffe")),
    ("Flansche", "flange", ("Flachflansche", "Vorschweißflansche", "Blindflansche", "Losflansche", "Gewindeflansche",
                            "Reduzierflansche")),
    ("Federn", "spring", ("Druckfedern", "Zugfedern", "Druckfedern, rostfrei", "Kegeldruckfedern", "Schwerlastfedern",
                          "Werkzeugfedern")),
    ("Scharniere", "hinge", ("Scharniere", "Aufschraubscharniere", "Federscharniere", "Rahmenscharniere",
                             "Edelstahlscharniere", "Scharniere mit Klemmhebel", "Türscharniere", "Gehäusescharniere")),
)  # fmt: skip
MATERIALS = ("Thermoplast PA 6, glasfaserverstärkt", "Duroplast PF 31, schwarz", "Stahl, brüniert", "Edelstahl 1.4305",
             "Aluminium, eloxiert", "Zink-Druckguss, pulverbeschichtet")  # fmt: skip
FRONT = 4
PRODUCTS = 14  # pages


def build(path: Path, seed: int) -> Truth:
    """Write the catalogue to `path` and return what is in it."""
    rng = np.random.default_rng(seed)
    truth = Truth("parts-de", seed, "de", "Hallmeier Normteile — Katalog")
    book = Book(path, truth, (595.0, 842.0))
    parts = [(group, kind, name) for group, kind, names in GROUPS for name in names]
    _front(book, parts)
    codes: dict[str, int] = {}
    for k, (group, kind, name) in enumerate(parts):
        if k % 2 == 0:
            _page(book, "product", group)
        codes |= dict.fromkeys(
            _part(book, rng, 80 if k % 2 == 0 else 440, 1000 + 10 * k, group, kind, name), book.page_number
        )
    _back(book, codes)
    book.save()
    return truth


def _comma(number: float, places: int = 1) -> str:
    return f"{number:.{places}f}".replace(".", ",")


def _page(book: Book, kind: str, head: str = "") -> None:
    number = str(len(book.truth.pages) + 1)
    book.page(kind, number)
    book.rect(0, 0, 595, 34, BLUE)
    book.text(40, 22, head, FACE.bold, 11, "#ffffff")
    book.text(524, 22, "HALLMEIER", FACE.bold, 11, "#ffffff", "right")
    book.picture(emblem("HN", 3), 531, 5, 24, 24, "logo")
    book.line(40, 808, 555, 808, BLUE)
    book.text(555, 822, f"Seite {number}", FACE.regular, 8, align="right")
    book.text(40, 822, "Technische Änderungen vorbehalten", FACE.regular, 7)


def _front(book: Book, parts: list[tuple[str, str, str]]) -> None:
    book.page("cover")
    book.rect(0, 0, 595, 842, BLUE)
    for k in range(7):
        book.circle(420, 560, 40 + 34 * k, None, "#7fb2d9")
    book.text(50, 160, "Normteile", FACE.bold, 56, "#ffffff")
    book.text(50, 200, "Bedienteile, Flansche, Federn, Scharniere", FACE.regular, 16, "#d4e6f4")
    book.text(50, 790, "Hallmeier GmbH & Co. KG", FACE.bold, 13, "#ffffff")
    _page(book, "index", "Inhalt")
    y, last = 80.0, ""
    for k, (group, _, name) in enumerate(parts):
        if group != last:
            y += 12
            book.text(40, y, group, FACE.bold, 11, BLUE)
            y, last = y + 17, group
        leader(book, 54, y, 555, name, str(FRONT + 1 + k // 2), FACE.regular, 9.5)
        y += 16
    leader(book, 40, y + 16, 555, "Werkstoffe", "3", FACE.regular, 9.5)
    leader(book, 40, y + 32, 555, "Gewinde und Anzugsmomente", "4", FACE.regular, 9.5)
    leader(book, 40, y + 48, 555, "Bestellnummern", str(FRONT + PRODUCTS + 1), FACE.regular, 9.5)
    fonts = (FACE.regular, FACE.bold)
    _page(book, "technical notes", "Werkstoffe")
    rows = [[m.split(",")[0], f"{60 + 40 * k} °C", ("gut", "mäßig", "sehr gut")[k % 3], _comma(1.2 + 1.1 * k)]
            for k, m in enumerate(MATERIALS)]  # fmt: skip
    table(
        book,
        40,
        80,
        [200.0, 110.0, 115.0, 90.0],
        ["Werkstoff", "bis", "Beständigkeit", "g/cm³"],
        rows,
        fonts,
        9,
        "boxes",
    )
    _page(book, "technical notes", "Gewinde und Anzugsmomente")
    rows = [[f"M {d}", _comma(d * 0.15, 2), _comma(0.018 * d**3) + " Nm"] for d in (4, 5, 6, 8, 10, 12, 16)]
    table(book, 40, 80, [150.0, 180.0, 185.0], ["Gewinde", "Steigung mm", "Anzugsmoment"], rows, fonts, 9, "zebra")


def _part(book: Book, rng: np.random.Generator, y: float, number: int, group: str, kind: str, name: str) -> list[str]:
    """Heading, picture, drawing, words and the table of one product; returns its order numbers."""
    book.on_page(name)
    material = MATERIALS[int(rng.integers(len(MATERIALS)))]
    norm = f"DIN {int(rng.integers(300, 6999))}" if rng.random() < 0.6 else ""
    book.text(40, y, name, FACE.bold, 15, BLUE)
    if norm:
        book.text(555, y, norm, FACE.bold, 10, align="right")
        book.fact(name, "norms", norm)
    colour = ((52, 54, 58), (150, 154, 158), (150, 62, 40), (196, 150, 40))[int(rng.integers(4))]
    book.picture(thing(kind, colour, rng, (260, 260), (250, 250, 250)), 40, y + 12, 118, 118, "product", name)
    if kind in ("flange", "spring"):
        book.picture(section_drawing(rng), 176, y + 16, 125, 114, "technical drawing", name)
    else:
        _drawing(book, 176, y + 22)
    top = book.para(320, y + 8, 235, sentences(rng, 2, "de"), FACE.regular, 8)
    book.text(320, top + 12, "Werkstoff:", FACE.bold, 8)
    book.para(368, top + 1, 187, material, FACE.regular, 8)
    count = int(rng.integers(4, 8))
    rows = []
    for k in range(count):
        d1 = 20 + 6 * k + int(rng.integers(4))
        price = _comma(rng.uniform(1.2, 48), 2)
        rows.append(
            [f"{number}.{d1:03d}", str(d1), f"M {4 + 2 * (k // 2)}", str(int(d1 * 0.7)), str(int(d1**1.7 / 5)), price]
        )
    head = ["Bestell-Nr.", "d1", "d2", "h", "Gewicht g", "Preis €"]
    fonts, widths = (FACE.regular, FACE.bold), [115.0, 70.0, 70.0, 70.0, 90.0, 100.0]
    table(book, 40, y + 146, widths, head, rows, fonts, 8.5, "zebra", "#e6eff6", (1, 2, 3, 4, 5))
    book.fact(name, "family", group)
    book.fact(name, "materials", material)
    book.fact(name, "codes", *(row[0] for row in rows))
    book.fact(name, "prices", *dict.fromkeys(row[5] for row in rows))
    for row in rows:
        book.fact(name, "dimensions", dict(zip(("code", "d1", "d2", "h", "weight"), row, strict=False)))
    return [row[0] for row in rows]


def _drawing(book: Book, x: float, y: float) -> None:
    """A section with measures, as vectors."""
    book.polygon([(x, y), (x + 100, y), (x + 100, y + 30), (x + 66, y + 30), (x + 66, y + 76),
                  (x + 34, y + 76), (x + 34, y + 30), (x, y + 30)], "#eef2f5", "#222222")  # fmt: skip
    book.line(x + 50, y - 10, x + 50, y + 90, "#999999", 0.3)
    book.line(x, y - 8, x + 100, y - 8)
    book.text(x + 50, y - 11, "d1", FACE.italic, 7, align="center")
    book.text(x + 50, y + 88, "d2", FACE.italic, 7, align="center")
    book.line(x + 110, y, x + 110, y + 76)
    book.text(x + 114, y + 40, "h", FACE.italic, 7)


def _back(book: Book, codes: dict[str, int]) -> None:
    """An index of order numbers, full of codes but no product's page, and the address."""
    _page(book, "index", "Bestellnummern")
    chosen = sorted(codes.items())[::2]
    rows_per_column = -(-len(chosen) // 4)
    for k, (code, page) in enumerate(chosen):
        x, y = 40 + (k // rows_per_column) * 132, 70 + (k % rows_per_column) * 16
        leader(book, x, y, x + 112, code, str(page), FACE.regular, 8)
    _page(book, "contact", "So erreichen Sie uns")
    lines = ("Hallmeier GmbH & Co. KG", "Industriestraße 14", "00000 Musterhausen", "www.hallmeier.example",
             "Mindestbestellwert 50 €, Lieferung ab Werk, zuzüglich MwSt.")  # fmt: skip
    for k, line in enumerate(lines):
        book.text(40, 90 + 18 * k, line, FACE.regular, 11)
