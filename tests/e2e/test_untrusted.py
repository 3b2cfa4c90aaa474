"""Whatever is uploaded ends, completed or as a dead letter with a fitting code, and no worker process ends with it."""

import asyncio
import http.server
import json
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psutil
import pymupdf
import pytest
from aiokafka import AIOKafkaProducer

from pipeline.events import MAX_EVENT_BYTES
from pipeline.plain import plain
from tests import hostile
from tests.e2e.client import Client

SHARED = Path(__file__).parents[3] / "shared"
SHARED_FILES = [*sorted(SHARED.glob("awkward/*.pdf")), *sorted(SHARED.glob("catalogues/*.pdf"))]
COMPLETED = "completed"
BROKEN = {
    "awk-bad-page-count": {"damaged_pdf"},
    "awk-not-a-pdf": {"not_a_pdf"},
    "awk-password-4p": {"password_protected"},
    "awk-unopenable-fuzzed": {"damaged_pdf"},
    "awk-zero-bytes": {"source_empty"},
    "awk-zero-pages": {"no_pages"},
}
"""What may become of the broken files; the others have to be completed."""

HOSTILE: dict[str, set[str]] = {
    "many-objects": {"too_many_objects"},
    "many-pages": {"too_many_pages"},
    "shared-pages": {"damaged_pdf", "too_many_pages"},
    "declared-pages": {"damaged_pdf", "too_many_pages"},
    "cyclic-page-tree": {"damaged_pdf", "no_pages"},
    "deep-page-tree": {"unreadable"},
    "deep-dictionaries": {"no_pages", "damaged_pdf", "parse_crashed", COMPLETED},
    "deep-bookmarks": {"parse_crashed", COMPLETED},
    "pattern-in-itself": {"unreadable", COMPLETED},
}
"""What may become of hostile files; the others have to be completed, their bombs left out."""
SECONDS = 600
"""Some 60 s are enough on two cores of one's own."""


@dataclass(frozen=True)
class Workers:
    """The processes of the services, to tell whether one was replaced."""

    client: Client

    def started(self) -> dict[str, tuple[int, float]]:
        """Process id and time of its start, by service."""
        found = {}
        for name, daemon in self.client.services.daemons.items():
            process = daemon.process()
            assert process is not None, f"{name} does not run"
            found[name] = (process.pid, psutil.Process(process.pid).create_time())
        return found


@pytest.fixture
def unharmed(client: Client) -> Iterator[None]:
    """No worker process ended meanwhile."""
    workers = Workers(client)
    before = workers.started()
    yield
    assert workers.started() == before


def settle(client: Client, runs: Mapping[UUID, str], seconds: float = SECONDS) -> dict[str, dict[str, Any]]:
    """The jobs of `runs`, by their names, once all have ended."""
    deadline = time.monotonic() + seconds
    query = "SELECT * FROM async_jobs WHERE run_id = ANY($1::uuid[])"
    while True:
        jobs = {runs[job["run_id"]]: job for job in client.rows(query, list(runs))}
        ended = {name for name, job in jobs.items() if job["status"] != "running"}
        if len(ended) == len(runs):
            return jobs
        left = {name: jobs.get(name, {}).get("stage") for name in runs.values() if name not in ended}
        assert time.monotonic() < deadline, f"not finished: {left}"
        time.sleep(0.2)


def check_letters(client: Client, jobs: Mapping[str, dict[str, Any]]) -> None:
    """Every failed job, and none else, has one dead letter, with its code and sentence."""
    letters: dict[tuple[str, str], list[dict[str, str]]] = {}
    for topic in ("pdf.uploaded", "products.detected", "chunks.created", "images.embedded", "products.linked"):
        for record in client.messages(f"{topic}.dlq"):
            headers = {name: value.decode() for name, value in record.headers}
            letters.setdefault((record.key.decode() if record.key else "", topic), []).append(headers)
    for name, job in jobs.items():
        found = [one for (key, _), some in letters.items() if key == str(job["document_id"]) for one in some]
        if job["status"] == COMPLETED:
            assert not found, name
            continue
        (headers,) = found
        assert headers["tessera.error.code"] == job["error_code"], name
        assert headers["__connect.errors.exception.message"] == job["error"], name
        assert job["error_code"] != "bug", (name, job["error"])
        assert "Traceback" not in job["error"]


def check_outcomes(jobs: Mapping[str, dict[str, Any]], allowed: Mapping[str, set[str]]) -> None:
    ended = {name: job["error_code"] or job["status"] for name, job in jobs.items()}
    wrong = {name: code for name, code in ended.items() if code not in allowed.get(name, {COMPLETED})}
    assert not wrong


def pages(client: Client, job: Mapping[str, Any]) -> list[dict[str, Any]]:
    """How the pages ended in discovery, in order."""
    query = "SELECT outcome, reason FROM ledger WHERE run_id = $1 AND stage = 'discovery' ORDER BY page"
    return client.rows(query, job["run_id"])


@pytest.mark.skipif(not SHARED_FILES, reason="the folder shared is not beside the repository")
@pytest.mark.timeout(SECONDS + 300)
@pytest.mark.usefixtures("unharmed")
def test_every_shared_file_ends_and_no_worker_with_it(client: Client) -> None:
    runs = {client.submit(file, focused_extraction="cycle" not in file.stem).run_id: file.stem for file in SHARED_FILES}
    jobs = settle(client, runs)
    check_outcomes(jobs, BROKEN)
    check_letters(client, jobs)
    # of its two pages one can be reached, the other is the cycle
    assert [row["outcome"] for row in pages(client, jobs["awk-page-tree-cycle"])] == ["emitted", "dead_lettered"]


@pytest.mark.timeout(SECONDS + 300)
@pytest.mark.usefixtures("unharmed")
def test_every_hostile_file_ends_and_no_worker_with_it(client: Client, tmp_path: Path) -> None:
    runs: dict[UUID, str] = {}
    for name, make in hostile.FILES.items():
        if make not in hostile.SLOW:  # tests/integration/discovery/test_hostile.py has them, with shorter deadlines
            file = tmp_path / f"{name}.pdf"
            file.write_bytes(make())
            runs[client.submit(file, focused_extraction=False).run_id] = name
    jobs = settle(client, runs)
    check_outcomes(jobs, HOSTILE)
    check_letters(client, jobs)
    ledger = pages(client, jobs["text-bomb"])
    assert [row["outcome"] for row in ledger] == ["emitted", "dead_lettered", "emitted"]
    assert "needs more memory" in ledger[1]["reason"]


class Listening(http.server.BaseHTTPRequestHandler):
    """Remembers whoever asks."""

    asked: list[str] = []  # noqa: RUF012

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(204)
        self.end_headers()

    do_POST = do_HEAD = do_GET  # noqa: N815


@pytest.mark.usefixtures("unharmed")
def test_nothing_a_pdf_points_at_is_followed(client: Client, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_bytes(hostile.TEXT.replace(b"Oak floor", b"Lithium secret"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listening) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        file = tmp_path / "active.pdf"
        file.write_bytes(hostile.active(f"http://127.0.0.1:{server.server_port}/", str(secret)))
        job = client.process(file, focused_extraction=False)
        server.shutdown()
    assert job["status"] == COMPLETED
    assert Listening.asked == []
    rows = client.rows("SELECT content FROM processed_documents WHERE run_id = $1", job["run_id"])
    assert any("Oak floor" in row["content"] for row in rows)
    assert not any("Lithium" in row["content"] for row in rows)


def named(name: str, path: Path) -> Path:
    """A catalogue whose title, headings, facts, font and bookmark are `name`."""
    shown = plain(name).encode("ascii", "replace").decode()[:60]
    with pymupdf.open() as document:  # type: ignore[no-untyped-call]
        for number in (1, 2):
            page = document.new_page()
            page.insert_text((72, 90), shown, fontsize=22)
            page.insert_text((72, 130), f"Size: {number}0x60 cm\nMaterial: {shown}\nDesigner: {shown}", fontsize=10)
        document.set_metadata({"title": name.replace("\0", "")})
        document.set_toc([[1, name.replace("\0", ""), 1]])
        document.save(path)
    return path


def upload(client: Client, event: Mapping[str, Any]) -> UUID:
    """Publish an upload as any producer may, in JSON of its own making; the document's id."""
    document = uuid4()
    client.send("pdf.uploaded", str(document).encode(), json.dumps({**event, "document_id": str(document)}).encode())
    return document


@pytest.mark.usefixtures("unharmed")
def test_hostile_names_come_out_as_given(client: Client) -> None:
    marker = uuid4().hex[:8]
    sent = {}
    for number, name in enumerate(hostile.NAMES):
        file = named(name, client.inbox / f"{marker}-{number}.pdf")
        labels = {name: name, "marker": marker}
        event = {"source": file.as_uri(), "filename": name, "labels": labels, "tenant": name[:200]}
        sent[upload(client, event)] = (name, event)
    for document, (name, event) in sent.items():
        job = client.finished(document)
        assert job["status"] == COMPLETED, job
        (row,) = client.rows("SELECT * FROM documents WHERE document_id = $1", document)
        for where in (job, row):
            assert (where["filename"], where["labels"], where["tenant"]) == (name, event["labels"], event["tenant"])
        assert row["source"] == event["source"]
        assert not any(c in row["title"] for c in "\x1b\x9b\0\u202e\n")
    everything = client.rows("SELECT count(*) AS n FROM products")  # the table is still there
    assert everything[0]["n"] > 0
    assert not list(client.inbox.glob("x")) + list(Path.cwd().glob("[xyz]"))


@pytest.mark.usefixtures("unharmed")
def test_what_no_table_can_hold_is_rejected(client: Client) -> None:
    sources: dict[str, tuple[dict[str, Any], str | None]] = {
        "nul in a name": ({"filename": "a\0b.pdf"}, "event_text"),
        "nul in a label": ({"labels": {"a\0": "b"}}, "event_text"),
        "nul in the tenant": ({"tenant": "a\0"}, "event_text"),
        "nul in the source": ({"source": "file:///a\0b.pdf"}, "event_text"),
        "a lone surrogate": ({"filename": "\ud800.pdf"}, "event_not_json"),
        "4000 characters": ({"filename": "x" * 4_000}, "event_schema"),
        "a tenant of 4000": ({"tenant": "x" * 4_000}, "event_schema"),
        "labels of 60 KB": ({"labels": {"a": "x" * (MAX_EVENT_BYTES - 5_000)}}, None),
        "a NUL in a path": ({"source": "file:///a%00b.pdf"}, "source_unreadable"),
        "escapes in a path": ({"source": f"file://{client.inbox}/%1b[2J%9b.pdf"}, "source_missing"),
        "ours": ({"source": "object:///runs/0/catalogue.json.zst"}, "source_prefix"),
        "the network": ({"source": "http://127.0.0.1/a.pdf"}, "source_scheme"),
    }
    good = named("Oak", client.inbox / f"{uuid4().hex}.pdf").as_uri()
    sent = {name: (upload(client, {"source": good, **event}), code) for name, (event, code) in sources.items()}
    jobs = {name: client.finished(document) for name, (document, _) in sent.items()}
    for name, (_, code) in sent.items():
        if code:
            assert jobs[name]["error_code"] == code, (name, jobs[name])
            assert jobs[name]["error"] == plain(jobs[name]["error"])
    check_letters(client, jobs)


@pytest.mark.usefixtures("unharmed")
def test_headers_may_be_anything(client: Client) -> None:
    """More unusable messages than the limit of bugs in a row: they are rejections, and the worker goes on."""
    strange: list[tuple[str, bytes | None]] = [
        ("ce_id", b"a\0b"), ("ce_id", b"\xff"), ("ce_type", b"\x1b[2J"), ("ce_time", b"never"), ("ce_data", b"{}"),
        ("ce_id", b"x" * 5_000), ("traceparent", b"\xff\0"), ("ce_source", b""), ("content-type", b"\xff"),
        ("ce_id", None), ("ce_\0", b"x"), ("ce_specversion", b"9"),
    ]  # fmt: skip
    fields = {"ce_id": b"1", "ce_type": b"pdf.uploaded.v1", "ce_source": b"/x", "ce_specversion": b"1.0"}

    async def send() -> list[UUID]:
        documents = []
        async with AIOKafkaProducer(bootstrap_servers=client.stack.bootstrap) as producer:
            for name, value in strange:
                documents.append(uuid4())
                headers = [*{**fields, "ce_id": documents[-1].bytes.hex().encode(), name: value}.items()]
                body = json.dumps({"source": "gopher://x"}).encode()
                key = str(documents[-1]).encode()
                await producer.send_and_wait("pdf.uploaded", body, key=key, headers=headers)
        return documents

    documents = asyncio.run(send())
    deadline = time.monotonic() + 60
    while len(codes := letter_codes(client, documents)) < len(strange):
        assert time.monotonic() < deadline, codes
        time.sleep(0.2)
    assert set(codes.values()) <= {"event_headers", "event_type", "source_scheme"}


def letter_codes(client: Client, documents: Sequence[UUID]) -> dict[UUID, str]:
    """The codes of the dead letters of `documents`."""
    keys = {str(document).encode(): document for document in documents}
    records = [record for record in client.messages("pdf.uploaded.dlq") if record.key in keys]
    return {keys[record.key]: dict(record.headers)["tessera.error.code"].decode() for record in records}
