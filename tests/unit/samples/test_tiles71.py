"""The default sample is the catalogue that issue and README speak of."""

import json
import re
from collections.abc import Callable
from itertools import combinations

import numpy as np
import pymupdf
import pytest

from samples import Sample
from samples.tiles71.frame import OFFSET
from samples.tiles71.range import make_range


def test_counts(made: Callable[[str], Sample]) -> None:
    sample = made("tiles-71")
    labels = json.loads(sample.labels.read_text("utf-8"))
    counts = json.loads(sample.truth.read_text("utf-8"))["counts"]
    assert (counts["pages"], counts["products"], counts["product_pages"]) == (71, 11, 44)
    assert sorted({len(product["pages"]) for product in labels}) == [2, 3, 4, 5, 6]
    assert sample.pdf.stat().st_size < 8_000_000


def test_printed_numbers_are_offset(made: Callable[[str], Sample]) -> None:
    truth = json.loads(made("tiles-71").truth.read_text("utf-8"))
    printed = {page["page"]: page["printed"] for page in truth["pages"] if page["printed"]}
    assert printed[4] == "1"
    assert all(int(number) == page - OFFSET for page, number in printed.items())


def test_contents_point_to_the_pages(made: Callable[[str], Sample]) -> None:
    """The index prints each series and each chapter with the number at the foot of its page."""
    sample = made("tiles-71")
    truth = json.loads(sample.truth.read_text("utf-8"))
    labels = json.loads(sample.labels.read_text("utf-8"))
    with pymupdf.open(sample.pdf) as document:  # type: ignore[no-untyped-call]
        contents = document[3].get_text()
        printed = {
            name.strip(): int(page) for name, page in re.findall(r"^([^\d\n.]+)\n[ .]+(\d+)$", contents, re.MULTILINE)
        }
        for product in labels:
            assert printed[product["name"]] == product["pages"][0] - OFFSET
        for chapter in ("Certificates", "Glossary", "Terms of sale", "Showrooms"):
            assert chapter in document[printed[chapter] + OFFSET - 1].get_text()
    assert truth["pages"][62]["kind"] == "certificates"


@pytest.mark.parametrize("seed", [7, 8, 9, 10, 11])
def test_names_are_awkward_on_purpose(seed: int) -> None:
    """One has an accent, one is two words, one begins with another's name; whatever the seed."""
    names = [series.name for series in make_range(np.random.default_rng(seed))]
    assert len(set(names)) == 11
    assert any(not name.isascii() for name in names)
    assert any(" " in name for name in names)
    assert any(b.startswith(a) or a.startswith(b) for a, b in combinations(names, 2))


def test_another_seed_is_another_range() -> None:
    first, second = (make_range(np.random.default_rng(seed)) for seed in (1, 2))
    assert [series.name for series in first] != [series.name for series in second]
    assert [series.pages for series in first] == [series.pages for series in second]
