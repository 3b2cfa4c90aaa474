"""Page numbers as printed, and the PDF pages they mean."""

import pytest

from services.discovery.layout import views
from services.discovery.printed_numbers import pdf_page, printed_numbers
from tests.unit.discovery.build import folio, line, page


def test_numbers_in_step_with_the_pages_are_page_numbers() -> None:
    pages = [page(n, *([folio(n - 2)] if n > 2 else [])) for n in range(1, 9)]
    assert printed_numbers(views(pages)) == {n: n - 2 for n in range(3, 9)}


@pytest.mark.parametrize("form", ["- {} -", "Page {}", "Seite {}", "{}. oldal", "{} / 40", "pag. {}"])
def test_forms_of_page_numbers(form: str) -> None:
    pages = [page(n, folio(form.format(n + 10))) for n in range(1, 6)]
    assert printed_numbers(views(pages)) == {n: n + 10 for n in range(1, 6)}


def test_of_two_numbers_on_a_page_the_one_in_step_counts() -> None:
    pages = [page(n, folio(n + 4), line("2025", 50, 815, size=8)) for n in range(1, 7)]
    assert printed_numbers(views(pages)) == {n: n + 4 for n in range(1, 7)}


def test_numbers_that_do_not_agree_are_none() -> None:
    pages = [page(n, folio(number)) for n, number in enumerate((7, 90, 31, 4, 55, 62), start=1)]
    assert printed_numbers(views(pages)) == {}


def test_a_number_in_the_middle_of_a_page_is_none() -> None:
    assert printed_numbers(views([page(n, line(str(n), 290, 400)) for n in range(1, 7)])) == {}


@pytest.mark.parametrize(
    ("number", "expected"),
    [(4, 6), (9, 11), (1, 3), (20, None), (-5, None)],
)
def test_pdf_page_by_the_nearest_printed_number(number: int, expected: int | None) -> None:
    assert pdf_page(number, {n: n - 2 for n in (5, 6, 7, 8)}, 12) == expected


def test_the_offset_may_change_within_a_document() -> None:
    printed = {2: 2, 3: 3, 10: 6, 11: 7}
    assert pdf_page(3, printed, 12) == 3
    assert pdf_page(6, printed, 12) == 10
    assert pdf_page(8, printed, 12) == 12


def test_without_printed_numbers_the_number_is_the_page() -> None:
    assert pdf_page(7, {}, 12) == 7
    assert pdf_page(13, {}, 12) is None
