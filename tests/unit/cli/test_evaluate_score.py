"""The scoring rules, by example, and against the tool whose figures they must equal."""

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cli.evaluate_score import Label, MissedFact, Moved, Place, score, similarity

SCORER = Path(__file__).parents[4] / "shared" / "tools" / "score_products.py"
Tool = Callable[[list[dict[str, Any]], list[dict[str, Any]]], dict[str, Any]]


def label(name: str, *pages: int, **metadata: Any) -> Label:
    return Label(name=name, pages=pages, metadata=metadata)


def found(name: str, *pages: int, **more: Any) -> dict[str, Any]:
    return {"name": name, "pages": list(pages), **more}


def test_all_found_on_their_pages_with_their_facts() -> None:
    labels = [label("Jarrón Cal", 3, price=["25,00 €"], sizes=[{"w": 20, "h": 30.5}]), label("Tinaja", 4)]
    scored = score(labels, [found("Tinaja", 4), found("JARRON  CAL", 3, metadata={"a": "25,00 €, 20 x 30,5"})])
    assert (scored.precision, scored.recall, scored.f1, scored.pages_exact, scored.facts) == (1, 1, 1, 1, 1)
    assert not any([scored.missed, scored.invented, scored.moved, scored.missed_facts])


def test_what_is_wrong_is_named() -> None:
    labels = [label("Harbour", 2, 3, designer="Ana Soler", year=1999, note="not a fact"), label("Quay", 5)]
    scored = score(labels, [found("Harbour", 3, by="Soler, Ana"), found("Contents", 1), found("Quay", 6)])
    assert (scored.labels, scored.predicted, scored.matched) == (2, 3, 1)
    assert (scored.precision, scored.recall, scored.f1) == (0.333, 0.5, 0.4)
    assert (scored.pages_exact, scored.pages_jaccard, scored.facts) == (0, 0.5, 0)
    assert scored.missed == (Place(name="Quay", pages=(5,)),)
    assert scored.invented == (Place(name="Contents", pages=(1,)), Place(name="Quay", pages=(6,)))
    assert scored.moved == (Moved(name="Harbour", expected=(2, 3), got=(3,)),)
    assert scored.missed_facts == (
        MissedFact(name="Harbour", value="Ana Soler"), MissedFact(name="Harbour", value=1999)
    )  # fmt: skip


def test_best_pairs_come_first_and_each_counts_once() -> None:
    labels = [label("Oslo", 1, 2), label("Oslo", 2, 3)]
    scored = score(labels, [found("Oslo", 2, 3), found("Oslo", 1, 2), found("Oslo", 2)])
    assert (scored.matched, scored.pages_exact) == (2, 1)
    assert scored.invented == (Place(name="Oslo", pages=(2,)),)


def test_where_no_product_is_right_finding_none_is_perfect_and_one_is_none() -> None:
    assert score([], []).f1 == 1
    one = score([], [found("Contents", 1)])
    assert (one.precision, one.recall, one.f1, one.pages_exact, one.facts) == (0, 1, 0, None, None)


def test_where_nothing_is_found_everything_is_missed() -> None:
    none = score([label("Quay", 5, colour="red")], [])
    assert (none.precision, none.recall, none.f1, none.facts) == (0, 0, 0, None)


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("Élan", "ELAN", 1, 1),
        ("Harbour", "Harbour wall tile", 0.85, 0.85),
        ("Cal", "Cal wall tile", 0, 0.5),
        ("Harbour", "", 0, 0),
        ("***", "***", 0, 0),
    ],
)
def test_names_agree_without_case_and_accents_and_with_words_more(
    one: str, other: str, least: float, most: float
) -> None:
    assert least <= similarity(one, other) <= most
    assert least <= similarity(other, one) <= most


NAMES = st.lists(
    st.sampled_from(["Oslo", "oslo", "Ösló", "Bergen", "Bergn", "lamp", "XL", "é 12", "12", "—"]),
    min_size=1,
    max_size=3,
).map(" ".join)
PAGES = st.lists(st.integers(1, 5), min_size=1, max_size=3)
LEAVES = st.one_of(
    st.sampled_from(["", "12 cm", "12", "30,5 x 7", "Rot é", "é", "wall tile 12", "oslo", "-"]),
    st.integers(-3, 14),
    st.sampled_from([0.5, 12.0, 30.5]),
    st.booleans(),
    st.none(),
)
KEYS = st.sampled_from(["size", "note", "kind", "colour", "30,5", "é"])
METADATA = st.dictionaries(
    KEYS, st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3)),
    max_size=4,
)  # fmt: skip
PRODUCTS = st.lists(st.fixed_dictionaries({"name": NAMES, "pages": PAGES, "metadata": METADATA}), max_size=6)


@pytest.fixture(scope="module")
def tool() -> Tool:
    if not SCORER.is_file():
        pytest.skip("there is no scoring tool beside this repository")
    spec = importlib.util.spec_from_file_location("score_products", SCORER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    scorer: Tool = module.score
    return scorer


@settings(deadline=None)
@given(labels=PRODUCTS, products=PRODUCTS)
def test_figures_are_those_of_the_tool(
    tool: Tool, labels: list[dict[str, Any]], products: list[dict[str, Any]]
) -> None:
    scored = score([Label.model_validate(each) for each in labels], products)
    figures = tool(labels, products)
    assert scored.model_dump(include=set(figures)) == figures
    assert len(scored.missed) == scored.labels - scored.matched
    assert len(scored.invented) == scored.predicted - scored.matched
