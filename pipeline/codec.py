"""Events to Kafka messages and back: CloudEvents 1.0 in Kafka's binary mode, with a W3C traceparent."""

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from uuid import uuid5

from cloudevents.core.base import BaseCloudEvent, EventFactory
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary, to_binary
from cloudevents.core.exceptions import CloudEventValidationError
from cloudevents.core.formats.base import Format
from cloudevents.core.v1.event import CloudEvent
from pydantic import ValidationError
from pydantic_core import from_json

from pipeline.errors import Rejected
from pipeline.events import MAX_EVENT_BYTES, Event
from pipeline.ids import NAMESPACE
from pipeline.plain import HIDDEN

E = TypeVar("E", bound=Event)
Headers = tuple[tuple[str, bytes], ...]
TRACEPARENT = re.compile(r"00-([0-9a-f]{32})-[0-9a-f]{16}-([0-9a-f]{2})")  # W3C Trace Context, level 1
LATEST_MS = 253_402_300_799_000
"""The end of the year 9999."""
MAX_ID = 1024
"""Characters of a ce_id; CloudEvents allows no controls in it."""


@dataclass(frozen=True)
class Encoded:
    """A Kafka message ready to send."""

    key: bytes
    value: bytes
    headers: Headers


@dataclass(frozen=True)
class Decoded(Generic[E]):
    """An event with what its headers said: its CloudEvents id and time, and the trace it belongs to, if any."""

    event: E
    event_id: str
    time: datetime
    traceparent: str | None


class _Bytes(Format):
    """Data passes as it is: pydantic reads and writes the JSON."""

    def read(self, event_factory: EventFactory | None, data: str | bytes) -> BaseCloudEvent:
        raise NotImplementedError("structured mode is not used")

    def write(self, event: BaseCloudEvent) -> bytes:
        raise NotImplementedError("structured mode is not used")

    def write_data(self, data: Any, datacontenttype: str | None) -> bytes:  # noqa: ARG002
        return bytes(data)

    def read_data(self, body: bytes, datacontenttype: str | None) -> bytes:  # noqa: ARG002
        return body

    def get_content_type(self) -> str:
        return "application/json"


def encode(
    event: Event, *, event_id: str, source: str, subject: str, time: datetime, traceparent: str | None = None
) -> Encoded:
    """`event` as a message keyed by `subject` (the document's id). `source` is a URI reference such as
    /tessera/discovery, `time` timezone-aware. Raises Rejected(event_too_large) above 64 KiB: events carry references.
    """
    value = event.model_dump_json().encode()
    if len(value) > MAX_EVENT_BYTES:
        raise Rejected(
            "event_too_large", f"the {event.type} event has {len(value)} bytes; at most {MAX_EVENT_BYTES} go"
        )
    attributes = {
        "id": event_id,
        "type": event.type,
        "source": source,
        "subject": subject,
        "time": time.astimezone(UTC),
        "datacontenttype": "application/json",
        "dataschema": f"{event.type}.schema.json",
    }
    message = to_binary(CloudEvent(attributes, value), _Bytes(), key_mapper=lambda _: subject)
    headers: Headers = tuple(message.headers.items())
    if traceparent:
        headers += (("traceparent", traceparent.encode()),)
    return Encoded(subject.encode(), message.value, headers)


def decode(model: type[E], value: bytes | None, headers: Headers, *, timestamp_ms: int, position: str) -> Decoded[E]:
    """The event of a message; `position` names it ("topic/partition/offset") in errors.

    A producer may leave the CloudEvents headers out: the id then comes from the position and the time is Kafka's.
    Raises Rejected: event_empty, event_too_large, event_headers, event_type, event_not_json, event_text, event_schema.
    """
    if not value:
        raise Rejected("event_empty", f"message {position} has no value; send the event as a JSON object")
    if len(value) > MAX_EVENT_BYTES:
        raise Rejected("event_too_large", f"message {position} has {len(value)} bytes; at most {MAX_EVENT_BYTES} go")
    event_id, time, traceparent = _read_headers(model, value, headers, timestamp_ms, position)
    try:
        data = from_json(value)
    except ValueError as error:
        raise Rejected("event_not_json", f"message {position} is not JSON: {error}") from error
    if _has_nul(data):
        raise Rejected("event_text", f"message {position} has a NUL character in a text, which no table can hold")
    try:
        event = model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the event"
        raise Rejected(
            "event_schema", f"message {position} breaks {model.type}.schema.json: {place}: {first['msg']}"
        ) from error
    return Decoded(event, event_id, time, traceparent)


def kafka_time(timestamp_ms: int) -> datetime:
    """A record's timestamp, which its producer may set to anything, within 1970 and what a datetime can hold."""
    return datetime.fromtimestamp(min(max(0, timestamp_ms), LATEST_MS) / 1000, UTC)


def _has_nul(data: object) -> bool:
    """Whether a text within `data`, as read from JSON, has a NUL; how deep that is, its reader bounds."""
    if isinstance(data, dict):
        return any("\0" in key or _has_nul(value) for key, value in data.items())
    if isinstance(data, list):
        return any(map(_has_nul, data))
    return isinstance(data, str) and "\0" in data


def _read_headers(
    model: type[Event], value: bytes, headers: Headers, timestamp_ms: int, position: str
) -> tuple[str, datetime, str | None]:
    named = {name.lower(): value for name, value in headers}
    sent = named.get("traceparent", named.get("ce_traceparent", b"")).decode("ascii", "replace")
    traceparent = sent if TRACEPARENT.fullmatch(sent) else None
    at = kafka_time(timestamp_ms)
    if not any(name.startswith("ce_") for name in named):
        return str(uuid5(NAMESPACE, f"message:{position}")), at, traceparent
    if "ce_id" not in named:  # the library would make one up, another at every redelivery
        raise Rejected("event_headers", f"message {position} has CloudEvents headers but no ce_id")
    # a producer's own headers may hold any bytes, and the library would decode them
    ours = {name: value for name, value in named.items() if name.startswith("ce_") or name == "content-type"}
    try:
        event = from_binary(KafkaMessage(headers=ours, key=None, value=value), _Bytes(), CloudEvent)
    except (CloudEventValidationError, ValueError, OverflowError) as error:
        raise Rejected("event_headers", f"message {position} has unusable CloudEvents headers: {error}") from error
    if len(event.get_id()) > MAX_ID or HIDDEN.search(event.get_id()):
        raise Rejected("event_headers", f"message {position} has a ce_id over {MAX_ID} characters or with controls")
    if event.get_type() != model.type:
        raise Rejected("event_type", f"message {position} is a {event.get_type()}; its topic takes {model.type}")
    time = event.get_time() if "ce_time" in named else None
    time = time or at
    return event.get_id(), time if time.tzinfo else time.replace(tzinfo=UTC), traceparent


def child_traceparent(parent: str | None) -> str:
    """A new span in the trace of `parent`, or of a new trace (W3C Trace Context): what an output event carries."""
    match = TRACEPARENT.fullmatch(parent or "")
    trace, flags = (match[1], match[2]) if match else (secrets.token_hex(16), "01")
    return f"00-{trace}-{secrets.token_hex(8)}-{flags}"
