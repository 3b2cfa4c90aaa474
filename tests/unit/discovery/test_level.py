"""Lines at the far end of a wide cell."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from pipeline.artefacts import Line
from services.discovery.level import settled
from tests.unit.discovery.build import any_lines, line


def texts(cells: Sequence[Sequence[Line]]) -> list[list[str]]:
    return [[x.text for x in cell] for cell in cells]


def test_a_price_far_below_its_column_s_name_belongs_to_the_cell_it_is_level_with() -> None:
    wide = [line("Plato Ronda", 36, 377), line("LS-1100 9 cm", 36, 390)]
    narrow = [line("Cuenco Santoña", 421, 304), line("LS-1101", 421, 317), line("36,75 €", 384, 390)]
    assert texts(settled([wide, narrow])) == [["Plato Ronda", "LS-1100 9 cm", "36,75 €"], ["Cuenco Santoña", "LS-1101"]]


def test_lines_that_follow_on_their_own_stay_where_they_are() -> None:
    left = [line("Oak", 36, 300), line("floor", 36, 313)]
    right = [line("Elm", 300, 300), line("wall", 300, 313)]
    assert settled([left, right]) == [left, right]


def test_two_lines_that_both_stand_apart_stay() -> None:
    left, right = [line("Oak", 36, 300), line("a", 36, 500)], [line("Elm", 300, 300), line("b", 300, 500)]
    assert settled([left, right]) == [left, right]


@given(st.lists(any_lines(), max_size=4))
def test_no_line_is_lost_or_doubled(cells: list[tuple[Line, ...]]) -> None:
    kept = settled(cells)
    assert sorted(id(x) for cell in kept for x in cell) == sorted(id(x) for cell in cells for x in cell)
