"""Pages whose text stands on its side."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.artefacts import Fact, Line, Product
from services.discovery.turning import Turn, put_back, turn_of, upright
from tests.unit.discovery.build import DOCUMENT, HEIGHT, PHOTO, WIDTH, line, page


def aside(text: str, x: float) -> Line:
    return line(text, vertical=True).model_copy(update={"box": (x, 100, x + 12, 100 + 6 * len(text))})


@pytest.mark.parametrize(("xs", "rising"), [((50, 70, 90, 110), True), ((110, 90, 70, 50), False)])
def test_lines_that_follow_to_the_right_rise(xs: tuple[float, ...], rising: bool) -> None:
    turned = page(1, *(aside(f"A calm floor {x}", x) for x in xs), pictures=(PHOTO,))
    turn = turn_of(turned)
    assert turn is not None
    assert turn.rising == rising
    shown = upright(turned, turn)
    assert (shown.width, shown.height) == (HEIGHT, WIDTH)
    assert not any(x.vertical for x in shown.lines)
    assert [x.text for x in sorted(shown.lines, key=lambda x: x.box[1])] == [x.text for x in turned.lines]
    assert all(x.box[2] - x.box[0] > x.box[3] - x.box[1] for x in shown.lines)


def test_a_few_lines_at_the_side_turn_nothing() -> None:
    assert turn_of(page(1, line("Oak"), line("A calm floor for much light", y=200), aside("750 ml", 500))) is None
    assert turn_of(page(1)) is None


@given(st.booleans(), st.tuples(*[st.floats(0, 500)] * 4))
def test_there_and_back(rising: bool, box: tuple[float, float, float, float]) -> None:
    turn = Turn(WIDTH, HEIGHT, rising)
    assert turn.back(turn.there(box)) == pytest.approx(box)


def test_facts_are_put_back_where_they_are_displayed() -> None:
    turn = Turn(WIDTH, HEIGHT, rising=True)
    facts = tuple(
        Fact(name="size", value="1×2", text="1 x 2", page=page, box=box, rule="pattern")
        for page, box in ((1, turn.there((10, 20, 30, 40))), (2, (1.0, 2.0, 3.0, 4.0)), (1, None))
    )
    variant = Product(product_id=DOCUMENT, name="Aurora 1", pages=(1,), facts=facts)
    product = Product(product_id=DOCUMENT, name="Aurora", pages=(1, 2), facts=facts, variants=(variant,))
    found = put_back(product, {1: turn})
    for facts in (found.facts, found.variants[0].facts):
        assert [fact.box for fact in facts] == [pytest.approx((10, 20, 30, 40)), (1.0, 2.0, 3.0, 4.0), None]
