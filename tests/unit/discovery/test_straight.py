"""Boxes of lines turned with their picture, and how far a page lies askew."""

import math

import numpy
import pytest

from services.discovery.straight import angle, reading_turn, straightened, turned_about, turned_back

SHAPE = (400.0, 300.0)
WIDE = numpy.array([[[20.0, 30], [220, 30], [220, 50], [20, 50]]])


@pytest.mark.parametrize("turn", [0, 1, 2, 3])
def test_boxes_turn_as_the_picture_does(turn: int) -> None:
    pixels = numpy.zeros((300, 400))
    pixels[30:50, 20:220] = 1
    seen = numpy.argwhere(numpy.rot90(pixels, turn))
    box = turned_about(WIDE, turn, SHAPE)[0]
    assert box.min(axis=0) == pytest.approx(seen.min(axis=0)[::-1])
    assert box.max(axis=0) == pytest.approx(seen.max(axis=0)[::-1] + 1)
    assert box[0] == pytest.approx(box.min(axis=0))
    back = {turned_back((x, y), turn, SHAPE) for x, y in box}
    assert back == {(x, y) for x, y in WIDE[0]}


def slanted(degrees: float) -> numpy.ndarray:
    slope = math.tan(math.radians(degrees))
    return numpy.array(
        [[[20.0, y], [320, y + 300 * slope], [320, y + 20 + 300 * slope], [20, y + 20]] for y in (40, 90, 150)]
    )


def test_the_slope_of_long_lines_is_the_pages() -> None:
    assert angle(slanted(2)) == pytest.approx(2, abs=0.01)
    assert angle(slanted(-1.5)) == pytest.approx(-1.5, abs=0.01)
    assert angle(slanted(0.05)) == angle(slanted(20)) == 0
    assert angle(numpy.array([[[0.0, 0], [30, 5], [28, 25], [-2, 20]]])) == 0


def test_a_straightened_picture_has_level_lines() -> None:
    pixels = numpy.zeros((300, 400, 3), dtype=numpy.uint8)
    _, boxes = straightened(pixels, slanted(2), 2.0)
    assert boxes[:, 0, 1] == pytest.approx(boxes[:, 1, 1], abs=0.3)
    assert straightened(pixels, WIDE, 0.0)[1] is WIDE


def test_lines_on_their_side_are_read_the_way_they_read_better() -> None:
    aside = turned_about(WIDE, 1, SHAPE)
    assert reading_turn(WIDE, {0: 0.9}.__getitem__, 0.8) == 0
    assert reading_turn(WIDE, {0: 0.3, 2: 0.9}.__getitem__, 0.8) == 2
    assert reading_turn(aside, {1: 0.4, 3: 0.9}.__getitem__, 0.8) == 3
    assert reading_turn(aside, {1: 0.7, 3: 0.2}.__getitem__, 0.8) == 1
