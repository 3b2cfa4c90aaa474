"""What the forms of codes stand for, told on a page of their own."""

import pytest

from services.discovery import legends
from services.discovery.legends import Meaning
from tests.unit.discovery.build import row, texts

KINDS = ("Lamps", "Székek", "Étagères")


def known() -> list[Meaning]:
    rows = [("01X-XXX", KINDS[0], "in stock"), ("02X-XXX", KINDS[1], ""), ("10X-XXX", KINDS[2], "")]
    lines = [x for n, cells in enumerate(rows) for x in row(*filter(None, cells), y=200 + 20 * n)]
    return legends.legend(4, lines)


@pytest.mark.parametrize(
    ("codes", "value"),
    [
        (["01A-12"], "Lamps"),
        (["02B-007", "02C-1"], "Székek"),
        (["10A-3", "99"], "Étagères"),
        (["01A-12", "02A-12"], None),
        (["012-345-A"], "Lamps"),
        (["0123-4"], None),
        (["X01A-1"], None),
        ([], None),
    ],
)
def test_a_code_stands_for_what_its_form_does(codes: list[str], value: str | None) -> None:
    found = legends.meaning_of(codes, known())
    assert (found.value if found else None) == value


def test_a_meaning_says_where_it_is_printed() -> None:
    meaning = known()[1]
    assert (meaning.text, meaning.page, meaning.box[1]) == ("02X-XXX Székek", 4, 220)


def test_a_form_and_its_meaning_in_one_line() -> None:
    found = legends.legend(2, texts("AB-xxx: polished", "AC-xxx = mat", "AC-1## – rough"))
    assert [(m.stem, m.value) for m in found] == [("AB-", "polished"), ("AC-", "mat"), ("AC-1", "rough")]
    longest = legends.meaning_of(["AC-123"], found)
    assert longest is not None
    assert longest.value == "rough"


@pytest.mark.parametrize(
    "said",
    [
        ("01X-XXX Lamps", "02X-XXX Chairs"),
        ("01X Lamps", "01X Chairs", "01X Shelves"),
        ("XXL large", "XL small", "XXX none"),
        ("SO01-173 Blush", "SO01-174 Ash", "SO01-175 Oak"),
        ("12 lamps", "13 chairs", "14 shelves"),
    ],
)
def test_what_is_no_legend(said: tuple[str, ...]) -> None:
    assert legends.legend(1, texts(*said)) == []
