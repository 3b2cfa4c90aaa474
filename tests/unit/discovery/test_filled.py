"""Merged cells of tables: what a row has from the one above, and titles of groups of rows."""

from services.discovery import table_facts, tables, variants
from services.discovery.collected import Collected
from services.discovery.filled import filled
from tests.unit.discovery.build import row

HEAD = row("Finish", "Code", "Price", y=150, bold=True)
ROWS = (
    *row("Matt", "AB-101", "€ 12", y=166),
    *row("AB-102", "€ 13", y=182, xs=(170, 290)),
    *row("Gloss", "AB-103", "€ 14", y=198),
    *row("AB-104", "€ 15", y=214, xs=(170, 290)),
)


def test_an_empty_first_cell_is_the_one_above() -> None:
    [found] = tables.tables(1, (*HEAD, *ROWS))
    said = [([cell.text for cell in row.cells if cell], row.inherited) for row in filled(found)]
    assert said[1] == (["Matt", "AB-102", "€ 13"], frozenset({0}))
    assert said[3] == (["Gloss", "AB-104", "€ 15"], frozenset({0}))


def test_what_is_inherited_is_less_certain() -> None:
    [found] = tables.tables(1, (*HEAD, *ROWS))
    by_code = {row.code: row.facts for row in variants.rows([found])}
    [finish] = [fact for fact in by_code["AB-104"] if fact.name == "finish"]
    assert (finish.value, finish.text, finish.confidence) == ("Gloss", "Gloss", 0.8)


def test_empty_cells_elsewhere_stay_empty() -> None:
    [found] = tables.tables(1, (*HEAD, *ROWS[:3], *row("Satin", "€ 13", y=182, xs=(50, 290)), *ROWS[5:8]))
    assert [row.cells[1] and row.cells[1].text for row in filled(found)] == ["AB-101", None, "AB-103"]


def test_a_title_between_the_rows_is_of_those_below_it() -> None:
    lines = (
        *row("Code", "Size", "Price", y=150, bold=True),
        *row("Matt", y=166),
        *row("AB-101", "30x60", "€ 12", y=182),
        *row("AB-102", "60x60", "€ 13", y=198),
        *row("Polished", y=214),
        *row("AB-103", "30x60", "€ 14", y=230),
    )
    [found] = tables.tables(1, lines)
    assert [cells[3] and cells[3].text for cells in found.rows] == ["Matt", "Matt", "Polished"]
    into = Collected()
    table_facts.from_table(found, into.on(1))
    assert into.values("variant") == ["Matt", "Polished"]


def test_cells_wrapped_side_by_side_are_joined() -> None:
    lines = (
        *row("Name", "Code", "Material", "Price", y=150, bold=True),
        *row("Long name", "AB-101", "solid oak", "€ 12", y=166),
        *row("of a thing", "and steel", y=178, xs=(50, 290)),
        *row("Short", "AB-103", "pine", "€ 12", y=202),
        *row("Other", "AB-104", "pine", "€ 12", y=226),
    )
    [found] = tables.tables(1, lines)
    assert [cell.text for cell in found.rows[0] if cell] == [
        "Long name of a thing",
        "AB-101",
        "solid oak and steel",
        "€ 12",
    ]
    assert len(found.rows) == 3


def test_ticks_and_footnotes() -> None:
    lines = (
        *row("Size", "Outdoor", "Anti-slip", y=150, bold=True),
        *row("60x60 cm", "✓", "R10*", y=166),
        *row("30x60 cm", "–", "R11", y=182),
    )
    [found] = tables.tables(1, lines)
    into = Collected()
    table_facts.from_table(found, into.on(1))
    assert [(f.name, f.value, f.text) for f in into.facts if f.name == "outdoor"] == [
        ("outdoor", "yes", "60x60 cm Outdoor: ✓")
    ]
    assert [(f.value, f.text) for f in into.facts if f.name == "slip_resistance"] == [("R10", "R10*"), ("R11", "R11")]
