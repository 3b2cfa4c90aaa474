"""The re-check of facts against the words of their pages."""

from copy import deepcopy
from typing import Any
from uuid import UUID

import pytest

from pipeline.artefacts import Line, Page
from services.validator.facts import UNVERIFIED, ProductRow, Recheck

PRODUCT = UUID("0d3f6a52-5f0e-5c57-8f0a-2f7a4c1f9b10")


def page(number: int, *texts: str) -> Page:
    lines = tuple(Line(text=text, box=(0, 0, 9, 9), size=9) for text in texts)
    return Page(number=number, width=595, height=842, key="k", lines=lines)


def fact(text: str, on: int, confidence: float = 1.0) -> dict[str, Any]:
    return {
        "value": text,
        "unit": None,
        "text": text,
        "page": on,
        "box": None,
        "confidence": confidence,
        "rule": "table",
    }


def row(*facts: dict[str, Any], variants: list[dict[str, Any]] | None = None) -> ProductRow:
    return ProductRow(PRODUCT, [3], {"size": list(facts)}, variants or [])


def rechecked(product: ProductRow, *pages: Page) -> Recheck:
    recheck = Recheck([product])
    for each in pages:
        recheck.page(each)
    recheck.finish()
    return recheck


@pytest.mark.parametrize(
    ("printed", "lines"),
    [
        ("20 × 20 cm", ["Sizes 20×20 cm"]),
        ("Double-fired ceramic", ["Material: Double-", "fired ceramic"]),
        ("SOLENNE", ["S O L E N N E"]),
        ("Névé", ["NEVE grey"]),
        ("Water absorption ≤ 0.1 %", ["Water absorption", "EN ISO 10545-3", "≤ 0.1", "%"]),
        ("€", ["5 €"]),
    ],
)
def test_printed_words_bear_a_fact_out(printed: str, lines: list[str]) -> None:
    product = row(fact(printed, 3, 0.9))
    recheck = rechecked(product, page(3, *lines))
    assert (recheck.verified, recheck.unverified) == (1, 0)
    assert product.metadata["size"][0]["verified"] is True
    assert product.metadata["size"][0]["confidence"] == 0.9


@pytest.mark.parametrize("pages", [[page(3, "30 x 30")], [page(4, "20 x 20")], []])
def test_a_fact_not_on_the_page_it_names_is_marked_and_loses_confidence(pages: list[Page]) -> None:
    product = row(fact("20 x 20", 3))
    recheck = rechecked(product, *pages)
    assert (recheck.verified, recheck.unverified) == (0, 1)
    assert product.metadata["size"][0] | {"verified": False, "confidence": UNVERIFIED} == product.metadata["size"][0]


def test_facts_of_variants_are_checked_too() -> None:
    variants = [{"name": "White", "metadata": {"code": [fact("W-1", 3), fact("W-2", 3)]}}]
    recheck = rechecked(row(fact("9 mm", 3), variants=variants), page(3, "W-1", "9 mm"))
    assert (recheck.verified, recheck.unverified) == (2, 1)
    assert [entry["verified"] for entry in variants[0]["metadata"]["code"]] == [True, False]  # type: ignore[index]


def test_checking_twice_changes_nothing_more() -> None:
    product = row(fact("20 x 20", 3), fact("9 mm", 3))
    rechecked(product, page(3, "9 mm"))
    once = deepcopy(product.metadata)
    product.changed = False
    rechecked(product, page(3, "9 mm"))
    assert product.metadata == once
    assert not product.changed


def test_equal_facts_on_other_pages_are_each_their_own() -> None:
    product = row(fact("9 mm", 3), fact("9 mm", 4))
    rechecked(product, page(3, "9 mm"), page(4, "10 mm"))
    assert [entry["verified"] for entry in product.metadata["size"]] == [True, False]
