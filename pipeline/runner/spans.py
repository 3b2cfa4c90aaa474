"""What a group has read of its topics, asked from outside: services/jobs tells lost messages from queued ones by it."""

import asyncio
from collections.abc import Collection
from typing import NamedTuple

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.partitioner import murmur2

from pipeline.runner.kafka import ANSWER_SECONDS, REQUEST_MS, Partition, answered


class Span(NamedTuple):
    """Offsets of a partition: the first one kept, the next one to be written, and the next one a group will read."""

    start: int
    end: int
    committed: int

    def is_past(self, mark: int) -> bool:
        """Whether the group will never again be given what lies below `mark`: it has read that far or all there is, or
        retention has taken it.
        """
        return max(self.committed, self.start) >= min(mark, self.end)


def partition_of(key: bytes, partitions: int) -> int:
    """Where Kafka's clients put a message with this key."""
    hashed: int = murmur2(key)
    return (hashed & 0x7FFFFFFF) % partitions


async def spans(bootstrap: str, group: str, topics: Collection[str]) -> dict[Partition, Span]:
    """Of every partition of `topics`; nothing committed counts as 0. Raises KafkaError."""
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, group_id=None, request_timeout_ms=REQUEST_MS)
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=REQUEST_MS)
    try:
        async with answered(f"tell the offsets of {group}", ANSWER_SECONDS):
            await asyncio.gather(consumer.start(), admin.start())
            described = await admin.describe_topics(list(topics))
            partitions = [
                TopicPartition(topic["topic"], each["partition"]) for topic in described for each in topic["partitions"]
            ]
            committed = await admin.list_consumer_group_offsets(group, partitions=partitions)
            starts = await consumer.beginning_offsets(partitions)
            ends = await consumer.end_offsets(partitions)
    finally:
        await asyncio.gather(consumer.stop(), admin.close(), return_exceptions=True)
    return {
        Partition(*tp): Span(starts[tp], ends[tp], max(committed[tp].offset if tp in committed else 0, 0))
        for tp in partitions
    }
