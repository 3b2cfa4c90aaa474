"""What holds for every link, whatever its components and weights."""

from hypothesis import given
from hypothesis import strategies as st

from services.linker.scoring import PairWeights, Weights, pair_score, product_score

EVIDENCE = ("name", "code", "nearness", "order", "facts")
share = st.floats(0, 1)
evidence = st.fixed_dictionaries(dict.fromkeys(EVIDENCE, st.none() | share))
weight = st.floats(0.1, 50)
weights = st.builds(Weights, **dict.fromkeys(("page", *EVIDENCE), weight))


@given(st.fixed_dictionaries(dict.fromkeys(EVIDENCE, st.none() | share)), share, weights)
def test_scores_are_shares(components: dict[str, float | None], page: float, by: Weights) -> None:
    assert 0 <= product_score({**components, "page": page}, by) <= 1 + 1e-9


@given(st.fixed_dictionaries(dict.fromkeys(("nearness", "caption", "product"), st.none() | share)))
def test_pairs_are_shares(components: dict[str, float | None]) -> None:
    assert 0 <= pair_score(components, PairWeights()) <= 1 + 1e-9


@given(evidence, st.sets(st.sampled_from(EVIDENCE)), st.floats(0.01, 1), weights)
def test_what_is_missing_never_lifts_a_link_off_the_page_above_the_same_on_it(
    components: dict[str, float | None], missing: set[str], page: float, by: Weights
) -> None:
    off = {kind: None if kind in missing else value for kind, value in components.items()}
    assert product_score({**off, "page": 0.0}, by) <= product_score({**components, "page": page}, by) + 1e-9


@given(evidence, weights)
def test_off_the_page_only_a_name_or_code_links(components: dict[str, float | None], by: Weights) -> None:
    silent = {**components, "name": None, "code": None, "page": 0.0}
    assert product_score(silent, by) == 0
    assert product_score({**components, "page": 0.0}, by) <= by.off_page + 1e-9


@given(share, weights)
def test_a_product_alone_on_its_page_needs_no_more_evidence(page: float, by: Weights) -> None:
    assert product_score({**dict.fromkeys(EVIDENCE), "page": 1.0}, by) == 1
