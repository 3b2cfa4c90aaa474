"""Shelving data sheets, German, 14 pages turned by 0, 90, 180 and 270 degrees: upright as shown, not in the file."""

from pathlib import Path

import numpy as np

from samples.book import Book
from samples.fonts import sans
from samples.objects import thing
from samples.prose import sentences
from samples.tables import table
from samples.textures import COLOURS
from samples.truth import Truth

PORTRAIT, LANDSCAPE = (595.0, 842.0), (842.0, 595.0)
FACE = sans()
ORANGE = "#d2691e"
NAMES = (
    "Kolonne",
    "Speicher",
    "Anker",
    "Reling",
    "Turm",
    "Brücke",
    "Kontor",
    "Halle",
    "Lotse",
    "Pegel",
    "Größe Plus",
    "Mole",
)
TONES = {"Lichtgrau": "ash", "Anthrazit": "graphite", "Enzianblau": "indigo", "Reinweiß": "chalk", "Resedagrün": "moss"}


def build(path: Path, seed: int) -> Truth:
    """Write the catalogue to `path` and return what is in it."""
    rng = np.random.default_rng(seed)
    truth = Truth("rotated-de", seed, "de", "Nordwerk Regale — Datenblätter")
    book = Book(path, truth, PORTRAIT)
    book.page("cover")
    book.rect(0, 300, 595, 240, ORANGE)
    book.text(50, 400, "Nordwerk Regale", FACE.bold, 44, "#ffffff")
    book.text(50, 440, "Datenblätter", FACE.light, 24, "#ffffff")
    names = [NAMES[i] for i in rng.permutation(len(NAMES))[:10]]
    book.page("overview", "2", rotate=90)
    book.text(50, 90, "Übersicht der Regalsysteme", FACE.bold, 22, ORANGE)
    rows = [[name, f"Blatt {3 + k}"] for k, name in enumerate(names)]
    table(book, 50, 110, [300.0, 150.0], ["System", "Seite"], rows, (FACE.regular, FACE.bold), 11)
    book.text(545, 820, "2", FACE.regular, 9, align="right")
    for k, name in enumerate(names):
        rotate = (0, 90, 270, 180)[k % 4]
        book.page("product", str(3 + k), (name,), LANDSCAPE if rotate in (90, 270) else PORTRAIT, rotate)
        _sheet(book, rng, name, 3 + k)
    book.page("technical notes", "13", size=LANDSCAPE, rotate=270)
    book.text(50, 80, "Montage und Prüfung nach DIN EN 15635", FACE.bold, 20, ORANGE)
    book.columns(50, 100, 740, 3, 24, [sentences(rng, 5, "de") for _ in range(3)], FACE.regular, 10)
    book.text(792, 575, "13", FACE.regular, 9, align="right")
    book.page("back cover", rotate=180)
    book.text(50, 780, "Nordwerk Lagertechnik, Am Kai 4, Musterhafen — www.nordwerk.example", FACE.regular, 10)
    book.save()
    return truth


def _sheet(book: Book, rng: np.random.Generator, name: str, number: int) -> None:
    wide = book.width > book.height
    right = book.width - 50
    tones = [list(TONES)[i] for i in rng.permutation(len(TONES))[:3]]
    book.text(50, 70, f"Regalsystem {name}", FACE.bold, 24, ORANGE)
    book.line(50, 80, right, 80, ORANGE, 1.5)
    data = thing("shelf", COLOURS[TONES[tones[0]]], rng, (480, 400))
    book.picture(data, 50, 100, 230, 276, "product", name, f"{name} in {tones[0]}")
    book.text(50, 390, f"{name} in {tones[0]}", FACE.italic, 8.5)
    x, y, width = (310.0, 90.0, 482.0) if wide else (310.0, 90.0, 235.0)
    y = book.para(x, y, width, sentences(rng, 3, "de"), FACE.regular, 10) + 14
    load, height = f"{int(rng.integers(6, 40)) * 10} kg", f"{int(rng.integers(18, 45)) * 10} cm"
    material = ("Stahlblech, pulverbeschichtet", "Stahl, sendzimirverzinkt")[number % 2]
    for label, key, value in (
        ("Fachlast", "technical", load),
        ("Höhe", "sizes", height),
        ("Werkstoff", "materials", material),
    ):
        book.text(x, y, label, FACE.bold, 9.5)
        book.text(x + 70, y, value, FACE.regular, 9.5)
        book.fact(name, key, {"property": label, "value": value} if key == "technical" else value)
        y += 16
    book.text(x, y, "Farben", FACE.bold, 9.5)
    book.para(x + 70, y - 12, width - 70, ", ".join(tones), FACE.regular, 9.5)
    rows = [[f"NW-{number}{k}{int(rng.integers(10, 99))}", f"{80 + 20 * k} × {40 + 10 * (k % 2)} cm",
             f"{int(rng.integers(9, 60)) * 10},– €"]
            for k in range(5)]  # fmt: skip
    top, left = (280.0, 310.0) if wide else (430.0, 50.0)
    fonts = (FACE.regular, FACE.bold)
    table(
        book, left, top, [170.0, 160.0, 110.0], ["Artikel", "Fachboden", "Preis"], rows, fonts, 10, "zebra", right=(2,)
    )
    book.text(right, book.height - 22, str(number), FACE.regular, 9, align="right")
    book.fact(name, "colours", *tones)
    book.fact(name, "codes", *(row[0] for row in rows))
    book.fact(name, "sizes", *(row[1] for row in rows))
    book.fact(name, "prices", *dict.fromkeys(row[2] for row in rows))
