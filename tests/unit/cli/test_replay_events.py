"""The event that a replay publishes: the old one under a new id."""

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest

from cli.replay_events import anew
from cli.replay_select import READERS
from pipeline import topics
from pipeline.codec import decode
from pipeline.errors import Rejected
from pipeline.events import PdfUploaded, ProductsDetected
from pipeline.schemas import FOLDER
from pipeline.state import Message

DOCUMENT = UUID("5c2a3f9e-7b0e-5f6a-9a53-0f6f0c1d2e3f")
RUN = "01a20962-2d27-76e2-8178-1b37d8cc8597"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HEADERS = (
    ("ce_specversion", b"1.0"),
    ("ce_type", b"pdf.uploaded.v1"),
    ("ce_source", b"/producer"),
    ("ce_id", b"first"),
    ("ce_time", b"2026-01-01T00:00:00Z"),
    ("traceparent", b"00-" + b"a" * 32 + b"-" + b"b" * 16 + b"-01"),
    ("x-own", b"1"),
    ("tessera_give_up", b"stuck"),
    ("tessera_requeued", b"pdf.uploaded.dlq/1/2"),
)


def upload(value: bytes, headers: tuple[tuple[str, bytes], ...] = HEADERS) -> Message:
    return Message(topic="t.pdf.uploaded", partition=3, offset=9, key=b"other", value=value, headers=headers)


def test_all_is_kept_but_id_time_and_orders() -> None:
    value = b'{"source": "s3://b/k",  "unknown": 1}'
    message, event_id = anew(upload(value), "pdf.uploaded", NOW, document_id=DOCUMENT)
    assert (message.topic, message.key, message.value) == ("t.pdf.uploaded", str(DOCUMENT).encode(), value)
    renewed = (("ce_id", event_id.encode()), ("ce_time", b"2026-11-23T12:00:00+00:00"))
    assert message.headers == (*HEADERS[:3], *HEADERS[5:7], *renewed)
    assert str(UUID(event_id)) == event_id
    decoded = decode(PdfUploaded, message.value, message.headers, timestamp_ms=0, position="")
    assert (decoded.event_id, decoded.time) == (event_id, NOW)
    assert anew(upload(value), "pdf.uploaded", NOW, document_id=DOCUMENT)[1] != event_id


def test_fields_are_set_and_left_out_and_the_rest_stays() -> None:
    value = f'{{"source": "s3://b/ü", "run_id": "{RUN}", "unknown": [1]}}'
    body = {"document_id": str(DOCUMENT), "run_id": None}
    message, _ = anew(upload(value.encode()), "pdf.uploaded", NOW, document_id=DOCUMENT, body=body)
    assert json.loads(message.value or b"") == {"source": "s3://b/ü", "unknown": [1], "document_id": str(DOCUMENT)}


def test_a_producer_without_cloudevents_headers() -> None:
    bare = upload(b'{"source": "s3://b/k"}', (("x", b"y"),))
    message, event_id = anew(bare, "pdf.uploaded", NOW, document_id=DOCUMENT)
    assert decode(PdfUploaded, message.value, message.headers, timestamp_ms=0, position="").event_id == event_id
    assert message.headers[0] == ("x", b"y")


def test_for_one_stage() -> None:
    event = json.loads((FOLDER / "examples" / "products.detected.v1" / "full.json").read_text())
    headers = (*((name, value) for name, value in HEADERS if name != "ce_type"), ("ce_type", b"products.detected.v1"))
    source = Message(topic="products.detected", value=json.dumps(event).encode(), headers=headers)
    whose = UUID(event["document_id"])
    message, _ = anew(source, "products.detected", NOW, document_id=whose, addressee="imager")
    assert dict(message.headers)["tessera_stage"] == b"imager"
    assert decode(ProductsDetected, message.value, message.headers, timestamp_ms=0, position="").event.run_id
    with pytest.raises(Rejected, match="another document"):
        anew(source, "products.detected", NOW, document_id=DOCUMENT)


@pytest.mark.parametrize("value", [b"not json", b"[]", b'{"source": ""}', b""])
def test_what_no_stage_can_read_is_not_published(value: bytes) -> None:
    with pytest.raises(Rejected):
        anew(upload(value), "pdf.uploaded", NOW, document_id=DOCUMENT, body={"run_id": RUN})


def test_readers_are_those_who_own_the_dead_letters() -> None:
    declared = topics.load()
    owners = {name: declared[topic.dlq].owner for name, topic in declared.items() if topic.dlq}
    assert {name: " and ".join(stages) for name, stages in READERS.items()} == owners
