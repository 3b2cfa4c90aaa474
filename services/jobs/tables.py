"""Faust's Tables as the agents see them: bytes to bytes, and a write is done when the changelog topic has it."""

import asyncio
from collections.abc import Iterator, Mapping
from functools import partial

import faust

from pipeline.runner.outages import Outages


class Table:
    """A Table whose entries lie in the partition of their key, like the messages they come from."""

    def __init__(self, app: faust.App, name: str, outages: Outages) -> None:
        self._app = app
        self._outages = outages
        self._table = app.Table(name, key_type=bytes, value_type=bytes, use_partitioner=True)

    def __len__(self) -> int:
        return len(self._table)

    def get(self, key: bytes) -> bytes | None:
        """The value under `key`, if any."""
        return self._table.data.get(key)

    async def put(self, entries: Mapping[bytes, bytes | None]) -> None:
        """Set, or for None remove; returns once the changelog has it, however long Kafka is away.

        Faust's own way, item assignment, does not say when a write to the changelog was lost.
        """
        for key, value in entries.items():
            if value is None:
                self._table.data.pop(key, None)
            else:
                self._table.data[key] = value
        await self._outages.ride_out(partial(self._publish, entries))

    async def _publish(self, entries: Mapping[bytes, bytes | None]) -> None:
        send = partial(self._table.changelog_topic.send, value_serializer="raw", force=True)
        sent = [await send(key=key, value=value) for key, value in entries.items()]
        await asyncio.gather(*sent)

    def owned(self) -> Iterator[tuple[bytes, bytes]]:
        """The entries in partitions of this process; those of partitions that went elsewhere may linger beside them."""
        topic, consumer = self._table.changelog_topic.get_topic_name(), self._app.consumer
        assigned = {each.partition for each in consumer.assignment() if each.topic == topic}
        return (
            (key, value) for key, value in self._table.data.items() if consumer.key_partition(topic, key) in assigned
        )
