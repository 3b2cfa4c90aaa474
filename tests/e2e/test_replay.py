"""Replays through the running services: what they change, what readers see meanwhile, how they are throttled."""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pymupdf
import pytest
from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete
from typer.testing import CliRunner, Result

from cli.main import app
from pipeline.state import STAGES, StageName
from samples import generate
from tests.e2e.client import Client
from tests.e2e.reader import Reader

TABLES = (
    "products",
    "processed_documents",
    "document_images",
    "document_entities",
    "image_product_relevancies",
    "chunk_product_relevancies",
    "image_chunk_relevancies",
    "ledger",
)
TESSERA = [sys.executable, "-c", "from cli.main import app; app()"]


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate("cards-es", tmp_path_factory.mktemp("replayed")).pdf


@pytest.fixture
def job(client: Client, pdf: Path) -> dict[str, Any]:
    """A completed job of a document, the one that the tests before left if they left it whole."""
    jobs = client.rows("SELECT * FROM async_jobs WHERE filename = $1 ORDER BY run_id DESC LIMIT 1", pdf.name)
    job = jobs[0] if jobs and jobs[0]["status"] == "completed" else client.process(pdf)
    assert job["status"] == "completed", job
    return job


def replay(client: Client, *arguments: object) -> Result:
    return CliRunner().invoke(app, ["--state-dir", str(client.stack.state_dir), "replay", *map(str, arguments)])


def until(condition: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


def contents(client: Client, run_id: UUID) -> dict[str, list[str]]:
    """All rows of a run, all columns."""
    return {
        table: [
            str(row["row"])
            for row in client.rows(f"SELECT t::text AS row FROM {table} t WHERE run_id = $1 ORDER BY 1", run_id)
        ]
        for table in TABLES
    }


def completions(client: Client, run_id: UUID) -> int:
    return sum(str(run_id).encode() in record.value for record in client.messages("document.completed"))


def forget_messages(client: Client) -> None:
    """Do to the stages' topics what their retention does."""

    async def run() -> None:
        admin = AIOKafkaAdminClient(bootstrap_servers=client.stack.bootstrap)
        await admin.start()
        try:
            topics = ("pdf.uploaded", "products.detected", "chunks.created", "images.embedded", "products.linked")
            every = {TopicPartition(topic, number): RecordsToDelete(-1) for topic in topics for number in range(12)}
            await admin.delete_records(every)
        finally:
            await admin.close()

    asyncio.run(run())


def stored_objects(client: Client) -> Path:
    return Path(client.stack.objects_url.removeprefix("file://"))


@pytest.fixture
def hidden(client: Client) -> Iterator[Any]:
    """Takes an object away until the end of the test, or until what it returns is called."""
    away: list[tuple[Path, Path]] = []

    def back() -> None:
        while away:
            there, here = away.pop()
            there.rename(here)

    def hide(key: str) -> Any:
        here = stored_objects(client) / key
        there = here.with_suffix(".away")
        here.rename(there)
        away.append((there, here))
        return back

    yield hide
    back()


@pytest.mark.parametrize("stage", STAGES)
def test_a_repair_of_what_is_unchanged_changes_nothing_and_readers_never_miss_a_row(
    client: Client, job: dict[str, Any], stage: StageName
) -> None:
    before, completed = contents(client, job["run_id"]), completions(client, job["run_id"])
    with Reader(client.stack.database_url, job["document_id"]) as reader:
        result = replay(client, job["document_id"], "--from-stage", stage)
    assert result.exit_code == 0, result.output
    assert f"repair from {stage}" in result.output
    assert "1 completed" in result.output
    assert all(before.values())
    assert contents(client, job["run_id"]) == before
    assert completions(client, job["run_id"]) > completed
    assert (len(reader.seen), reader.looks > 10) == (1, True), reader.seen
    rows = client.rows("SELECT status FROM job_checkpoints WHERE run_id = $1", job["run_id"])
    assert {row["status"] for row in rows} == {"finished"}


def test_a_document_older_than_the_topics_retention(client: Client, job: dict[str, Any]) -> None:
    before = contents(client, job["run_id"])
    forget_messages(client)
    assert client.messages("products.detected") == []
    again = replay(client, job["document_id"], "--from-stage", "imager")
    assert again.exit_code == 0, again.output
    assert contents(client, job["run_id"]) == before
    forget_messages(client)
    client.rows("DELETE FROM job_checkpoints WHERE document_id = $1", job["document_id"])
    client.rows("DELETE FROM async_jobs WHERE document_id = $1", job["document_id"])
    without_database = replay(client, job["document_id"])
    assert without_database.exit_code == 0, without_database.output
    assert contents(client, job["run_id"]) == before


def test_readers_see_the_old_run_until_the_new_one_is_whole(client: Client, job: dict[str, Any]) -> None:
    with Reader(client.stack.database_url, job["document_id"]) as reader:
        result = replay(client, job["document_id"], "--recompute", "--json")
    assert result.exit_code == 0, result.output
    (entry,) = json.loads(result.stdout)
    new = UUID(entry["run_id"])
    assert new > job["run_id"]
    assert [row["runs"] for row in reader.seen] == [[job["run_id"]], [new]]
    old_rows, new_rows = ({k: v for k, v in row.items() if k != "runs"} for row in reader.seen)
    assert new_rows == old_rows
    assert client.finished(job["document_id"])["run_id"] == new


def test_a_recompute_that_fails_leaves_the_old_run_and_the_stored_copy_helps(
    client: Client, job: dict[str, Any], hidden: Any
) -> None:
    (upload,) = client.rows("SELECT source FROM documents WHERE document_id = $1", job["document_id"])
    hidden(upload["source"].removeprefix("object:///"))
    with Reader(client.stack.database_url, job["document_id"]) as reader:
        failed = replay(client, job["document_id"], "--recompute")
    assert failed.exit_code == 1
    assert "failed: discovery: source_missing" in failed.output
    assert [row["runs"] for row in reader.seen] == [[job["run_id"]]]
    # the newest run never got the file, and the one before it did
    with Reader(client.stack.database_url, job["document_id"]) as reader:
        stored = replay(client, job["document_id"], "--recompute", "--stored")
    assert stored.exit_code == 0, stored.output
    old, new = ({k: v for k, v in row.items() if k != "runs"} for row in reader.seen)
    assert old == new


def test_the_stored_copy_is_read_where_the_source_is_gone(
    client: Client, tmp_path: Path, pdf: Path, hidden: Any
) -> None:
    source = client.inbox / "gone later.pdf"
    source.write_bytes(pdf.read_bytes())
    first = client.process(source.as_uri())
    assert first["status"] == "completed", first
    source.unlink()
    result = replay(client, first["document_id"], "--recompute", "--stored")
    assert result.exit_code == 0, result.output
    (document,) = client.rows("SELECT * FROM documents WHERE document_id = $1", first["document_id"])
    assert document["filename"] == first["filename"]
    assert document["current_run_id"] > first["run_id"]


def test_a_failed_document_completes_once_its_cause_is_gone(client: Client, pdf: Path) -> None:
    source = client.inbox / "replayed late.pdf"
    job = client.process(source.as_uri())
    assert (job["status"], job["error_code"]) == ("failed", "source_missing")
    again = replay(client, job["document_id"])
    assert again.exit_code == 1
    assert "source_missing" in again.output
    source.write_bytes(pdf.read_bytes())
    result = replay(client, "--topic", "pdf.uploaded", "--failed-only", job["document_id"])
    assert result.exit_code == 0, result.output
    done = client.finished(job["document_id"])
    assert (done["status"], done["run_id"]) == ("completed", job["run_id"])


def test_both_stages_that_failed_are_repaired_and_old_rows_stay_meanwhile(
    client: Client, pdf: Path, hidden: Any
) -> None:
    job = client.process(pdf)
    before = contents(client, job["run_id"])
    back = hidden(f"runs/{job['run_id']}/catalogue.json.zst")
    failed = replay(client, job["document_id"], "--topic", "products.detected")
    assert failed.exit_code == 1
    assert "object_missing" in failed.output
    assert contents(client, job["run_id"]) == before
    rows = "SELECT stage FROM job_checkpoints WHERE run_id = $1 AND status = 'failed'"
    until(lambda: len(client.rows(rows, job["run_id"])) == 2)  # the other of the two fails a moment later
    back()
    result = replay(client, job["document_id"])
    assert "repair from chunker and imager" in result.output
    assert result.exit_code == 0, result.output
    assert contents(client, job["run_id"]) == before


@pytest.fixture(scope="module")
def three(client: Client, tmp_path_factory: pytest.TempPathFactory) -> list[UUID]:
    """Documents of a tenant of their own."""
    folder = tmp_path_factory.mktemp("three")
    for name in ("one", "two", "three"):
        with pymupdf.open() as document:  # type: ignore[no-untyped-call]
            document.new_page().insert_text((72, 72), f"Minutes of meeting {name}.")
            document.save(folder / f"{name}.pdf")
    submitted = CliRunner().invoke(
        app, ["--state-dir", str(client.stack.state_dir), "submit", str(folder), "--tenant", "three"]
    )
    documents = [UUID(line) for line in submitted.stdout.split()]
    assert [client.finished(each)["status"] for each in documents] == ["completed"] * 3
    return documents


def test_no_more_than_at_once_are_unfinished(client: Client, three: list[UUID]) -> None:
    result = replay(client, "--tenant", "three", "--at-once", 1)
    assert result.exit_code == 0, result.output
    said = re.findall(r"pdf (published|completed)", result.output)
    assert said == ["published", "completed"] * 3
    assert "3 completed" in result.output


def test_without_waiting_all_are_published_at_the_rate(client: Client, three: list[UUID]) -> None:
    result = replay(client, "--tenant", "three", "--from-stage", "validator", "--no-wait", "--rate", 600, "--json")
    assert result.exit_code == 0, result.output
    entries = json.loads(result.stdout)
    assert {entry["document_id"] for entry in entries} == {str(each) for each in three}
    sent = {entry["event_ids"]["validator"]: entry["document_id"] for entry in entries}
    records = [
        record for record in client.messages("products.linked") if dict(record.headers)["ce_id"].decode() in sent
    ]
    assert len(records) == 3
    first, last = records[0].timestamp, records[-1].timestamp
    assert last - first >= 2 * 90  # ms: 600 a minute are 100 ms apart
    ended = "SELECT count(*) AS n FROM job_checkpoints WHERE stage = 'validator' AND state ->> 'event_id' = ANY ($1)"
    # so that the next test meets no repair at work
    until(lambda: client.rows(f"{ended} AND status = 'finished'", list(sent))[0]["n"] == 3)


def test_interrupted_it_says_what_was_published_and_the_rest_can_follow(client: Client, three: list[UUID]) -> None:
    command = [*TESSERA, "--state-dir", str(client.stack.state_dir), "replay", "--tenant", "three", "--at-once", "1"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TESSERA_")}
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment | {"PYTHONUNBUFFERED": "1"}
    )
    assert process.stdout
    first = process.stdout.readline()
    assert "published" in first
    process.send_signal(signal.SIGINT)
    said, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert "Traceback" not in errors
    assert re.search(r"stopped: .*not published", said), said
    (since,) = re.findall(r"--until (\S+):", said)
    for document in three:
        client.finished(document)
    left = re.search(r"(\d) not published", said)
    assert left
    moved = "SELECT count(*) AS n FROM async_jobs WHERE tenant = 'three' AND updated_at >= $1::text::timestamptz"
    until(lambda: client.rows(moved, since)[0]["n"] == 3 - int(left[1]))  # the one that was published is on its way
    rest = replay(client, "--tenant", "three", "--until", since, "--dry-run", "--json")
    assert len(json.loads(rest.stdout)) == int(left[1])
