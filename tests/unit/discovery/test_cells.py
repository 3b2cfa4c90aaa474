"""Which lines belong to which heading: columns, rows, grids, names above and below."""

from collections.abc import Sequence

from hypothesis import given

from pipeline.artefacts import Line
from services.discovery.cells import assign, columns
from services.discovery.headings import Heading, Style
from tests.unit.discovery.build import any_lines, line


def heads(*lines: Line) -> list[Heading]:
    return [Heading(x.text, 1, x.box, Style.of(x), (x,)) for x in lines]


def texts(cells: Sequence[Sequence[Line]]) -> list[list[str]]:
    return [[x.text for x in cell] for cell in cells]


def test_below_one_another() -> None:
    oak, elm = line("Oak", y=100, size=14), line("Elm", y=300, size=14)
    found = [line("floor", y=130), line("far right", 450, 102), line("wall", y=330)]
    assert texts(assign([oak, elm, *found], heads(oak, elm))) == [["Oak", "floor", "far right"], ["Elm", "wall"]]


def test_a_grid_flush_left_where_prices_stand_close_to_the_next_column() -> None:
    names = [line(name, x, 200, size=12) for name, x in (("Oak", 50), ("Elm", 220), ("Ash", 390))]
    prices = [line(f"{n} €", x, 230) for n, x in ((1, 190), (2, 360), (3, 530))]
    assert texts(assign([*names, *prices], heads(*names))) == [["Oak", "1 €"], ["Elm", "2 €"], ["Ash", "3 €"]]


def test_a_line_goes_to_a_name_of_its_column_although_the_next_columns_is_closer_above() -> None:
    names = [line(name, x, y, size=13) for name, x, y in (("Oak", 50, 100), ("Elm", 223, 322), ("Ash", 396, 308))]
    below = [line("Height: 150 cm", 396, 428), line("Height: 80 cm", 223, 428)]
    found = texts(assign([*names, *below], heads(*names)))
    assert found == [["Oak"], ["Elm", "Height: 80 cm"], ["Ash", "Height: 150 cm"]]


def test_a_grid_of_centred_names() -> None:
    names = [
        line(name, middle - len(name) * 3, y, size=12)
        for y in (100, 300)
        for name, middle in (("Oak wood", 120), ("Elm", 300), ("A long ash tree", 480))
    ]
    below = [line("5 €", x, y + 20) for y in (100, 300) for x in (60, 290, 520)]
    assert [len(cell) for cell in assign([*names, *below], heads(*names))] == [2] * 6


def test_codes_right_above_their_names_after_a_picture() -> None:
    oak, elm = line("Oak", y=300, size=12), line("Elm", y=600, size=12)
    lines = [line("AB-1", y=286), oak, line("1 €", y=320), line("AB-2", y=586), elm, line("2 €", y=620)]
    assert texts(assign(lines, heads(oak, elm))) == [["AB-1", "Oak", "1 €"], ["AB-2", "Elm", "2 €"]]


def test_running_text_before_a_heading_is_not_its_own() -> None:
    oak, elm = line("Oak", y=100, size=12), line("Elm", y=190, size=12)
    text = [line("A calm and honest floor for rooms with light", y=115 + 12 * row) for row in range(6)]
    assert [len(cell) for cell in assign([oak, *text, elm], heads(oak, elm))] == [7, 1]


def test_names_at_the_foot() -> None:
    oak, elm = line("Oak", y=300, size=12), line("Elm", y=600, size=12)
    lines = [line("1 €", y=100), oak, line("2 €", y=400), elm]
    assert texts(assign(lines, heads(oak, elm), upward=True)) == [["1 €", "Oak"], ["2 €", "Elm"]]


def test_one_column_is_all_the_page() -> None:
    [(left, right)] = columns(heads(line("Oak", 200)))
    assert left < 0
    assert right > 600


@given(any_lines())
def test_no_line_is_in_two_cells(lines: tuple[Line, ...]) -> None:
    chosen = heads(*(x for x in lines if x.size > 20))
    for upward in (False, True):
        placed = [id(x) for cell in assign(lines, chosen, upward=upward) for x in cell]
        assert len(placed) == len(set(placed)) <= len(lines)
