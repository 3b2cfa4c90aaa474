"""How well discovery finds products, the way the service does it (sandbox, batches, OCR): the project's own catalogues
without a fault, labelled ones beside the repository, where there are any, above a floor.
"""

import asyncio
import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import samples
from cli import inspect
from pipeline.artefacts import Catalogue, Product
from services.discovery import names

SEED = 7
SHARED = Path(__file__).parents[4] / "shared"
SCORER = SHARED / "tools" / "score_products.py"
LEAST_MEAN, LEAST_EACH = 0.90, 0.70
"""F1 over the products of the labelled catalogues: on average, and of the worst."""


def discovered(pdf: Path) -> Catalogue:
    return asyncio.run(inspect.discover(pdf))


def values(metadata: object) -> Iterator[str]:
    """Every value in the labels' metadata, which nests lists and table rows."""
    if isinstance(metadata, dict | list):
        for part in metadata.values() if isinstance(metadata, dict) else metadata:
            yield from values(part)
    else:
        yield str(metadata)


def says(product: Product, value: str) -> bool:
    """Whether one of the product's facts holds `value` as whole words."""
    wanted = f" {names.key(value)} "
    said = (names.key(f"{fact.name} {fact.text} {fact.value} {fact.unit or ''}") for fact in product.facts)
    return any(wanted in f" {text} " for text in said)


@pytest.mark.parametrize(
    ("variant", "count"), [("tiles-71", 11), ("lamps-fr", 14), ("cards-es", 24), ("decoys-en", 10)]
)
def test_generated_catalogues_are_found_without_a_fault(variant: str, count: int, tmp_path: Path) -> None:
    sample = samples.generate(variant, tmp_path, SEED)
    labels = json.loads(sample.labels.read_text(encoding="utf-8"))
    products = {(names.key(product.name), product.pages): product for product in discovered(sample.pdf).products}
    wanted = {(names.key(label["name"]), tuple(label["pages"])): label["metadata"] for label in labels}
    assert len(wanted) == count
    assert products.keys() == wanted.keys()
    facts = [(place, value) for place, metadata in wanted.items() for value in values(metadata)]
    assert len(facts) > 4 * count
    assert [(place, value) for place, value in facts if not says(products[place], value)] == []


def scored(pdf: Path, labels: list[dict[str, Any]]) -> dict[str, Any]:
    """The figures of ../shared/tools/score_products.py for one document."""
    spec = importlib.util.spec_from_file_location("score_products", SCORER)
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    figures: dict[str, Any] = tool.score(labels, inspect.as_dict(discovered(pdf)))
    return figures


@pytest.mark.skipif(not SCORER.is_file(), reason="there are no labelled catalogues beside this repository")
def test_labelled_catalogues_are_found_well_enough() -> None:
    figures: dict[str, dict[str, Any]] = {}
    for file in sorted((SHARED / "catalogues" / "labels").glob("*.json")):
        pdf = SHARED / "catalogues" / f"{file.stem}.pdf"
        labels = json.loads(file.read_text(encoding="utf-8"))
        figures[file.stem] = scored(pdf, labels)
    assert figures
    without = {name: found["predicted"] for name, found in figures.items() if found["labels"] == 0}
    assert {name: count for name, count in without.items() if count} == {}
    f1 = {name: found["f1"] for name, found in figures.items() if found["labels"]}
    assert {name: value for name, value in f1.items() if value < LEAST_EACH} == {}
    assert sum(f1.values()) / len(f1) >= LEAST_MEAN
