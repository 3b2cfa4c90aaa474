"""The ground truth is what is really in the PDF."""

import importlib.util
import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pymupdf
import pytest

from samples import Sample, generate, typeset_ro

TWINS = str.maketrans({**typeset_ro.LATIN, "\u015f": "ș", "\u0163": "ț", "\u015e": "Ș", "\u0162": "Ț"})


def squeezed(text: str) -> str:
    """Without white space, case and what typesetting adds, so that wrapped lines and spaced letters don't matter."""
    plain = re.sub(r"[\s\u00ad]+", "", unicodedata.normalize("NFKC", text))
    return plain.translate(TWINS).casefold()


def leaves(value: str | dict[str, str]) -> list[str]:
    return list(value.values()) if isinstance(value, dict) else [value]


def read(sample: Sample) -> tuple[list[dict[str, Any]], dict[str, Any], list[str]]:
    """Labels, truth, and the text of each page; of a page whose words are drawn, what the truth says is on it."""
    labels, truth = (json.loads(file.read_text("utf-8")) for file in (sample.labels, sample.truth))
    with pymupdf.open(sample.pdf) as document:  # type: ignore[no-untyped-call]
        texts = [squeezed(page.get_text()) for page in document]
    for page in truth["pages"]:
        if page["drawn"] != "text":
            assert texts[page["page"] - 1] == ""
            texts[page["page"] - 1] = squeezed(" ".join(page["words"]))
    return labels, truth, texts


def test_every_page_is_described_once(sample: Sample) -> None:
    _, truth, texts = read(sample)
    assert [page["page"] for page in truth["pages"]] == list(range(1, len(texts) + 1))
    assert truth["counts"]["pages"] == len(texts)


def test_every_fact_is_printed_on_its_page(sample: Sample) -> None:
    _, truth, texts = read(sample)
    missing = [
        (fact["product"], fact["key"], leaf, fact["page"])
        for fact in truth["facts"]
        for leaf in leaves(fact["value"])
        if squeezed(leaf) not in texts[fact["page"] - 1]
    ]
    assert not missing


def test_facts_are_on_their_products_pages_or_on_one_for_several(sample: Sample) -> None:
    """A divider before them, or a price list."""
    _, truth, _ = read(sample)
    for fact in truth["facts"]:
        page = truth["pages"][fact["page"] - 1]
        assert page["kind"] in ("divider", "price list") or fact["product"] in page["products"]


def test_product_names_are_printed_on_their_pages(sample: Sample) -> None:
    labels, _, texts = read(sample)
    for product in labels:
        assert product["pages"]
        assert any(squeezed(product["name"]) in texts[page - 1] for page in product["pages"]), product["name"]


def test_product_names_are_unique_but_for_namesakes(sample: Sample) -> None:
    labels, truth, _ = read(sample)
    names = [product["name"] for product in labels]
    assert len(set(names)) == len(names) - len(truth["namesakes"]) + len(set(truth["namesakes"].values()))


def test_printed_numbers_are_printed(sample: Sample) -> None:
    _, truth, texts = read(sample)
    for page in truth["pages"]:
        for number in (page["printed"] or "").split("|"):
            assert squeezed(number) in texts[page["page"] - 1]


def test_images_lie_where_the_truth_says(sample: Sample) -> None:
    _, truth, texts = read(sample)
    with pymupdf.open(sample.pdf) as document:  # type: ignore[no-untyped-call]
        for page in document:
            # pymupdf gives boxes on the page before it is turned
            boxes = (pymupdf.Rect(image["bbox"]) * page.rotation_matrix for image in page.get_image_info())  # type: ignore[no-untyped-call]
            found = sorted(tuple(box) for box in boxes)
            told = sorted(tuple(image["box"]) for image in truth["images"] if image["page"] == page.number + 1)
            assert len(found) == len(told)
            for have, want in zip(found, told, strict=True):
                assert have == pytest.approx(want, abs=0.5)
    for image in truth["images"]:
        if image["caption"]:
            assert squeezed(image["caption"]) in texts[image["page"] - 1]


def test_nothing_runs_off_the_page(sample: Sample) -> None:
    with pymupdf.open(sample.pdf) as document:  # type: ignore[no-untyped-call]
        for page in document:
            for block in page.get_text("blocks"):
                box = pymupdf.Rect(block[:4]) * page.rotation_matrix  # type: ignore[no-untyped-call]
                assert page.rect.contains(box) or box.is_empty, (page.number + 1, block[4])


def test_same_seed_same_bytes(sample: Sample, tmp_path: Path) -> None:
    again = generate(sample.pdf.stem, tmp_path)
    assert again.pdf.read_bytes() == sample.pdf.read_bytes()
    assert again.labels.read_bytes() == sample.labels.read_bytes()
    assert again.truth.read_bytes() == sample.truth.read_bytes()


def test_labels_score_one_against_themselves(sample: Sample, shared: Path) -> None:
    spec = importlib.util.spec_from_file_location("score_products", shared / "tools" / "score_products.py")
    assert spec is not None
    assert spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    labels, _, _ = read(sample)
    got = scorer.score(labels, labels)
    assert (got["precision"], got["recall"], got["f1"]) == (1.0, 1.0, 1.0)
    if labels:
        assert (got["pages_exact"], got["facts"]) == (1.0, 1.0)
