"""What single lines say by their form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.discovery import patterns


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("€ 67.90", "67.90", "EUR"),
        ("INR 3,500", "3500", "INR"),
        ("₹ 350", "350", "INR"),
        ("12.990 Ft", "12990", "HUF"),
        ("9 000 Ft", "9000", "HUF"),
        ("1 234,50 lei", "1234.50", "RON"),
        ("£1,757", "1757", "GBP"),
        ("1250,- Ft", "1250", "HUF"),
        ("1.234,50 €", "1234.50", "EUR"),
        ("CHF 1'200.00", "1200.00", "CHF"),
    ],
)
def test_prices(text: str, amount: str, currency: str) -> None:
    [found] = patterns.prices(text)
    assert (found.value, found.unit, found.name) == (amount, currency, "price")
    assert found.text == text


@pytest.mark.parametrize("text", ["12 ft", "7 leitungen", "1 234", "page 12", "kr", "60 x 120 cm", "EN 14411"])
def test_what_is_no_price(text: str) -> None:
    assert not list(patterns.prices(text))


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("Plank size: 230 x 1524mm", "230×1524", "mm"),
        ("60×120 cm", "60×120", "cm"),
        ("89 × 37 × 66 cm.", "89×37×66", "cm"),
        ("29.5×29.5", "29.5×29.5", None),
        ("H 45 x W 60 cm", "H 45×W 60", "cm"),
        ("12 mm x 40 mm", "12×40", "mm"),
        ("120cm x 60cm", "120×60", "cm"),
        ("12 mm x 2 m", "12 mm×2", "m"),
        ("Sz 60 x Ma 90 x Mé 40 cm", "Sz 60×Ma 90×Mé 40", "cm"),
        ("L. 120 x P 40 x H 75 cm", "L. 120×P 40×H 75", "cm"),
        ("Sz: 60 cm, M: 90 cm, P: 40 cm", "Sz 60×M 90×P 40", "cm"),
        ("W60 D40 H90", "W 60×D 40×H 90", None),
        ("L 120 / H 75,5 cm", "L 120×H 75,5", "cm"),
    ],
)
def test_sizes(text: str, value: str, unit: str | None) -> None:
    [found] = patterns.sizes(text)
    assert (found.value, found.unit) == (value, unit)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("15.5% Alc/Vol", "15.5", "%"),
        ("750 ml", "750", "ml"),
        ("≥ 1300 N", "≥1300", "N"),
        ("4-5 m", "4-5", "m"),
        ("Ø 12 cm", "Ø12", "cm"),
    ],
)
def test_measures(text: str, value: str, unit: str) -> None:
    [found] = patterns.measures(text)
    assert (found.value, found.unit) == (value, unit)


@pytest.mark.parametrize("text", ["W 60 W 40 cm", "L 120 / H 75", "W 60 cm, H 90 mm", "Model 60 H 90 cm", "KL 100 cm"])
def test_sides_that_make_no_size(text: str) -> None:
    assert not list(patterns.sizes(text))


def test_a_size_or_price_is_no_measure() -> None:
    assert not list(patterns.measures("60 x 120 cm, 12 990 Ft"))


@pytest.mark.parametrize(
    "code",
    ["SO01-173", "1100/15", "02A-007", "MT-33", "NH13", "1150/C", "5601196010764", "FC 289.1", "30510", "3818-BC"],
)
def test_codes(code: str) -> None:
    assert [found.value for found in patterns.codes(code)] == [code]


@pytest.mark.parametrize(
    "text",
    ["EN ISO 10545-3", "DIN 51130", "RAL 9005", "2021", "2019-2020", "60x120 cm", "€ 12345", "48-52", "12.03.2024",
     "+36 1 234 5678", "www.example5000.com", "750 ml", "R11",
     "2016-BAN", "1000-W", "300-AS"],
)  # fmt: skip
def test_what_is_no_code(text: str) -> None:
    assert not [found for found in patterns.codes(text) if found.name == "code"]


def test_a_barcode_with_spaces_is_one() -> None:
    [found] = patterns.codes("8 437002 364359")
    assert (found.name, found.value) == ("barcode", "8437002364359")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Set #30510", "30510"),
        ("Code: MT-33", "MT-33"),
        ("Cikkszám: 12-345", "12-345"),
        ("Réf. AB 12", "AB 12"),
        ("Art. Nr. 4711", "4711"),
    ],
)
def test_marked_codes(text: str, code: str) -> None:
    found = patterns.marked_code(text)
    assert found is not None
    assert found.value == code


def test_a_number_after_another_word_is_no_marked_code() -> None:
    assert patterns.marked_code("Age 4") is None
    assert patterns.marked_code("Size 38") is None


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("Work: yes", ("Work", "yes")),
        ("Épaisseur : 9 mm", ("Épaisseur", "9 mm")),
        ("• Anyag: tölgy", ("Anyag", "tölgy")),
        ("12:30", None),
        ("https://example.com", None),
        ("The most that we can ever hope for here: calm", None),
        ("No value:", None),
    ],
)
def test_key_value(text: str, pair: tuple[str, str] | None) -> None:
    assert patterns.key_value(text) == pair


def test_value_only() -> None:
    assert patterns.value_only("from € 12.50")
    assert patterns.value_only("60 x 120 cm")
    assert not patterns.value_only("R2-D2")
    assert not patterns.value_only("Oak 60 x 120 cm")


@pytest.mark.parametrize(
    ("printed", "plain"),
    [("1.234", "1234"), ("1.23", "1.23"), ("0,125", "0.125"), ("12,5", "12.5"), ("1,234,567", "1234567"), ("12", "12")],
)
def test_plain_number(printed: str, plain: str) -> None:
    assert patterns.plain_number(printed) == plain


@given(st.text(alphabet="0123456789 .,-/xX€ABmcft%:#\n\t'", max_size=3_000))
def test_no_line_is_too_odd(text: str) -> None:
    for found in (*patterns.prices(text), *patterns.sizes(text), *patterns.measures(text), *patterns.codes(text)):
        assert found.value
        assert 0 <= found.start < found.end <= len(text)
        assert found.text in text
    marked = patterns.marked_code(text)
    assert marked is None or any(c.isdigit() for c in marked.value)
    pair = patterns.key_value(text)
    assert pair is None or all(part in text for part in pair)


def test_several_values_in_a_line() -> None:
    assert [found.value for found in patterns.sizes("30 x 60, 60 x 60 cm")] == ["30×60", "60×60"]
    assert [(f.value, f.unit) for f in patterns.measures("LED 6 W, 2700 K")] == [("6", "W"), ("2700", "K")]


def test_contact_marks_need_a_word_for_phone() -> None:
    assert patterns.contact_marks("Tel. +33 1 23 45 67 89, info@maison.fr") >= 2
    assert patterns.contact_marks("Bolt 12 345 678 90") == 0
