"""Dead letters as the worker core writes them, on topics of a test's own, and the command line that handles them."""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition
from typer.testing import CliRunner, Result

from cli.main import app
from pipeline.errors import Rejected
from pipeline.runner.dlq import failure_of, reasons
from pipeline.runner.kafka import Headers, Partition, Record
from pipeline.state import StageName
from tests.integration.runner.harness import EVENT

T = TypeVar("T")
DOCUMENT = UUID("6f0f2f0e-6b2c-5d1c-9a53-7e55e12a0009")
CLOUD: Headers = (
    ("ce_id", b"e1"),
    ("ce_type", b"products.detected.v1"),
    ("ce_source", b"/x"),
    ("ce_specversion", b"1.0"),
)


def event(**fields: Any) -> bytes:
    return json.dumps({**EVENT, "document_id": str(DOCUMENT), **fields}).encode()


@dataclass(frozen=True)
class Dlq:
    """Kafka and database of one test, and the commands run against them."""

    bootstrap: str
    prefix: str
    folder: Path

    def tessera(self, *arguments: str, answer: str | None = None) -> Result:
        """A command as people type it."""
        return CliRunner().invoke(app, ["--state-dir", str(self.folder / "none"), *arguments], input=answer)

    def dlq(self, *arguments: str, answer: str | None = None) -> Result:
        return self.tessera("dlq", *arguments, answer=answer)

    def listed(self, *arguments: str) -> list[dict[str, Any]]:
        """What list --json says."""
        result = self.dlq("list", "--json", *arguments)
        assert result.exit_code == 0, result.output
        letters: list[dict[str, Any]] = json.loads(result.stdout)
        return letters

    def message(self, value: bytes | None, *, topic: str = "products.detected", **fields: Any) -> Record:
        """A message of a stage's topic, at partition 3, offset 40."""
        record = Record(Partition(self.prefix + topic, 3), 40, b"a key", value, CLOUD, 1_700_000_000_000)
        return replace(record, **fields)

    def give_up(
        self,
        *records: Record,
        stage: StageName = "chunker",
        error: Exception | None = None,
        at: int | None = None,
    ) -> list[str]:
        """Dead letters of messages, in the worker core's words; their names. `at`: their time, in milliseconds."""
        error = error or Rejected("no_products", "page 3 names no product", page=3)

        async def run(producer: AIOKafkaProducer) -> list[str]:
            sent = []
            for record in records:
                headers = (*record.headers, *reasons(record, failure_of(error, stage), error, stage))
                topic, partition = f"{record.partition.topic}.dlq", record.partition.number
                sent.append(
                    await producer.send(
                        topic, record.value, record.key, partition, timestamp_ms=at, headers=list(headers)
                    )
                )
            done = [await each for each in sent]
            return [f"{each.topic.removeprefix(self.prefix)}/{each.partition}/{each.offset}" for each in done]

        return self.producing(run)

    def send(self, topic: str, value: bytes | None, headers: Sequence[tuple[str, bytes]] = ()) -> None:
        """Any message."""

        async def run(producer: AIOKafkaProducer) -> None:
            await producer.send_and_wait(self.prefix + topic, value, b"k", 0, headers=list(headers))

        self.producing(run)

    def producing(self, function: Callable[[AIOKafkaProducer], Awaitable[T]]) -> T:
        async def run() -> T:
            async with AIOKafkaProducer(bootstrap_servers=self.bootstrap, max_request_size=4 << 20) as producer:
                return await function(producer)

        return asyncio.run(run())

    def read(self, topic: str, count: int, partitions: int = 12) -> list[ConsumerRecord]:
        """All there is on a topic, which must be `count` messages."""

        async def run() -> list[ConsumerRecord]:
            places = [TopicPartition(self.prefix + topic, number) for number in range(partitions)]
            settings = {"enable_auto_commit": False, "auto_offset_reset": "earliest"}
            async with AIOKafkaConsumer(bootstrap_servers=self.bootstrap, **settings) as consumer:
                consumer.assign(places)
                for place in places:
                    consumer.seek(place, 0)
                ends = await consumer.end_offsets(places)
                found: list[ConsumerRecord] = []
                while any([await consumer.position(place) < end for place, end in ends.items()]):
                    found += [each for batch in (await consumer.getmany(timeout_ms=100)).values() for each in batch]
            return found

        found = asyncio.run(run())
        assert len(found) == count, found
        return found


def noise(size: int) -> bytes:
    """What no compression makes smaller."""
    return os.urandom(size)
