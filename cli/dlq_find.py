"""Reading dead letters from their topics."""

import asyncio
import heapq
from collections import defaultdict
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Collection, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cli import connections
from cli.dlq_letter import DeadLetter, Name, Summary, originals, summary
from cli.errors import Unreachable
from pipeline.errors import Misconfigured
from pipeline.runner.kafka import Record
from pipeline.settings import Settings

PATIENCE = 15.0
"""Seconds that Kafka may take to say anything."""


@dataclass(frozen=True)
class Wanted:
    """Which letters; None of a field is any. `since` and `until` bound the letter's own time."""

    topic: str | None = None
    stage: str | None = None
    code: str | None = None
    document: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None

    def __bool__(self) -> bool:
        return self != Wanted()

    def topics(self) -> list[str]:
        """The topics of dead letters to look in."""
        return [dlq for dlq, topic in originals().items() if self.topic in (None, dlq, topic)]

    def in_time(self, letter: DeadLetter) -> bool:
        """Asked first: it needs nothing decoded."""
        return (self.since is None or letter.at >= self.since) and (self.until is None or letter.at < self.until)

    def takes(self, letter: Summary) -> bool:
        return (
            self.stage in (None, letter.stage)
            and self.code in (None, letter.code)
            and self.document in (None, letter.document_id)
        )


async def find(
    settings: Settings, wanted: Wanted, keep: Callable[[Summary], bool], limit: int | None = None
) -> tuple[list[Summary], int]:
    """The newest `limit` letters that are `wanted` and pass `keep`, newest first, and how many there are of them.

    Raises Unreachable, Misconfigured when a topic is missing.
    """
    newest: list[tuple[datetime, Name, Summary]] = []
    count = 0
    partitions = await _partitions(settings, wanted.topics())
    for topic, number in partitions.items():
        async with aclosing(_read(settings, topic, dict.fromkeys(range(number), 0))) as letters:
            async for letter in letters:
                if not wanted.in_time(letter):
                    continue
                found = summary(letter)
                if not wanted.takes(found) or not keep(found):
                    continue
                count += 1
                heapq.heappush(newest, (found.at, found.name, found))
                if limit is not None and len(newest) > limit:
                    heapq.heappop(newest)
    return [found for _, _, found in sorted(newest, reverse=True)], count


async def fetch(settings: Settings, names: Collection[Name]) -> AsyncGenerator[DeadLetter, None]:
    """The letters of these names that are there, whole, one at a time, of a partition the oldest first.

    Raises as `find`.
    """
    by_topic: dict[str, set[Name]] = defaultdict(set)
    for name in names:
        by_topic[name.topic].add(name)
    partitions = await _partitions(settings, list(by_topic))
    for topic, left in by_topic.items():
        starts: dict[int, int] = {}
        for name in left:
            if name.partition < partitions[topic]:
                starts[name.partition] = min(name.offset, starts.get(name.partition, name.offset))
        async with aclosing(_read(settings, topic, starts)) as letters:
            async for letter in letters:
                if letter.name in left:
                    left.remove(letter.name)
                    yield letter
                if not left:
                    break


async def _partitions(settings: Settings, topics: Collection[str]) -> Mapping[str, int]:
    """How many partitions each topic has."""
    prefix = settings.topic_prefix
    async with connections.admin(settings.kafka_bootstrap) as admin:
        described = await admin.describe_topics([prefix + topic for topic in topics])
    counts = {
        each["topic"].removeprefix(prefix): len(each["partitions"]) for each in described if not each["error_code"]
    }
    if missing := [prefix + topic for topic in topics if topic not in counts]:
        raise Misconfigured("topics", f"topic {missing[0]} is missing: run `tessera topics`")
    return counts


async def _read(settings: Settings, topic: str, starts: Mapping[int, int]) -> AsyncGenerator[DeadLetter, None]:
    """The letters of a topic from the given offset of each partition to what is its end now."""
    async with connections.reader(settings.kafka_bootstrap, settings.topic_prefix + topic) as reader:
        records = reader.read(starts)
        while (record := await _next(records, topic)) is not None:
            yield DeadLetter(record, settings.topic_prefix)


async def _next(records: AsyncIterator[Record], topic: str) -> Record | None:
    """The next of them, None at the end. Raises Unreachable when Kafka falls silent."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await anext(records, None)
    except TimeoutError as error:
        raise Unreachable(f"Kafka has said nothing about {topic} for {PATIENCE:g} s; is it up?") from error
