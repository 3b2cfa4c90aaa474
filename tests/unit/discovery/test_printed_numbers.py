"""Page numbers as printed."""

import pytest

from services.discovery.layout import views
from services.discovery.printed_numbers import printed_numbers
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
