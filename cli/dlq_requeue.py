"""Sending dead letters back to where they came from."""

from collections.abc import AsyncGenerator, Collection
from contextlib import aclosing

from aiokafka import AIOKafkaProducer
from aiokafka.errors import MessageSizeTooLargeError

from cli import connections
from cli.dlq_find import fetch
from cli.dlq_handled import Handled
from cli.dlq_letter import DeadLetter, Name
from pipeline.runner.delivery import ADDRESSEE, FIRST, REQUEUED
from pipeline.runner.kafka import Record
from pipeline.settings import Settings


async def requeue(
    settings: Settings, names: Collection[Name], handled: Handled
) -> AsyncGenerator[tuple[Name, str, bool], None]:
    """Publish each letter's message again and remember it; its name, what became of it, and whether it went.

    Key, value and headers are the message's, byte for byte, and so is the partition. Headers are added: for whom it is,
    since two stages may read the topic and one of them had no trouble with it; that it is a dead letter sent back; and
    where and when it first lay, by which it is known if it names no id and time itself. It is remembered after it was
    sent: what happens twice changes nothing, what never happens is lost.

    Raises Unreachable and Misconfigured.
    """
    async with connections.producer(settings.kafka_bootstrap) as producer, aclosing(fetch(settings, names)) as letters:
        async for letter in letters:
            original = letter.original
            if original is None:
                yield letter.name, "does not say where it came from", False
                continue
            try:
                offset = await _publish(producer, letter, original)
            except MessageSizeTooLargeError:
                yield letter.name, f"is too large for {original.partition.topic} with the headers it needs", False
                continue
            await handled.add([(letter.name, letter.at)], "requeued")
            topic, number = original.partition
            yield letter.name, f"-> {topic.removeprefix(settings.topic_prefix)}/{number}/{offset}", True


async def _publish(producer: AIOKafkaProducer, letter: DeadLetter, original: Record) -> int:
    """Returns its offset, once all replicas have it."""
    added = {ADDRESSEE: letter.reasons["__connect.errors.connector.name"], REQUEUED: str(letter.name)}
    if FIRST not in dict(original.headers):
        added[FIRST] = f"{original.offset}@{original.timestamp_ms}"
    topic, partition = original.partition
    sent = await producer.send_and_wait(
        topic,
        original.value,
        key=original.key,
        partition=partition,
        headers=[*original.headers, *((name, value.encode()) for name, value in added.items())],
    )
    offset: int = sent.offset
    return offset
