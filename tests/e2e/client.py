"""A client of the running services, as a producer and a reader of the tables would write one."""

import asyncio
import http.client
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition

from cli.submit import Request, Submitted, Upload, find_uploads, publish
from dev.services import Services
from dev.stack import Stack
from pipeline.events import Options
from pipeline.settings import Settings, load

SAMPLE_LINE = re.compile(r"^(\w+)(?:\{.*\})? ([0-9.e+-]+)$", re.MULTILINE)


@dataclass(frozen=True)
class Client:
    """`inbox` is the one folder that file:// sources may lie in."""

    stack: Stack
    services: Services
    inbox: Path

    @property
    def settings(self) -> Settings:
        return load(Settings, self.stack.state_dir / "env")

    def submit(self, source: Path | str, **options: Any) -> Submitted:
        """Publish an upload: a path goes into the object store first, a URL as it is."""
        uploads = [Upload(source, source)] if isinstance(source, str) else find_uploads([str(source)])
        return asyncio.run(publish(self.settings, uploads, Request(Options(**options))))[0]

    def process(self, source: Path | str, **options: Any) -> dict[str, Any]:
        """Submit and wait for the end; the job."""
        return self.finished(self.submit(source, **options).run_id)

    def send(self, topic: str, key: bytes | None, value: bytes | None) -> None:
        """Publish raw bytes."""

        async def run() -> None:
            async with AIOKafkaProducer(bootstrap_servers=self.stack.bootstrap) as producer:
                await producer.send_and_wait(topic, value, key=key)

        asyncio.run(run())

    def finished(self, id_: UUID, seconds: float = 120) -> dict[str, Any]:
        """The newest job of a run or document, once it has ended."""
        deadline = time.monotonic() + seconds
        while True:
            query = "SELECT * FROM async_jobs WHERE run_id = $1 OR document_id = $1 ORDER BY started_at DESC LIMIT 1"
            jobs = self.rows(query, id_)
            if jobs and jobs[0]["status"] != "running":
                return jobs[0]
            assert time.monotonic() < deadline, f"not finished: {jobs or 'there is no job'}"
            time.sleep(0.1)

    def rows(self, query: str, *arguments: object) -> list[dict[str, Any]]:
        """What a query returns."""

        async def run() -> list[dict[str, Any]]:
            connection = await asyncpg.connect(self.stack.database_url)
            try:
                await connection.set_type_codec("jsonb", encoder=str, decoder=json.loads, schema="pg_catalog")
                return [dict(row) for row in await connection.fetch(query, *arguments)]
            finally:
                await connection.close()

        return asyncio.run(run())

    def messages(self, topic: str) -> list[ConsumerRecord]:
        """Everything on a topic now, in order of time."""

        async def run() -> list[ConsumerRecord]:
            async with AIOKafkaConsumer(bootstrap_servers=self.stack.bootstrap, enable_auto_commit=False) as consumer:
                await consumer._client.force_metadata_update()
                partitions = [TopicPartition(topic, number) for number in consumer.partitions_for_topic(topic)]
                consumer.assign(partitions)
                await consumer.seek_to_beginning()
                ends: Mapping[TopicPartition, int] = await consumer.end_offsets(partitions)
                found = []
                while any([await consumer.position(each) < end for each, end in ends.items()]):
                    for batch in (await consumer.getmany(timeout_ms=200)).values():
                        found += batch
            return sorted(found, key=lambda record: record.timestamp)

        return asyncio.run(run())

    def metric(self, service: str, name: str) -> float:
        """Sum of a metric over its labels."""
        connection = http.client.HTTPConnection("127.0.0.1", self.services.daemons[service].port, timeout=5)
        connection.request("GET", "/metrics")
        text = connection.getresponse().read().decode()
        connection.close()
        return sum(float(value) for found, value in SAMPLE_LINE.findall(text) if found == name)
