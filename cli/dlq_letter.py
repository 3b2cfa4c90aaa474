"""A dead letter taken apart: the message as it was, and what its stage said of it (pipeline/runner/dlq.py)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

import typer

from pipeline import topics
from pipeline.errors import Rejected
from pipeline.events import EVENTS
from pipeline.runner.delivery import ADDRESSEE, GIVEN_UP, REQUEUED, Delivery, identify, unidentified
from pipeline.runner.kafka import Headers, Partition, Record

FIRST_REASON = "__connect.errors.topic"
"""A dead letter has the message's own headers, then the reasons, beginning with this one."""

OF_THE_DELIVERY = {ADDRESSEE, GIVEN_UP, REQUEUED}
"""Headers that say what to do with one delivery; they are no part of the producer's message."""


class Name(NamedTuple):
    """Names a dead letter for good: topic (without the deployment's prefix), partition and offset."""

    topic: str
    partition: int
    offset: int

    def __str__(self) -> str:
        return f"{self.topic}/{self.partition}/{self.offset}"


def name(text: str) -> Name:
    """The name that `text` is. Raises BadParameter when it is none."""
    topic, partition, offset = [*text.rsplit("/", 2), "", ""][:3]
    if topic not in originals() or not is_number(partition) or not is_number(offset):
        raise typer.BadParameter(
            f"{text!r} names no dead letter: they are named like products.detected.dlq/3/17, see `tessera dlq list`",
            param_hint="LETTER",
        )
    return Name(topic, int(partition), int(offset))


def originals() -> dict[str, str]:
    """The declared topics of dead letters, and whose each is."""
    return {topic.dlq: topic.name for topic in topics.load().values() if topic.dlq}


@dataclass(frozen=True)
class DeadLetter:
    """`record` as it lies on its topic; `prefix` is the deployment's (Settings.topic_prefix)."""

    record: Record
    prefix: str

    @property
    def name(self) -> Name:
        partition, number = self.record.partition
        return Name(partition.removeprefix(self.prefix), number, self.record.offset)

    @property
    def at(self) -> datetime:
        """When it was written."""
        return datetime.fromtimestamp(max(0, self.record.timestamp_ms) / 1000, UTC)

    @cached_property
    def _split(self) -> int:
        names = [name for name, _ in self.record.headers]
        return len(names) - 1 - names[::-1].index(FIRST_REASON) if FIRST_REASON in names else len(names)

    @property
    def headers(self) -> Headers:
        """The message's own, in their order."""
        return self.record.headers[: self._split]

    @cached_property
    def reasons(self) -> Mapping[str, str]:
        """What its stage said; empty if no stage wrote it."""
        return {name: (value or b"").decode("utf-8", "replace") for name, value in self.record.headers[self._split :]}

    @cached_property
    def original(self) -> Record | None:
        """The message where it lay; None when the letter does not say where."""
        topic, partition, offset = (self.reasons.get(f"__connect.errors.{key}", "") for key in PLACE)
        if f"{topic}.dlq" != self.record.partition.topic or not is_number(partition) or not is_number(offset):
            return None
        at = self.reasons.get("tessera.message.timestamp_ms", "")
        return Record(
            Partition(topic, int(partition)),
            int(offset),
            self.record.key,
            self.record.value,
            tuple(header for header in self.headers if header[0] not in OF_THE_DELIVERY),
            int(at) if is_number(at) else self.record.timestamp_ms,
        )

    @property
    def delivery(self) -> Delivery | None:
        """The message with the identities that its stage went by; None when it is not known where it lay."""
        if (original := self.original) is None:
            return None
        topic = original.partition.topic
        try:
            return identify(original, {topic: EVENTS[f"{topic.removeprefix(self.prefix)}.v1"]})
        except Rejected:
            return unidentified(original)


PLACE = ("topic", "partition", "offset")


@dataclass(frozen=True, slots=True)
class Summary:
    """What a list shows of a dead letter; its bytes stay in Kafka."""

    name: Name
    at: datetime
    topic: str
    position: str
    """Of the original message."""
    stage: str
    document_id: UUID | None
    event_id: str
    kind: str
    code: str
    page: int | None
    message: str
    size: int


def summary(letter: DeadLetter) -> Summary:
    """Of any record on a topic of dead letters: what a foreign one does not say is empty."""
    said, original, delivery = letter.reasons, letter.original, letter.delivery
    page = said.get("tessera.error.page", "")
    return Summary(
        name=letter.name,
        at=letter.at,
        topic=letter.name.topic.removesuffix(".dlq"),
        position=original.position.removeprefix(letter.prefix) if original else "",
        stage=said.get("__connect.errors.connector.name", ""),
        document_id=delivery.document_id if delivery else None,
        event_id=delivery.event_id if delivery else "",
        kind=said.get("tessera.error.kind", ""),
        code=said.get("tessera.error.code", ""),
        page=int(page) if is_number(page) else None,
        message=said.get("__connect.errors.exception.message", ""),
        size=len(letter.record.value or b""),
    )


def is_number(text: str) -> bool:
    """Whether `text` is what Kafka counts partitions and offsets by."""
    return text.isascii() and text.isdecimal() and len(text) < 19
