"""Captions wrapped over two lines, as one."""

from services.discovery.captions import joined, whole
from tests.unit.discovery.build import line


def test_lines_centred_over_one_another_are_one() -> None:
    above, below = (
        line("Click-Lock", 110, 100, size=9, right=150),
        line("Installation System", 100, 110, size=7, right=160),
    )
    other = line("Waterproof", 300, 100, size=9)
    [caption] = joined([above, other, below])
    assert caption == (above, below)
    [alone, one] = whole([above, other, below])
    assert alone is other
    assert (one.text, one.box) == ("Click-Lock Installation System", (100, 100, 160, 110 + 1.2 * 7))


def test_lists_and_lines_apart_stay_as_they_are() -> None:
    listed = [line("Oak", 100, 100), line("Walnut", 100, 112)]
    apart = [line("Oak", 110, 200, right=130), line("Walnut", 100, 230, right=140)]
    numbers = [line("60 cm", 110, 300, right=130), line("80 x 60 cm", 100, 312, right=140)]
    assert joined([*listed, *apart, *numbers]) == []
