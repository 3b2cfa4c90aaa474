"""Lines from the words of a page."""

from services.discovery.lines import split_at_columns
from services.discovery.opening import mupdf
from services.discovery.reading import Digests, RawPage, as_page


def spaced(*words: str, space: float) -> list[tuple[float, float, float, float, str]]:
    """A line in letters 9 points wide and 7 apart, as words of one letter each; its own words are `space` apart."""
    found = []
    x = 50.0
    for word in words:
        for letter in word:
            found.append((x, 100.0, x + 9, 115.0, letter))
            x += 16
        x += space - 7
    return found


def test_the_words_of_a_letter_spaced_name_stay_together() -> None:
    words = spaced("BOIS", "HIVER", space=17.2)
    assert split_at_columns(words, 15) == [words]


def test_columns_are_cut_where_letters_are_spaced_too() -> None:
    words = spaced("BOIS", "HIVER", space=90)
    assert split_at_columns(words, 15) == [words[:4], words[4:]]


def said(*lines: tuple[tuple[float, float], str, str], rotate: int = 0) -> list[tuple[str, bool, bool]]:
    """The lines read of a page on which each text is set at a place in a font; text, bold and vertical."""
    with mupdf().open() as document:
        sheet = document.new_page(width=400, height=400)
        for place, text, font in lines:
            sheet.insert_text(place, text, fontsize=10, fontname=font, rotate=rotate)
        raw = RawPage.of(document, 1)
        return [(x.text, x.bold, x.vertical) for x in as_page(raw, Digests(document)).lines]


def test_a_name_that_runs_in_is_a_line_of_its_own() -> None:
    name, text = "Oslo chair.", "A calm thing for quiet rooms, of oak"
    end = 50 + mupdf().get_text_length(name + " ", fontname="hebo", fontsize=10)
    found = said(((50, 50), name, "hebo"), ((end, 50), text, "helv"), ((50, 62), "and wool.", "helv"))
    assert found == [("Oslo chair", True, False), (text, False, False), ("and wool.", False, False)]


def test_letter_spaced_text_on_its_side_is_put_together() -> None:
    assert said(((200, 300), "P I P A C S  M E D Á L", "helv"), rotate=90) == [("PIPACS MEDÁL", False, True)]
    assert said(((200, 50), "P I P A C S  M E D Á L", "helv"), rotate=270) == [("PIPACS MEDÁL", False, True)]
    assert said(((200, 300), "Pipacs medál", "helv"), rotate=90) == [("Pipacs medál", False, True)]
