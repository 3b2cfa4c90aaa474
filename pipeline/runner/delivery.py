"""A consumed message with the identities everything else goes by: its event, document and run."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID, uuid5

from pipeline import codec, ids
from pipeline.errors import Rejected
from pipeline.events import MAX_EVENT_BYTES, Event, PdfUploaded, StageEvent
from pipeline.plain import plain
from pipeline.runner.kafka import Record
from pipeline.state import Message

ADDRESSEE = "tessera_stage"
GIVEN_UP = "tessera_give_up"
REQUEUED = "tessera_requeued"
CAUSE = "tessera_cause"
FIRST = "tessera_first"
"""Headers beside those of CloudEvents, set by `tessera replay`, services/jobs and `tessera dlq requeue`."""


@dataclass(frozen=True)
class Delivery:
    """`event` has its document_id and run_id, also where a producer left them out."""

    record: Record
    event: Event
    document_id: UUID
    run_id: UUID
    event_id: str
    time: datetime
    traceparent: str | None = None

    @property
    def addressee(self) -> str | None:
        """The one stage that a replay is for; None, as nearly always, for all that read the topic."""
        return self._header(ADDRESSEE)

    @property
    def given_up(self) -> str | None:
        """Why services/jobs wants it dead-lettered, in a sentence; None if it does not."""
        return self._header(GIVEN_UP)

    @property
    def cause(self) -> str | None:
        """Of an output, the id of the event it was made of, unless it was made anew for its own sake."""
        return self._header(CAUSE)

    @property
    def as_cause(self) -> tuple[tuple[str, bytes], ...]:
        """The header by which outputs name this message as their cause: none if it is a replay for one stage alone,
        beside which no other stage makes anything.
        """
        return () if self.addressee and not self.requeued else ((CAUSE, self.event_id.encode()),)

    @property
    def requeued(self) -> bool:
        """Whether it is a dead letter sent back: that its stage failed before is no reason to leave it."""
        return self._header(REQUEUED) is not None

    def _header(self, name: str) -> str | None:
        value = dict(self.record.set_headers).get(name)
        return value.decode("utf-8", "replace") if value else None

    @property
    def event_uuid(self) -> UUID:
        """The event's id as UUID; CloudEvents allows any string."""
        try:
            return UUID(self.event_id)
        except ValueError:
            return uuid5(ids.NAMESPACE, f"event:{self.event_id}")

    @property
    def source(self) -> Message:
        """The message for state records, without a value too large for them: its dead letter has that."""
        return kept(self.record)


def identify(record: Record, models: Mapping[str, type[Event]]) -> Delivery:
    """Decode a message by the model of its topic. Raises Rejected as pipeline.codec.decode does."""
    known_as = first(record)
    decoded = codec.decode(
        models[record.partition.topic],
        record.value,
        record.set_headers,
        timestamp_ms=known_as.timestamp_ms,
        position=known_as.position,
    )
    event: Event = decoded.event
    if isinstance(event, PdfUploaded):
        document_id = event.document_id or ids.document_id(event.source)
        run_id = event.run_id or ids.run_id(document_id, decoded.event_id, _sane(decoded.time, known_as))
        event = event.model_copy(update={"document_id": document_id, "run_id": run_id})
    elif isinstance(event, StageEvent):
        document_id, run_id = event.document_id, event.run_id
    else:
        raise Rejected("event_type", f"message {record.position} is a {event.type}, which names no document and run")
    return Delivery(record, event, document_id, run_id, decoded.event_id, decoded.time, decoded.traceparent)


def unidentified(record: Record) -> Delivery:
    """For a message that cannot be decoded: identities from its key, its ce_id and its position."""
    named, known_as = dict(record.set_headers), first(record)
    event_id = plain(named.get("ce_id", b"").decode("utf-8", "replace"), codec.MAX_ID)
    event_id = event_id or str(uuid5(ids.NAMESPACE, f"message:{known_as.position}"))
    try:
        document_id = UUID((record.key or b"").decode("ascii", "replace"))
    except ValueError:
        document_id = uuid5(ids.NAMESPACE, f"message:{known_as.position}")
    at = _kafka_time(known_as)
    return Delivery(record, Event(), document_id, ids.run_id(document_id, event_id, at), event_id, at)


def first(record: Record) -> Record:
    """The message where and when it first lay: it is known by that when it names no id or time itself. A dead letter
    sent back says so (FIRST, as offset@milliseconds, in the partition it is in); later than now is not believed.
    """
    said = dict(record.set_headers).get(FIRST, b"").decode("ascii", "replace")
    if not (match := re.fullmatch(r"([0-9]{1,18})@([0-9]{1,18})", said)):
        return record
    return replace(record, offset=int(match[1]), timestamp_ms=min(int(match[2]), record.timestamp_ms))


def kept(record: Record) -> Message:
    """The message as state records keep it."""
    message = record.message
    return message.model_copy(update={"value": None}) if len(message.value or b"") > MAX_EVENT_BYTES else message


def _kafka_time(record: Record) -> datetime:
    return codec.kafka_time(record.timestamp_ms)


def _sane(time: datetime, record: Record) -> datetime:
    """`time` within 1970 and Kafka's own: a producer's clock running ahead would outrank all later runs."""
    return max(datetime.fromtimestamp(0, UTC), min(time, _kafka_time(record)))
