"""Which words go with which picture."""

from pipeline.artefacts import Line, Page
from services.imager.captions import MAX_WORDS, words

PICTURE = (50.0, 100.0, 250.0, 300.0)


def line(text: str, x: float, y: float, *, size: float = 8, font: str = "A", block: int = 0) -> Line:
    """(x, y) is its top left corner; half its size wide a letter."""
    return Line(text=text, box=(x, y, x + len(text) * size / 2, y + size), size=size, font=font, block=block)


def page(*lines: Line) -> Page:
    return Page(number=1, width=595, height=842, key="0" * 64, lines=lines)


def caption(*lines: Line) -> str:
    return words(page(*lines), [PICTURE])[0].caption


def test_right_below() -> None:
    assert caption(line("Oak, matt", 50, 304), line("Elsewhere", 50, 500)) == "Oak, matt"


def test_below_rather_than_beside_or_above() -> None:
    below, beside, above = line("Below", 60, 306), line("Beside", 256, 110), line("Above", 50, 84)
    assert caption(above, beside, below) == "Below"
    assert caption(above, beside) == "Beside"
    assert caption(above) == "Above"


def test_on_the_picture_where_there_is_no_other() -> None:
    assert caption(line("Oak floor", 60, 285)) == "Oak floor"
    assert caption(line("A slogan", 60, 150)) == ""


def test_wrapped_captions_are_whole_and_end_where_the_type_changes() -> None:
    lines = (line("Oak, matt and", 50, 304), line("oiled", 50, 314), line("60 × 60 cm", 50, 324, font="B"))
    assert caption(*lines) == "Oak, matt and oiled"


def test_far_away_beside_the_column_or_wider_than_the_picture_is_none() -> None:
    assert caption(line("Far below", 50, 330)) == ""
    assert caption(line("In another column", 400, 304)) == ""
    assert caption(line("Running text " * 9, 50, 304)) == ""
    assert caption(line("12", 50, 304)) == ""


def test_each_line_is_the_caption_of_one_picture() -> None:
    upper, lower = (50.0, 100.0, 150.0, 200.0), (50.0, 212.0, 150.0, 312.0)
    found = words(page(line("Upper", 50, 202), line("Lower", 50, 314)), [upper, lower])
    assert [said.caption for said in found] == ["Upper", "Lower"]


def test_words_of_the_page_nearest_first_and_not_too_many() -> None:
    lines = [
        line("far", 50, 700),
        line("near", 50, 310),
        *(line("more " * 20, 50, 720 + i, block=i) for i in range(50)),
    ]
    (said,) = words(page(*lines), [PICTURE])
    assert said.words.startswith("near far")
    assert len(said.words) == MAX_WORDS


def test_a_page_without_words() -> None:
    (said,) = words(page(), [PICTURE])
    assert (said.caption, said.words) == ("", "")
