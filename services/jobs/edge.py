"""What is written to Kafka and asked of it beside the agents: messages published again, orders, tombstones, offsets."""

import asyncio
from collections.abc import Collection
from functools import partial

import faust

from pipeline.runner import orders
from pipeline.runner.kafka import Partition
from pipeline.runner.outages import Outages
from pipeline.runner.spans import Span, spans
from pipeline.state import Message, Order, StageName
from services.jobs.records import key
from services.jobs.settings import JobsSettings


class Edge:
    """Every method but `bury` waits for as long as Kafka is away."""

    def __init__(self, app: faust.App, settings: JobsSettings, outages: Outages) -> None:
        self._app = app
        self._bootstrap = settings.kafka_bootstrap
        self._prefix = settings.topic_prefix
        self._outages = outages

    async def publish(self, message: Message) -> tuple[Partition, int]:
        """Write it where it came from, else where its key says; its place, once all replicas have it."""
        return await self._outages.ride_out(partial(self._send, message))

    async def give(self, order: Order) -> None:
        """Write an order."""
        value = order.model_dump_json().encode()
        await self.publish(Message(topic=self._prefix + orders.TOPIC, key=key(order.document_id), value=value))

    async def bury(self, topic: str, name: bytes) -> None:
        """Write a tombstone."""
        await self._send(Message(topic=topic, key=name))

    async def spans(self, stage: StageName, topics: Collection[str]) -> dict[Partition, Span]:
        """What the group of `stage` has read of the topics."""
        return await self._outages.ride_out(lambda: spans(self._bootstrap, self._prefix + stage, topics))

    async def _send(self, message: Message) -> tuple[Partition, int]:
        sending = await self._app.topic(message.topic).send(
            key=message.key,
            value=message.value,
            partition=message.partition,
            headers=list(message.headers),
            value_serializer="raw",
            force=True,
        )
        sent = await asyncio.ensure_future(sending)
        return Partition(sent.topic, sent.partition), sent.offset
