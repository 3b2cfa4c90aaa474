"""`tessera evaluate`: discovery on a folder of labelled PDFs, with neither Kafka nor database."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from samples import generate


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["evaluate", *map(str, arguments)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one broken PDF, labelled as having one product."""
    (tmp_path / "picture.pdf").write_bytes(b"GIF89a")
    (tmp_path / "labels").mkdir()
    (tmp_path / "labels" / "picture.json").write_text('[{"name": "Quay", "pages": [1]}]')
    return tmp_path


def refused(result: Result) -> str:
    """What a wrong call was told, without the box around it."""
    assert (result.exit_code, result.stdout) == (2, "")
    return " ".join(result.stderr.replace("│", " ").split())


def test_a_generated_catalogue_is_run_scored_kept_and_compared(folder: Path) -> None:
    sample = generate("cards-es", folder)
    (folder / "twin.PDF").write_bytes(b"")
    kept = folder / "kept.json"
    shown = run(folder, "--output", kept)
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert "the file is not a PDF" in shown.stdout
    assert "missed    Quay  p. 1" in shown.stdout
    whole = json.loads(kept.read_text())
    documents = {each["file"]: each for each in whole["documents"]}
    assert list(documents) == ["cards-es.pdf", "picture.pdf", "twin.PDF"]
    assert documents["cards-es.pdf"]["score"]["f1"] == 1
    assert documents["cards-es.pdf"]["pages"] == 16
    assert documents["cards-es.pdf"]["seconds_per_page"] > 0
    assert documents["twin.PDF"]["score"] is None
    assert "source_empty" in documents["twin.PDF"]["rejected"]
    assert (whole["mean"]["f1"], whole["mean"]["documents"]) == (0.5, 2)

    labels = json.loads(sample.labels.read_text())
    sample.labels.write_text(json.dumps([*labels, {"name": "Quay", "pages": [1], "metadata": {}}]))
    worse = run(folder, "--against", kept, "--json")
    assert worse.exit_code == 1
    compared = json.loads(worse.stdout)["comparison"]
    assert compared["worse"] == ["recall", "f1"]
    assert compared["documents"][0]["missed"]["now"] == [{"name": "Quay", "pages": [1]}]
    assert run(folder, "--against", kept, "--tolerance", "0.05").exit_code == 0


def test_an_empty_list_of_labels_means_that_nothing_is_right(folder: Path) -> None:
    (folder / "labels" / "picture.json").write_text("[]")
    scored = json.loads(run(folder, "--json").stdout)
    assert scored["mean"]["f1"] == 1


def test_labels_without_a_pdf_are_named(folder: Path) -> None:
    (folder / "labels" / "other.json").write_text("[]")
    said = run(folder, "--json")
    assert said.exit_code == 0
    assert said.stderr.strip().endswith("labels/other.json is left out: it has no PDF")
    assert json.loads(said.stdout)["mean"]["documents"] == 1


def test_a_folder_without_pdfs(tmp_path: Path) -> None:
    assert "holds no PDF" in refused(run(tmp_path))
    assert run(tmp_path / "nowhere").exit_code == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[{"name": "Quay", "pages": [1]}, {"name": "Pier", "pages": [0]}]', "entry 2 ('Pier') is broken: pages.0"),
        ('[{"name": "Quay"}]', "entry 1 ('Quay') is broken: pages: Field required"),
        ('[{"name": "Quay", "pages": []}]', "entry 1 ('Quay') is broken: pages"),
        ('[{"pages": [1]}]', "entry 1 is broken: name: Field required"),
        ('["Quay"]', "entry 1 is broken"),
        ('{"products": []}', "must be a list"),
        ("[{", "cannot be read as JSON"),
        ("\udcff", "cannot be read as JSON"),
    ],
)
def test_broken_labels_are_named_before_anything_runs(folder: Path, text: str, said: str) -> None:
    (folder / "labels" / "picture.json").write_bytes(text.encode(errors="surrogateescape"))
    message = refused(run(folder))
    assert "picture.json" in message.replace(" ", "")
    assert said.replace(" ", "") in message.replace(" ", "")


def test_what_is_no_run_and_what_shares_no_document_cannot_be_compared(folder: Path) -> None:
    kept = folder / "kept.json"
    kept.write_text('{"figures": 1}')
    assert "is no run kept" in refused(run(folder, "--against", kept))
    kept.write_text('{"documents": [], "mean": null}')
    assert "none of these labelled documents" in refused(run(folder, "--against", kept))
    assert "there is no folder" in refused(run(folder, "--output", folder / "no" / "kept.json"))
