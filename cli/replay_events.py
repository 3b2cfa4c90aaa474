"""The events that a replay publishes: an input as it was, with a new id and time.

A new event id on the same run is a repair (pipeline.runner.endings.repeat, pipeline.fan_in). An upload event without a
run id is a new run.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from pipeline import codec
from pipeline.errors import Rejected
from pipeline.events import EVENTS, StageEvent
from pipeline.runner.delivery import ADDRESSEE, FIRST, GIVEN_UP, REQUEUED
from pipeline.state import Message, StageName

REPLACED = {"ce_id", "ce_time", ADDRESSEE, FIRST, GIVEN_UP, REQUEUED}


def type_of(topic: str) -> str:
    """CloudEvents type of what is on `topic` (without prefix)."""
    return f"{topic}.v1"


def anew(
    message: Message,
    topic: str,
    now: datetime,
    *,
    document_id: UUID,
    addressee: StageName | None = None,
    body: Mapping[str, str | None] | None = None,
) -> tuple[Message, str]:
    """`message` as a new event of `topic` (without prefix), and its new id.

    `addressee`: the one stage it is for, where several read the topic. `body`: fields of the event to set, or with
    None to leave out. Raises Rejected as pipeline.codec.decode does when no stage could read it.
    """
    event_id = str(uuid4())
    value = _changed(message.value or b"", body) if body else message.value
    headers = [(name, value) for name, value in message.headers if name.lower() not in REPLACED]
    if not any(name.lower().startswith("ce_") for name, _ in headers):  # its producer left them out
        headers += [("ce_specversion", b"1.0"), ("ce_type", type_of(topic).encode()), ("ce_source", b"/tessera/replay")]
    headers += [("ce_id", event_id.encode()), ("ce_time", now.isoformat().encode())]
    if addressee:
        headers.append((ADDRESSEE, addressee.encode()))
    renewed = Message(topic=message.topic, key=str(document_id).encode(), value=value, headers=tuple(headers))
    _check(renewed, type_of(topic), now, document_id)
    return renewed, event_id


def _changed(value: bytes, body: Mapping[str, str | None]) -> bytes:
    try:
        event = json.loads(value)
    except ValueError as error:
        raise Rejected("event_not_json", f"it is not JSON: {error}") from error
    if not isinstance(event, dict):
        raise Rejected("event_schema", "it is no JSON object")
    return json.dumps({k: v for k, v in {**event, **body}.items() if v is not None}, ensure_ascii=False).encode()


def _check(message: Message, type_: str, now: datetime, document_id: UUID) -> None:
    at = int(now.timestamp() * 1000)
    decoded = codec.decode(
        EVENTS[type_], message.value, message.headers, timestamp_ms=at, position=f"on {message.topic}"
    )
    if isinstance(decoded.event, StageEvent) and decoded.event.document_id != document_id:
        raise Rejected("event_schema", f"it is about another document, {decoded.event.document_id}")
