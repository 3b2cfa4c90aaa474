"""Heads of several rows: group titles over sub-heads and units."""

import pytest

from services.discovery import table_facts, tables
from services.discovery.collected import Collected
from tests.unit.discovery.build import line, row

XS = (50, 130, 200, 260, 320)
BODY = (*row("AB-1", "60x60", "4", "1,44", "31", y=182, xs=XS), *row("AB-2", "30x60", "8", "1,4", "29", y=198, xs=XS))
SUB = row("Code", "Size", "pcs", "m²", "kg", y=150, bold=True, xs=XS)


def test_a_title_over_the_middle_of_its_group() -> None:
    [found] = tables.tables(1, (line("Packaging", 237, 136, bold=True), *SUB, *BODY))
    assert found.heads == ("Code", "Size", "Packaging [pcs]", "Packaging [m²]", "Packaging [kg]")
    assert found.facts == ("code", "size", "packaging", "packaging", "packaging")
    assert [cell.text for cell in found.rows[1] if cell] == ["AB-2", "30x60", "8", "1,4", "29"]


def test_units_under_the_heads_and_heads_with_nothing_under_them() -> None:
    top = row("Code", "Size", "Thickness", "Weight", y=150, bold=True, xs=(50, 130, 200, 320))
    under = row("cm", "mm", "kg", y=164, xs=(130, 200, 320))
    body = (*row("AB-1", "60x60", "9", "31", y=182, xs=(50, 130, 200, 320)),
            *row("AB-2", "30x60", "9", "29", y=198, xs=(50, 130, 200, 320)))  # fmt: skip
    [found] = tables.tables(1, (*top, *under, *body))
    assert found.heads == ("Code", "Size [cm]", "Thickness [mm]", "Weight [kg]")
    assert found.facts == ("code", "size", "thickness", "weight")
    into = Collected()
    table_facts.from_table(found, into.on(1))
    assert {(fact.name, fact.value, fact.unit) for fact in into.facts} >= {("thickness", 9, "mm"), ("weight", 31, "kg")}


def test_titles_flush_left_with_their_groups() -> None:
    top = row("Article", "Packaging", y=150, bold=True, xs=(50, 200))
    under = row("Code", "Size", "Pieces", "Weight", y=164, bold=True, xs=(50, 130, 200, 260))
    body = [x for n in range(3) for x in row(f"AB-{n}", "60x60", "4", "31", y=182 + 16 * n, xs=(50, 130, 200, 260))]
    [found] = tables.tables(1, (*top, *under, *body))
    assert found.heads == ("Article Code", "Article Size", "Packaging Pieces", "Packaging Weight")
    assert (found.facts[0], found.facts[1], found.facts[3]) == ("code", "size", "weight")


def test_two_rows_of_plain_text_are_no_head() -> None:
    lines = (*row("one", "two", "three", y=150), *row("four", "five", "six", y=164), *row("7", "8", "9", y=178))
    assert tables.tables(1, lines) == []


@pytest.mark.parametrize(
    ("head", "unit"),
    [
        ("Weight [kg]", "kg"),
        ("Thickness (mm)", "mm"),
        ("Thickness mm", "mm"),
        ("m²/box", "m²/box"),
        ("Preis €", "€"),
        ("Finish", None),
        ("Finish (matt or gloss)", None),
    ],
)
def test_units_in_heads(head: str, unit: str | None) -> None:
    assert table_facts.unit_of(head) == unit
