"""Dead letters: the message byte for byte, and in headers where it came from and why it was given up."""

import traceback
from typing import Literal

from pipeline.errors import LONGEST, TesseraError, Transient
from pipeline.plain import plain
from pipeline.runner.kafka import Headers, Producer, Record
from pipeline.state import Failure, StageName

MAX_TRACE = 8_192


class Crashed(Exception):
    """Workers died over the document while it was alone in them."""

    def __init__(self, times: int) -> None:
        super().__init__(f"the worker died {times} times while it worked on this document alone")


def failure_of(error: Exception, stage: StageName) -> Failure:
    """What an error says to operators."""
    if isinstance(error, TesseraError):
        kind: Literal["rejected", "transient"] = "transient" if isinstance(error, Transient) else "rejected"
        return Failure(code=error.code, message=error.message, page=error.page, kind=kind)
    if isinstance(error, Crashed):
        return Failure(code="worker_crashed", message=str(error), kind="crashed")
    message = plain(f"{stage} failed unexpectedly: {type(error).__name__}: {error}", LONGEST)
    return Failure(code="bug", message=message, kind="bug")


class DeadLetters:
    """Writes to `<topic>.dlq`, to the partition the message had."""

    def __init__(self, stage: StageName, producer: Producer) -> None:
        self._stage = stage
        self._producer = producer

    async def send(self, record: Record, failure: Failure, error: BaseException | None) -> str:
        """Returns once all replicas have the dead letter: where it lies, as topic/partition/offset."""
        nothing = record.key is None and record.value is None  # which aiokafka refuses to send
        topic, partition = f"{record.partition.topic}.dlq", record.partition.number
        offset = await self._producer.send(
            topic,
            key=record.key,
            value=b"" if nothing else record.value,
            headers=(*record.headers, *reasons(record, failure, error, self._stage)),
            partition=partition,
        )
        return f"{topic}/{partition}/{offset}"


def reasons(record: Record, failure: Failure, error: BaseException | None, stage: StageName) -> Headers:
    """Kafka Connect's header names (ERROR_HEADER_* in DeadLetterQueueReporter), values in UTF-8, and ours."""
    kind = type(error) if error else None
    trace = "".join(traceback.format_exception(error)) if error else ""
    headers = {
        "__connect.errors.topic": record.partition.topic,
        "__connect.errors.partition": str(record.partition.number),
        "__connect.errors.offset": str(record.offset),
        "__connect.errors.connector.name": stage,
        "__connect.errors.exception.class.name": f"{kind.__module__}.{kind.__qualname__}" if kind else failure.kind,
        "__connect.errors.exception.message": failure.message,
        "__connect.errors.exception.stacktrace": trace[-MAX_TRACE:],
        "tessera.error.kind": failure.kind,
        "tessera.error.code": failure.code,
        "tessera.message.timestamp_ms": str(record.timestamp_ms),
    }
    if failure.page is not None:
        headers["tessera.error.page"] = str(failure.page)
    return tuple((name, value.encode("utf-8", "replace")) for name, value in headers.items())
