"""Reading topics outside any group: given offsets, or what comes from now on."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaTimeoutError

from pipeline.runner.kafka import (
    ANSWER_SECONDS,
    REQUEST_MS,
    Record,
    answered,
    close_quietly,
    getmany,
    opened,
    record_of,
)


class Reader:
    """Reads given offsets of one topic outside any group; one call at a time. `patience`: seconds without an answer or
    a record after which a call raises KafkaTimeoutError.
    """

    def __init__(self, bootstrap: str, topic: str, patience: float = ANSWER_SECONDS) -> None:
        self._topic = topic
        self._patience = patience
        self._consumer = AIOKafkaConsumer(
            bootstrap_servers=bootstrap,
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            request_timeout_ms=REQUEST_MS,
        )
        self._lock = asyncio.Lock()

    async def start(self) -> None:
        """Raises KafkaError when Kafka cannot be reached."""
        async with opened(self.stop), answered("start a reader", self._patience):
            await self._consumer.start()

    async def stop(self) -> None:
        await close_quietly("reader", self._consumer.stop())

    async def read(self, starts: Mapping[int, int]) -> AsyncIterator[Record]:
        """Every record from the given offset of each partition to what is its end now. Raises KafkaError."""
        async with self._lock:
            partitions = {TopicPartition(self._topic, number): start for number, start in starts.items()}
            async with answered(f"tell the ends of {self._topic}", self._patience):
                ends = await self._consumer.end_offsets(list(partitions))
            left = {tp: ends[tp] for tp, start in partitions.items() if start < ends[tp]}
            if not left:
                return
            self._consumer.assign(list(left))
            for tp in left:
                self._consumer.seek(tp, partitions[tp])
            silence = _Silence(self._topic, self._patience)
            while left:
                for tp, records in (await getmany(self._consumer, timeout_ms=200)).items():
                    for record in records:
                        if tp in left and record.offset < left[tp]:
                            yield record_of(record)
                # not the last record's offset: compaction may have taken the last ones
                positions = {tp: await self._position(tp) for tp in left}
                silence.check(sum(positions.values()))
                left = {tp: end for tp, end in left.items() if positions[tp] < end}
                self._consumer.pause(*(self._consumer.assignment() - left.keys()))

    async def at(self, partition: int, offset: int) -> Record | None:
        """The record at `offset`, None if compaction has taken it. Raises KafkaError."""
        async with self._lock:
            tp = TopicPartition(self._topic, partition)
            async with answered(f"tell the end of {self._topic}", self._patience):
                ends = await self._consumer.end_offsets([tp])
            if not 0 <= offset < ends[tp]:
                return None
            self._consumer.assign([tp])
            self._consumer.seek(tp, offset)
            silence = _Silence(self._topic, self._patience)
            while not (batch := await getmany(self._consumer, timeout_ms=200, max_records=1)):
                position = await self._position(tp)
                if position > offset:
                    return None
                silence.check(position)
            record = record_of(batch[tp][0])
            return record if record.offset == offset else None

    async def _position(self, tp: TopicPartition) -> int:
        async with answered(f"tell a position in {self._topic}", self._patience):
            position: int = await self._consumer.position(tp)
            return position


class _Silence:
    """Ends a loop that reads: raises KafkaTimeoutError once `check` has been given the same figure for too long."""

    def __init__(self, topic: str, patience: float) -> None:
        self._topic = topic
        self._patience = patience
        self._last = -1
        self._since = time.monotonic()

    def check(self, positions: int) -> None:
        now = time.monotonic()
        if positions != self._last:
            self._last, self._since = positions, now
        elif now - self._since > self._patience:
            raise KafkaTimeoutError(f"Kafka gave nothing more of {self._topic} for {self._patience:g} s")


class Tail:
    """Reads a whole topic outside any group, from what is its end at the start."""

    def __init__(self, bootstrap: str, topic: str) -> None:
        self._consumer = AIOKafkaConsumer(
            topic,
            bootstrap_servers=bootstrap,
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="latest",
            request_timeout_ms=REQUEST_MS,
        )

    async def start(self) -> None:
        """Raises KafkaError when Kafka cannot be reached."""
        async with opened(self.stop), answered("start a reader", ANSWER_SECONDS):
            await self._consumer.start()

    async def stop(self) -> None:
        await close_quietly("tail", self._consumer.stop())

    async def poll(self, timeout_ms: int = 1000) -> list[Record]:
        """What has come, [] after `timeout_ms`. Raises KafkaError."""
        batches = await getmany(self._consumer, timeout_ms=timeout_ms)
        return [record_of(record) for records in batches.values() for record in records]
