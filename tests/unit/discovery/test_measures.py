"""Numbers with a unit, and how much is in a box."""

import pytest

from services.discovery.measures import measures, packed
from services.discovery.numbers import plain_number
from services.discovery.technical import ratings


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("15.5% Alc/Vol", "15.5", "%"),
        ("750 ml", "750", "ml"),
        ("≥ 1300 N", "≥1300", "N"),
        ("4-5 m", "4-5", "m"),
        ("Ø 12 cm", "Ø12", "cm"),
        ("1,2 m", "1.2", "m"),
        ("1.250 lm", "1250", "lm"),
        ("1.250 kg", "1.250", "kg"),  # may be either
        ('48"', "48", "in"),
    ],
)
def test_measures(text: str, value: str, unit: str) -> None:
    [found] = measures(text)
    assert (found.value, found.unit) == (value, unit)


def test_a_size_or_price_is_no_measure() -> None:
    assert not list(measures("60 x 120 cm, 12 990 Ft"))


@pytest.mark.parametrize(
    ("printed", "plain"),
    [("1.234", "1234"), ("1.23", "1.23"), ("0,125", "0.125"), ("12,5", "12.5"), ("1,234,567", "1234567"), ("12", "12")],
)
def test_plain_number(printed: str, plain: str) -> None:
    assert plain_number(printed) == plain


def test_several_measures_in_a_line() -> None:
    assert [(f.value, f.unit) for f in measures("LED 6 W, 2700 K")] == [("6", "W"), ("2700", "K")]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("6 pcs/box", "6", "pcs/box"),
        ("1,44 m²/karton", "1.44", "m²/karton"),
        ("32 kg / box", "32", "kg/box"),
        ("48 boxes/pallet", "48", "boxes/pallet"),
        ("4 Stück pro Karton", "4", "Stück/Karton"),
        ("8 szt./op.", "8", "szt/op"),
        ("12 db/doboz", "12", "db/doboz"),
        ("6 peças por caixa", "6", "peças/caixa"),
    ],
)
def test_how_much_is_in_a_box(text: str, value: str, unit: str) -> None:
    [found] = packed(text)
    assert (found.name, found.value, found.unit, found.text) == ("packaging", value, unit, text)
    assert not list(measures(text))


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("Classe R10", "slip_resistance", "R10"),
        ("R11 A+B", "slip_resistance", "R11 A+B"),
        ("PEI IV", "wear_class", "PEI IV"),
        ("IP44", "protection", "IP44"),
        ("IK 08", "protection", "IK 08"),
        ("2 x E27", "light_source", "E27"),
        ("CRI>90", "colour_rendering", "CRI>90"),
        ("Bfl-s1", "fire_class", "Bfl-s1"),
    ],
)
def test_ratings(text: str, name: str, value: str) -> None:
    [found] = ratings(text)
    assert (found.name, found.value) == (name, value)


@pytest.mark.parametrize("text", ["R2-D2", "R100", "IP address", "PEI", "AC/DC", "Peinture 3", "CRIT 90", "E2700"])
def test_what_is_no_rating(text: str) -> None:
    assert not list(ratings(text))
