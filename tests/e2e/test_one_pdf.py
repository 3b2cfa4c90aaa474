"""One catalogue through all stages: what the tables hold in the end is what was printed."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pymupdf
import pytest

from pipeline.codec import decode
from pipeline.events import DocumentCompleted
from pipeline.ids import normalise_name
from samples import Sample, generate
from tests.e2e.client import Client

RESULTS = {
    "products": "product_id",
    "processed_documents": "chunk_id",
    "document_images": "image_id",
    "document_entities": "entity_id",
    "image_product_relevancies": "(image_id, product_id)",
    "chunk_product_relevancies": "(chunk_id, product_id)",
    "image_chunk_relevancies": "(image_id, chunk_id)",
}


@pytest.fixture(scope="module")
def truth(catalogue: Sample) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(catalogue.truth.read_text())
    return content


@pytest.fixture(scope="module")
def labels(catalogue: Sample) -> list[dict[str, Any]]:
    content: list[dict[str, Any]] = json.loads(catalogue.labels.read_text())
    return content


@pytest.fixture(scope="module")
def job(client: Client, catalogue: Sample) -> dict[str, Any]:
    """The finished job of the sample."""
    job = client.process(catalogue.pdf)
    assert job["status"] == "completed", job
    return job


def test_the_job_is_complete_and_its_run_is_the_one_readers_see(client: Client, job: dict[str, Any]) -> None:
    assert job["progress"] == 1
    assert 0 < job["confidence_score"] <= 1
    assert set(job["seconds"]) == {"discovery", "chunker", "imager", "linker", "validator"}
    (document,) = client.rows("SELECT * FROM documents WHERE document_id = $1", job["document_id"])
    assert document["current_run_id"] == job["run_id"]
    assert document["page_count"] == 71


def test_all_eleven_products_with_exact_pages(
    client: Client, job: dict[str, Any], labels: list[dict[str, Any]]
) -> None:
    rows = client.rows("SELECT name, pages FROM current_products WHERE document_id = $1", job["document_id"])
    found = {normalise_name(row["name"]): row["pages"] for row in rows}
    assert found == {normalise_name(label["name"]): label["pages"] for label in labels}
    assert len(rows) == 11


def words(value: object) -> str:
    return normalise_name(str(value))


def test_every_fact_of_the_ground_truth_with_a_page_it_is_on(
    client: Client, job: dict[str, Any], truth: dict[str, Any]
) -> None:
    rows = client.rows("SELECT * FROM current_facts WHERE document_id = $1", job["document_id"])
    said: dict[tuple[str, int], str] = {}
    for row in rows:
        place = (words(row["product"]), row["page"])
        heard = " | ".join(words(row[column]) for column in ("value", "unit", "printed"))
        said[place] = f"{said.get(place, '|')} {heard} |"
    missing = []
    for fact in truth["facts"]:
        printed = fact["value"].values() if isinstance(fact["value"], dict) else [fact["value"]]
        pages = {
            other["page"]
            for other in truth["facts"]
            if (other["product"], other["key"], other["value"]) == (fact["product"], fact["key"], fact["value"])
        }
        heard = " | ".join(said.get((words(fact["product"]), page), "") for page in pages)
        if not all(f" {words(each)} " in heard for each in printed):
            missing.append(fact)
    assert not missing, f"{len(missing)} of {len(truth['facts'])}: {missing[:10]}"


def pages_of(labels: list[dict[str, Any]]) -> set[int]:
    return {page for label in labels for page in label["pages"]}


def test_chunks_come_from_the_products_pages_and_have_vectors_of_unit_length(
    client: Client, job: dict[str, Any], labels: list[dict[str, Any]]
) -> None:
    rows = client.rows(
        "SELECT pages, content, level, parent_chunk_id, vector_dims(embedding) AS dims, vector_norm(embedding) AS norm"
        " FROM current_chunks WHERE document_id = $1",
        job["document_id"],
    )
    assert len(rows) == job["chunks_created"]
    leaves = [row for row in rows if row["level"] == 2]
    assert len(leaves) > 44
    assert {row["dims"] for row in leaves} == {1536}
    assert {row["dims"] for row in rows if row["level"] < 2} == {None}
    assert all(row["norm"] == pytest.approx(1, abs=1e-3) for row in leaves)
    assert {page for row in rows for page in row["pages"]} == pages_of(labels)


def test_every_image_has_five_vectors(
    client: Client, job: dict[str, Any], truth: dict[str, Any], labels: list[dict[str, Any]]
) -> None:
    rows = client.rows(
        "SELECT page, quality, vector_dims(visual_embedding) AS visual, vector_dims(colour_embedding) AS colour,"
        " vector_dims(texture_embedding) AS texture, vector_dims(application_embedding) AS application,"
        " vector_dims(multimodal_embedding::vector) AS multimodal FROM current_images WHERE document_id = $1",
        job["document_id"],
    )
    assert len(rows) == job["images_processed"]
    for row in rows:
        assert [row[name] for name in ("visual", "colour", "texture", "application")] == [512] * 4
        assert row["multimodal"] == 2048
    pictured = {image["page"] for image in truth["images"]} & pages_of(labels)
    assert {row["page"] for row in rows} == pictured


@pytest.mark.parametrize("kind", ["image", "chunk"])
def test_every_product_is_linked_to_what_is_on_its_pages(
    client: Client, job: dict[str, Any], kind: str, labels: list[dict[str, Any]]
) -> None:
    table, place = {"image": ("document_images", "ARRAY[o.page]"), "chunk": ("processed_documents", "o.pages")}[kind]
    rows = client.rows(
        f"SELECT p.name, p.pages, {place} AS places, l.score, l.components FROM {kind}_product_relevancies l"
        f" JOIN products p USING (run_id, product_id) JOIN {table} o USING (run_id, {kind}_id) WHERE l.run_id = $1",
        job["run_id"],
    )
    assert all(0 <= row["score"] <= 1 and row["components"] for row in rows)
    on_own_pages = {row["name"] for row in rows if set(row["places"]) & set(row["pages"])}
    assert {words(name) for name in on_own_pages} == {words(label["name"]) for label in labels}


def test_certificates_are_found(client: Client, job: dict[str, Any], truth: dict[str, Any]) -> None:
    rows = client.rows(
        "SELECT name, content, pages FROM current_entities WHERE document_id = $1 AND kind = 'certificate'",
        job["document_id"],
    )
    heard = " | ".join(words(f"{row['name']} {row['content']}") for row in rows)
    assert [each for each in truth["certificates"] if words(each["name"]) not in heard] == []


def test_the_ledger_balances(client: Client, job: dict[str, Any]) -> None:
    rows = client.rows("SELECT stage, kind, item, outcome, reason FROM ledger WHERE run_id = $1", job["run_id"])
    pages = Counter(row["outcome"] for row in rows if (row["stage"], row["kind"]) == ("discovery", "page"))
    assert pages == {"emitted": 44, "skipped": 27}
    assert all(row["reason"] for row in rows if row["outcome"] != "emitted")
    kept = Counter(row["kind"] for row in rows if row["outcome"] == "emitted" and row["kind"] != "page")
    assert kept["product"] == 11
    assert kept["image"] == job["images_processed"]


def test_document_completed_says_what_the_tables_hold(client: Client, job: dict[str, Any]) -> None:
    records = [
        decode(DocumentCompleted, record.value, record.headers, timestamp_ms=record.timestamp, position="test").event
        for record in client.messages("document.completed")
        if record.key == str(job["document_id"]).encode()
    ]
    (event,) = [event for event in records if event.run_id == job["run_id"]]
    links = sum(
        client.rows(f"SELECT count(*) AS n FROM {table} WHERE run_id = $1", job["run_id"])[0]["n"]
        for table in RESULTS
        if table.endswith("relevancies")
    )
    assert (event.products_discovered, event.images_processed, event.links) == (11, job["images_processed"], links)
    assert event.chunks_created == job["chunks_created"]
    assert event.confidence_score == pytest.approx(job["confidence_score"], abs=1e-3)


def ids_of(client: Client, run_id: object) -> dict[str, set[str]]:
    return {
        table: {str(row["id"]) for row in client.rows(f"SELECT {key} AS id FROM {table} WHERE run_id = $1", run_id)}
        for table, key in RESULTS.items()
    }


def test_the_same_document_again_is_the_same_rows_and_asks_no_provider(
    client: Client, job: dict[str, Any], catalogue: Sample
) -> None:
    answers = client.rows("SELECT key, created_at FROM ai_results ORDER BY key")
    before = ids_of(client, job["run_id"])
    again = client.process(catalogue.pdf)
    assert again["status"] == "completed"
    assert again["run_id"] != job["run_id"]
    assert again["document_id"] == job["document_id"]
    assert all(before.values())
    assert ids_of(client, again["run_id"]) == before
    counts = "products_discovered", "chunks_created", "images_processed", "links"
    assert [again[count] for count in counts] == [job[count] for count in counts]
    assert client.rows("SELECT key, created_at FROM ai_results ORDER BY key") == answers


def test_all_pages_go_on_when_that_is_asked(client: Client, job: dict[str, Any], catalogue: Sample) -> None:
    everything = client.process(catalogue.pdf, focused_extraction=False)
    assert everything["status"] == "completed"
    assert everything["chunks_created"] > job["chunks_created"]
    pages = client.rows(
        "SELECT DISTINCT unnest(pages) AS page FROM processed_documents WHERE run_id = $1", everything["run_id"]
    )
    assert len(pages) > 44


def test_a_document_without_products_completes_and_says_so(client: Client, tmp_path: Path) -> None:
    with pymupdf.open() as document:  # type: ignore[no-untyped-call]
        document.new_page().insert_text((72, 72), "Minutes of the meeting of 3 March. Nothing was decided.")
        document.save(tmp_path / "minutes.pdf")
    job = client.process(tmp_path / "minutes.pdf")
    assert (job["status"], job["products_discovered"]) == ("completed", 0)
    assert any("product" in warning for warning in job["warnings"]), job["warnings"]


def test_what_was_answered_once_is_not_asked_again(client: Client, tmp_path: Path) -> None:
    known = "SELECT array_agg(key) AS keys FROM ai_results"
    before = client.rows(known)[0]["keys"] or []
    pdf = generate("cards-es", tmp_path).pdf
    assert client.process(pdf)["status"] == "completed"
    # all answers to this document become one of their kind and length: who asks anew would get other vectors
    client.rows(
        "UPDATE ai_results r SET result = (SELECT o.result FROM ai_results o WHERE o.capability = r.capability"
        " AND length(o.result) = length(r.result) AND o.key <> ALL ($1) ORDER BY o.key LIMIT 1)"
        " WHERE r.key <> ALL ($1)",
        before,
    )
    again = client.process(pdf)
    assert again["status"] == "completed"
    vectors = {"processed_documents": ["embedding"], "document_images": ["visual_embedding", "multimodal_embedding"]}
    for table, columns in vectors.items():
        for column in columns:
            query = f"SELECT count({column}) AS n, count(DISTINCT {column}::text) AS d FROM {table} WHERE run_id = $1"
            (row,) = client.rows(query, again["run_id"])
            assert (row["n"] > 1, row["d"]) == (True, 1), column
