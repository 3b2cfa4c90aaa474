"""Door fittings, Romanian, 12 pages: captioned pictures three by three, an outline entry for each kind."""

from pathlib import Path

import numpy as np

from samples.book import Book
from samples.fonts import sans
from samples.objects import thing
from samples.prose import sentences
from samples.truth import Truth

WIDTH, HEIGHT = 595.0, 842.0
FACE = sans()
TEAL = "#1d5c63"
KINDS = (("Butoni pentru mobilier", "Buton", "knob"), ("Balamale", "Balama", "hinge"), ("Rozete", "Rozetă", "flange"),
         ("Arcuri pentru uși", "Arc", "spring"))  # fmt: skip
NAMES = (
    "Ștefan", "Țarina", "Făgăraș", "Brândușa", "Sânziana", "Cetate", "Izvor", "Doina", "Luceafăr", "Zimbru",
    "Călin", "Muscel", "Poiana", "Răsărit", "Vântul", "Codru", "Horea", "Arieș",
)  # fmt: skip
METALS = {"alamă lustruită": (196, 160, 80), "nichel satinat": (168, 170, 172), "fontă neagră": (58, 58, 60),
          "cupru antichizat": (156, 92, 62), "bronz": (122, 92, 56)}  # fmt: skip


def build(path: Path, seed: int) -> Truth:
    """Write the catalogue to `path` and return what is in it."""
    rng = np.random.default_rng(seed)
    truth = Truth("grid-ro", seed, "ro", "Fierăria Cerbului — feronerie")
    book = Book(path, truth, (WIDTH, HEIGHT))
    book.page("cover")
    book.rect(0, 520, WIDTH, 322, TEAL)
    book.picture(thing("hinge", (196, 160, 80), rng, (500, 500)), 140, 120, 315, 315, "decoration")
    book.text(50, 600, "Fierăria Cerbului", FACE.bold, 40, "#ffffff")
    book.text(50, 632, "Feronerie pentru uși și mobilier", FACE.light, 18, "#ffffff")
    book.page("about", "2")
    book.text(50, 100, "Despre noi", FACE.light, 30, TEAL)
    book.columns(50, 120, 495, 2, 24, [sentences(rng, 9, "ro"), sentences(rng, 8, "ro")], FACE.regular, 10.5)
    book.text(WIDTH / 2, 815, "2", FACE.regular, 9, align="center")
    for group, noun, kind in KINDS:
        order = rng.permutation(len(NAMES))
        for half in range(2):
            _grid(
                book, rng, group, [f"{noun} {NAMES[i]}" for i in order[9 * half : 9 * half + 9]], kind, first=half == 0
            )
    book.page("terms", "11")
    book.text(50, 100, "Condiții de livrare", FACE.light, 30, TEAL)
    words = (
        "Comenzile se livrează în cinci zile lucrătoare. Prețurile sunt în lei și includ TVA. Garanția este de doi ani."
    )
    book.para(50, 120, 495, words, FACE.regular, 10.5)
    book.text(WIDTH / 2, 815, "11", FACE.regular, 9, align="center")
    book.page("back cover")
    book.rect(0, 0, WIDTH, HEIGHT, TEAL)
    book.text(50, 780, "Strada Nicovalei 3, Băița — www.fierariacerbului.example", FACE.regular, 10, "#ffffff")
    book.save()
    return truth


def _grid(book: Book, rng: np.random.Generator, group: str, names: list[str], kind: str, first: bool) -> None:
    number = str(len(book.truth.pages) + 1)
    book.page("product", number)
    if first:
        book.bookmark(group)
    book.text(50, 52, group if first else f"{group} (continuare)", FACE.bold, 13, TEAL)
    book.line(50, 60, 545, 60, TEAL, 1)
    book.text(WIDTH / 2, 815, number, FACE.regular, 9, align="center")
    for k, name in enumerate(names):
        x, y = 50 + (k % 3) * 170, 76 + (k // 3) * 242
        metal = list(METALS)[int(rng.integers(len(METALS)))]
        code = f"FC {int(rng.integers(100, 999))}.{k + 1}"
        size = f"{int(rng.integers(20, 140))} mm"
        price = f"{int(rng.integers(12, 260))},{int(rng.integers(10, 99))} lei"
        book.on_page(name)
        book.picture(
            thing(kind, METALS[metal], rng, (300, 300), (246, 244, 240)), x, y, 155, 155, "product", name, name
        )
        book.text(x, y + 170, name, FACE.bold, 10.5)
        book.text(x, y + 183, metal, FACE.regular, 8.5)
        book.text(x, y + 195, f"{code}   {size}", FACE.light, 8.5)
        book.text(x + 155, y + 195, price, FACE.bold, 9, TEAL, "right")
        for key, value in (("codes", code), ("finishes", metal), ("sizes", size), ("prices", price), ("family", group)):
            book.fact(name, key, value)
