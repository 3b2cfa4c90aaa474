"""Cleaning of extracted text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.discovery.text import clean, fold, join_words


@pytest.mark.parametrize(
    ("given_", "wanted"),
    [
        ("ﬂoor of o\ufb03ce", "floor of office"),
        ("InstallaƟon", "Installation"),
        ("seƩing", "setting"),
        ("Ɵ", "Ɵ"),
        ("hy\u00adphen\u200bated", "hyphenated"),
        ("a\u00a0 \t b\u2003c ", "a b c"),
        ("e\u0301te\u0301", "été"),
    ],
)
def test_clean(given_: str, wanted: str) -> None:
    assert clean(given_) == wanted


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert once == once.strip()


def words(*texts: str, gaps: list[float], width: float = 6) -> list[tuple[float, float, str]]:
    placed, x = [], 0.0
    for text, gap in zip(texts, [*gaps, 0], strict=True):
        placed.append((x, x + width, text))
        x += width + gap
    return placed


def test_letter_spaced_words_are_joined_at_their_narrow_gaps() -> None:
    spaced = words(*"OLDTOMGIN", gaps=[3, 3, 9, 3, 3, 9, 3, 3])
    assert join_words(spaced) == "OLD TOM GIN"


def test_letters_with_a_syllable_among_them_are_letter_spaced_too() -> None:
    assert join_words(words("A", "P", "E", "RI", "T", "I", "F", gaps=[2.0] * 6)) == "APERITIF"


def test_plain_words_and_short_lines_are_not_joined() -> None:
    assert join_words(words("a", "calm", "floor", gaps=[3, 3])) == "a calm floor"
    assert join_words(words("A", "B", gaps=[3])) == "A B"


def test_fold() -> None:
    assert fold(" Épaisseur\u00a0ŐRSÉGI Straße ") == "epaisseur orsegi strasse"
