"""A toy stage, topics and workers for the tests of the worker core. Also run as a program, to have a worker to kill:
`python -m tests.integration.runner.harness`.
"""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import structlog
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import GroupCoordinatorNotAvailableError
from prometheus_client import CollectorRegistry

from pipeline import db
from pipeline.events import ChunksCreated, ProductsDetected
from pipeline.metrics import Metrics
from pipeline.runner.watchdog import Watchdog
from pipeline.runner.worker import Worker
from pipeline.service import Resources, SystemClock, main
from pipeline.settings import Settings
from pipeline.stage import Join, Stage
from pipeline.state import Message, StageState
from pipeline.topics import load
from pipeline.work import Work

log = structlog.stdlib.get_logger(__name__)

EVENT = {
    "run_id": "0190a000-0000-7000-8000-000000000001",
    "filename": "a.pdf",
    "sha256": "0" * 64,
    "page_count": 1,
    "document_ref": "documents/a",
    "pages_ref": "pages/a",
    "catalogue_ref": "catalogues/a",
    "products_discovered": 1,
    "pages_planned": 1,
}


@dataclass(frozen=True)
class Deps:
    """What the toy handler is given."""

    work: Work
    pool: db.Pool


Handle = Callable[[ProductsDetected, Deps], Awaitable[ChunksCreated]]


def output(event: ProductsDetected, chunks: int = 1) -> ChunksCreated:
    common = event.model_dump(exclude={"products_discovered", "pages_planned"})
    return ChunksCreated(**common, chunks_created=chunks)


async def as_told(event: ProductsDetected, deps: Deps) -> ChunksCreated:
    """Does what the event's label `do` says: sleep:SECONDS, die (as by kill -9), or nothing; for ever up to attempt N:
    slow:N (makes progress), hang:N (makes none); counts in toy_work, inside the fence, that it was done.
    """
    what, _, how_long = event.labels.get("do", "").partition(":")
    if what == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "sleep":
        steps = int(float(how_long) * 20)
        for step in range(steps):
            await deps.work.progress(step, steps, page=step + 1)
            await asyncio.sleep(0.05)
    if what in ("slow", "hang") and deps.work.claim.attempt <= int(how_long):
        await deps.work.progress(0, 1, page=7)
        log.info("asked", page=7)
        while True:
            await asyncio.sleep(0.05)
            if what == "slow":
                await deps.work.progress(0, 1, page=7)
    async with db.fenced(deps.pool, deps.work.claim) as connection:
        await connection.execute(
            "INSERT INTO toy_work VALUES ($1, $2)", deps.work.claim.document_id, deps.work.claim.attempt
        )
    return output(event)


async def at_once(event: ProductsDetected, deps: Deps) -> ChunksCreated:
    """Nothing to do."""
    return output(event)


def toy(
    handle: Handle, pool: db.Pool, join: Join[ProductsDetected] | None = None
) -> Stage[ProductsDetected, Deps, ChunksCreated]:
    return Stage(
        name="chunker",
        consumes={"products.detected": ProductsDetected},
        produces="chunks.created",
        handle=handle,
        deps=lambda work: Deps(work, pool),
        join=join,
    )


@dataclass
class Kafka:
    """Topics of one test, an ordinary producer, and what was written to them."""

    bootstrap: str
    prefix: str
    producer: AIOKafkaProducer
    partitions: int = 4

    async def publish(self, *, key: str | None = None, partition: int | None = None, **fields: object) -> UUID:
        """An event as a plain producer sends it; its document."""
        document = uuid4()
        value = json.dumps({**EVENT, "document_id": str(document), **fields}).encode()
        key = key or str(fields.get("document_id", document))
        await self.send(value, key=key.encode(), partition=partition)
        return UUID(str(fields.get("document_id", document)))

    async def send(
        self,
        value: bytes | None,
        *,
        key: bytes | None = None,
        partition: int | None = None,
        headers: tuple[tuple[str, bytes], ...] = (),
        topic: str = "products.detected",
    ) -> None:
        await self.producer.send_and_wait(
            self.prefix + topic, value, key=key, partition=partition, headers=list(headers)
        )

    async def read(self, topic: str) -> list[ConsumerRecord]:
        """All there is on a topic, by partition and offset."""
        consumer = AIOKafkaConsumer(bootstrap_servers=self.bootstrap, auto_offset_reset="earliest")
        await consumer.start()
        try:
            partitions = [TopicPartition(self.prefix + topic, number) for number in range(self.partitions)]
            consumer.assign(partitions)
            ends = await consumer.end_offsets(partitions)
            await consumer.seek_to_beginning(*partitions)
            records: list[ConsumerRecord] = []
            while any([await consumer.position(tp) < end for tp, end in ends.items()]):
                for batch in (await consumer.getmany(timeout_ms=100)).values():
                    records += batch
            return sorted(records, key=lambda record: (record.partition, record.offset))
        finally:
            await consumer.stop()

    async def states(self, document: UUID | None = None) -> list[StageState]:
        states = [StageState.model_validate_json(record.value) for record in await self.read("chunker.state")]
        return [state for state in states if document is None or state.document_id == document]

    async def outputs(self) -> list[ChunksCreated]:
        return [ChunksCreated.model_validate_json(record.value) for record in await self.read("chunks.created")]

    async def committed(self) -> int:
        """Messages below the committed offsets of the group, in all."""
        admin = AIOKafkaAdminClient(bootstrap_servers=self.bootstrap)
        await admin.start()
        try:
            offsets = await admin.list_consumer_group_offsets(f"{self.prefix}chunker")
        except GroupCoordinatorNotAvailableError:  # the first group of a new broker
            return 0
        finally:
            await admin.close()
        return sum(offset.offset for offset in offsets.values() if offset.offset > 0)

    async def rewind(self) -> None:
        """Commit offset 0 everywhere for the group, which must have no members: everything is delivered again."""
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self.bootstrap, group_id=f"{self.prefix}chunker", enable_auto_commit=False
        )
        partitions = [TopicPartition(f"{self.prefix}products.detected", number) for number in range(self.partitions)]
        consumer.assign(partitions)
        await consumer.start()
        try:
            await consumer.commit(dict.fromkeys(partitions, 0))
        finally:
            await consumer.stop()


async def make_topics(bootstrap: str, prefix: str, partitions: int) -> None:
    """The topics the toy stage needs."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    names = [
        "products.detected",
        "products.detected.dlq",
        "chunks.created",
        "jobs.heartbeat",
        "jobs.restarts",
        "chunker.state",
    ]
    declared = load()
    topics = [NewTopic(prefix + name, partitions, 1, topic_configs=declared[name].config) for name in names]
    await admin.create_topics(topics)
    await admin.close()


@asynccontextmanager
async def kafka(bootstrap: str, prefix: str, partitions: int = 4) -> AsyncIterator[Kafka]:
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap)
    await producer.start()
    try:
        yield Kafka(bootstrap, prefix, producer, partitions)
    finally:
        await producer.stop()


@dataclass
class Running:
    """A worker in this process and its metrics."""

    worker: Worker
    registry: CollectorRegistry = field(repr=False)

    def count(self, name: str, **labels: str) -> float:
        """Value of a metric, 0 if it was never set."""
        return self.registry.get_sample_value(name, {"stage": "chunker", **labels}) or 0.0


@asynccontextmanager
async def running(
    settings: Settings, handle: Handle = as_told, join: Join[ProductsDetected] | None = None
) -> AsyncIterator[Running]:
    """A worker in this process, started and stopped."""
    pool = await db.connect(settings.database_url, size=settings.database_connections)
    registry = CollectorRegistry()
    worker = Worker(toy(handle, pool, join), settings, pool, SystemClock(), Metrics("chunker", registry), Watchdog())
    await worker.start()
    try:
        yield Running(worker, registry)
    finally:
        await worker.stop()
        await pool.close()


async def until(condition: Callable[[], Awaitable[bool]], seconds: float = 120) -> None:
    """Wait for a condition, not for time."""
    async with asyncio.timeout(seconds):
        while not await condition():  # noqa: ASYNC110  neither Kafka nor PostgreSQL tells
            await asyncio.sleep(0.05)


async def finish_elsewhere(kafka: Kafka, pool: db.Pool, document: UUID) -> None:
    """What another worker leaves that claimed `document` and finished it: a fence and a checkpoint with an output."""
    last = (await kafka.states(document))[-1]
    await pool.execute(
        "UPDATE fences SET attempt = attempt + 1, worker = 'other', status = 'finished' WHERE document_id = $1",
        document,
    )
    event = output(ProductsDetected.model_validate_json(last.input.value or b""), chunks=42)
    message = Message(topic=f"{kafka.prefix}chunks.created", key=last.input.key, value=event.model_dump_json().encode())
    update = {"attempt": last.attempt + 1, "sequence": 1, "status": "finished", "output": message, "worker": "other"}
    await kafka.send(
        last.model_copy(update=update).model_dump_json().encode(),
        key=str(document).encode(),
        partition=last.input.partition,
        topic="chunker.state",
    )


def build(_settings: Settings, resources: Resources) -> Stage[ProductsDetected, Deps, ChunksCreated]:
    return toy(as_told, resources.pool)


if __name__ == "__main__":
    main(Settings, build)
