"""Index pages: names with page numbers in every usual form."""

import pytest
from hypothesis import given

from pipeline.artefacts import Line
from services.discovery import index_scan
from services.discovery.layout import views
from tests.unit.discovery.build import any_lines, heading, line, page, row, texts

NAMES = ("Aurora", "Brume", "Céleste", "Dune", "Écume")


def scanned(*lines: Line, largest: int = 99) -> list[tuple[str, int, int | None]]:
    found = index_scan.scan(views([page(1, *lines)]), largest)
    return [(entry.name, entry.number, entry.last) for entry in found.get(1, ())]


@pytest.mark.parametrize("leaders", [" ........ ", " . . . . . . ", "………… ", " ········ ", " "])
def test_name_then_number_in_a_line(leaders: str) -> None:
    lines = texts(*(f"{name}{leaders}{4 + 2 * n}" for n, name in enumerate(NAMES)))
    assert scanned(heading("Sommaire"), *lines) == [(name, 4 + 2 * n, None) for n, name in enumerate(NAMES)]


def test_numbers_in_a_column_of_their_own() -> None:
    rows = [cell for n, name in enumerate(NAMES) for cell in row(name, str(4 + n), y=150 + 20 * n)]
    assert scanned(*rows) == [(name, 4 + n, None) for n, name in enumerate(NAMES)]


def test_numbers_before_the_names() -> None:
    rows = [cell for n, name in enumerate(NAMES) for cell in row(f"{4 + n:02d}", name, y=150 + 20 * n, xs=(50, 80))]
    assert scanned(*rows) == [(name, 4 + n, None) for n, name in enumerate(NAMES)]


def test_two_columns_of_entries_on_a_page() -> None:
    left = [cell for n in range(3) for cell in row(NAMES[n], str(4 + n), y=150 + 20 * n, xs=(50, 200))]
    right = [cell for n in (0, 1) for cell in row(NAMES[n + 3], str(7 + n), y=150 + 20 * n, xs=(320, 470))]
    assert sorted(scanned(heading("Inhalt"), *left, *right), key=lambda e: e[1]) == [
        (name, 4 + n, None) for n, name in enumerate(NAMES)
    ]


def test_ranges_and_words_for_page() -> None:
    lines = (*row("Aurora", "4-7", y=150), *row("Brume", "S. 8", y=170), *row("Céleste", "10 oldal", y=190))
    assert scanned(heading("Tartalom"), *lines) == [("Aurora", 4, 7), ("Brume", 8, None), ("Céleste", 10, None)]


def test_a_wrapped_name_is_joined() -> None:
    lines = (line("Grande lampe", y=150), line("de table Galet ..... 12", y=162), *row("Dune", "14", y=190))
    assert scanned(heading("Contents"), *lines) == [("Grande lampe de table Galet", 12, None), ("Dune", 14, None)]


@pytest.mark.parametrize("title", ["Contents", "Inhaltsverzeichnis", "Indice", "Tartalomjegyzék", "Cuprins", "Inhoud"])
def test_with_a_title_two_entries_are_an_index(title: str) -> None:
    lines = texts("Aurora ...... 9", "Brume ...... 3")
    assert len(scanned(heading(title), *lines)) == 2
    assert scanned(*lines) == []


def test_numbers_beyond_the_last_page_are_none() -> None:
    lines = texts("Aurora ...... 3", "Brume ...... 4", "Dune ...... 812")
    assert scanned(heading("Contents"), *lines, largest=40) == [("Aurora", 3, None), ("Brume", 4, None)]


def test_a_table_of_amounts_is_no_index() -> None:
    amounts = (18, 3, 77, 3, 18)
    rows = [cell for n, name in enumerate(reversed(NAMES)) for cell in row(name, str(amounts[n]), y=150 + 20 * n)]
    assert scanned(*rows) == []


@given(any_lines())
def test_any_lines_can_be_scanned(lines: tuple[Line, ...]) -> None:
    assert all(entry[0] and 0 < entry[1] <= 99 for entry in scanned(*lines))
