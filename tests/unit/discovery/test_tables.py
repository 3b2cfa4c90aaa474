"""Tables from the places of their cells."""

from hypothesis import given

from pipeline.artefacts import Line
from services.discovery.tables import Table, pairs, tables
from tests.unit.discovery.build import any_lines, heading, line, row, texts

HEAD = row("Code", "Size", "Price", y=150, bold=True)
ROWS = (
    *row("AB-101", "30 x 60", "€ 12,00", y=166),
    *row("AB-102", "60 x 60", "€ 18,00", y=182),
    *row("AB-103", "60 x 90", "€ 24,00", y=198),
)


def cells(table: Table) -> list[list[str | None]]:
    return [[cell.text if cell else None for cell in found] for found in table.rows]


def test_known_heads_over_rows() -> None:
    (found,) = tables(3, (*HEAD, *ROWS))
    assert (found.page, found.heads, found.facts) == (3, ("Code", "Size", "Price"), ("code", "size", "price"))
    assert cells(found) == [
        ["AB-101", "30 x 60", "€ 12,00"],
        ["AB-102", "60 x 60", "€ 18,00"],
        ["AB-103", "60 x 90", "€ 24,00"],
    ]
    assert found.column("size") == 1
    assert found.column("weight") is None


def test_heads_in_other_languages() -> None:
    for heads, facts in (
        (("Bestellnummer", "Farbe", "Preis"), ("code", "colour", "price")),
        (("Cikkszám", "Méret", "Ár"), ("code", "size", "price")),
        (("Référence", "Épaisseur (mm)", "Prix"), ("code", "thickness", "price")),
        (("Cod", "Finisaj", "Preț"), ("code", "finish", "price")),
    ):
        (found,) = tables(1, (*row(*heads, y=150), *ROWS))
        assert found.facts == facts


def test_bold_heads_nobody_knows_over_plain_rows() -> None:
    (found,) = tables(1, (*row("Trall", "Brisk", "Vosk", y=150, bold=True), *ROWS))
    assert found.facts == (None, None, None)
    assert len(found.rows) == 3


def test_a_missing_cell_and_a_wrapped_one() -> None:
    lines = (
        *HEAD,
        *row("AB-101", "€ 12,00", y=166, xs=(50, 290)),
        *row("AB-102", "60 x 60", "€ 18,00", y=182),
        line("bevelled", 170, 195),
    )
    (found,) = tables(1, lines)
    assert cells(found) == [["AB-101", None, "€ 12,00"], ["AB-102", "60 x 60 bevelled", "€ 18,00"]]


def test_heads_that_ran_together_are_taken_apart() -> None:
    head = (line("Code", 50, 150), line("Width Height", 170, 150, right=290), line("Price", 330, 150))
    body = [
        cell for n in range(3) for cell in row(f"AB-10{n}", "30", "60", "€ 9", y=166 + 16 * n, xs=(50, 172, 250, 330))
    ]
    (found,) = tables(1, (*head, *body))
    assert found.heads == ("Code", "Width", "Height", "Price")
    assert cells(found)[0] == ["AB-100", "30", "60", "€ 9"]


def test_a_table_ends_at_a_gap_and_at_the_next_heading() -> None:
    (far,) = tables(1, (*HEAD, *ROWS, *row("AB-104", "90 x 90", "€ 30,00", y=320)))
    assert len(far.rows) == 3
    lower = row("AB-104", "90 x 90", "€ 30,00", y=242)
    (cut,) = tables(1, (*HEAD, *ROWS, heading("Brume", 214, size=16), *lower))
    assert len(cut.rows) == 3


def test_a_table_goes_on_over_the_page() -> None:
    (first,) = tables(1, (*HEAD, *ROWS))
    rest = (*row("AB-104", "90 x 90", "€ 30,00", y=90), *row("AB-105", "90 x 120", "€ 36,00", y=106))
    (second,) = tables(2, rest, first)
    assert (second.page, second.facts) == (2, first.facts)
    assert cells(second)[1] == ["AB-105", "90 x 120", "€ 36,00"]
    assert tables(2, rest) == []


def test_lines_of_text_are_no_table() -> None:
    assert tables(1, texts("Code", "Size", "Price", "AB-101", "30 x 60")) == []


def test_rows_of_properties() -> None:
    lines = (
        *row("Property", "Value", "Unit", "Norm", y=150),
        *row("Water absorption", "0.5", "%", "EN 14411", y=166),
        *row("Slip resistance", "R10", y=182, xs=(50, 170)),
    )
    (found,) = tables(1, lines)
    said = [(label, value.text, unit and unit.text, norm and norm.text) for label, value, unit, norm in pairs(found)]
    assert said == [("Water absorption", "0.5", "%", "EN 14411"), ("Slip resistance", "R10", None, None)]
    assert list(pairs(tables(1, (*HEAD, *ROWS))[0])) == []


@given(any_lines(most=20))
def test_every_cell_is_printed(lines: tuple[Line, ...]) -> None:
    words = {word for entry in lines for word in entry.text.split()}
    for found in tables(1, lines):
        assert all(len(found.heads) == len(cells) for cells in found.rows)
        for cell in (cell for cells in found.rows for cell in cells if cell):
            assert set(cell.text.split()) <= words
