"""What single lines say by their form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.discovery import patterns
from services.discovery.measures import Found, measures, packed
from services.discovery.prices import Price, prices
from services.discovery.sizes import Size, sizes
from services.discovery.technical import ratings


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


@given(st.text(alphabet="0123456789 .,-–/xX×€ABHWØmcft%:#½()\"\n\t'", max_size=3_000))
def test_no_line_is_too_odd(text: str) -> None:
    said: list[Price | Size | Found] = [*prices(text), *sizes(text), *measures(text), *packed(text), *ratings(text)]
    for found in [*said, *patterns.codes(text)]:
        assert found.value
        assert 0 <= found.start < found.end <= len(text)
        assert found.text in text
    marked = patterns.marked_code(text)
    assert marked is None or any(c.isdigit() for c in marked.value)
    pair = patterns.key_value(text)
    assert pair is None or all(part in text for part in pair)


def test_contact_marks_need_a_word_for_phone() -> None:
    assert patterns.contact_marks("Tel. +33 1 23 45 67 89, info@maison.fr") >= 2
    assert patterns.contact_marks("Bolt 12 345 678 90") == 0
