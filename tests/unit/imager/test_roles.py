"""What a picture is, by its measures."""

from typing import Any

import pytest

from pipeline.ai.images import Role
from pipeline.artefacts import PageKind
from services.imager.found import Place
from services.imager.roles import Judged, context, judge
from tests.unit.imager.build import LOOK, picture, place

FLAT: dict[str, Any] = {"flat": 0.9, "colours": 12, "lines": 0.2}
SURFACE: dict[str, Any] = {"uneven": 4.0, "border_white": 0.0, "white": 0.0, "contrast": 12.0}
WIDE, SMALL, TINY = (20, 20, 480, 400), (50, 50, 130, 130), (50, 50, 80, 80)


def judged(
    places: list[Place], caption: str = "", kind: PageKind = "product", scans: frozenset[int] = frozenset(), **look: Any
) -> Judged:
    kinds = {place.page: kind for place in places}
    return judge(picture(look=LOOK.model_copy(update=look)), places, caption, context(kinds, scans, places))


@pytest.mark.parametrize(
    ("role", "box", "look"),
    [
        ("room", WIDE, {}),
        ("product", SMALL, {}),
        ("product", WIDE, {"border_white": 1.0, "white": 0.5}),
        ("product", WIDE, {"flat": 0.85}),
        ("swatch", SMALL, SURFACE),
        ("swatch", TINY, SURFACE),
        ("product", WIDE, SURFACE),
        ("technical drawing", SMALL, {"white": 0.9, "border_white": 1.0, "chroma": 0.0, "lines": 0.9, "colours": 9}),
        ("icon", TINY, {**FLAT, "contrast": 60.0}),
    ],
)
def test_by_look_and_size(role: Role, box: tuple[float, float, float, float], look: dict[str, Any]) -> None:
    assert judged([place(box=box)], **look) == Judged(role)


def test_large_surfaces_in_a_row_are_swatches() -> None:
    row = [place(box=(x, 50, x + 150, 350)) for x in (10, 170, 330)]
    found = judge(picture(look=LOOK.model_copy(update=SURFACE)), row[:1], "", context({1: "product"}, frozenset(), row))
    assert found.role == "swatch"


def test_repeated_in_the_margin_is_a_logo_and_in_the_text_an_icon() -> None:
    margin = [place(page=page, box=(30, 10, 70, 40)) for page in range(1, 5)]
    text = [place(page=page, box=(30, 300, 60, 330)) for page in range(1, 5)]
    assert judged(margin).role == "logo"
    assert judged(text).role == "icon"


def test_a_coloured_graphic_is_a_logo_but_on_product_pages() -> None:
    drawn: dict[str, Any] = {**FLAT, "contrast": 60.0, "chroma": 40.0}
    assert judged([place(box=SMALL)], kind="cover", **drawn).role == "logo"
    assert judged([place(box=SMALL)], kind="product", **drawn).role == "product"


def test_certificates_by_page_and_by_name() -> None:
    assert judged([place(box=SMALL)], kind="certificates").role == "certificate"
    assert judged([place(box=SMALL)], caption="ISO 14001", kind="other").role == "certificate"
    assert judged([place(box=SMALL)], caption="Enchanting", kind="other").role == "product"
    assert judged([place(box=WIDE)], caption="Our DIN A4 catalogue", kind="other").role == "room"


@pytest.mark.parametrize(
    ("places", "look", "reason"),
    [
        ([place(page=page, box=(0, 0, 500, 700)) for page in (1, 2, 3)], {}, "the background of 3 pages"),
        ([place(page=page, box=(0, 0, 500, 60)) for page in (1, 2, 3)], {}, "a band on 3 pages"),
        ([place(box=(0, 0, 500, 600))], {"contrast": 0.5, "colours": 1}, "one colour"),
        ([place(box=(50, 50, 450, 110))], {"contrast": 0.5, "colours": 1}, "one colour"),
        ([place(box=SMALL)], {"contrast": 0.0, "colours": 1, "white": 1.0}, "blank"),
    ],
)
def test_decoration_says_why(places: list[Place], look: dict[str, Any], reason: str) -> None:
    assert judged(places, **look) == Judged("decoration", f"decoration: {reason}")


def test_a_plain_square_is_a_swatch_of_paint() -> None:
    assert judged([place(box=SMALL)], **SURFACE | {"contrast": 0.4, "colours": 1}).role == "swatch"


def test_a_scanned_page_is_no_picture_but_on_product_pages() -> None:
    whole = [place(box=(0, 0, 500, 700))]
    assert judged(whole, kind="text", scans=frozenset({1})).role == "decoration"
    assert judged(whole, kind="product", scans=frozenset({1})).role == "room"
