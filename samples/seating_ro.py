"""Seating, Romanian, 35 pages: families of items over several pages, other pages between, a price list at the back."""

from pathlib import Path

import numpy as np

from samples import matter
from samples.book import Book
from samples.fonts import sans
from samples.objects import thing
from samples.prose import people, sentences
from samples.rooms import Tile, room
from samples.tables import table
from samples.textures import COLOURS, texture
from samples.truth import Truth

WIDTH, HEIGHT = 595.0, 842.0
FACE = sans()
NIGHT = "#23395b"
NAMES = ("Doina", "Brâncuși", "Ștefania", "Luceafăr", "Nordul", "Cișmigiu", "Amurg", "Retezat", "Ileana", "Delta",
         "Sighișoara")  # fmt: skip
ITEMS = (("Fotoliu", "armchair"), ("Canapea 2 locuri", "sofa"), ("Canapea 3 locuri", "sofa"), ("Taburet", "table"),
         ("Scaun", "chair"), ("Măsuță", "table"))  # fmt: skip
FABRICS = {"gri": "ash", "bej": "sand", "verde": "moss", "albastru": "petrol", "prună": "plum", "cărămiziu": "rust"}
CLAUSES = (
    ("Comenzi", "Avansul este de 40 %. Comanda minimă este de 900 lei."),
    ("Transport", "Transportul costă 180 lei în oraș și 3,50 lei pe km în afara lui."),
    ("Garanție", "Garanția este de 3 ani pentru structură și de 1 an pentru tapițerie."),
)
SHOPS = (("Cluj", "Strada Plopilor 8", "Tel. 0264 000 112", "cluj@tihna.example"),
         ("Iași", "Bulevardul Teilor 21", "Tel. 0232 000 345", "iasi@tihna.example"),
         ("Brașov", "Piața Mică 4", "Tel. 0268 000 678", "brasov@tihna.example"))  # fmt: skip


def build(path: Path, seed: int) -> Truth:
    """Write the catalogue to `path` and return what is in it."""
    rng = np.random.default_rng(seed)
    truth = Truth("seating-ro", seed, "ro", "Tihna — canapele și fotolii")
    book = Book(path, truth, (WIDTH, HEIGHT))
    matter.cover(book, "Tihna", "Canapele și fotolii", FACE, NIGHT)
    _page(book, "about")
    matter.about(book, rng, "Atelierul nostru", FACE, NIGHT)
    names = [NAMES[i] for i in rng.permutation(len(NAMES))[:9]]
    prices: list[list[str]] = []
    for k, (name, designer) in enumerate(zip(names, people(rng, 9), strict=True)):
        _opening(book, rng, name, designer)
        if k % 3 == 1:
            _room(book, rng, name)
        if k % 4 == 2:
            _advertisement(book, rng, k)
        if k == 5:
            _page(book, "essay")
            matter.about(book, rng, "O zi la tapițerie", FACE, NIGHT)
        prices += _items(book, rng, k, name)
        if k % 3 == 0:
            _close_up(book, rng, name)
    _back(book, rng, prices, names)
    book.save()
    return truth


def _page(book: Book, kind: str, product: str = "") -> None:
    """A page with its number and, where it is a product's, the product's name at the foot."""
    number = str(len(book.truth.pages) + 1)
    book.page(kind, number, (product,) if product else ())
    book.text(48, 818, product or "Tihna", FACE.regular, 8, "#777777")
    book.text(WIDTH - 48, 818, number, FACE.regular, 8, align="right")


def _opening(book: Book, rng: np.random.Generator, name: str, designer: str) -> None:
    _page(book, "product", name)
    tone = COLOURS[list(FABRICS.values())[int(rng.integers(6))]]
    book.picture(thing("sofa", tone, rng, (500, 595)), 0, 0, WIDTH, 500, "product", name)
    book.text(48, 570, name, FACE.bold, 40, NIGHT)
    book.text(48, 592, f"Design {designer}", FACE.italic, 11)
    book.columns(48, 612, 499, 2, 24, [sentences(rng, 4, "ro"), sentences(rng, 3, "ro")], FACE.regular, 10)
    book.fact(name, "designer", designer)


def _room(book: Book, rng: np.random.Generator, name: str) -> None:
    """A page of a picture of the product in a room, and no words."""
    book.page("product", None, (name,))
    tile = Tile(texture("wood", COLOURS["honey"], rng), 1.2, 0.2)
    picture = room("living", tile, COLOURS["chalk"], rng, (842, 595))
    book.picture(picture, 0, 0, WIDTH, HEIGHT, "room", name)


def _advertisement(book: Book, rng: np.random.Generator, k: int) -> None:
    """Somebody else's page, with a headline as large as a product's name and a price."""
    book.page("advertisement")
    book.rect(0, 0, WIDTH, HEIGHT, "#f3d34a")
    book.text(WIDTH / 2, 200, ("Parchet de poveste", "Ferestre fără griji")[k % 8 == 6], FACE.bold, 44, align="center")
    data = thing("shelf", COLOURS["walnut"], rng, (400, 400), (243, 211, 74))
    book.picture(data, 120, 260, 355, 355, "decoration")
    book.text(WIDTH / 2, 690, "de la 89 lei/m²", FACE.bold, 26, align="center")
    book.text(WIDTH / 2, 720, "Tel. 0300 000 999 — www.poveste.example", FACE.regular, 12, align="center")


def _items(book: Book, rng: np.random.Generator, k: int, name: str) -> list[list[str]]:
    """The family's items, as a table or as cards; returns its rows of the price list."""
    _page(book, "product", name)
    book.text(48, 70, "Elemente", FACE.bold, 18)
    found = []
    for n in sorted(rng.choice(len(ITEMS), 4, replace=False)):
        size = f"{int(rng.integers(60, 240))} x {int(rng.integers(60, 105))} x {int(rng.integers(40, 98))} cm"
        found.append((*ITEMS[n], f"T{k + 1}{n + 1}{int(rng.integers(10, 99))}", size))
    (_table if k % 2 else _cards)(book, rng, found)
    fabrics = [list(FABRICS)[i] for i in rng.permutation(6)[:3]]
    book.text(48, 640, "Culori: " + ", ".join(fabrics), FACE.regular, 10)
    book.fact(name, "colours", *fabrics)
    book.fact(name, "codes", *(code for _, _, code, _ in found))
    book.fact(name, "sizes", *(size for *_, size in found))
    return [
        [name, item, code, f"{int(rng.integers(8, 60)) * 100:,} lei".replace(",", ".")] for item, _, code, _ in found
    ]


Items = list[tuple[str, str, str, str]]


def _table(book: Book, rng: np.random.Generator, items: Items) -> None:
    for n, (_, kind, _, _) in enumerate(items):
        data = thing(kind, COLOURS["greige"], rng, (220, 220), (250, 250, 250))
        book.picture(data, 48 + 128 * n, 90, 112, 112, "product")
    rows = [[code, item, size] for item, _, code, size in items]
    table(book, 48, 230, [110.0, 210.0, 179.0], ["Cod", "Element", "L x A x H"], rows, (FACE.regular, FACE.bold), 10)


def _cards(book: Book, rng: np.random.Generator, items: Items) -> None:
    for n, (item, kind, code, size) in enumerate(items):
        x, y = 48 + 260 * (n % 2), 90 + 250 * (n // 2)
        book.picture(thing(kind, COLOURS["greige"], rng, (300, 360), (250, 250, 250)), x, y, 220, 170, "product")
        book.text(x, y + 188, item, FACE.bold, 12)
        book.text(x, y + 204, f"Cod {code}", FACE.regular, 9.5)
        book.text(x, y + 218, size, FACE.regular, 9.5)


def _close_up(book: Book, rng: np.random.Generator, name: str) -> None:
    """A third page: a detail and its caption, which names the product."""
    _page(book, "product", name)
    tone = COLOURS[list(FABRICS.values())[int(rng.integers(6))]]
    caption = f"{name}: cusătură dublă și picioare de stejar"
    book.picture(thing("armchair", tone, rng, (700, 499)), 48, 60, 499, 640, "product", name, caption)
    book.text(48, 718, caption, FACE.italic, 10)
    book.fact(name, "materials", "stejar")


def _back(book: Book, rng: np.random.Generator, prices: list[list[str]], names: list[str]) -> None:
    _page(book, "projects")
    book.text(48, 90, "Unde ne găsiți acasă", FACE.bold, 24, NIGHT)
    for n, (place, name) in enumerate((("Hotel Bulevard, Sibiu", names[0]), ("Biblioteca din Deva", names[4]))):
        tile = Tile(texture("wood", COLOURS["walnut"], rng), 1.2, 0.2)
        book.picture(room("living", tile, COLOURS["sand"], rng, (280, 499)), 48, 120 + 330 * n, 499, 280, "room")
        book.text(48, 416 + 330 * n, f"{place}, cu {name}", FACE.italic, 10)
    half = len(prices) // 2
    for k, rows in enumerate((prices[:half], prices[half:])):
        _page(book, "price list")
        if k == 0:
            book.text(48, 80, "Lista de prețuri", FACE.bold, 24, NIGHT)
        head = ["Colecție", "Element", "Cod", "Preț cu TVA"]
        table(book, 48, 100, [150.0, 150.0, 90.0, 109.0], head, rows, (FACE.regular, FACE.bold), 10.5, right=(3,))
        for name, _, _, price in rows:
            book.fact(name, "prices", price)
    _page(book, "terms")
    matter.terms(book, "Cum cumperi", CLAUSES, FACE, NIGHT)
    _page(book, "contact")
    matter.addresses(book, "Magazinele Tihna", SHOPS, FACE, NIGHT)
    matter.cover(book, "Tihna", "www.tihna.example", FACE, NIGHT, "back cover")
