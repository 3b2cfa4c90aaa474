"""Furniture handles, Italian, 13 pages: cards of key and value named by codes alone; an overview of all of them."""

from pathlib import Path

import numpy as np

from samples import matter
from samples.book import Book
from samples.fonts import sans
from samples.objects import thing
from samples.truth import Truth

WIDTH, HEIGHT = 595.0, 842.0
FACE = sans()
GREEN = "#2f5d50"
SECTIONS = (("Maniglie", "MG", "hinge"), ("Pomoli", "PM", "knob"), ("Appendiabiti", "AP", "flange"))
FINISHES = {"ottone satinato": (190, 156, 84), "nichel spazzolato": (168, 170, 172), "nero opaco": (46, 46, 48),
            "rame antico": (150, 92, 64), "cromo lucido": (206, 210, 214)}  # fmt: skip
CLAUSES = (
    ("1. Ordini", "Gli ordini si inviano per iscritto. Il minimo è di € 80,00 per consegna."),
    ("2. Spedizione", "Il trasporto costa € 11,00 fino a 10 kg. Sopra i € 400,00 è gratuito."),
    ("3. Reclami", "I reclami si accettano entro 8 giorni dalla consegna della merce."),
    ("4. Resi", "I resi vanno concordati. Si rimborsa il valore della merce integra."),
)


def build(path: Path, seed: int) -> Truth:
    """Write the catalogue to `path` and return what is in it."""
    rng = np.random.default_rng(seed)
    truth = Truth("handles-it", seed, "it", "Ferrarecce Bonetti — listino illustrato")
    book = Book(path, truth, (WIDTH, HEIGHT))
    matter.cover(book, "Ferrarecce Bonetti", "Listino illustrato", FACE, GREEN)
    ranges = {section: _codes(rng, letters) for section, letters, _ in SECTIONS}
    _overview(book, ranges)
    for section, _, kind in SECTIONS:
        for k in range(0, 18, 6):
            _page(book, "product", section)
            for place, code in enumerate(ranges[section][k : k + 6]):
                _card(book, rng, 48 + 255 * (place % 2), 80 + 240 * (place // 2), code, kind)
    _page(book, "terms", "Vendita")
    matter.terms(book, "Come si compra", CLAUSES, FACE, GREEN)
    matter.cover(
        book, "Ferrarecce Bonetti", "Via dei Magli 8, Lumezzane — www.bonetti.example", FACE, GREEN, "back cover"
    )
    book.save()
    return truth


def _codes(rng: np.random.Generator, letters: str) -> list[str]:
    """Eighteen codes of one section, in order."""
    return [f"{letters}-{number}" for number in sorted(rng.choice(np.arange(1000, 9999), 18, replace=False))]


def _page(book: Book, kind: str, head: str) -> None:
    number = str(len(book.truth.pages) + 1)
    book.page(kind, number)
    book.text(48, 48, head, FACE.light, 22, GREEN)
    book.line(48, 58, WIDTH - 48, 58, GREEN, 1)
    book.text(WIDTH / 2, 818, number, FACE.regular, 9, align="center")


def _overview(book: Book, ranges: dict[str, list[str]]) -> None:
    """All codes by section, without page numbers: no product's page."""
    _page(book, "overview", "La gamma in breve")
    for column, (section, codes) in enumerate(ranges.items()):
        x = 48 + 170 * column
        book.text(x, 100, section, FACE.bold, 13)
        for k, code in enumerate(codes):
            book.text(x, 124 + 18 * k, code, FACE.regular, 10)


def _card(book: Book, rng: np.random.Generator, x: float, y: float, code: str, kind: str) -> None:
    """The picture, the code in bold, and keys with their values beside them."""
    book.on_page(code)
    finish = list(FINISHES)[int(rng.integers(len(FINISHES)))]
    book.rect(x, y, 240, 224, None, "#c9c4ba")
    picture = thing(kind, FINISHES[finish], rng, (260, 440), (248, 247, 244))
    book.picture(picture, x + 10, y + 10, 220, 110, "product", code)
    book.text(x + 10, y + 142, code, FACE.bold, 13)
    holes, size = (
        f"{32 * int(rng.integers(2, 10))} mm",
        f"{int(rng.integers(20, 320))} x {int(rng.integers(12, 40))} mm",
    )
    price = f"€ {int(rng.integers(3, 48))},{int(rng.integers(10, 99))}"
    pack = f"{(5, 10, 20, 25)[int(rng.integers(4))]} pezzi"
    facts = (("Finitura", finish), ("Interasse", holes), ("Misure", size), ("Confezione", pack), ("Prezzo", price))
    for k, (label, value) in enumerate(facts):
        book.text(x + 10, y + 158 + 14 * k, label, FACE.bold, 9)
        book.text(x + 90, y + 158 + 14 * k, value, FACE.regular, 9)
    book.fact(code, "finishes", finish)
    book.fact(code, "centres", holes)
    book.fact(code, "sizes", size)
    book.fact(code, "packaging", pack)
    book.fact(code, "prices", price)
