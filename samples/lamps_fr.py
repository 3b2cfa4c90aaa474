"""Lamps, French, 24 pages: one product a page, a true outline by family, no index, page labels."""

from pathlib import Path

import numpy as np

from samples.book import Book
from samples.fonts import sans
from samples.objects import thing
from samples.prose import people, sentences
from samples.tables import table
from samples.textures import COLOURS, swatch
from samples.truth import Truth

WIDTH, HEIGHT = 595.0, 765.0
FACE = sans()
FRONT = 3  # pages with roman labels
RED = "#b0452e"
FAMILIES = (("Suspensions", "pendant", 4), ("Lampadaires", "floor lamp", 4), ("Lampes à poser", "table lamp", 3),
            ("Appliques", "wall lamp", 3))  # fmt: skip
NAMES = (
    "Ondine", "Luciole", "Comète", "Éclipse", "Brume", "Falaise", "Hirondelle", "Mistral", "Pivoine", "Rosée",
    "Capucine", "Vigie", "Galet", "Dune", "Grand Large", "Sillage", "Alizé",
)  # fmt: skip
FINISHES = {"noir mat": "ink", "blanc craie": "chalk", "laiton brossé": "honey", "vert sauge": "sage",
            "terre cuite": "terracotta", "bleu nuit": "indigo"}  # fmt: skip
MATERIALS = ("aluminium tourné et verre opalin", "acier laqué", "laiton massif et coton", "porcelaine et chêne",
             "verre soufflé bouche", "papier plié et hêtre")  # fmt: skip


def build(path: Path, seed: int) -> Truth:
    """Write the catalogue to `path` and return what is in it."""
    rng = np.random.default_rng(seed)
    truth = Truth("lamps-fr", seed, "fr", "Atelier Clairevoie — Luminaires")
    book = Book(path, truth, (WIDTH, HEIGHT))
    _front(book, rng)
    names = [NAMES[i] for i in rng.permutation(len(NAMES))]
    designers = people(rng, 6)
    for family, kind, count in FAMILIES:
        chosen, names = names[:count], names[count:]
        _divider(book, family, chosen)
        for name in chosen:
            _lamp(book, rng, name, kind, designers[int(rng.integers(6))])
    _back(book)
    book.canvas.addPageLabel(0, "ROMAN_LOWER", 1)
    book.canvas.addPageLabel(FRONT, "ARABIC", 1)
    book.canvas.showOutline()
    book.save()
    return truth


def _front(book: Book, rng: np.random.Generator) -> None:
    book.page("cover")
    book.rect(0, 0, WIDTH, HEIGHT, "#20242c")
    book.circle(400, 250, 190, "#e9c46a")
    book.rect(398, 0, 4, 120, "#f4efe6")
    book.text(40, 640, "Atelier Clairevoie", FACE.light, 44, "#f4efe6")
    book.text(42, 670, "LUMINAIRES", FACE.regular, 12, "#e9c46a", spacing=4)
    book.page("blank")
    book.page("about", "iii")
    book.bookmark("L’atelier")
    book.text(60, 120, "La lumière se fabrique.", FACE.light, 32)
    book.columns(60, 150, 475, 2, 24, [sentences(rng, 6, "fr"), sentences(rng, 5, "fr")], FACE.regular, 10)
    book.text(297, 740, "iii", FACE.regular, 8, align="center")


def _page(book: Book, kind: str, product: str = "") -> None:
    number = str(len(book.truth.pages) + 1 - FRONT)
    book.page(kind, number, (product,) if product else ())
    book.text(297, 740, number, FACE.regular, 8, align="center")


def _divider(book: Book, family: str, names: list[str]) -> None:
    """The page before a family, the only one that names it."""
    _page(book, "divider")
    for name in names:
        book.fact(name, "family", family)
    book.bookmark(family)
    book.text(60, 700, family, FACE.bold, 54, RED)


def _lamp(book: Book, rng: np.random.Generator, name: str, kind: str, designer: str) -> None:
    _page(book, "product", name)
    book.bookmark(name, 1)
    mirrored = book.page_number % 2 == 0
    picture_x, text_x = (235.0, 40.0) if mirrored else (0.0, 385.0)
    finishes = [list(FINISHES)[i] for i in rng.permutation(len(FINISHES))[:3]]
    colour = COLOURS[FINISHES[finishes[0]]]
    caption = f"{name}, {finishes[0]}"
    book.picture(thing(kind, colour, rng, (760, 540)), picture_x, 0, 360, 507, "product", name, caption)
    book.text(picture_x + (20 if mirrored else 340), 522, caption, FACE.italic, 7.5, "#777777",
              "left" if mirrored else "right")  # fmt: skip
    book.text(text_x, 90, name, FACE.light, 30, RED)
    book.text(text_x, 108, f"Design {designer}", FACE.italic, 9.5)
    y = book.para(text_x, 124, 170, sentences(rng, 2, "fr"), FACE.regular, 9) + 14
    wide, tall = int(rng.integers(18, 60)), int(rng.integers(20, 160))
    material = MATERIALS[int(rng.integers(len(MATERIALS)))]
    watts = int(rng.integers(5, 20))
    codes = [f"{int(rng.integers(2000, 9900))}-{''.join(w[0] for w in f.split()).upper()}" for f in finishes]
    price = f"{int(rng.integers(14, 120)) * 10 - 5} €"
    size = f"Ø {wide} × H {tall} cm"
    lines = (("Dimensions", size), ("Matières", material), ("Finitions", ", ".join(finishes)),
             ("Source", f"LED {watts} W, 2700 K, {watts * 92} lm"), ("Câble", f"{int(rng.integers(15, 31))}0 cm"),
             ("Protection", ("IP20", "IP44")[watts % 2]), ("Poids", f"{rng.uniform(0.8, 6):.1f} kg".replace(".", ",")),
             ("Réf.", " / ".join(codes)), ("Prix public TTC", price))  # fmt: skip
    for label, value in lines:
        book.text(text_x, y + 10, label, FACE.bold, 8)
        y = book.para(text_x, y + 10, 170, value, FACE.regular, 8.5) + 3
    for key, value in (("designer", designer), ("sizes", size), ("materials", material), ("prices", price)):
        book.fact(name, key, value)
    book.fact(name, "finishes", *finishes)
    book.fact(name, "codes", *codes)
    book.fact(name, "weight", lines[6][1])
    for label, value in lines[3:6]:
        book.fact(name, "technical", {"property": label, "value": value})
    for k, finish in enumerate(finishes):
        x = picture_x + 30 + 110 * k
        book.picture(swatch("plain", COLOURS[FINISHES[finish]], rng, (80, 80)), x, 560, 44, 44, "swatch", name, finish)
        book.text(x, 616, finish, FACE.regular, 7.5)
    _measures(book, picture_x + 40, 650, wide, tall)


def _measures(book: Book, x: float, y: float, wide: int, tall: int) -> None:
    """A small outline with its measures, as vectors."""
    book.line(x, y, x + 60, y, "#888888")
    book.polygon([(x + 10, y + 8), (x + 50, y + 8), (x + 60, y + 48), (x, y + 48)], None, "#333333")
    book.line(x + 70, y + 8, x + 70, y + 48, "#888888")
    book.text(x + 30, y - 4, f"Ø {wide}", FACE.light, 7, align="center")
    book.text(x + 76, y + 30, f"{tall}", FACE.light, 7)


def _back(book: Book) -> None:
    _page(book, "technical notes")
    book.bookmark("Ampoules et entretien")
    book.text(60, 100, "Ampoules et entretien", FACE.light, 28)
    rows = [[f"{w} W", f"{w * 92} lm", f"{w * 7} W", "2700 K"] for w in (5, 7, 9, 12, 15, 19)]
    head = ["LED", "Flux", "Équivalent", "Couleur"]
    y = table(book, 60, 130, [120.0] * 3 + [115.0], head, rows, (FACE.regular, FACE.bold), 9, "zebra")
    words = (
        "Débranchez toujours l’appareil avant de le nettoyer. Dépoussiérez à sec ; le laiton se polit au chiffon doux."
    )
    book.para(60, y + 20, 475, words, FACE.regular, 10)
    _page(book, "terms")
    book.bookmark("Conditions de vente")
    book.text(60, 100, "Conditions de vente", FACE.light, 28)
    clauses = ["Les prix s’entendent TTC, hors livraison, et valent jusqu’au prochain tarif.",
               "Les délais courants vont de trois à six semaines. Les pièces tournées à la main peuvent varier.",
               "La garantie est de cinq ans, hors ampoules et transformateurs.",
               "Toute réclamation se fait dans les huit jours qui suivent la réception."]  # fmt: skip
    book.columns(60, 124, 475, 2, 24, clauses, FACE.regular, 9.5)
    book.page("back cover")
    book.rect(0, 0, WIDTH, HEIGHT, "#20242c")
    book.text(
        40,
        700,
        "Atelier Clairevoie, 7 rue des Tourneurs, Saint-Aubin — www.clairevoie.example",
        FACE.light,
        10,
        "#f4efe6",
    )
