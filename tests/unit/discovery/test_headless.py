"""Lists without column heads."""

from pipeline.artefacts import Line
from services.discovery import headless, tables
from tests.unit.discovery.build import row

XS = (50, 150, 450)


def listing(*cells: tuple[str, str, str]) -> list[Line]:
    return [x for number, each in enumerate(cells) for x in row(*each, y=100 + 18 * number, xs=XS)]


ARTICLES = [(f"4711{n}", name, f"{n}20.00 EUR") for n, name in enumerate(("Oslo chair", "Riga lamp", "Pori stool"), 1)]
MORE = [(f"4712{n}", name, f"{n}30.00 EUR") for n, name in enumerate(("Lund sofa", "Umea shelf", "Bodo table"), 1)]


def test_articles_with_code_and_price() -> None:
    [table] = tables.tables(1, listing(*ARTICLES, *MORE))
    assert table.facts == ("code", "name", "price")
    assert len(table.rows) == 6


def test_a_few_rows_or_rows_of_other_things_are_none() -> None:
    assert tables.tables(1, listing(*ARTICLES)) == []
    said = [("calm", "and honest", "floors"), ("for", "rooms with", "light"), ("that", "last for", "long")] * 2
    assert tables.tables(1, listing(*said)) == []


def test_the_run_ends_where_a_cell_is_missing_or_the_rows_part() -> None:
    rows = [row(*cells, y=100 + 18 * n, xs=XS) for n, cells in enumerate(ARTICLES)]
    assert headless.run(rows) == 3
    assert headless.run([*rows, row("alone", y=160)]) == 3
    assert headless.run([*rows, row(*MORE[0], y=400, xs=XS)]) == 3
