"""The variants differ in language, size and layout, and the command line makes them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from typer.testing import CliRunner

from samples import VARIANTS, Sample, generate
from samples.__main__ import app


def truth_of(sample: Sample) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads(sample.truth.read_text("utf-8"))
    return whole


def test_ten_languages(made: Callable[[str], Sample]) -> None:
    languages = {"en", "fr", "de", "it", "es", "hu", "ro", "pt", "nl", "pl"}
    assert {truth_of(made(name))["language"] for name in VARIANTS} == languages


def test_hungarian_romanian_and_polish_letters_are_real(made: Callable[[str], Sample]) -> None:
    for variant, letters in (("pricelist-hu", "őűŐ"), ("grid-ro", "șțăâ"), ("oprawy-pl", "ąęśłóń")):
        with pymupdf.open(made(variant).pdf) as document:  # type: ignore[no-untyped-call]
            text = "".join(page.get_text() for page in document)
        assert all(letter in text for letter in letters)


def test_outlines(made: Callable[[str], Sample]) -> None:
    """The lamps' outline leads to each product, the furniture's to none."""
    for variant, wanted in (("lamps-fr", True), ("furniture-it", False)):
        labels = json.loads(made(variant).labels.read_text("utf-8"))
        with pymupdf.open(made(variant).pdf) as document:  # type: ignore[no-untyped-call]
            outline = {title: page for _, title, page in document.get_toc()}
        assert outline
        for product in labels:
            assert (outline.get(product["name"]) == product["pages"][0]) is wanted


@pytest.mark.parametrize("variant", ["manual-en", "recipes-fr", "works-ro"])
def test_no_product_in_manual_recipes_and_portfolio(made: Callable[[str], Sample], variant: str) -> None:
    assert json.loads(made(variant).labels.read_text("utf-8")) == []


def test_namesakes_stand_in_two_sections(made: Callable[[str], Sample]) -> None:
    """The seeds have two names twice, on other pages and with other codes."""
    labels = json.loads(made("seeds-hu").labels.read_text("utf-8"))
    for name in set(truth_of(made("seeds-hu"))["namesakes"].values()):
        one, other = (product for product in labels if product["name"] == name)
        assert one["pages"] != other["pages"]
        assert one["metadata"]["codes"] != other["metadata"]["codes"]


def test_turned_pages(made: Callable[[str], Sample]) -> None:
    with pymupdf.open(made("rotated-de").pdf) as document:  # type: ignore[no-untyped-call]
        assert {page.rotation for page in document} == {0, 90, 180, 270}


@pytest.mark.parametrize("pages", [24, 57])
def test_large_has_as_many_pages_as_asked(pages: int, tmp_path: Path) -> None:
    sample = generate("large-en", tmp_path, pages=pages)
    with pymupdf.open(sample.pdf) as document:  # type: ignore[no-untyped-call]
        assert len(document) == pages
    assert truth_of(sample)["counts"]["products"] > 5


@pytest.mark.parametrize(("variant", "pages"), [("no-such", None), ("tiles-71", 80), ("large-en", 3)])
def test_what_cannot_be_made_is_said(variant: str, pages: int | None, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"there is no|fixed number|24 to 2000"):
        generate(variant, tmp_path, pages=pages)


def test_command_line(tmp_path: Path) -> None:
    runner = CliRunner()
    assert runner.invoke(app, ["--list"]).stdout.split() == list(VARIANTS)
    made = runner.invoke(app, ["--variant", "manual-en", "--out", str(tmp_path)])
    assert made.exit_code == 0
    assert {path.name for path in tmp_path.iterdir()} == {"manual-en.pdf", "manual-en.json", "manual-en.truth.json"}
    assert runner.invoke(app, ["--variant", "nothing", "--out", str(tmp_path)]).exit_code == 2
    assert runner.invoke(app, []).exit_code == 2
