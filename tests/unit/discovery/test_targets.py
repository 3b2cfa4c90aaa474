"""Index entries found again on the pages."""

from collections.abc import Mapping

from services.discovery.book import Book
from services.discovery.index_entries import Entry
from services.discovery.layout import views
from services.discovery.targets import Target, from_index
from tests.unit.discovery.build import heading, page, texts

NAMES = ("Regal Anker", "Stuhl Brise", "Tisch Deich", "Lampe Ebbe")


def book(*names: str) -> Book:
    """A page for each name, from the third on."""
    empty = [page(n, *texts("Küstenwerk")) for n in (1, 2)]
    return Book(views([*empty, *(page(n, heading(name)) for n, name in enumerate(names, start=3))]))


def led(entries: Mapping[str, int], *known: Mapping[int, int], pages: tuple[str, ...] = NAMES) -> list[Target]:
    listed = [Entry(name, number, None, 1) for name, number in entries.items()]
    return from_index(book(*pages), {1: listed}, known)[0]


def where(found: list[Target]) -> list[tuple[int, tuple[int, ...]]]:
    """The pages where products are, and those their numbers mean."""
    return [(target.page, target.meant) for target in found]


def test_an_offset_is_found_where_no_numbers_are_printed() -> None:
    found = led({name: 21 + n for n, name in enumerate(NAMES)})
    assert where(found) == [(n, (n,)) for n in (3, 4, 5, 6)]


def test_printed_numbers_come_before_labels_that_fit_less() -> None:
    printed, labels = {n: n + 10 for n in (3, 4, 5, 6)}, {n: n for n in range(1, 7)}
    assert where(led(dict(zip(NAMES, (13, 14, 15, 16), strict=True)), printed, labels)) == [
        (n, (n,)) for n in (3, 4, 5, 6)
    ]
    assert where(led(dict(zip(NAMES, (3, 4, 5, 6), strict=True)), printed, labels)) == [(n, (n,)) for n in (3, 4, 5, 6)]


def test_an_entry_with_a_wrong_number_is_led_by_its_name() -> None:
    found = led(dict(zip(NAMES, (3, 4, 1, 6), strict=True)), {n: n for n in range(1, 7)})
    assert where(found)[2] == (5, (1,))


def test_names_turned_round() -> None:
    found = led({"Anker, Regal": 3, "Brise, Stuhl": 4, "Regal Anker": 3})
    assert [(target.name, target.page) for target in found] == [
        ("Anker, Regal", 3),
        ("Brise, Stuhl", 4),
        ("Regal Anker", 3),
    ]


def test_a_name_that_is_listed_twice_means_a_product_each_time() -> None:
    pages = ("Stuhl Brise", "Tisch Deich", "Lampe Ebbe", "Stuhl Brise")
    listed = [Entry("Stuhl Brise", 3, None, 1), Entry("Stuhl Brise", 6, None, 1)]
    found, _ = from_index(book(*pages), {1: listed}, [{n: n for n in range(1, 7)}])
    assert where(found) == [(3, (3,)), (6, (6,))]


def test_a_range_gives_all_its_pages() -> None:
    entry = Entry("Regal Anker", 1, 3, 1)
    found, numbering = from_index(book(*NAMES), {1: [entry]}, [{n: n - 2 for n in range(3, 7)}])
    assert found[0].pages == (3, 4, 5)
    assert numbering.pages(2) == [4]
