"""Lines that could head something, and how they are set."""

from hypothesis import given

from pipeline.artefacts import Line
from services.discovery.headings import Style, headings, headline
from tests.unit.discovery.build import any_lines, heading, line, texts, view


def said(*lines: Line) -> list[str]:
    return [found.text for found in headings(view(*lines))]


def test_a_wrapped_heading_is_one() -> None:
    found = headings(view(heading("Grande lampe", 110), heading("de table Galet", 140), line("75 cm", y=200)))
    assert [h.text for h in found] == ["Grande lampe de table Galet", "75 cm"]
    assert found[0].box[1] == 110
    assert len(found[0].lines) == 2


def test_a_centred_second_line_belongs_to_the_first() -> None:
    above = line("Grande lampe de", 100, 110, size=20, right=300)
    assert said(above, line("table", 170, 134, size=20, right=230)) == ["Grande lampe de table"]


def test_another_size_weight_gap_or_column_is_another_heading() -> None:
    top = line("Aurora", y=110, size=20, right=150)
    for other in (
        line("Suspension", y=134, size=12, right=150),
        line("Suspension", y=134, size=20, bold=True, right=150),
        line("Suspension", y=170, size=20, right=150),
        line("Suspension", 320, 134, size=20),
    ):
        assert said(top, other) == ["Aurora", "Suspension"]


def test_what_is_said_of_a_name_in_its_style_is_no_part_of_it() -> None:
    for other in ("Price: € 12,50", "Cikkszám: 123456", "60 × 120 cm", "Made by hand from local clay."):
        assert said(line("Aurora", y=110, right=150), line(other, y=122, right=250)) == ["Aurora", other]
        assert said(line(other, y=110, right=250), line("Aurora", y=122, right=150)) == [other, "Aurora"]


def test_a_section_number_set_apart_belongs_to_its_title() -> None:
    number = line("2.1.", 50, 110, size=16, right=80)
    assert said(number, line("Amplifier", 100, 110, size=16)) == ["2.1. Amplifier"]


def test_a_list_in_one_style_is_not_one_heading() -> None:
    items = [line(f"Item {letter}", y=150 + 13 * n) for n, letter in enumerate("ABCDE")]
    assert said(*items) == [item.text for item in items]


def test_numbers_and_vertical_lines_head_nothing() -> None:
    assert said(line("12 345"), line("Aurora", y=300, vertical=True)) == []


def test_the_headline_is_the_topmost_of_the_largest() -> None:
    found = headline(view(*texts("small words"), heading("Brume", 500), heading("Aurora", 200), line("XL", size=40)))
    assert found is not None
    assert found.text == "Aurora"
    assert headline(view(line("12"))) is None


def test_styles_that_differ_by_a_little_size_are_near() -> None:
    style = Style(20, bold=True, colour=0)
    assert style.near(Style(18, bold=True, colour=0))
    assert not style.near(Style(16, bold=True, colour=0))
    assert not style.near(Style(20, bold=False, colour=0))
    assert Style.of(line("x", size=10.1)) == Style.of(line("y", size=9.9))


@given(any_lines())
def test_every_heading_is_made_of_lines_of_its_page(lines: tuple[Line, ...]) -> None:
    for found in headings(view(*lines)):
        assert found.text == " ".join(part.text for part in found.lines)
        assert all(part in lines for part in found.lines)
