"""The commands on a real Kafka and PostgreSQL."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, ConsumerRecord
from typer.testing import CliRunner, Result

from cli import connections
from cli.main import app
from pipeline import ids, topics
from pipeline.codec import decode
from pipeline.events import PdfUploaded

Command = Callable[..., Result]


@pytest.fixture
def tessera(
    bootstrap: str, database_url: str, topic_prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Command:
    """Runs a command against the shared stack, with topics and tables of this test's own."""
    monkeypatch.setenv("TESSERA_KAFKA_BOOTSTRAP", bootstrap)
    monkeypatch.setenv("TESSERA_DATABASE_URL", database_url)
    monkeypatch.setenv("TESSERA_OBJECTS_URL", f"file://{tmp_path}/objects")
    monkeypatch.setenv("TESSERA_TOPIC_PREFIX", topic_prefix)
    return lambda *arguments: CliRunner().invoke(app, ["--state-dir", str(tmp_path / "none"), *arguments])


async def read_uploads(bootstrap: str, topic: str, count: int) -> list[ConsumerRecord]:
    async with AIOKafkaConsumer(topic, bootstrap_servers=bootstrap, auto_offset_reset="earliest") as consumer:
        return [await asyncio.wait_for(consumer.getone(), 20) for _ in range(count)]


def test_topics_are_created_once_and_checked(tessera: Command, topic_prefix: str) -> None:
    missing = tessera("topics", "--check")
    assert missing.exit_code == 4
    assert f"topic {topic_prefix}pdf.uploaded is missing" in missing.stderr
    created = tessera("topics")
    assert created.exit_code == 0, created.stderr
    assert created.stdout.split() == [topic_prefix + name for name in topics.load()]
    again = tessera("topics")
    assert (again.exit_code, again.stdout) == (0, "")
    assert tessera("topics", "--check").exit_code == 0


def test_a_topic_that_differs_is_reported_and_left(
    tessera: Command, topic_prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    created = tessera("topics")
    assert created.exit_code == 0, created.stderr
    declared = topics.load()
    changed = declared["pdf.uploaded"].model_copy(update={"partitions": 24, "retention_hours": 1})
    monkeypatch.setattr(topics, "load", lambda: {"pdf.uploaded": changed})
    result = tessera("topics")
    assert result.exit_code == 4
    assert f"topic {topic_prefix}pdf.uploaded has partitions 12, declared is 24" in result.stderr
    assert f"topic {topic_prefix}pdf.uploaded has retention.ms 2592000000, declared is 3600000" in result.stderr


def test_migrate_applies_once(tessera: Command, empty_database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TESSERA_DATABASE_URL", empty_database_url)
    first = tessera("migrate")
    assert first.exit_code == 0, first.stderr
    assert len(first.stdout.split()) >= 2
    assert tessera("migrate").stdout == ""


def test_submit_stores_the_file_and_publishes_what_was_asked(
    tessera: Command, bootstrap: str, topic_prefix: str, tmp_path: Path
) -> None:
    created = tessera("topics")
    assert created.exit_code == 0, created.stderr
    pdf = tmp_path / "Fliesen 2026.pdf"
    pdf.write_bytes(b"%PDF-1.7 first edition")
    wanted = ["--all-pages", "--index-pages", "7", "--tenant", "acme", "--label", "season=spring", "--priority", "9"]
    first = tessera("submit", str(pdf), *wanted)
    assert first.exit_code == 0, first.stderr
    pdf.write_bytes(b"%PDF-1.7 second edition")
    second = tessera("submit", str(pdf))
    own = uuid4()
    third = tessera("submit", "s3://bucket/a/cat.pdf", "--document-id", str(own))
    document = ids.document_id(pdf.as_uri())
    assert [first.stdout.strip(), second.stdout.strip(), third.stdout.strip()] == [
        str(document),
        str(document),  # another edition at the same place is the same document
        str(own),
    ]
    topic = f"{topic_prefix}pdf.uploaded"
    records = sorted(asyncio.run(read_uploads(bootstrap, topic, 3)), key=lambda record: record.timestamp)
    events = [
        decode(PdfUploaded, record.value, record.headers, timestamp_ms=record.timestamp, position="test")
        for record in records
    ]
    one, two, three = (decoded.event for decoded in events)
    assert [record.key for record in records] == [str(UUID(str(key))).encode() for key in (document, document, own)]
    assert all(decoded.traceparent for decoded in events)
    assert (one.tenant, one.labels, one.filename) == ("acme", {"season": "spring"}, "Fliesen 2026.pdf")
    assert (one.options.focused_extraction, one.options.index_pages, one.options.priority) == (False, 7, 9)
    assert two.options == PdfUploaded(source="x").options
    assert three.source == "s3://bucket/a/cat.pdf"
    for event, content in ((one, b"%PDF-1.7 first edition"), (two, b"%PDF-1.7 second edition")):
        assert event.source.startswith("object:///uploads/")
        assert (tmp_path / "objects" / event.source.removeprefix("object:///")).read_bytes() == content


async def add_incident(url: str, document: UUID) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(
            "INSERT INTO incidents (run_id, stage, attempt, kind, document_id, worker, page, log, what, action)"
            " SELECT run_id, 'imager', 2, 'stuck', document_id, 'w', 7, 'info [7]', 'no progress for 301 s', 'restart'"
            " FROM async_jobs WHERE document_id = $1",
            document,
        )
    finally:
        await connection.close()


def test_status_of_one_document_shows_its_incidents(
    tessera: Command, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")  # sentences in one line
    document = uuid4()
    asyncio.run(add_job(database_url, document, "running"))
    assert "incidents" not in tessera("status", str(document)).stdout
    asyncio.run(add_incident(database_url, document))
    shown = " ".join(tessera("status", str(document)).stdout.split())
    assert "incidents" in shown
    assert "stuck, attempt 2: no progress for 301 s" in shown
    assert "last line: info [7]" in shown
    assert "incidents: 1" in tessera("status").stdout
    [job] = json.loads(tessera("status", "--json").stdout)
    assert [(each["kind"], each["page"], each["resolved_by"]) for each in job["incidents"]] == [("stuck", 7, None)]


async def add_job(url: str, document: UUID, status: str, **values: Any) -> None:
    now = datetime.now(UTC)
    row = {
        "run_id": uuid4(),
        "document_id": document,
        "filename": "cat[1].pdf",
        "status": status,
        "stage": "discovery",
        "started_at": now,
        "updated_at": now,
        **values,
    }
    connection = await asyncpg.connect(url)
    try:
        places = ", ".join(f"${place}" for place in range(1, len(row) + 1))
        await connection.execute(f"INSERT INTO async_jobs ({', '.join(row)}) VALUES ({places})", *row.values())
    finally:
        await connection.close()


def test_status_says_by_its_exit_code_how_the_newest_job_ended(tessera: Command, database_url: str) -> None:
    document = uuid4()
    asyncio.run(add_job(database_url, document, "failed", error_code="not_a_pdf", error="the file is not a PDF"))
    failed = tessera("status", str(document))
    assert failed.exit_code == 1
    assert "not_a_pdf: the file is not a PDF" in " ".join(failed.stdout.split())
    asyncio.run(add_job(database_url, document, "completed", progress=1.0))
    assert tessera("status", str(document)).exit_code == 0
    assert tessera("status", str(document), "--watch").exit_code == 0
    everything = tessera("status", "--json")
    assert everything.exit_code == 0
    jobs = json.loads(everything.stdout)
    assert [job["status"] for job in jobs] == ["completed", "failed"]
    assert [job["document_id"] for job in jobs] == [str(document)] * 2


def test_status_of_nothing_known_is_a_usage_error(tessera: Command) -> None:
    result = tessera("status", str(uuid4()))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "there is no job of" in result.stderr


def test_an_empty_database_is_told_apart_from_one_that_does_not_answer(
    tessera: Command, empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TESSERA_DATABASE_URL", empty_database_url)
    result = tessera("status")
    assert (result.exit_code, result.stdout) == (4, "")
    assert result.stderr == "tessera: the database is empty: run `tessera migrate`\n"


def test_submitting_without_topics_says_what_to_do(
    tessera: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "REQUEST_MS", 1_000)
    pdf = tmp_path / "a.pdf"
    pdf.write_bytes(b"%PDF-1.7")
    result = tessera("submit", str(pdf))
    assert (result.exit_code, result.stdout) == (3, "")
    assert "`tessera topics`" in result.stderr.splitlines()[-1]
