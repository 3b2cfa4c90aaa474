"""Names of products: what is taken off them, what can't be one, how they are compared."""

import pytest
from hypothesis import given

from services.discovery import names
from services.discovery.names import Name
from tests.unit.discovery.build import printable


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("2.18. Difference Amplifier, 04B-358", Name("Difference Amplifier", "2.18", "04B-358")),
        ("1) Lampe Étoile", Name("Lampe Étoile", "1")),
        ("3.2 Tisch", Name("Tisch", "3.2")),
        ("A.1 Sofa", Name("Sofa", "A.1")),
        ("2 Meter Tisch", Name("2 Meter Tisch")),
        ("Sofa 1.2", Name("Sofa 1.2")),
        ("Aurora | AB-1234", Name("Aurora", code="AB-1234")),
    ],
)
def test_section_and_code_are_split_off(printed: str, name: Name) -> None:
    assert names.split(printed) == name


@pytest.mark.parametrize("text", ["Solenne", "Nuvola XL", "Étagère Murale Chêne", "T-30 Deckenleuchte", "Fűtőpanel"])
def test_can_be_a_name(text: str) -> None:
    assert names.can_be_name(text)


@pytest.mark.parametrize(
    "text",
    [
        "Technical data", "Table des matières", "Kapcsolat", "Date tehnice", "Technische Daten", "Designer: Ada",
        "This is one sentence that ends.", "12 x 60 cm", "• bullet", "www.maison.fr", "X", "€ 1.290", "12.05.2021",
        "word " * 20,
    ],
)  # fmt: skip
def test_cannot_be_a_name(text: str) -> None:
    assert not names.can_be_name(text)


def test_names_are_one_but_for_case_accents_and_punctuation() -> None:
    assert names.same("Étagère-Murale", "ETAGERE MURALE")
    assert not names.same("Luna 1", "Luna 2")
    assert names.loose("S O L E N N E") == names.loose("Solenne")


def test_of_names_inside_one_another_the_longest_counts() -> None:
    keys = {"nuvola", "nuvola grande", "luna"}
    assert names.named("La lampe Nuvola Grande", keys) == {"nuvola grande"}
    assert names.named("Nuvolas et lunaire", keys) == set()
    assert names.named("Luna et Nuvola", keys) == {"luna", "nuvola"}


@given(printable)
def test_no_rule_crashes(text: str) -> None:
    name = names.split(text)
    assert names.key(name.text) == names.key(names.key(name.text))
    assert names.can_be_name(text) in (True, False)
    assert names.same(text, f" {text} ")
