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


def test_names_wrapped_in_two_columns() -> None:
    lines = [
        *(line("Grande lampe", x, 150) for x in (50, 320)),
        *(line("de table Galet", x, 162) for x in (50, 320)),
        *row("4", "7", y=162, xs=(200, 470)),
        *row("Dune", "5", "Écume", "8", y=190, xs=(50, 200, 320, 470)),
    ]
    assert scanned(heading("Inhalt"), *lines) == [
        ("Grande lampe de table Galet", 4, None), ("Dune", 5, None),
        ("Grande lampe de table Galet", 7, None), ("Écume", 8, None),
    ]  # fmt: skip


def test_columns_are_told_by_where_numbers_end() -> None:
    """A column of notes between name and number is no column of the index, nor is an indented name."""
    rows = [
        cell
        for n, name in enumerate(NAMES)
        for cell in row(name, "lampe", str(4 + n), y=150 + 20 * n, xs=(50 + 12 * (n % 2), 200, 300))
    ]
    assert scanned(*rows) == [(name, 4 + n, None) for n, name in enumerate(NAMES)]


def test_an_untitled_index_rises_down_its_columns() -> None:
    cells = [
        cell
        for n in range(4)
        for cell in row(f"Vase {n}", str(4 + n), f"Vase {n + 4}", str(8 + n), y=150 + 20 * n, xs=(50, 200, 320, 470))
    ]
    assert scanned(*cells) == [(f"Vase {n}", 4 + n, None) for n in range(8)]


@pytest.mark.parametrize("over", [True, False])
def test_a_grid_of_pictures_with_names_and_numbers(over: bool) -> None:
    found: list[Line] = []
    for n, name in enumerate(NAMES):
        x, y = 50 + 160 * (n % 3), 250 + 250 * (n // 3)
        number, first = (y, y + 14) if over else (y + 28 - 14 * (n % 2), y)
        found += [line(f"p. {6 + n}", x, number), line(name, x, first)]
        if n % 2 == 0:
            found.append(line("de table", x, first + 12))
    assert scanned(heading("Sommaire"), *found) == [
        (name + (" de table" if n % 2 == 0 else ""), 6 + n, None) for n, name in enumerate(NAMES)
    ]


def test_a_number_alone_is_no_entry() -> None:
    assert scanned(heading("Sommaire"), line("p. 7", y=150), line("p. 8", y=400)) == []


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
