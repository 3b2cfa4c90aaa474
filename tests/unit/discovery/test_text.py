"""Cleaning of extracted text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.discovery.lookalikes import unmixed
from services.discovery.text import clean, fold, is_letter_spaced, join_lines, join_words


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
        ("Szo\u02ddlo\u02dd", "Szőlő"),
        ("sz\u02ddol\u02ddo", "szőlő"),
        ("Mu\u00a8ller, Ta\u00b8s, fran\u00b8cais", "Müller, Taş, français"),
        ("24\u02dd screen, l\u00b4eau", "24\u02dd screen, l\u00b4eau"),
        ("e \u0301t", "ét"),
        ("kera\u00ad", "kera-"),
        ("\uff21\uff22-\uff11\uff12", "AB-12"),
        ("\ufe8d\ufedf\ufebc\ufed4", "\u0627\u0644\u0635\u0641"),
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


@pytest.mark.parametrize(
    ("given_", "wanted"),
    [
        ("\u0422ESSERA", "TESSERA"),
        ("\u0410\u0412-1240 Oak", "AB-1240 Oak"),
        ("Mod\u0435l\u043e", "Modelo"),
        ("\u041c\u043e\u0434\u0435\u043bь Aтлас", "\u041c\u043e\u0434\u0435\u043bь \u0410тлас"),
        ("230 V, 4,7 k\u03a9, Δt", "230 V, 4,7 k\u03a9, Δt"),
        ("\u0421\u0410\u0422", "\u0421\u0410\u0422"),
        ("\u03a7ylo", "Xylo"),
    ],
)
def test_words_are_of_one_script(given_: str, wanted: str) -> None:
    assert unmixed(given_) == wanted


def test_words_broken_at_a_lines_end_are_made_whole() -> None:
    assert join_lines(["A kera-", "mikus padló"]) == "A keramikus padló"
    assert join_lines(["Wall-", "Floor", "12-", "piece"]) == "Wall- Floor 12- piece"
    assert join_lines([]) == ""


def test_lists_of_letters_are_not_letter_spaced() -> None:
    assert is_letter_spaced(list("TESSERA"))
    assert not is_letter_spaced(["S", "M", "L", "XL"])
    assert not is_letter_spaced(list("ABCDE"))
