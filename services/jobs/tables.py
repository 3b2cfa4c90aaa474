"""Faust's Tables as the agents see them: bytes to bytes, and a write is done when the changelog topic has it."""

import asyncio
from collections.abc import Iterator, Mapping

import faust


class Table:
    """A Table whose entries lie in the partition of their key, like the messages they come from."""

    def __init__(self, app: faust.App, name: str) -> None:
        self._app = app
        self._table = app.Table(name, key_type=bytes, value_type=bytes, use_partitioner=True)

    def __len__(self) -> int:
        return len(self._table)

    def get(self, key: bytes) -> bytes | None:
        """The value under `key`, if any."""
        return self._table.data.get(key)

    async def put(self, entries: Mapping[bytes, bytes | None]) -> None:
        """Set, or for None remove; returns once the changelog has it. Raises the producer's error if it never will.

        Faust's own way, item assignment, does not say when a write to the changelog was lost.
        """
        topic, sent = self._table.changelog_topic, []
        for key, value in entries.items():
            if value is None:
                self._table.data.pop(key, None)
            else:
                self._table.data[key] = value
            sent.append(await topic.send(key=key, value=value, value_serializer="raw", force=True))
        await asyncio.gather(*sent)

    def owned(self) -> Iterator[tuple[bytes, bytes]]:
        """The entries in partitions of this process; those of partitions that went elsewhere may linger beside them."""
        topic, consumer = self._table.changelog_topic.get_topic_name(), self._app.consumer
        assigned = {each.partition for each in consumer.assignment() if each.topic == topic}
        return (
            (key, value) for key, value in self._table.data.items() if consumer.key_partition(topic, key) in assigned
        )
