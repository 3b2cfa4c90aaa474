"""Notes below tables, and the marks that lead to them."""

import pytest

from services.discovery import facts
from services.discovery.collected import Collected
from services.discovery.footnotes import notes, without_mark
from tests.unit.discovery.build import texts


@pytest.mark.parametrize(
    ("text", "bare"),
    [("12,5¹", "12,5"), ("R10 *", "R10"), ("12*", "12"), ("1,44 m²", "1,44 m²"), ("kg/m²", "kg/m²"), ("*", "*")],
)
def test_marks_are_no_part_of_a_value(text: str, bare: str) -> None:
    assert without_mark(text) == bare


def test_a_note_counts_where_its_mark_is_used() -> None:
    lines = texts("Slip resistance R10*", "* only matt", "† not in stock", "Weight 12 kg/m²", "² see page 4")
    assert [note for _, note in notes(lines)] == ["only matt"]
    into = Collected()
    facts.collect(into.on(1), lines)
    [note] = [fact for fact in into.facts if fact.name == "note"]
    assert (note.value, note.text, note.box) == ("only matt", "* only matt", lines[1].box)
