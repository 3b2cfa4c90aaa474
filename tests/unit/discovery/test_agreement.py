"""Whether a picture shows lines of text, and which lines can be compared with it."""

from typing import Any

import numpy
import pytest

from services.discovery.agreement import agrees, shows_lines
from services.discovery.opening import mupdf
from tests.unit.discovery.build import line

SAID = "A calm chair for quiet rooms, of oak and wool, made by hand in a small workshop by the sea"


def pixels(turn: int, lines: int) -> Any:
    """A page with lines of text, turned by degrees."""
    with mupdf().open() as document:
        sheet = document.new_page(width=400, height=300)
        for k in range(lines):
            sheet.insert_text((20, 40 + 20 * k), SAID, fontsize=8)
        picture = sheet.get_pixmap(matrix=mupdf().Matrix(1.8, 1.8).prerotate(turn), alpha=False)
    return numpy.frombuffer(picture.samples, dtype=numpy.uint8).reshape(picture.height, picture.width, 3).copy()


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_text_is_seen_whichever_way_it_lies(turn: int) -> None:
    assert shows_lines(pixels(turn, 8))


def test_photos_grain_and_empty_paper_are_no_text() -> None:
    rng = numpy.random.default_rng(7)
    grain = rng.normal(128, 40, (600, 600, 3)).clip(0, 255).astype(numpy.uint8)
    slope = numpy.repeat(numpy.linspace(0, 255, 600, dtype=numpy.uint8)[None, :, None], 600, axis=0).repeat(3, axis=2)
    assert not any(shows_lines(picture) for picture in (grain, slope, pixels(0, 0)))


def test_what_cannot_be_compared_agrees() -> None:
    page = pixels(0, 0)
    small = line(SAID, size=5)
    other = line("\u041a\u0440\u0435\u0441\u043b\u043e \u0434\u043b\u044f \u0434\u043e\u043c\u0430", size=12)
    assert agrees([small, other, line("12", size=12)], page, 1.8)
    assert agrees([], page, 1.8)
