"""Keys with their values: inline, beside, below."""

import pytest
from hypothesis import given

from pipeline.artefacts import Line
from services.discovery.key_values import key_values
from tests.unit.discovery.build import any_lines, line, row, texts


def pairs(*lines: Line) -> list[tuple[str, str, str | None]]:
    return [(pair.key, pair.value, pair.known) for pair in key_values(lines)]


@pytest.mark.parametrize(
    ("text", "key", "value", "fact"),
    [
        ("Designer: Ada Brandt", "Designer", "Ada Brandt", "designer"),
        ("Épaisseur : 10 mm", "Épaisseur", "10 mm", "thickness"),
        ("Oberfläche: matt", "Oberfläche", "matt", "finish"),
        ("Anyag: tölgy", "Anyag", "tölgy", "material"),
        ("Culoare: gri", "Culoare", "gri", "colour"),
        ("Plank size: 18 x 120 cm", "Plank size", "18 x 120 cm", "size"),
        ("Douille: E27", "Douille", "E27", None),
    ],
)
def test_inline(text: str, key: str, value: str, fact: str | None) -> None:
    assert pairs(line(text)) == [(key, value, fact)]


def test_several_in_a_line() -> None:
    assert pairs(line("Colour: white | Finish: matt|gloss | Weight: 12 kg")) == [
        ("Colour", "white", "colour"),
        ("Finish", "matt|gloss", "finish"),
        ("Weight", "12 kg", "weight"),
    ]


def test_a_value_goes_on_in_the_next_lines_of_its_paragraph() -> None:
    first, second = line("Material: solid oak,", y=150, block=3), line("oiled by hand", y=162, block=3)
    assert pairs(first, second) == [("Material", "solid oak, oiled by hand", "material")]
    assert pairs(first, line("oiled by hand", y=162, block=4))[0][1] == "solid oak,"
    assert pairs(first, line("• oiled by hand", y=162, block=3))[0][1] == "solid oak,"


def test_a_known_label_with_its_value_below_or_beside() -> None:
    below = (line("Designer", y=150, bold=True), line("Ada Brandt", y=163))
    assert pairs(*below) == [("Designer", "Ada Brandt", "designer")]
    label, value = row("Farbe", "weiß", y=150)
    assert pairs(label.model_copy(update={"bold": True}), value) == [("Farbe", "weiß", "colour")]


def test_unknown_labels_count_where_two_known_ones_are_set_alike() -> None:
    lines = [
        entry
        for n, (key, value) in enumerate((("Size", "60 x 60 cm"), ("Douille", "E27"), ("Weight", "3 kg")))
        for entry in (line(key, y=150 + 40 * n, bold=True), line(value, y=163 + 40 * n))
    ]
    assert pairs(*lines) == [("Size", "60 x 60 cm", "size"), ("Douille", "E27", None), ("Weight", "3 kg", "weight")]
    assert [key for key, _, _ in pairs(*lines[:4])] == ["Size"]


def test_plain_lines_and_far_values_are_no_pairs() -> None:
    assert pairs(*texts("Aurora", "a lamp of glass", "10:30")) == []
    assert pairs(line("Designer", y=150, bold=True), line("Ada Brandt", y=250)) == []


@given(any_lines())
def test_keys_and_values_are_printed(lines: tuple[Line, ...]) -> None:
    whole = " ".join(entry.text for entry in lines)
    for pair in key_values(lines):
        assert pair.key in whole
        assert all(word in whole for word in pair.value.split())
