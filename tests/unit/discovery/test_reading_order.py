"""Columns of running text in the order in which they are read."""

from hypothesis import given

from pipeline.artefacts import Line
from services.discovery.reading_order import in_reading_order
from tests.unit.discovery.build import WIDTH, any_lines, line

LEFT = [line(f"calm floors for quiet rooms {n}", 50, 150 + 14 * n, right=270) for n in range(6)]
RIGHT = [line(f"oak and wool and linen {n}", 310, 150 + 14 * n, right=530) for n in range(6)]
IN_TURN = [x for pair in zip(LEFT, RIGHT, strict=True) for x in pair]


def shown(lines: list[Line]) -> list[str]:
    return [x.text for x in in_reading_order(lines, WIDTH)]


def test_columns_printed_in_turn_are_read_one_after_another() -> None:
    assert shown(IN_TURN) == [x.text for x in LEFT + RIGHT]


def test_what_stands_across_parts_the_page() -> None:
    title = line("Tavira and its stones", 50, 100, size=24, right=400)
    foot = [line(f"and below once more {n}", x, 300 + 14 * n, right=x + 200) for n in range(4) for x in (50, 310)]
    across = line("A headline over both", 50, 260, size=18, right=500)
    found = shown([title, *IN_TURN, across, *foot])
    assert found[0] == title.text
    assert found[1:13] == [x.text for x in LEFT + RIGHT]
    assert found[13] == across.text
    assert found[14:] == [f"and below once more {n}" for _ in range(2) for n in range(4)]


def test_short_lines_go_with_their_column() -> None:
    name = line("Sintra", 310, 234)
    price = line("€ 12", 50, 234)
    assert shown([*IN_TURN, price, name]) == [*(x.text for x in LEFT), price.text, *(x.text for x in RIGHT), name.text]


def test_columns_in_order_and_tables_are_left_as_they_are() -> None:
    assert shown(RIGHT + LEFT) == [x.text for x in RIGHT + LEFT]
    table = [line(f"AB-{n}", x, 150 + 14 * n) for n in range(8) for x in (50, 200, 350)]
    assert in_reading_order(table, WIDTH) == table


def test_scripts_from_right_to_left_begin_with_the_right_column() -> None:
    text = "\u0627\u0644\u0635\u0641 \u0627\u0644\u0635\u0641 \u0627\u0644\u0635\u0641 \u0627\u0644\u0635\u0641"
    lines = [line(f"{text} {n}{x}", x, 150 + 14 * n, right=x + 200) for n in range(5) for x in (50, 310)]
    assert [x.box[0] for x in in_reading_order(lines, WIDTH)] == [310] * 5 + [50] * 5


@given(any_lines())
def test_no_line_is_lost(lines: tuple[Line, ...]) -> None:
    found = in_reading_order(lines, WIDTH)
    assert sorted(map(id, found)) == sorted(map(id, lines))
    assert in_reading_order(found, WIDTH) == found
