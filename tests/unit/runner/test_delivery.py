"""Identities of consumed messages, also of those that say little of themselves."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import ids
from pipeline.errors import Rejected
from pipeline.events import PdfUploaded
from pipeline.runner.delivery import FIRST, Delivery, first, identify, unidentified
from pipeline.runner.dlq import Crashed, failure_of, reasons
from pipeline.runner.kafka import Headers, Partition, Record

MODELS = {"p.pdf.uploaded": PdfUploaded}
AT = datetime(2026, 5, 1, tzinfo=UTC)
DOCUMENT = "6f0f2f0e-6b2c-5d1c-9a53-7e55e12a0009"


def record(value: bytes | None, key: bytes | None = None, headers: Headers = (), at: datetime | int = AT) -> Record:
    timestamp = at if isinstance(at, int) else int(at.timestamp() * 1000)
    return Record(Partition("p.pdf.uploaded", 2), 7, key, value, headers, timestamp)


def upload(**fields: str) -> bytes:
    return json.dumps({"source": "file:///a.pdf", **fields}).encode()


def headers(**more: str) -> Headers:
    attributes = {"ce_specversion": "1.0", "ce_id": "order 66", "ce_type": "pdf.uploaded.v1", "ce_source": "/shop"}
    return tuple((name, value.encode()) for name, value in {**attributes, **more}.items())


def test_plain_upload_gets_document_and_run_that_a_redelivery_gets_too() -> None:
    once, again = (identify(record(upload()), MODELS) for _ in range(2))
    assert once == again
    assert isinstance(once.event, PdfUploaded)
    assert once.document_id == once.event.document_id == ids.document_id("file:///a.pdf")
    assert once.run_id == once.event.run_id == ids.run_id(once.document_id, once.event_id, AT)
    assert once.time == AT


def test_given_ids_are_kept() -> None:
    run = "0190a000-0000-7000-8000-000000000001"
    delivery = identify(record(upload(document_id=DOCUMENT, run_id=run), headers=headers()), MODELS)
    assert (delivery.document_id, delivery.run_id, delivery.event_id) == (UUID(DOCUMENT), UUID(run), "order 66")
    assert delivery.event_uuid == identify(record(upload(), headers=headers()), MODELS).event_uuid


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(9000, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_producers_clock_cannot_outrank_later_runs(claimed: datetime) -> None:
    delivery = identify(record(upload(), headers=headers(ce_time=claimed.isoformat())), MODELS)
    later = identify(record(upload(), headers=headers(ce_id="later"), at=datetime(2026, 5, 2, tzinfo=UTC)), MODELS)
    assert delivery.run_id < later.run_id


@given(
    value=st.one_of(st.none(), st.binary(max_size=50)),
    key=st.one_of(st.none(), st.binary(max_size=40), st.just(DOCUMENT.encode())),
    at=st.integers(-1, 2**45),
    event_id=st.binary(max_size=20),
)
def test_whatever_arrives_can_be_dead_lettered(
    value: bytes | None, key: bytes | None, at: int, event_id: bytes
) -> None:
    arrived = record(value, key, (("ce_id", event_id), ("x", None)), at)
    with pytest.raises(Rejected) as rejected:
        identify(arrived, MODELS)
    delivery = unidentified(arrived)
    assert delivery == unidentified(arrived)
    assert delivery.run_id.version == 7
    assert (str(delivery.document_id) == DOCUMENT) == (key == DOCUMENT.encode())
    failure = failure_of(rejected.value, "discovery")
    named = dict(reasons(arrived, failure, rejected.value, "discovery"))
    assert named["__connect.errors.exception.message"] == failure.message.encode("utf-8", "replace")
    assert named["__connect.errors.offset"] == b"7"


def test_too_large_a_value_is_left_to_its_dead_letter() -> None:
    source: Delivery = unidentified(record(b"x" * 70_000))
    assert source.source.value is None
    assert unidentified(record(b"x")).source.value == b"x"


@pytest.mark.parametrize("value", [upload(), b"not json"])
@pytest.mark.parametrize(
    "named", [(), headers(), headers(ce_time="2026-04-30T23:59:59Z"), headers(ce_time="2030-01-01")]
)
def test_a_message_sent_back_keeps_the_ids_it_had(value: bytes, named: Headers) -> None:
    was = record(value, headers=named)
    now = datetime(2026, 5, 9, tzinfo=UTC)
    sent_back = replace(record(value, headers=(*named, (FIRST, f"7@{was.timestamp_ms}".encode())), at=now), offset=9000)

    def ids_of(each: Record) -> tuple[UUID, UUID, str]:
        try:
            delivery = identify(each, MODELS)
        except Rejected:
            delivery = unidentified(each)
        return delivery.document_id, delivery.run_id, delivery.event_id

    assert ids_of(sent_back) == ids_of(was)


@pytest.mark.parametrize("said", [b"", b"7", b"@", b"-7@5", b"7@5@", b"\xff@1", b"7@99999999999999999999999999"])
def test_what_makes_no_sense_as_a_first_place_is_left_alone(said: bytes) -> None:
    plain = record(upload(), headers=((FIRST, said),))
    assert first(plain) == plain


def test_a_first_time_later_than_now_is_not_believed() -> None:
    assert first(record(upload(), headers=((FIRST, b"7@999999999999999999"),))).timestamp_ms == AT.timestamp() * 1000


def test_what_failures_say() -> None:
    assert failure_of(Rejected("no_pages", "it has none", page=4), "discovery").model_dump() == {
        "code": "no_pages",
        "message": "it has none",
        "page": 4,
        "kind": "rejected",
    }
    crashed = failure_of(Crashed(3), "imager")
    assert (crashed.kind, crashed.message) == (
        "crashed",
        "the worker died 3 times while it worked on this document alone",
    )
    bug = failure_of(KeyError("x"), "linker")
    assert (bug.kind, bug.message) == ("bug", "linker failed unexpectedly: KeyError: 'x'")
