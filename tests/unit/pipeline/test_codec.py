"""Events to Kafka messages and back."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.codec import TRACEPARENT, Headers, child_traceparent, decode, encode
from pipeline.errors import Rejected
from pipeline.events import PdfUploaded, ProductsDetected

AT = datetime(2026, 1, 5, 10, 0, 0, 250_000, tzinfo=UTC)
TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
UPLOAD = PdfUploaded(source="s3://b/a.pdf")


def headers(**changes: bytes | None) -> Headers:
    sent = encode(UPLOAD, event_id="e1", source="/test", subject="d1", time=AT, traceparent=TRACE)
    return tuple((name, value) for name, value in {**dict(sent.headers), **changes}.items() if value is not None)


def read(value: bytes | None, headers: Headers = ()) -> Any:
    return decode(PdfUploaded, value, headers, timestamp_ms=1_000, position="pdf.uploaded/0/7")


def test_round_trip_keeps_event_id_time_and_trace() -> None:
    sent = encode(UPLOAD, event_id="e1", source="/test", subject="d1", time=AT, traceparent=TRACE)
    got = read(sent.value, sent.headers)
    assert (got.event, got.event_id, got.time, got.traceparent) == (UPLOAD, "e1", AT, TRACE)
    assert sent.key == b"d1"
    named = dict(sent.headers)
    assert named["ce_specversion"] == b"1.0"
    assert named["ce_type"] == b"pdf.uploaded.v1"
    assert named["ce_time"] == b"2026-01-05T10:00:00.250000Z"
    assert named["content-type"] == b"application/json"


def test_plain_json_gets_its_id_from_its_position_and_its_time_from_kafka() -> None:
    value = b'{"source": "s3://b/a.pdf"}'
    got = read(value)
    assert got.event == UPLOAD
    assert got.time == datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)
    assert got.event_id == read(value).event_id
    elsewhere = decode(PdfUploaded, value, (), timestamp_ms=1_000, position="pdf.uploaded/0/8")
    assert got.event_id != elsewhere.event_id


@pytest.mark.parametrize(
    ("value", "sent", "code"),
    [
        (None, (), "event_empty"),
        (b"", (), "event_empty"),
        (b"{", (), "event_not_json"),
        (b"\xff\xfe", (), "event_not_json"),
        (b"[1]", (), "event_schema"),
        (b"{}", (), "event_schema"),
        (b'{"source": 3}', (), "event_schema"),
        (b'{"source": "s3://b/a\\u0000.pdf"}', (), "event_text"),
        (b'{"source": "x", "labels": {"a\\u0000": "b"}}', (), "event_text"),
        (b'{"source": "x", "later": [{"a": ["\\u0000"]}]}', (), "event_text"),
        (b'{"source": "s3://b/\\ud800.pdf"}', (), "event_not_json"),
        (b'{"source": ' + b"[" * 9_000, (), "event_not_json"),
        (b'{"source": "x"}', headers(ce_id=b"a\0b"), "event_headers"),
        (b'{"source": "x"}', headers(ce_id=b"\x1b[2J"), "event_headers"),
        (b'{"source": "x"}', headers(ce_id=b"i" * 1_025), "event_headers"),
        (b'{"source": "' + b"x" * 70_000 + b'"}', (), "event_too_large"),
        (b"{}", headers(ce_id=None), "event_headers"),
        (b"{}", headers(ce_specversion=b"9"), "event_headers"),
        (b"{}", headers(ce_time=b"yesterday"), "event_headers"),
        (b"{}", headers(ce_source=b"\xff"), "event_headers"),
        (b"{}", headers(ce_type=b"products.detected.v1"), "event_type"),
    ],
)
def test_unusable_message_is_rejected_with_its_place(value: bytes | None, sent: Headers, code: str) -> None:
    with pytest.raises(Rejected, match=r"pdf\.uploaded/0/7") as caught:
        read(value, sent)
    assert caught.value.code == code


def test_headers_of_the_producers_own_may_hold_any_bytes() -> None:
    sent = (*headers(), ("trace-bin", b"\xff\x00"))
    assert read(b'{"source": "s3://b/a.pdf"}', sent).event.source == "s3://b/a.pdf"


def test_time_left_out_is_kafkas() -> None:
    assert read(b'{"source": "s3://b/a.pdf"}', headers(ce_time=None)).time == datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)


def test_event_beyond_64_kib_is_not_sent() -> None:
    labels = {f"{n}": "x" * 4000 for n in range(30)}
    with pytest.raises(Rejected) as caught:
        encode(PdfUploaded(source="s3://b/a", labels=labels), event_id="e", source="/t", subject="d", time=AT)
    assert caught.value.code == "event_too_large"


@given(st.binary(max_size=200), st.lists(st.tuples(st.sampled_from(["ce_id", "ce_type", "x"]), st.binary(max_size=20))))
def test_any_bytes_end_as_a_rejection(value: bytes, sent: list[tuple[str, bytes]]) -> None:
    code = ""
    try:
        decode(ProductsDetected, value, tuple(sent), timestamp_ms=0, position="t/0/0")
    except Rejected as error:
        code = error.code
    assert code.startswith("event_")  # random bytes never hold a whole ProductsDetected


def test_child_span_stays_in_its_trace() -> None:
    child = child_traceparent(TRACE)
    assert child.split("-")[1] == TRACE.split("-")[1]
    assert child.split("-")[2] != TRACE.split("-")[2]
    assert TRACEPARENT.fullmatch(child_traceparent("nonsense"))
