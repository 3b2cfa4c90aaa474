"""Furniture, Italian, 32 landscape pages: a product on each spread, an index with page ranges, a junk outline."""

from pathlib import Path

import numpy as np

from samples.book import Book
from samples.fonts import serif, times
from samples.objects import thing
from samples.prose import people, sentences
from samples.rooms import Tile, room
from samples.tables import leader, table
from samples.textures import COLOURS, swatch, texture
from samples.truth import Truth

WIDTH, HEIGHT = 842.0, 595.0
HEAD, BODY = serif(), times()
OFFSET = 2  # printed numbers start on the third page
GREEN = "#3f5147"
KINDS = (("Poltrona", "armchair"), ("Divano", "sofa"), ("Tavolo", "table"), ("Sedia", "chair"), ("Libreria", "shelf"))
NAMES = (
    "Ginevra", "Ottavia", "Zefiro", "Canto", "Duna", "Marea", "Piega", "Nido", "Veliero", "Quiete", "Tè", "Sosta",
    "Città Alta", "Nido d’ape",
)  # fmt: skip
WOODS = {"rovere naturale": "honey", "noce canaletto": "walnut", "frassino tinto nero": "ink", "ciliegio": "rust"}
FABRICS = {"lino grezzo": "sand", "velluto salvia": "sage", "lana antracite": "graphite", "bouclé panna": "ivory",
           "cotone petrolio": "petrol", "pelle cuoio": "terracotta"}  # fmt: skip


def build(path: Path, seed: int) -> Truth:
    """Write the catalogue to `path` and return what is in it."""
    rng = np.random.default_rng(seed)
    truth = Truth("furniture-it", seed, "it", "Casa Fontebruna — Collezione")
    book = Book(path, truth, (WIDTH, HEIGHT))
    names = [NAMES[i] for i in rng.permutation(len(NAMES))[:11]]
    kinds = [KINDS[k % len(KINDS)] for k in range(11)]
    _front(book, rng, names, kinds)
    for name, (category, kind), designer in zip(names, kinds, people(rng, 11), strict=True):
        _left(book, rng, name, kind)
        _right(book, rng, name, category, kind, designer)
    _back(book, rng, names)
    # what a page layout program leaves behind
    for page, title in ((0, "collezione_def_v7.indd"), (4, "_GoBack"), (9, "Senza titolo-3"), (20, "Pagina mastro A")):
        book.canvas.addOutlineEntry(title, f"junk{page}", 0)
    book.save()
    return truth


def _page(book: Book, kind: str, product: str = "", folio: bool = True) -> None:
    number = len(book.truth.pages) + 1 - OFFSET
    book.page(kind, str(number) if folio and number > 0 else None, (product,) if product else ())
    if book.page_number in (1, 5, 10, 21):
        book.canvas.bookmarkPage(f"junk{book.page_number - 1}")
    if folio and number > 0:
        left = number % 2 == 0
        book.text(30 if left else WIDTH - 30, 572, str(number), BODY.regular, 9, GREEN, "left" if left else "right")
        book.text(WIDTH / 2, 572, "casa fontebruna", HEAD.italic, 8, "#888888", "center")


def _front(book: Book, rng: np.random.Generator, names: list[str], kinds: list[tuple[str, str]]) -> None:
    _page(book, "cover", folio=False)
    book.rect(0, 0, WIDTH, HEIGHT, GREEN)
    book.text(WIDTH / 2, 280, "Casa Fontebruna", HEAD.light, 52, "#f3ede0", "center")
    book.text(WIDTH / 2, 320, "Collezione generale", HEAD.italic, 18, "#d8c9a3", "center")
    _page(book, "picture", folio=False)
    floor = Tile(texture("wood", COLOURS["honey"], rng), 0.2, 1.2)
    book.picture(room("living", floor, (206, 200, 188), rng, (530, 750)), 0, 0, WIDTH, HEIGHT, "room")
    _page(book, "index")
    book.text(60, 90, "Indice", HEAD.light, 36)
    for k, (name, (category, _)) in enumerate(zip(names, kinds, strict=True)):
        first = 6 + 2 * k - OFFSET
        x, y = 60 + (k % 2) * 380, 150 + (k // 2) * 38
        leader(book, x, y, x + 330, name, f"{first}–{first + 1}", HEAD.regular, 13)
        book.text(x, y + 13, category, BODY.italic, 9, "#777777")
    leader(book, 60, 420, 390, "Legni e tessuti", str(28 - OFFSET), BODY.regular, 10)
    leader(book, 60, 436, 390, "Abitare: tre case", str(29 - OFFSET), BODY.regular, 10)
    leader(book, 440, 420, 770, "Listino dimensioni", str(30 - OFFSET), BODY.regular, 10)
    leader(book, 440, 436, 770, "Condizioni di vendita", str(31 - OFFSET), BODY.regular, 10)
    for title in ("La bottega", "Il metodo"):
        _page(book, "about")
        book.text(60, 90, title, HEAD.light, 36)
        words = [sentences(rng, 6, "it") for _ in range(3)]
        book.columns(60, 120, 720, 3, 26, words, BODY.regular, 11)


def _left(book: Book, rng: np.random.Generator, name: str, kind: str) -> None:
    """All picture; the product's name is only on the page across."""
    _page(book, "product", name, folio=False)
    cloth = list(FABRICS.values())[int(rng.integers(len(FABRICS)))]
    ground = ((224, 218, 206), (206, 212, 208), (232, 226, 220))[int(rng.integers(3))]
    book.picture(thing(kind, COLOURS[cloth], rng, (530, 750), ground), 0, 0, WIDTH, HEIGHT, "product", name)


def _right(book: Book, rng: np.random.Generator, name: str, category: str, kind: str, designer: str) -> None:
    _page(book, "product", name)
    book.text(60, 80, category.upper(), BODY.regular, 9, "#777777", spacing=2)
    book.text(60, 126, name, HEAD.bold, 44, GREEN)
    year = str(int(rng.integers(1998, 2026)))
    book.text(60, 148, f"{designer}, {year}", BODY.italic, 12)
    book.para(60, 160, 330, sentences(rng, 5, "it"), BODY.regular, 11.5)
    woods = [list(WOODS)[i] for i in rng.permutation(len(WOODS))[:2]]
    fabrics = [list(FABRICS)[i] for i in rng.permutation(len(FABRICS))[:3]]
    soft = kind in ("armchair", "sofa", "chair")
    size = f"L {int(rng.integers(46, 240))}  P {int(rng.integers(45, 110))}  H {int(rng.integers(42, 210))} cm"
    y = 330.0
    lines = [("Struttura", f"legno massello: {', '.join(woods)}")]
    if soft:
        lines.append(("Rivestimento", ", ".join(fabrics)))
    for label, value in [*lines, ("Dimensioni", size), ("Garanzia", "10 anni")]:
        book.text(60, y, label, BODY.bold, 10)
        book.text(140, y, value, BODY.regular, 10)
        y += 17
    rows = []
    for k, finish in enumerate(fabrics if soft else woods):
        rows.append(
            [
                f"FB.{int(rng.integers(100, 999))}/{k + 1}",
                finish,
                f"€ {int(rng.integers(30, 420)) * 10:,}".replace(",", "."),
            ]
        )
    fonts = (BODY.regular, BODY.bold)
    table(book, 60, y + 10, [90.0, 150.0, 90.0], ["Codice", "Versione", "Prezzo"], rows, fonts, 9.5, "none", right=(2,))
    for k, finish in enumerate(fabrics if soft else woods):
        look = "linen" if soft else "wood"
        data = swatch(look, COLOURS[(FABRICS if soft else WOODS)[finish]], rng, (150, 150))
        book.picture(data, 450 + 116 * k, 90, 104, 104, "swatch", name, finish)
        book.text(450 + 116 * k, 206, finish, BODY.italic, 8.5)
    book.picture(thing(kind, COLOURS["greige"], rng, (260, 330)), 450, 240, 336, 264, "product", name)
    book.fact(name, "family", category)
    book.fact(name, "designer", designer)
    book.fact(name, "year", year)
    book.fact(name, "warranty", "10 anni")
    book.fact(name, "sizes", size)
    book.fact(name, "materials", *(woods + fabrics if soft else woods))
    book.fact(name, "codes", *(row[0] for row in rows))
    book.fact(name, "prices", *(row[2] for row in rows))


def _back(book: Book, rng: np.random.Generator, names: list[str]) -> None:
    _page(book, "colour overview")
    book.text(60, 80, "Legni e tessuti", HEAD.light, 30)
    for k, (words, colour) in enumerate({**WOODS, **FABRICS}.items()):
        x, y = 60 + (k % 5) * 148, 110 + (k // 5) * 200
        data = swatch("wood" if words in WOODS else "linen", COLOURS[colour], rng, (200, 200))
        book.picture(data, x, y, 130, 150, "swatch", caption=words)
        book.text(x, y + 164, words, BODY.italic, 10)
    _page(book, "projects")
    book.text(60, 80, "Abitare: tre case", HEAD.light, 30)
    for k, name in enumerate(names[2:5]):
        book.text(60 + 250 * k, 140, f"Con {name}", HEAD.italic, 16, GREEN)
        book.para(60 + 250 * k, 150, 220, sentences(rng, 6, "it"), BODY.regular, 11)
    _page(book, "overview")
    book.text(60, 80, "Listino dimensioni", HEAD.light, 30)
    rows = [[name, f"{int(rng.integers(1, 4))} versioni", "a richiesta"] for name in sorted(names)]
    table(
        book, 60, 110, [260.0, 200.0, 200.0], ["Modello", "Versioni", "Su misura"], rows, (BODY.regular, BODY.bold), 10
    )
    _page(book, "terms")
    book.text(60, 80, "Condizioni di vendita", HEAD.light, 30)
    clauses = ["I prezzi si intendono franco fabbrica, IVA esclusa.", "La consegna avviene in sei o otto settimane.",
               "Il legno è materia viva: lievi differenze di tono non sono difetti.",
               "I reclami vanno presentati per iscritto entro otto giorni.",
               "La garanzia copre la struttura, non i rivestimenti.",
               "Foro competente è quello della sede."]  # fmt: skip
    book.columns(60, 110, 720, 2, 30, clauses, BODY.regular, 11)
    _page(book, "back cover", folio=False)
    book.rect(0, 0, WIDTH, HEIGHT, GREEN)
    address = "Casa Fontebruna srl, Borgo San Lazzaro — www.fontebruna.example"
    book.text(WIDTH / 2, 540, address, HEAD.italic, 10, "#f3ede0", "center")
