"""A household catalogue, English, of any length (240 pages unless told), its index at the back."""

from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import numpy as np

from samples.book import Book
from samples.fonts import sans, serif
from samples.objects import KINDS, thing
from samples.prose import people, sentences
from samples.tables import leader, table
from samples.textures import COLOURS
from samples.truth import Truth

WIDTH, HEIGHT = 510.0, 680.0
FACE, HEAD = sans(), serif()
FRONT, PER_INDEX, PER_CHAPTER = 3, 44, 12
FIRST = (
    "Amber", "Birch", "Cliff", "Dawn", "Elm", "Fern", "Gull", "Heath", "Iris", "Juniper", "Kelp", "Larch", "Moor",
    "Nettle", "Oat", "Pebble", "Quill", "Reed", "Slate", "Thistle", "Umber", "Vetch", "Willow", "Yarrow",
)  # fmt: skip
SECOND = ("brook", "field", "gate", "hill", "lane", "mill", "stead", "wick", "ford", "combe")
WOODS = ("solid oak", "ash veneer", "powder-coated steel", "stoneware", "blown glass", "cast iron", "wool felt")


@dataclass
class Item:
    """A product, its kind and the PDF pages it takes."""

    name: str
    kind: str
    first: int
    pages: int


def build(path: Path, seed: int, pages: int = 240) -> Truth:
    """Write a catalogue of exactly `pages` pages (24 to 2000) to `path`; raises ValueError for another number."""
    if not 24 <= pages <= 2000:
        raise ValueError(f"large-en can have 24 to 2000 pages, not {pages}")
    rng = np.random.default_rng(seed)
    truth = Truth("large-en", seed, "en", "Thornby & Vale — The Whole House")
    book = Book(path, truth, (WIDTH, HEIGHT))
    items, index_pages = _plan(rng, pages)
    _front(book, rng)
    designers = people(rng, 12)
    for k, item in enumerate(items):
        if k % PER_CHAPTER == 0:
            _chapter(book, k // PER_CHAPTER + 1, items[k : k + PER_CHAPTER])
        _item(book, rng, item, designers[k % 12])
    _index(book, items, index_pages)
    while len(truth.pages) < pages - 1:
        book.page("notes")
        book.text(255, 340, "Notes", HEAD.italic, 14, "#999999", "center")
    book.page("back cover")
    book.rect(0, 0, WIDTH, HEIGHT, "#2c3e3a")
    book.text(255, 620, "Thornby & Vale, 12 Mill Lane — www.thornbyvale.example", FACE.light, 9, "#ffffff", "center")
    book.save()
    return truth


def _plan(rng: np.random.Generator, pages: int) -> tuple[list[Item], int]:
    """As many products as fit between the front and the index, with a chapter page before each dozen."""
    names = [f"{a}{b}" for a in FIRST for b in SECOND] + [f"{a} {b.title()}" for a in FIRST for b in SECOND]
    names += [f"{name} {number}" for number in ("II", "III", "IV") for name in names]
    kinds, items = cycle(KINDS), list[Item]()
    order = [*rng.permutation(480), *(480 + rng.permutation(len(names) - 480))]  # plain names first
    for i in order:
        count = int(rng.choice((1, 1, 2, 3)))
        page = items[-1].first + items[-1].pages if items else FRONT + 1
        page += len(items) % PER_CHAPTER == 0
        if page + count - 1 > pages - 1 - (len(items) // PER_INDEX + 1):
            break
        items.append(Item(names[i], next(kinds), page, count))
    return items, -(-len(items) // PER_INDEX)


def _page(book: Book, kind: str, product: str = "") -> None:
    """The printed number is the PDF page's: covers are counted."""
    number = str(len(book.truth.pages) + 1)
    book.page(kind, number, (product,) if product else ())
    book.text(480 if int(number) % 2 else 30, 660, number, FACE.bold, 8, align="right" if int(number) % 2 else "left")


def _front(book: Book, rng: np.random.Generator) -> None:
    book.page("cover")
    book.rect(0, 0, WIDTH, HEIGHT, "#2c3e3a")
    book.text(255, 300, "The Whole House", HEAD.light, 44, "#f1ead9", "center")
    book.text(255, 340, "THORNBY & VALE", FACE.regular, 12, "#f1ead9", "center", spacing=5)
    book.page("blank")
    _page(book, "about")
    book.text(30, 80, "Dear reader", HEAD.italic, 24)
    book.para(30, 92, 450, sentences(rng, 10), FACE.regular, 11)


def _chapter(book: Book, number: int, items: list[Item]) -> None:
    _page(book, "divider")
    book.bookmark(f"Chapter {number}")
    book.text(30, 140, str(number), HEAD.light, 90, "#b9a77f")
    book.text(30, 180, f"From {items[0].name} to {items[-1].name}", HEAD.italic, 18)


def _item(book: Book, rng: np.random.Generator, item: Item, designer: str) -> None:
    name = item.name
    colours = [list(COLOURS)[i] for i in rng.permutation(len(COLOURS))[:3]]
    material = WOODS[int(rng.integers(len(WOODS)))]
    size = f"{int(rng.integers(8, 220))} × {int(rng.integers(8, 120))} × {int(rng.integers(8, 90))} cm"
    rows = [
        [f"TV{int(rng.integers(10_000, 99_999))}", colour, f"£{int(rng.integers(9, 900))}.00"] for colour in colours
    ]
    _page(book, "product", name)
    book.bookmark(name, 1)
    tone = COLOURS[colours[0]]
    high = 300.0 if item.pages > 1 or rng.random() < 0.5 else 220.0
    book.picture(thing(item.kind, tone, rng, (200, 300)), 30, 40, 450, high, "product", name)
    book.text(30, high + 84, name, HEAD.bold, 26)
    book.text(480, high + 84, f"by {designer}", FACE.italic, 10, align="right")
    y = book.para(30, high + 94, 450, sentences(rng, 3), FACE.regular, 9.5)
    book.fact(name, "designer", designer)
    if item.pages == 3:
        _page(book, "product", name)
        book.picture(thing(item.kind, COLOURS[colours[1]], rng, (300, 240)), 0, 0, WIDTH, 640, "product", name)
    if item.pages > 1:
        _page(book, "product", name)
        book.text(480, 40, name, FACE.regular, 8, "#888888", "right")
        y = 70.0
    book.text(30, y + 18, f"Size {size}. Made of {material}.", FACE.regular, 9.5)
    table(
        book,
        30,
        y + 34,
        [150.0, 150.0, 150.0],
        ["Order no.", "Colour", "Price"],
        rows,
        (FACE.regular, FACE.bold),
        9,
        right=(2,),
    )
    book.fact(name, "sizes", size)
    book.fact(name, "materials", material)
    book.fact(name, "colours", *colours)
    book.fact(name, "codes", *(row[0] for row in rows))
    book.fact(name, "prices", *dict.fromkeys(row[2] for row in rows))


def _index(book: Book, items: list[Item], count: int) -> None:
    """Alphabetical, in two columns; products of more than one page with their range."""
    ordered = sorted(items, key=lambda item: item.name)
    for start in range(0, count * PER_INDEX, PER_INDEX):
        _page(book, "index")
        book.text(30, 60, "Index" if start == 0 else "Index, continued", HEAD.bold, 20)
        for k, item in enumerate(ordered[start : start + PER_INDEX]):
            x, y = 30 + (k // 22) * 235, 96 + (k % 22) * 24
            last = item.first + item.pages - 1
            pages = str(item.first) if last == item.first else f"{item.first}–{last}"
            leader(book, x, y, x + 215, item.name, pages, FACE.regular, 9.5)
