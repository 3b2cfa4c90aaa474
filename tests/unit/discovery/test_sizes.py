"""Sizes in all usual forms, and what their sides are."""

import pytest

from services.discovery.sides import meanings
from services.discovery.sizes import sizes


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("Plank size: 230 x 1524mm", "230×1524", "mm"),
        ("60×120 cm", "60×120", "cm"),
        ("60(W) x 40(D) x 90(H) cm", "W 60×D 40×H 90", "cm"),
        ("60cm(L) x 40cm(P)", "L 60×P 40", "cm"),
        ("Ø 45 x h 30", "Ø 45×h 30", None),
        ("600×1200×9 mm", "600×1200×9", "mm"),
        ('23 5/8" x 23 5/8"', "23.625×23.625", "in"),
        ('24"x48"', "24×48", "in"),
        ("23½ x 11¾ inches", "23.5×11.75", "in"),
        ("29,7 x 59,7 (cm)", "29.7×59.7", "cm"),
        ("1.200 x 600 mm", "1200×600", "mm"),
        ("1'200 x 600 mm", "1200×600", "mm"),
        ("1.200 x 2,5 m", "1.200×2.5", "m"),
        ("L 120 x H 75–90 cm", "L 120×H 75-90", "cm"),
        ("larg. 60 cm, prof. 40 cm, haut. 90 cm", "larg 60×prof 40×haut 90", "cm"),
        ("Lățime 60 cm, înălțime 75 cm", "Lățime 60×înălțime 75", "cm"),
        ("szer. 60 × wys. 75 × gł. 40 cm", "szer 60×wys 75×gł 40", "cm"),
        ("89 × 37 × 66 cm.", "89×37×66", "cm"),
        ("29.5×29.5", "29.5×29.5", None),
        ("H 45 x W 60 cm", "H 45×W 60", "cm"),
        ("12 mm x 40 mm", "12×40", "mm"),
        ("120cm x 60cm", "120×60", "cm"),
        ("12 mm x 2 m", "12 mm×2", "m"),
        ("Sz 60 x Ma 90 x Mé 40 cm", "Sz 60×Ma 90×Mé 40", "cm"),
        ("L. 120 x P 40 x H 75 cm", "L 120×P 40×H 75", "cm"),
        ("Sz: 60 cm, M: 90 cm, P: 40 cm", "Sz 60×M 90×P 40", "cm"),
        ("W60 D40 H90", "W 60×D 40×H 90", None),
        ("L 120 / H 75,5 cm", "L 120×H 75.5", "cm"),
    ],
)
def test_sizes(text: str, value: str, unit: str | None) -> None:
    [found] = sizes(text)
    assert (found.value, found.unit) == (value, unit)


@pytest.mark.parametrize(
    "text",
    [
        "W 60 W 40 cm",
        "L 120 / H 75",
        "W 60 cm, H 90 mm",
        "Model 60 H 90 cm",
        "KL 100 cm",
        "2 x 60 W",
        "1x2x3x4x5",
        "12-34x60",
    ],
)
def test_sides_that_make_no_size(text: str) -> None:
    assert not list(sizes(text))


def test_several_sizes_in_a_line() -> None:
    assert [found.value for found in sizes("30 x 60, 60 x 60 cm")] == ["30×60", "60×60"]


def test_sides_that_are_marked_are_told_by_their_marks() -> None:
    [found] = sizes("60(W) x 40(D) x 90(H) cm")
    assert list(found.measures()) == [("width", "60", "cm"), ("depth", "40", "cm"), ("height", "90", "cm")]
    [plain] = sizes("60 x 120 cm")
    assert list(plain.measures()) == []


@pytest.mark.parametrize(
    ("marks", "wanted"),
    [
        (["L", "P", "H"], [None, "depth", "height"]),  # lunghezza or larghezza
        (["L", "W", "H"], ["length", "width", "height"]),
        (["B", "H", "T"], ["width", "height", "depth"]),
        (["B", "D", "H"], ["width", "depth", "height"]),
        (["D", "H"], [None, "height"]),  # depth or diameter
        (["Ø", "h"], ["diameter", "height"]),
        (["Sz", "M", "Mé"], ["width", "height", "depth"]),
        (["H", "Sz", "M"], ["length", "width", "height"]),
        (["S", "W", "G"], ["width", "height", "depth"]),
        (["szer.", "wys.", "gł."], ["width", "height", "depth"]),
        (["larg.", "prof.", "haut."], ["width", "depth", "height"]),
        (["Î", "l"], ["height", None]),
        (["P", "T"], [None, None]),
    ],
)
def test_what_marks_mean(marks: list[str], wanted: list[str | None]) -> None:
    assert meanings(marks) == wanted
