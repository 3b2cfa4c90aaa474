"""Names of products in several sizes or colours on one page."""

from collections.abc import Iterator, Sequence

from pipeline.artefacts import Line
from services.discovery import groups, twins
from services.discovery.book import Book
from services.discovery.layout import views
from tests.unit.discovery.build import line, page, row
from tests.unit.discovery.test_layouts import found

RED, BLUE = 0xD00000, 0x0000D0


def offer(name: str, price: str, x: float, y: float, *, size: float = 9, colour: int = 0) -> Iterator[Line]:
    yield line(name, x, y, size=size, bold=True).model_copy(update={"colour": colour})
    yield line(price, x, y + 30)


def leaflet(number: int, names: Sequence[str]) -> Iterator[Line]:
    """A title, one large offer and four small ones."""
    yield line(f"Offers of week {number}", 50, 60, size=24, bold=True)
    yield from offer(names[0], "€ 9,90", 50, 110, size=17)
    for n, name in enumerate(names[1:5]):
        yield from offer(name, f"€ {n},50", 50 + 250 * (n % 2), 300 + 200 * (n // 2))


WEEKS = [
    ["Comté cheese", "Butter", "Plum jam", "Rye bread", "Ground coffee"],
    ["Smoked ham", "Whole milk", "Peach yoghurt", "Apple juice", "Wheat flour"],
]


def test_large_offers_are_products_as_well_as_small_ones_and_the_title_is_none() -> None:
    pages = [page(n, *leaflet(n, names)) for n, names in enumerate(WEEKS, 1)]
    assert sorted(found(pages)) == sorted((name, (n,)) for n, names in enumerate(WEEKS, 1) for name in names)


def test_names_in_a_colour_each() -> None:
    names = ["Kite", "Bow", "Skipping rope", "Paint box", "Clay", "Puppets"]
    pages = [
        page(
            number,
            *(
                one
                for n, name in enumerate(names[3 * number - 3 : 3 * number])
                for one in offer(f"{name} {number}", f"€ {n},50", 50, 110 + 200 * n, colour=(0, RED, BLUE)[n])
            ),
        )
        for number in (1, 2)
    ]
    assert len(found(pages)) == 6


def test_larger_headings_that_take_the_prices_are_no_twins() -> None:
    """A price belongs to one name: parts of a product have none of their own."""
    lines = [
        line
        for n, name in enumerate(("Oslo chair", "Riga lamp", "Pori stool"))
        for line in (
            *offer(name, f"€ {n},50", 50, 110 + 200 * n),
            *row(f"Seat {name[0]}", y=125 + 200 * n, size=9, bold=True),
        )
    ]
    red = [one.model_copy(update={"colour": RED}) if one.text.startswith("Seat") else one for one in lines]
    book = Book(views([page(1, *red)]))
    chosen = next(
        groups.measure(book, style, heads) for style, heads in book.by_style.items() if style.colour == 0 and style.bold
    )
    assert twins.with_twins(book, chosen) == [chosen]
