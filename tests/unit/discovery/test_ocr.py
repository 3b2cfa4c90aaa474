"""What goes to OCR, and how recognised lines are set; OCR itself is in tests/integration/discovery/test_ocr.py."""

from typing import Any

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.artefacts import Line, Page
from services.discovery import ink, ocr, ocr_sizes
from services.discovery.doubts import doubts
from services.discovery.opening import mupdf
from tests.unit.discovery.build import HEIGHT, PHOTO, WIDTH, line, page

SCAN = PHOTO.model_copy(update={"box": (0, 0, WIDTH, HEIGHT)})


def needing(*pages: Page) -> list[int]:
    """The pages to be read, whatever is seen on them first."""
    return [doubt.number for doubt in doubts(pages) if not doubt.first]


def test_pages_that_are_pictures_are_read() -> None:
    assert needing(page(1, pictures=(SCAN,)), page(2, pictures=(SCAN,))) == [1, 2]


def test_a_scanners_stamp_is_no_text() -> None:
    stamp = line("Scanned with a scanner", 350, 815)
    assert needing(*(page(n, stamp, pictures=(SCAN,)) for n in (1, 2, 3))) == [1, 2, 3]


def test_a_stamp_that_counts_is_no_text_either() -> None:
    stamps = [line(f"ARCHIVE {4711 + n}", 350, 815) for n in (1, 2, 3)]
    assert needing(*(page(n, stamp, pictures=(SCAN,)) for n, stamp in enumerate(stamps, start=1))) == [1, 2, 3]


def test_a_page_number_is_no_stamp() -> None:
    assert needing(*(page(n, line(f"Page {n} of 3", 350, 815), pictures=(SCAN,)) for n in (1, 2, 3))) == []


def test_text_that_is_not_to_be_seen_is_compared_first() -> None:
    said = [line("A calm chair for quiet rooms", y=100 + 20 * n) for n in range(5)]
    other = page(2, *said)
    [hidden] = doubts([page(1, *said, pictures=(SCAN,)).model_copy(update={"hidden": 1.0}), other])
    assert (hidden.number, hidden.first) == (1, "differs")
    [garbled] = doubts([page(1, *said).model_copy(update={"garbled": 0.4}), other])
    assert (garbled.number, garbled.first) == (1, "")


def test_words_without_vowels_are_compared_first() -> None:
    said = "A calm chair for quiet rooms, of oak and wool, that will be with you for many years and more"
    shifted = "".join(chr((ord(c) - 97 + 3) % 26 + 97) if c.isalpha() else c for c in said.lower())
    lines = [line(text, y=100 + 20 * n) for n, text in enumerate((shifted, shifted[::-1]))]
    [doubt] = doubts([page(1, *lines), page(2, line(said), line(said, y=200))])
    assert (doubt.number, doubt.first) == (1, "differs")


def test_letters_drawn_as_paths_are_read() -> None:
    assert needing(page(1, drawings=900), page(2, drawings=900)) == [1, 2]


def test_a_picture_page_in_a_catalogue_with_text_is_left_alone() -> None:
    others = [page(n, line(f"Oak {n}")) for n in range(2, 12)]
    [doubt] = doubts([page(1, pictures=(SCAN,)), *others])
    assert (doubt.number, doubt.first) == (1, "lines")


def test_picture_pages_between_as_many_of_text_are_looked_at_first() -> None:
    pages = [page(n, pictures=(SCAN,)) if n % 2 else page(n, line(f"Oak {n}")) for n in range(1, 9)]
    assert [(doubt.number, doubt.first) for doubt in doubts(pages)] == [(n, "lines") for n in (1, 3, 5, 7)]
    assert needing(*pages[:4], *(page(n, pictures=(SCAN,)) for n in (9, 10))) == [1, 3, 9, 10]


def test_a_page_that_could_not_be_read_is_left_alone() -> None:
    assert needing(Page(number=1, width=0, height=0, key="0" * 64, source="none")) == []


def test_lines_close_below_one_another_are_a_block() -> None:
    lines = [line("A calm", y=100), line("floor", y=113), line("Oak", y=200, size=24), line("aside", 400, 113)]
    assert [x.block for x in ocr.blocks(lines)] == [0, 0, 2, 3]


def drawn(text: str, size: float, font: str, colour: tuple[float, float, float] = (0, 0, 0)) -> Any:
    """Pixels of a line of text, with a rule right under it."""
    with mupdf().open() as document:
        sheet = document.new_page(width=400, height=60)
        sheet.insert_text((10, 35), text, fontsize=size, fontname=font, color=colour)
        sheet.draw_line((0, 50), (400, 50))
        picture = sheet.get_pixmap(dpi=144, alpha=False)
    pixels = numpy.frombuffer(picture.samples, dtype=numpy.uint8).reshape(picture.height, picture.width, 3)
    return pixels[8:, 14:]


@pytest.mark.parametrize("text", ["Oslo chair", "nacre", "ANCORA", "Gyűrűs 12", "Été"])
@pytest.mark.parametrize("size", [12, 20, 28])
def test_the_type_size_is_measured_whatever_the_letters(text: str, size: int) -> None:
    seen = ink.measure(drawn(text, size, "helv"), text)
    assert seen is not None
    assert seen.size / 2 == pytest.approx(size, rel=0.16)


def test_weight_and_colour() -> None:
    plain, bold = (ink.measure(drawn("Oslo chair", 20, font), "Oslo chair") for font in ("helv", "hebo"))
    assert plain is not None
    assert bold is not None
    assert (plain.bold, bold.bold) == (False, True)
    red = ink.measure(drawn("Oslo chair", 20, "helv", (1, 0, 0)), "Oslo chair")
    assert red is not None
    assert (red.colour >> 16, red.colour & 0xFFFF) == (192, 0)


def test_letters_of_the_lines_above_and_below_do_not_count() -> None:
    with mupdf().open() as document:
        sheet = document.new_page(width=200, height=80)
        for n, text in enumerate(("Enjoy gypsy jugs", "Oslo chair", "Made of bold oak")):
            sheet.insert_text((10, 25 + 13 * n), text, fontsize=12)
        picture = sheet.get_pixmap(dpi=144, alpha=False)
    pixels = numpy.frombuffer(picture.samples, dtype=numpy.uint8).reshape(picture.height, picture.width, 3)
    seen = ink.measure(pixels[50:84, 20:140], "Oslo chair")
    assert seen is not None
    assert seen.size / 2 == pytest.approx(12, rel=0.16)


def test_no_ink_no_measure() -> None:
    assert ink.measure(numpy.full((20, 60, 3), 250, dtype=numpy.uint8), "Oak") is None
    assert ink.measure(numpy.zeros((2, 2, 3), dtype=numpy.uint8), "Oak") is None


def sized(*sizes: float, source: str = "ocr") -> Page:
    lines: list[Line] = [line(f"Oak {n}", y=100 + 20 * n, size=size) for n, size in enumerate(sizes)]
    return page(1, *lines).model_copy(update={"source": source})


def test_sizes_that_differ_by_a_little_are_one() -> None:
    [even] = ocr_sizes.even([sized(8.6, 9.3, 9.0, 8.8, 20.9, 19.4, 20.2)])
    assert len({x.size for x in even.lines[:4]}) == 1
    assert len({x.size for x in even.lines[4:]}) == 1
    assert even.lines[0].size < 10 < even.lines[4].size


def test_sizes_of_real_text_are_left() -> None:
    real = sized(8.6, 9.3, source="text")
    assert ocr_sizes.even([real]) == [real]


@given(st.lists(st.floats(1, 300).map(lambda size: round(size, 1)), max_size=40))
def test_every_size_has_a_level_near_it_and_order_is_kept(sizes: list[float]) -> None:
    levels = ocr_sizes.levels(sizes)
    assert levels.keys() == set(sizes)
    ordered = [levels[size] for size in sorted(levels)]
    assert ordered == sorted(ordered)
