"""How well discovery finds products, the way the service does it (sandbox, batches, OCR): generated catalogues above
their floors and no worse than in the committed run; labelled ones beside the repository, where there are any, above
theirs. (test_samples.py asks more of the rules: each fact on its very page.)
"""

import asyncio
import importlib.util
import json
from pathlib import Path

import pytest

import samples
from cli import evaluate_shown
from cli.evaluate_compare import compare
from cli.evaluate_labels import Case, cases
from cli.evaluate_run import Found, Run, find, judged, run_of

SEED = 7
KEPT = Path(__file__).parents[2] / "data" / "samples.json"
"""Made by what docs/tuning.md says, with the same seed."""
LEAST = {"f1": 0.98, "pages_exact": 0.98, "facts": 0.95}
"""Means over the generated catalogues."""

SHARED = Path(__file__).parents[4] / "shared"
SCORER = SHARED / "tools" / "score_products.py"
LEAST_MEAN, LEAST_EACH = 0.90, 0.70
"""F1 over the products of the labelled catalogues: on average, and of the worst."""

pytestmark = pytest.mark.timeout(900)  # some five hundred pages in one test


def discovered(folder: Path) -> list[tuple[Case, Found]]:
    """What is found in each labelled PDF."""
    return [(case, asyncio.run(find(case.file))) for case in cases(folder) if case.labels is not None]


def told(run: Run) -> str:
    """What is wrong, to be read where a test fails."""
    return "\n".join(evaluate_shown.faults(run))


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("samples")
    for variant in samples.VARIANTS:
        samples.generate(variant, folder, SEED)
    return run_of([judged(case, found) for case, found in discovered(folder)])


def test_generated_catalogues_are_above_their_floors(generated: Run) -> None:
    assert len(generated.documents) == len(samples.VARIANTS)
    assert generated.mean is not None
    assert generated.mean.documents == len(samples.VARIANTS)
    for figure, least in LEAST.items():
        assert getattr(generated.mean, figure) >= least, f"{figure} below {least}\n{told(generated)}"


def test_generated_catalogues_are_not_worse_than_in_the_committed_run(generated: Run) -> None:
    compared = compare(Run.model_validate_json(KEPT.read_bytes()), generated, 0)
    assert (compared.only_before, compared.only_now) == ((), ()), "keep a new run: see docs/tuning.md"
    assert compared.worse == (), "\n".join(evaluate_shown.comparison(compared))


@pytest.mark.skipif(not SCORER.is_file(), reason="there are no labelled catalogues beside this repository")
def test_labelled_catalogues_are_found_well_enough_and_scored_as_the_tool_does() -> None:
    spec = importlib.util.spec_from_file_location("score_products", SCORER)
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    documents = []
    for case, found in discovered(SHARED / "catalogues"):
        labels = json.loads((SHARED / "catalogues" / "labels" / f"{case.file.stem}.json").read_text(encoding="utf-8"))
        document = judged(case, found)
        assert document.score is not None
        figures = tool.score(labels, found.products)
        assert document.score.model_dump(include=set(figures)) == figures, case.file.name
        documents.append(document)
    run = run_of(documents)
    scores = {each.file: each.score for each in documents if each.score is not None}
    assert {file: score.invented for file, score in scores.items() if not score.labels and score.invented} == {}
    f1 = {file: score.f1 for file, score in scores.items() if score.labels}
    assert {file: value for file, value in f1.items() if value < LEAST_EACH} == {}, told(run)
    assert sum(f1.values()) / len(f1) >= LEAST_MEAN, told(run)
