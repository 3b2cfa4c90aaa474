"""Which pages a number means, by what is printed, by labels, or by an offset."""

import pytest

from services.discovery.layout import views
from services.discovery.numbering import Numbering, labelled, offset
from tests.unit.discovery.build import page


@pytest.mark.parametrize(("number", "expected"), [(4, [6]), (9, [11]), (1, [3]), (20, []), (-5, [])])
def test_a_number_that_is_not_borne_by_the_nearest(number: int, expected: list[int]) -> None:
    assert Numbering({n: n - 2 for n in (5, 6, 7, 8)}, 12).pages(number) == expected


def test_the_offset_may_change_within_a_document() -> None:
    numbering = Numbering({2: 2, 3: 3, 10: 6, 11: 7}, 12)
    assert [numbering.pages(number) for number in (3, 4, 6, 8)] == [[3], [4], [10], [12]]


def test_without_numbers_a_pages_number_is_its_own() -> None:
    assert [Numbering({}, 12).pages(number) for number in (7, 13)] == [[7], []]


def test_a_number_may_come_again() -> None:
    assert Numbering({1: 1, 2: 2, 3: 1, 4: 2}, 4).pages(2) == [2, 4]
    assert Numbering({1: 1, 2: 2, 4: 1, 5: 2}, 6).pages(3) == [6]


def test_the_numbers_of_labels() -> None:
    labels = ("i", "ii", "A-1", "A-2", "2", "")
    pages = [page(n).model_copy(update={"label": label}) for n, label in enumerate(labels, start=1)]
    assert labelled(views(pages)) == {3: 1, 4: 2, 5: 2}


def test_a_constant_offset() -> None:
    assert Numbering(offset(3, 10), 10).pages(4) == [7]
