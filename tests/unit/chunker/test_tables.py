"""Tables by alignment: read row by row however they were drawn, and running text or captions are none."""

from services.chunker.tables import find
from tests.unit.chunker.build import line, row


def test_rows_drawn_one_by_one() -> None:
    lines = [
        *row(100, "Code", "Size", "Price", block=0),
        *row(115, "A-1", "20×20", "€ 12", block=1),
        *row(130, "A-2", "30×30", "€ 15", block=2),
    ]
    (table,) = find(lines)
    assert table.cells == [["Code", "Size", "Price"], ["A-1", "20×20", "€ 12"], ["A-2", "30×30", "€ 15"]]
    assert sorted(table.lines) == list(range(9))


def test_columns_drawn_one_by_one() -> None:
    columns = [("Code", "1100/15", "1100/25"), ("Capacity", "15", "25"), ("Packing", "36", "30")]
    lines = [
        line(text, x=50 + 120 * i, y=100 + 15 * j, block=i)
        for i, column in enumerate(columns)
        for j, text in enumerate(column)
    ]
    (table,) = find(lines)
    assert table.cells == [["Code", "Capacity", "Packing"], ["1100/15", "15", "36"], ["1100/25", "25", "30"]]


def test_empty_cells_keep_their_column() -> None:
    lines = [
        *row(100, "Frost", "EN 12", "resistant", block=0),
        *row(115, "Stains", "EN 14", "class 4", block=1),
        *row(130, "Shade", block=2),
        line("V2", x=350, y=130, block=2),
    ]
    (table,) = find(lines)
    assert table.cells[2] == ["Shade", "", "V2"]


def test_wrapped_cell_goes_on_below() -> None:
    lines = [
        *row(100, "Property", "Norm", "Value", block=0),
        *row(114, "Resistance to", "EN 7", "PEI 3", block=1),
        line("surface abrasion", x=50, y=125, block=1),
        *row(139, "Stains", "EN 14", "4", block=2),
    ]
    (table,) = find(lines)
    assert table.cells[1] == ["Resistance to surface abrasion", "EN 7", "PEI 3"]
    assert len(table.cells) == 3


def test_columns_of_running_text_are_no_table() -> None:
    text = "a line of running text that goes on for a while"
    lines = [line(text, x=x, y=100 + 12 * i, size=8, block=x) for x in (50, 320) for i in range(6)]
    assert find(lines) == []


def test_captions_side_by_side_are_no_table() -> None:
    lines = [
        line(text, x=50 + 150 * i, y=100 + 12 * j, block=i)
        for i, name in enumerate(("Oak", "Elm", "Ash"))
        for j, text in enumerate((name, "matt", "for floors"))
    ]
    assert find(lines) == []


def test_a_row_of_two_products_is_a_grid() -> None:
    lines = [
        line(text, x=50 + 150 * i, y=100 + 12 * j, block=i)
        for i, name in enumerate(("Oak", "Elm"))
        for j, text in enumerate((name, "20×20", "€ 12", "no. 7"))
    ]
    assert len(find(lines)) == 1
    assert find(lines, {"oak", "elm"}) == []


def test_pieces_that_align_by_chance_are_no_table() -> None:
    lines = [
        *row(100, "Inner: soft", "|", block=0),
        *row(112, "Fabric: cotton", "|", "Length: 42 in", block=1, xs=(50, 240, 300)),
    ]
    assert find(lines) == []
    icons = [line(text, x=50 + 60 * i, y=100 + 8 * (i % 3), block=i) for i, text in enumerate("ABCDEFGH")]
    assert find(icons) == []
