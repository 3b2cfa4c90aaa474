"""One page as Markdown: structure from the artefact, and no word lost."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.artefacts import Line, Page
from services.chunker.markdown import clean, to_markdown
from tests.unit.chunker.build import line, page, row

PROSE = "A surface that holds the light of the morning"


def test_headings_by_size() -> None:
    made = page(
        1,
        line("SOLENNE", y=50, size=30, block=0),
        line("Colours", y=100, size=16, block=1),
        line("Finishes", y=130, size=12, block=2),
        *(line(PROSE, y=150 + 12 * i, block=3) for i in range(3)),
    )
    assert to_markdown(made) == f"# SOLENNE\n\n## Colours\n\n### Finishes\n\n{PROSE} {PROSE} {PROSE}"


def test_a_bold_row_of_its_own_is_a_heading_and_a_bold_table_head_is_not() -> None:
    head = [cell.model_copy(update={"bold": True}) for cell in row(120, "Code", "Size", "Price", block=1)]
    lines = [
        line("Article numbers", y=100, block=0, bold=True),
        *head,
        *row(135, "A-1", "20×20", "€ 12", block=2),
        *row(150, "A-2", "30×30", "€ 15", block=3),
        line(PROSE, y=180, block=4),
    ]
    assert to_markdown(page(1, *lines)) == (
        "#### Article numbers\n\n|Code|Size|Price|\n|---|---|---|\n|A-1|20×20|€ 12|\n|A-2|30×30|€ 15|\n\n" + PROSE
    )


def test_where_all_is_bold_bold_is_no_heading() -> None:
    made = page(1, line("One", y=50, block=0, bold=True), line("Two", y=80, block=1, bold=True))
    assert to_markdown(made) == "One\n\nTwo"


def test_figures_are_no_headings() -> None:
    made = page(1, line("60×120", y=50, size=30), line(PROSE, y=100, block=1))
    assert to_markdown(made) == f"60×120\n\n{PROSE}"


def test_lines_are_joined_where_they_wrap_and_kept_where_they_end() -> None:
    lines = [
        "Material",
        "Full-body porcelain stoneware, coloured through-",
        "out and rectified on all of the four sides",
    ]
    made = page(1, *(line(text, y=50 + 12 * i) for i, text in enumerate(lines)))
    assert to_markdown(made) == (
        "Material\nFull-body porcelain stoneware, coloured throughout and rectified on all of the four sides"
    )


def test_label_and_value_on_one_baseline_are_one_row() -> None:
    made = page(1, line("Designer:", x=50), line("Ivo Norrby", x=150))
    assert to_markdown(made) == "Designer: Ivo Norrby"


def test_bullets() -> None:
    made = page(1, line("• Airports", y=50), line("– Hotel lobbies", y=62), line("-5 °C at least", y=74))
    assert to_markdown(made) == "- Airports\n- Hotel lobbies\n-5 °C at least"


def test_leaders_and_pages_without_text() -> None:
    index = page(1, line("Solenne . . . . . . . . 8"), line(". . . . . . . . . . . .", y=120, block=1))
    assert to_markdown(index) == "Solenne … 8"
    assert to_markdown(page(2)) == ""
    assert to_markdown(page(3, line("  "))) == ""


@pytest.mark.parametrize(
    ("printed", "cleaned"), [("a\x00b\t c", "a b c"), ("por\u00adcelain", "porcelain"), ("白い タイル", "白い タイル")]
)
def test_clean(printed: str, cleaned: str) -> None:
    assert clean(printed) == cleaned


def test_pipes_do_not_break_a_table() -> None:
    lines = [
        *row(100, "Code", "Use", "Price", block=0),
        *row(115, "A|1", "wall", "€ 12", block=1),
        *row(130, "A|2", "floor", "€ 15", block=2),
    ]
    assert "|A\\|1|wall|€ 12|" in to_markdown(page(1, *lines))


WORDS = st.text(st.sampled_from("abcéőșßжя中文字ابת0129.,|#*<>&€-•"), min_size=1, max_size=12)
LINES = st.builds(
    lambda words, x, y, size, block, bold: line(" ".join(words), x, y, size=size, block=block, bold=bold),
    st.lists(WORDS, min_size=1, max_size=6),
    st.integers(0, 500),
    st.integers(0, 800),
    st.sampled_from([3.0, 9.0, 10.0, 14.0, 40.0]),
    st.integers(0, 4),
    st.booleans(),
)


@given(st.lists(LINES, max_size=25))
def test_no_letter_or_figure_is_lost_or_made_up(lines: list[Line]) -> None:
    made = Page(number=1, width=595, height=842, key="", lines=tuple(sorted(lines, key=lambda line: line.block)))
    printed = Counter(character for character in made.text if character.isalnum())
    assert Counter(character for character in to_markdown(made) if character.isalnum()) == printed
    assert to_markdown(made) == to_markdown(made)
