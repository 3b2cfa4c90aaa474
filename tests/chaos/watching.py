"""All messages of a world as they come, and the committed offsets, sampled against what is finished."""

import asyncio
import time
from collections import defaultdict
from dataclasses import dataclass, field
from types import TracebackType
from uuid import UUID

import asyncpg
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from pipeline import topics
from pipeline.events import DocumentCompleted
from pipeline.state import STAGES, StageState
from tests.chaos.world import World

SAMPLE_SECONDS = 1.0
PATIENCE = 5.0
INPUTS = {
    "discovery": ("pdf.uploaded",),
    "chunker": ("products.detected",),
    "imager": ("products.detected",),
    "linker": ("chunks.created", "images.embedded"),
    "validator": ("products.linked",),
}
AWAY = (KafkaError, TimeoutError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError)
ARRIVED = "SELECT event_id, event_id = fired_by AS fires FROM arrivals JOIN fan_ins USING (run_id)"


@dataclass(frozen=True)
class Seen:
    """A message, its topic without prefix; `at` is when it was seen, monotonic."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: dict[str, bytes]
    at: float

    @property
    def event_id(self) -> str:
        return self.headers.get("ce_id", b"").decode()


@dataclass
class Watch:
    """As a context manager: watches from the beginning of the topics until it is left. `ended` are the runs that are
    completed or dead-lettered.
    """

    world: World
    messages: dict[str, list[Seen]] = field(default_factory=lambda: defaultdict(list))
    samples: int = 0
    violations: list[str] = field(default_factory=list)
    ended: set[UUID] = field(default_factory=set)
    _done: set[tuple[str, str]] = field(default_factory=set)
    _sound: dict[tuple[str, str, int], int] = field(default_factory=dict)

    async def __aenter__(self) -> "Watch":
        self._consumer = AIOKafkaConsumer(
            bootstrap_servers=self.world.stack.bootstrap, enable_auto_commit=False, auto_offset_reset="earliest"
        )
        await self._consumer.start()
        await self._consumer._client.force_metadata_update()
        declared = [topic for topic in topics.load().values() if topic.name != "jobs.heartbeat"]
        self._partitions = [
            TopicPartition(self.world.prefix + topic.name, number)
            for topic in declared
            for number in range(topic.partitions)
        ]
        self._consumer.assign(self._partitions)
        await self._consumer.seek_to_beginning()
        self._tasks = [asyncio.create_task(self._poll()), asyncio.create_task(self._sample_always())]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._consumer.stop()

    def of(self, topic: str) -> list[Seen]:
        """What is on a topic so far."""
        return self.messages.get(topic, [])

    async def catch_up(self) -> None:
        """Return once all that is on the topics now has been seen. Raises KafkaError and TimeoutError."""
        async with asyncio.timeout(PATIENCE):
            ends = await self._consumer.end_offsets(self._partitions)
            while any([await self._consumer.position(each) < end for each, end in ends.items()]):  # noqa: ASYNC110
                await asyncio.sleep(0.02)

    async def committed(self) -> dict[tuple[str, str, int], int]:
        """Committed offset by stage, topic (without prefix) and partition. Raises KafkaError."""
        found: dict[tuple[str, str, int], int] = {}
        admin = AIOKafkaAdminClient(bootstrap_servers=self.world.stack.bootstrap, request_timeout_ms=3000)
        try:
            async with asyncio.timeout(PATIENCE):
                await admin.start()
                for stage in STAGES:
                    offsets = await admin.list_consumer_group_offsets(self.world.prefix + stage)
                    for tp, offset in offsets.items():
                        if offset.offset >= 0:
                            found[stage, tp.topic.removeprefix(self.world.prefix), tp.partition] = offset.offset
        finally:
            await admin.close()
        return found

    async def sample(self) -> None:
        """Read the committed offsets first, then what is finished: every message below an offset must be."""
        committed = await self.committed()
        await self.catch_up()
        arrived = {str(row["event_id"]): row["fires"] for row in await self.world.rows(ARRIVED)}
        for (stage, topic, partition), offset in committed.items():
            where = stage, topic, partition
            for seen in reversed(self.messages.get(topic, [])):
                if seen.partition != partition or seen.offset >= offset:
                    continue
                if seen.offset < self._sound.get(where, 0):
                    break
                joined = (stage == "linker" and arrived.get(seen.event_id) is False) or (
                    stage == "linker" and seen.event_id in arrived and arrived[seen.event_id] is None
                )
                elsewhere = seen.headers.get("tessera_stage", stage.encode()) != stage.encode()
                if not (joined or elsewhere or (stage, seen.event_id) in self._done):
                    self.violations.append(
                        f"{stage} committed {topic}/{partition} up to {offset}, but {seen.offset}"
                        f" (document {(seen.key or b'').decode()}) was not finished"
                    )
            self._sound[where] = max(offset, self._sound.get(where, 0))
        self.samples += 1

    async def _sample_always(self) -> None:
        while True:
            try:
                await self.sample()
            except AWAY:  # a server is down, as it is meant to be now and then
                await asyncio.sleep(SAMPLE_SECONDS)
            await asyncio.sleep(SAMPLE_SECONDS)

    async def _poll(self) -> None:
        while True:
            try:
                batches = await self._consumer.getmany(timeout_ms=100)
            except KafkaError:
                await asyncio.sleep(SAMPLE_SECONDS)
                continue
            for tp, records in batches.items():
                topic = tp.topic.removeprefix(self.world.prefix)
                for record in records:
                    self._take(topic, record)

    def _take(self, topic: str, record: "AIOKafkaConsumer.ConsumerRecord") -> None:
        headers, at = dict(record.headers), time.monotonic()
        self.messages[topic].append(Seen(topic, record.partition, record.offset, record.key, record.value, headers, at))
        if record.value is None:
            return
        if topic == "document.completed":
            self.ended.add(DocumentCompleted.model_validate_json(record.value).run_id)
        if topic.endswith(".state"):
            state = StageState.model_validate_json(record.value)
            if state.status in ("finished", "failed", "superseded"):
                self._done.add((state.stage, state.event_id))
            if state.status == "failed":
                self.ended.add(state.run_id)
