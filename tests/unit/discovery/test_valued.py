"""Printed values as numbers with units."""

import pytest

from services.discovery import table_facts, tables
from services.discovery.collected import Collected
from services.discovery.valued import measured
from tests.unit.discovery.build import row


@pytest.mark.parametrize(
    ("name", "text", "unit", "wanted"),
    [
        ("width", "103 cm", None, ("103", "cm")),
        ("depth", "30,5", "cm", ("30.5", "cm")),
        ("size", "60 x 120 cm", None, ("60×120", "cm")),
        ("size", "60x60", "cm", ("60×60", "cm")),
        ("weight", "1,25 kg approx. without frame", None, ("1,25 kg approx. without frame", None)),
        ("weight", "1.250", "kg", ("1.250", "kg")),
        ("colour", "30,5", None, ("30,5", None)),
    ],
)
def test_measured(name: str, text: str, unit: str | None, wanted: tuple[str, str | None]) -> None:
    assert measured(name, text, unit) == wanted


def test_prices_with_and_without_tax_say_so() -> None:
    [found] = tables.tables(
        1,
        (
            *row("Code", "Width (cm)", "Price incl. VAT", "Price excl. VAT", y=150, bold=True),
            *row("AB-1", "39,5", "€ 121", "€ 100", y=166),
            *row("AB-2", "59,5", "€ 242", "€ 200", y=182),
        ),
    )
    into = Collected()
    table_facts.from_table(found, into.on(1))
    told = [(f.name, f.value, f.unit, f.text) for f in into.facts if f.name in ("price", "vat", "width")][:5]
    assert told == [
        ("width", 39.5, "cm", "AB-1 Width (cm): 39,5"),
        ("price", 121, "EUR", "€ 121"),
        ("vat", "included", None, "€ 121"),
        ("price", 100, "EUR", "€ 100"),
        ("vat", "excluded", None, "€ 100"),
    ]
