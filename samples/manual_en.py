"""A handling guide, English, 16 pages with numbered chapters, tables and prices for services: no product at all."""

from pathlib import Path

import numpy as np

from samples.book import Book
from samples.fonts import times
from samples.prose import sentences
from samples.rooms import Tile, room
from samples.tables import leader, table
from samples.textures import COLOURS, texture
from samples.truth import Truth

FACE = times()
CHAPTERS = (
    "Before delivery", "Unloading", "Storing crates", "Carrying by hand", "Cutting and drilling",
    "Ground preparation", "Adhesives and grouts", "Expansion joints", "First cleaning", "Complaints",
    "Terms of service",
)  # fmt: skip
LEFT, WIDTH = 70.0, 455.0


def build(path: Path, seed: int) -> Truth:
    """Write the guide to `path` and return what is in it."""
    rng = np.random.default_rng(seed)
    truth = Truth("manual-en", seed, "en", "Large format: a handling guide")
    book = Book(path, truth, (595.0, 842.0))
    book.page("cover")
    book.text(297, 250, "Large format", FACE.bold, 40, align="center")
    book.text(297, 284, "A handling guide for dealers and layers", FACE.italic, 17, align="center")
    book.text(297, 780, "Edition 4, issued by the Guild of Surface Makers", FACE.regular, 10, align="center")
    book.page("imprint")
    book.para(
        LEFT, 700, 260, "This guide replaces all earlier editions. It may be copied for use on site.", FACE.regular, 9
    )
    book.page("index")
    book.text(LEFT, 110, "Contents", FACE.bold, 22)
    for k, chapter in enumerate(CHAPTERS):
        leader(book, LEFT, 150 + 24 * k, LEFT + WIDTH, f"{k + 1}  {chapter}", str(k + 1), FACE.regular, 12)
    for k, chapter in enumerate(CHAPTERS):
        _chapter(book, rng, k + 1, chapter)
    for head in ("Notes", ""):
        book.page("notes" if head else "back cover")
        book.text(LEFT, 100, head, FACE.italic, 12)
    book.save()
    return truth


def _chapter(book: Book, rng: np.random.Generator, number: int, title: str) -> None:
    book.page("instructions" if number < len(CHAPTERS) else "terms", str(number))
    book.bookmark(f"{number} {title}")
    book.text(297, 800, f"- {number} -", FACE.regular, 10, align="center")
    book.text(LEFT, 100, f"{number}  {title}", FACE.bold, 20)
    y = 110.0
    for part in range(1, 4):
        book.text(LEFT, y + 22, f"{number}.{part}", FACE.bold, 11)
        y = book.para(LEFT + 32, y + 10, WIDTH - 32, sentences(rng, 3), FACE.regular, 11)
    fonts = (FACE.regular, FACE.bold)
    if number == 4:
        caption = "Fig. 1: a hall before the joints are filled"
        tile = Tile(texture("concrete", COLOURS["ash"], rng), 1.2, 1.2)
        book.picture(room("hall", tile, (226, 222, 214), rng), LEFT, y + 20, WIDTH, 300, "room", caption=caption)
        book.text(LEFT, y + 334, caption, FACE.italic, 9)
    elif number == 7:
        rows = [
            ["C1", "walls, dry rooms", "≥ 0.5 N/mm²"],
            ["C2TE", "floors", "≥ 1.0 N/mm²"],
            ["C2TE S1", "over 60 × 120 cm", "≥ 1.0 N/mm²"],
        ]
        table(book, LEFT, y + 20, [100.0, 200.0, 155.0], ["Class", "Use", "EN 12004"], rows, fonts, 10, "boxes")
    elif number == len(CHAPTERS):
        rows = [["Call-out within 50 km", "€ 90.00"], ["Each further 10 km", "€ 12.50"],
                ["Inspection report", "€ 240.00"],
                ["Laboratory test EN ISO 10545-3", "€ 180.00"]]  # fmt: skip
        table(book, LEFT, y + 20, [300.0, 155.0], ["Service", "Fee"], rows, fonts, 10, "lines", right=(1,))
