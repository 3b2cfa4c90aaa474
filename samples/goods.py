"""Invented goods for the home, and the page or half page a catalogue gives each: picture, words, table of versions."""

from dataclasses import dataclass

import numpy as np

from samples.book import INK, Book
from samples.fonts import Face
from samples.objects import thing
from samples.prose import people, sentences
from samples.tables import table
from samples.textures import COLOURS

Area = tuple[float, float, float, float]
"""x, y, width and height in points."""


@dataclass(frozen=True)
class Tongue:
    """What a language calls things on a product's page; `{}` in `price` is the amount."""

    language: str
    code: str
    size: str
    material: str
    designer: str
    colour: str
    amount: str
    price: str
    materials: tuple[str, ...]
    colours: dict[str, str]


@dataclass(frozen=True)
class Good:
    """A product: `kind` is what its pictures show, `versions` are rows of code, colour and price."""

    name: str
    kind: str
    size: str
    material: str
    designer: str
    versions: tuple[tuple[str, str, str], ...]


TONGUES = {
    "hu": Tongue("hu", "Cikkszám", "Méret", "Anyag", "Tervező", "Szín", "Ár", "{} Ft",
                 ("tömör tölgy", "festett kőcserép", "öntött réz", "mázas agyag", "szőtt gyapjú"),
                 {"fehér": "chalk", "fűzöld": "moss", "kék": "indigo", "téglavörös": "rust", "homok": "sand"}),
    "en": Tongue("en", "Item no.", "Size", "Material", "Designer", "Colour", "Price", "£{}.00",
                 ("galvanised steel", "oiled teak", "glazed stoneware", "woven willow", "cast aluminium"),
                 {"slate": "graphite", "cream": "ivory", "bottle green": "moss", "rust red": "rust", "sky": "sky"}),
    "nl": Tongue("nl", "Artikelnr.", "Afmetingen", "Materiaal", "Ontwerp", "Kleur", "Prijs", "€ {},-",
                 ("massief eiken", "gepoedercoat staal", "geblazen glas", "gerecycled vilt", "berkenmultiplex"),
                 {"zwart": "ink", "mosgroen": "moss", "okergeel": "honey", "wijnrood": "plum", "krijtwit": "chalk"}),
    "ro": Tongue("ro", "Cod produs", "Dimensiuni", "Material", "Proiectat de", "Culoare", "Preț", "{} lei",
                 ("fag masiv", "frasin băițuit", "oțel vopsit", "ratan împletit", "placaj de mesteacăn"),
                 {"alb": "chalk", "nuc": "walnut", "gri": "ash", "verde": "sage", "albastru": "petrol"}),
    "fr": Tongue("fr", "Réf.", "Dimensions", "Matière", "Dessiné par", "Coloris", "Prix", "{} €",
                 ("chêne massif", "métal laqué", "rotin naturel", "céramique émaillée", "lin lavé"),
                 {"craie": "chalk", "ardoise": "graphite", "terre cuite": "terracotta", "tilleul": "sage",
                  "encre": "ink"}),
    "de": Tongue("de", "Artikelnummer", "Maße", "Material", "Entwurf", "Farbe", "Preis", "{},00 €",
                 ("Esche geölt", "Stahl pulverbeschichtet", "Filz", "Birke furniert", "Steinzeug glasiert"),
                 {"weiß": "chalk", "anthrazit": "graphite", "senfgelb": "honey", "taubenblau": "sky",
                  "rostrot": "rust"}),
}  # fmt: skip


def make(rng: np.random.Generator, tongue: Tongue, name: str, kind: str, prefix: str) -> Good:
    """A good with figures by chance; its codes begin with `prefix`."""
    number = int(rng.integers(1000, 9900))
    colours = [list(tongue.colours)[i] for i in rng.permutation(len(tongue.colours))[: int(rng.integers(2, 4))]]
    cost = int(rng.integers(12, 980))
    versions = tuple(
        (f"{prefix}{number + k}", colour, tongue.price.format(cost + 3 * k)) for k, colour in enumerate(colours)
    )
    size = f"{int(rng.integers(18, 220))} x {int(rng.integers(15, 95))} x {int(rng.integers(12, 90))} cm"
    return Good(name, kind, size, tongue.materials[int(rng.integers(5))], people(rng, 1)[0], versions)


def show(
    book: Book,
    rng: np.random.Generator,
    good: Good,
    tongue: Tongue,
    area: Area,
    ground: tuple[int, int, int] = (240, 239, 236),
) -> None:
    """The good's picture, filling `area`."""
    x, y, width, height = area
    tone = COLOURS[tongue.colours[good.versions[0][1]]]
    shape = (max(round(height * 0.7), 80), max(round(width * 0.7), 80))
    book.on_page(good.name)
    book.picture(thing(good.kind, tone, rng, shape, ground), x, y, width, height, "product", good.name)


def tell(
    book: Book,
    rng: np.random.Generator,
    good: Good,
    tongue: Tongue,
    area: Area,
    face: Face,
    colour: str = INK,
    size: float = 22,
    title: bool = True,
) -> float:
    """The good's name (if `title`), prose, facts and table of versions in `area`. Returns the y below."""
    x, y, width, _ = area
    book.on_page(good.name)
    if title:
        y = book.para(x, y, width, good.name, face.bold, size, colour, leading=1.15)
    y = book.para(x, y, width, sentences(rng, 2, tongue.language), face.regular, 9) + 8
    lines = ((tongue.size, good.size), (tongue.material, good.material), (tongue.designer, good.designer))
    for label, value in lines:
        y += 14
        book.text(x, y, label, face.bold, 9)
        book.text(x + 78, y, value, face.regular, 9)
    head = [tongue.code, tongue.colour, tongue.amount]
    columns = [0.34 * width, 0.4 * width, 0.26 * width]
    y = table(book, x, y + 12, columns, head, good.versions, (face.regular, face.bold), 8.5, right=(2,))
    book.fact(good.name, "sizes", good.size)
    book.fact(good.name, "materials", good.material)
    book.fact(good.name, "designer", good.designer)
    for key, column in (("codes", 0), ("colours", 1), ("prices", 2)):
        book.fact(good.name, key, *(version[column] for version in good.versions))
    return y
