"""The confidence score."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.validator.confidence import WEIGHTS, Shares, score, share

part = st.floats(0, 1)


def test_weights_sum_to_one() -> None:
    assert sum(WEIGHTS.values()) == pytest.approx(1)


@given(st.builds(Shares, st.none() | part, st.none() | part, st.none() | part, st.none() | part))
def test_it_is_a_share(shares: Shares) -> None:
    assert 0 <= score(shares) <= 1


def test_all_well_is_one_and_no_product_is_nought() -> None:
    assert score(Shares(1, 1, 1, 1)) == 1
    assert score(Shares(None, None, 1, 1)) == 0


def test_the_formula() -> None:
    assert score(Shares(facts=0.5, products=1, pictures=0.5, text=0.9)) == 0.2 + 0.3 + 0.1 + 0.09
    assert score(Shares(facts=0.5, products=1, pictures=None, text=1)) == pytest.approx(0.6 / 0.8)


def test_a_share_of_nothing_does_not_apply() -> None:
    assert share(0, 0) is None
    assert share(1, 4) == 0.25
