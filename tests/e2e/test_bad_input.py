"""Bad input becomes a dead letter with a code and a sentence, its job fails with those words, and the next goes on."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pymupdf
import pytest
from aiokafka import ConsumerRecord

from pipeline import ids
from tests.e2e.client import Client

AES_256 = 5  # pymupdf.PDF_ENCRYPT_AES_256, which its types do not know
NO_PAGES = b"""%PDF-1.4
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Kids[]/Count 0>> endobj
trailer <</Root 1 0 R>>
%%EOF"""


def plain(path: Path, **options: Any) -> Path:
    """A PDF of one page that can be processed, unless `options` of saving say otherwise."""
    with pymupdf.open() as document:  # type: ignore[no-untyped-call]
        document.new_page().insert_text((72, 72), f"A page that can be read: {path.name}")
        document.save(path, **options)
    return path


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def locked(path: Path) -> Path:
    return plain(path, encryption=AES_256, user_pw="secret", owner_pw="owner")


FILES: dict[str, Callable[[Path], Path]] = {
    "password_protected": locked,
    "source_empty": lambda path: written(path, b""),
    "not_a_pdf": lambda path: written(path, b"GIF89a, or so"),
    "no_pages": lambda path: written(path, NO_PAGES),
}
SOURCES = {
    "source_missing": "file://{inbox}/gone.pdf",
    "source_outside_roots": "file:///etc/hostname",
    "source_scheme": "gopher://example.test/cat.pdf",
    "source_bucket": "s3://someone-elses/cat.pdf",
}


def dead_letter(client: Client, key: bytes) -> tuple[ConsumerRecord, dict[str, str]]:
    """The one dead letter of a key, with its headers as text."""
    (record,) = [record for record in client.messages("pdf.uploaded.dlq") if record.key == key]
    return record, {name: value.decode() for name, value in record.headers}


def check(client: Client, job: dict[str, Any], code: str) -> None:
    """Job and dead letter say the same, in a code and a sentence."""
    assert (job["status"], job["error_code"]) == ("failed", code)
    _, headers = dead_letter(client, str(job["document_id"]).encode())
    assert headers["tessera.error.code"] == code
    assert headers["__connect.errors.exception.message"] == job["error"]
    assert headers["__connect.errors.topic"] == "pdf.uploaded"
    assert len(job["error"].split()) >= 4
    assert "Traceback" not in job["error"]


@pytest.mark.parametrize("code", FILES)
def test_files_that_cannot_be_processed(client: Client, tmp_path: Path, code: str) -> None:
    check(client, client.process(FILES[code](tmp_path / f"{code}.pdf")), code)


@pytest.mark.parametrize("code", SOURCES)
def test_sources_that_cannot_be_fetched(client: Client, code: str) -> None:
    check(client, client.process(SOURCES[code].format(inbox=client.inbox)), code)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (b"{not json", "event_not_json"),
        (b'{"filename": "no source.pdf"}', "event_schema"),
        (json.dumps({"source": "x", "options": {"priority": 99}}).encode(), "event_schema"),
        (b"", "event_empty"),
    ],
)
def test_events_that_cannot_be_read(client: Client, value: bytes, code: str) -> None:
    document = uuid4()
    client.send("pdf.uploaded", str(document).encode(), value)
    check(client, client.finished(document), code)
    record, _ = dead_letter(client, str(document).encode())
    assert record.value == value


def test_an_event_without_key_is_kept_too(client: Client) -> None:
    marker = f"no key, no json {uuid4()}".encode()
    before = client.metric("discovery", "tessera_dead_letters_total")
    client.send("pdf.uploaded", None, marker)
    client.process(plain(client.inbox / "after.pdf"))
    found = [record for record in client.messages("pdf.uploaded.dlq") if record.value == marker]
    assert len(found) == 1
    assert client.metric("discovery", "tessera_dead_letters_total") == before + 1


def test_an_allowed_folder_and_an_empty_password_are_fine(client: Client) -> None:
    pdf = plain(client.inbox / "open to all.pdf", encryption=AES_256, user_pw="", owner_pw="own")
    job = client.process(pdf.as_uri())
    assert job["status"] == "completed", job["error"]
    assert job["document_id"] == ids.document_id(pdf.as_uri())


def test_the_next_document_goes_on(client: Client, tmp_path: Path) -> None:
    bad = [client.submit(FILES[code](tmp_path / f"{code}-2.pdf")) for code in FILES]
    good = client.submit(plain(tmp_path / "good.pdf"))
    assert client.finished(good.run_id)["status"] == "completed"
    assert {client.finished(each.run_id)["status"] for each in bad} == {"failed"}
