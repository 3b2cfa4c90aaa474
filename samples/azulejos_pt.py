"""Tiles, Portuguese, 28 pages: what all tiles of a series share stands on its divider; packaging under group titles,
merged cells, ticks, prices per m² without tax, footnotes.
"""

from pathlib import Path

import numpy as np

from samples.book import Book
from samples.fonts import sans
from samples.grouped import grouped
from samples.prose import people, sentences
from samples.tables import table
from samples.textures import COLOURS, swatch
from samples.truth import Truth

WIDTH, HEIGHT = 595.0, 842.0
FACE = sans()
FONTS = (FACE.regular, FACE.bold)
BLUE = "#1d4e89"
SERIES = (("Pátio", "mosaic", 4), ("Ribeira", "stone", 4), ("Alvenaria", "concrete", 3))
NAMES = ("Alfama", "Belém", "Chiado", "Douro", "Évora", "Faro", "Graça", "Ílhavo", "Lapa", "Mértola", "Nazaré",
         "Óbidos", "Sintra", "Tavira")  # fmt: skip
TONES = {"branco neve": "chalk", "azul cobalto": "indigo", "verde musgo": "moss", "areia": "sand",
         "barro": "terracotta", "cinza claro": "ash"}  # fmt: skip
FORMATS = ("15x15", "20x20", "30x60", "60x60", "60x120")


def build(path: Path, seed: int) -> Truth:
    """Write the catalogue to `path` and return what is in it."""
    rng = np.random.default_rng(seed)
    truth = Truth("azulejos-pt", seed, "pt", "Fábrica do Cais — Catálogo geral")
    book = Book(path, truth, (WIDTH, HEIGHT))
    book.page("cover")
    book.rect(0, 0, WIDTH, HEIGHT, BLUE)
    book.text(50, 420, "Fábrica do Cais", FACE.light, 46, "#ffffff")
    book.text(52, 452, "azulejos e pavimentos", FACE.regular, 14, "#dce6f2")
    _page(book, "about")
    book.text(50, 110, "A nossa casa", FACE.bold, 26, BLUE)
    book.columns(50, 130, 495, 2, 24, [sentences(rng, 7, "pt"), sentences(rng, 6, "pt")], FACE.regular, 10)
    names = [NAMES[i] for i in rng.permutation(len(NAMES))]
    designers = people(rng, 5)
    for series, kind, count in SERIES:
        chosen, names = names[:count], names[count:]
        _divider(book, rng, series, chosen)
        for name in chosen:
            tones = [list(TONES)[i] for i in rng.permutation(len(TONES))[:3]]
            _first(book, rng, name, kind, tones, designers[int(rng.integers(5))])
            _second(book, rng, name)
    book.page("back cover")
    book.rect(0, 0, WIDTH, HEIGHT, BLUE)
    book.text(50, 790, "Fábrica do Cais, Vila Nova — www.fabricadocais.example", FACE.regular, 10, "#ffffff")
    book.save()
    return truth


def _page(book: Book, kind: str, product: str = "") -> None:
    number = str(len(book.truth.pages) + 1)
    book.page(kind, number, (product,) if product else ())
    book.text(545, 815, number, FACE.regular, 8, align="right")


def _divider(book: Book, rng: np.random.Generator, series: str, names: list[str]) -> None:
    """The page that opens a series, the only one that tells its thickness, body and origin."""
    _page(book, "divider")
    book.text(50, 360, series, FACE.light, 64, BLUE)
    thick = f"{int(rng.integers(7, 12))},{int(rng.integers(0, 2)) * 5} mm"
    body = ("Grés porcelânico", "Pasta branca", "Pasta vermelha")[int(rng.integers(3))]
    for k, (label, value) in enumerate((("Espessura", thick), ("Material", body), ("País de origem", "Portugal"))):
        book.text(52, 400 + 18 * k, f"{label}: {value}", FACE.regular, 12)
    for name in names:
        book.fact(name, "collection", series)
        book.fact(name, "thickness", thick)
        book.fact(name, "materials", body)
        book.fact(name, "origin", "Portugal")


def _first(book: Book, rng: np.random.Generator, name: str, kind: str, tones: list[str], designer: str) -> None:
    """Name, pictures, words, and the list of codes with finishes as merged cells."""
    _page(book, "product", name)
    book.text(50, 90, name, FACE.bold, 30, BLUE)
    book.text(50, 108, f"Desenhado por {designer}", FACE.italic, 10)
    book.fact(name, "designer", designer)
    book.para(50, 116, 495, sentences(rng, 3, "pt"), FACE.regular, 9.5)
    for k, tone in enumerate(tones):
        x = 50 + 168 * k
        book.picture(swatch(kind, COLOURS[TONES[tone]], rng), x, 180, 156, 156, "swatch", name, tone)
        book.text(x, 350, tone, FACE.regular, 8.5)
    book.fact(name, "colours", *tones)
    sizes = [FORMATS[i] for i in sorted(rng.permutation(len(FORMATS))[:2])]
    rows = []
    for finish in ("Mate", "Brilhante"):
        for k, size in enumerate(sizes):
            code = f"FC.{int(rng.integers(100, 999))}{k}"
            price = f"{int(rng.integers(18, 90))},{int(rng.integers(10, 99))} €/m²"
            rows.append([finish if k == 0 else "", f"{size} cm", code, price])
            book.fact(name, "codes", code)
            book.fact(name, "prices", price)
    book.fact(name, "finishes", "Mate", "Brilhante")
    book.fact(name, "sizes", *(f"{size} cm" for size in sizes))
    widths = [110.0, 110.0, 130.0, 145.0]
    y = table(book, 50, 390, widths, ["Acabamento", "Formato", "Referência", "Preço s/ IVA"], rows, FONTS, 9, "lines")
    book.para(50, y + 8, 495, "Preços sem IVA, válidos até nova edição.", FACE.italic, 8)
    _packaging(book, rng, name, sizes, y + 50)


def _packaging(book: Book, rng: np.random.Generator, name: str, sizes: list[str], y: float) -> None:
    rows = []
    for size in sizes:
        wide, tall = (int(side) / 100 for side in size.split("x"))
        count = int(rng.integers(3, 25))
        area = f"{wide * tall * count:.2f}".replace(".", ",")
        weight = f"{wide * tall * count * 21:.1f}".replace(".", ",")
        row = [size, str(count), area, weight, str(int(rng.integers(20, 64)))]
        rows.append(row)
        columns = ("size", "pieces", "area", "kg", "boxes")
        book.fact(name, "packaging", dict(zip(columns, row, strict=True)))
    head = ["cm", "peças", "m²", "kg", "caixas"]
    titles = [("Formato", 1), ("Caixa", 3), ("Palete", 1)]
    grouped(book, 50, y, [110.0, 90.0, 90.0, 90.0, 115.0], titles, head, rows, FONTS, 9)


def _second(book: Book, rng: np.random.Generator, name: str) -> None:
    """Technical data, where each is used, and the notes to it."""
    _page(book, "product", name)
    book.text(50, 80, name, FACE.light, 20, BLUE)
    pei, slip = ("PEI II", "PEI III", "PEI IV")[int(rng.integers(3))], ("R9", "R10", "R11")[int(rng.integers(3))]
    absorbs = f"≤ 0,{int(rng.integers(1, 6))} %"
    rows = [
        ["Absorção de água", "EN ISO 10545-3", absorbs],
        ["Resistência à abrasão", "EN ISO 10545-7", pei],
        ["Resistência ao deslizamento", "DIN 51130", slip],
        ["Resistência ao gelo", "EN ISO 10545-12", "conforme"],
    ]
    y = table(book, 50, 100, [200.0, 150.0, 145.0], ["Propriedade", "Norma", "Valor"], rows, FONTS, 9, "zebra")
    for row in rows:
        book.fact(name, "technical", dict(zip(("property", "norm", "value"), row, strict=True)))
    book.text(50, y + 36, "Aplicação", FACE.bold, 12, BLUE)
    uses = ["Parede", "Pavimento", "Exterior", "Piscina"]
    rows = []
    for finish in ("Mate", "Brilhante"):
        ticks = [bool(rng.random() < 0.6) for _ in uses]
        rows.append([finish, *("✓" if tick else "–" for tick in ticks)])
        book.fact(name, "uses", *(use for use, tick in zip(uses, ticks, strict=True) if tick))
    y = table(book, 50, y + 46, [135.0, 90.0, 90.0, 90.0, 90.0], ["Acabamento", *uses], rows, FONTS, 9, "boxes")
    marks = ["CE", "EN 14411", ("FSC", "EPD")[int(rng.integers(2))]]
    book.text(50, y + 30, "Certificações: " + ", ".join(marks), FACE.regular, 9.5)
    book.fact(name, "certifications", *marks)
