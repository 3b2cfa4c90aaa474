"""Sections go on over pages until the next head of their style."""

from services.discovery import sections
from services.discovery.book import Book
from services.discovery.headings import Heading
from services.discovery.layout import views
from tests.unit.discovery.build import heading, page, texts


def book(heads: dict[int, str], count: int = 8, decoys: tuple[int, ...] = ()) -> tuple[Book, list[Heading]]:
    def lines(n: int) -> tuple:  # type: ignore[type-arg]
        said = texts(*(f"Product {n} costs € 1{k} and is made in wood of our own" for k in range(12)), y=200)
        return ((heading(heads[n], 60, size=18),) if n in heads else ()) + said

    made = Book(views([page(n, *lines(n)) for n in range(1, count + 1)]), decoys)
    return made, [h for found in made.headings.values() for h in found if h.style.size == 18]


def test_pages_without_a_head_go_on_with_the_one_before() -> None:
    made, known = book({1: "Gins", 4: "Rums", 5: "Wines"})
    found = {number: head.text for number, head in sections.going_on(made, known).items()}
    assert found == {2: "Gins", 3: "Gins", 4: "Gins", 5: "Rums", 6: "Wines", 7: "Wines", 8: "Wines"}


def test_pages_of_other_things_end_a_section_and_two_heads_are_too_few() -> None:
    made, known = book({1: "Gins", 4: "Rums", 5: "Wines"}, decoys=(2,))
    assert 3 not in sections.going_on(made, known)
    made, known = book({1: "Gins", 4: "Rums"})
    assert sections.going_on(made, known) == {}
