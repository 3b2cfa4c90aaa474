"""Lines from the words of a page."""

from services.discovery.reading import split_at_columns


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
