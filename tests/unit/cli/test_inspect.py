"""`tessera inspect`: discovery on a file, with neither Kafka nor database."""

import json
from pathlib import Path

from typer.testing import CliRunner

from cli.main import app
from pipeline.ids import normalise_name
from samples import generate


def test_json_has_the_products_with_their_pages_and_a_plan_for_every_page(tmp_path: Path) -> None:
    sample = generate("cards-es", tmp_path)
    result = CliRunner().invoke(app, ["inspect", str(sample.pdf), "--json"])
    assert (result.exit_code, result.stderr) == (0, "")
    found = json.loads(result.stdout)
    labels = json.loads(sample.labels.read_text())
    named = {normalise_name(product["name"]): product["pages"] for product in found["products"]}
    assert named == {normalise_name(label["name"]): label["pages"] for label in labels}
    assert all(product["metadata"] for product in found["products"])
    assert [page["number"] for page in found["pages"]] == list(range(1, found["page_count"] + 1))
    assert all(page["include"] or page["reason"] for page in found["pages"])


def test_all_pages_are_planned_when_asked(tmp_path: Path) -> None:
    sample = generate("cards-es", tmp_path)
    result = CliRunner().invoke(app, ["inspect", str(sample.pdf), "--json", "--all-pages"])
    assert all(page["include"] for page in json.loads(result.stdout)["pages"])


def test_what_cannot_be_processed_is_a_sentence_and_exit_code_1(tmp_path: Path) -> None:
    (tmp_path / "picture.pdf").write_bytes(b"GIF89a")
    result = CliRunner().invoke(app, ["inspect", str(tmp_path / "picture.pdf")])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("tessera: the file is not a PDF")


def test_a_missing_file_is_a_usage_error() -> None:
    assert CliRunner().invoke(app, ["inspect", "no-such.pdf"]).exit_code == 2
