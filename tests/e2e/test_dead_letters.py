"""From a failed job to a completed one by `tessera dlq`, as an operator does it."""

import json
import time
from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from typer.testing import CliRunner

from cli.main import app
from pipeline import ids
from tests.e2e.client import Client
from tests.e2e.test_bad_input import plain

T = TypeVar("T")


def dlq(client: Client, *arguments: str) -> str:
    """What a command prints; it must succeed."""
    result = CliRunner().invoke(app, ["--state-dir", str(client.stack.state_dir), "dlq", *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def listed(client: Client, document: UUID, *options: str) -> list[dict[str, Any]]:
    letters: list[dict[str, Any]] = json.loads(dlq(client, "list", "--json", "--document", str(document), *options))
    return letters


def until(condition: Callable[[], T], seconds: float = 120) -> T:
    """What the condition comes to, once that is true."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)
    return found


def completed(client: Client, document: UUID) -> list[dict[str, Any]]:
    """The document's runs, once one is completed: after a requeue it is failed for a moment longer."""
    query = "SELECT run_id, status FROM async_jobs WHERE document_id = $1"
    until(lambda: client.rows(f"{query} AND status = 'completed'", document))
    return client.rows(query, document)


def test_a_document_whose_file_came_late_is_completed_by_a_requeue_under_the_same_run(client: Client) -> None:
    late = client.inbox / "late.pdf"
    submitted = client.submit(late.as_uri())
    failed = client.finished(submitted.run_id)
    assert (failed["status"], failed["error_code"]) == ("failed", "source_missing")
    [letter] = until(lambda: listed(client, submitted.document_id))  # the job fails before its letter is written
    assert (letter["code"], letter["message"], letter["stage"]) == ("source_missing", failed["error"], "discovery")
    assert f"run       {submitted.run_id}" in dlq(client, "show", letter["name"]).splitlines()
    plain(late)
    dlq(client, "requeue", letter["name"])
    assert completed(client, submitted.document_id) == [{"run_id": submitted.run_id, "status": "completed"}]
    assert listed(client, submitted.document_id) == []
    assert [each["handled"]["action"] for each in listed(client, submitted.document_id, "--all")] == ["requeued"]


def test_an_upload_that_names_no_ids_keeps_its_run_too(client: Client) -> None:
    late = client.inbox / "late and nameless.pdf"
    document = ids.document_id(late.as_uri())
    client.send("pdf.uploaded", None, json.dumps({"source": late.as_uri()}).encode())
    run = client.finished(document)["run_id"]
    plain(late)
    [letter] = until(lambda: listed(client, document))
    dlq(client, "requeue", letter["name"])
    assert completed(client, document) == [{"run_id": run, "status": "completed"}]
