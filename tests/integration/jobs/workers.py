"""Real workers of the toy stage (a chunker) beside the service."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from pipeline.runner.spans import partition_of
from pipeline.state import Message
from tests.integration.jobs.harness import Jobs, state, until
from tests.integration.runner.harness import EVENT, Kafka

TOPIC = "products.detected"


class Workers:
    """Started by name; those that still run in the end are killed."""

    def __init__(self, jobs: Jobs, kafka: Kafka, folder: Path) -> None:
        self._jobs = jobs
        self._folder = folder
        self._started: list[Process] = []
        self.kafka = kafka

    async def start(self, name: str, **settings: str) -> Process:
        environment = {"TESSERA_WORKER": name, "TESSERA_STOP_SECONDS": "1", **self._jobs.environment, **settings}
        program = [sys.executable, "-m", "tests.integration.runner.harness"]
        with (self._folder / f"worker-{name}.log").open("ab") as log:
            process = await asyncio.create_subprocess_exec(*program, env={**os.environ, **environment}, stderr=log)
        self._started.append(process)
        return process

    async def end(self) -> None:
        for process in self._started:
            if process.returncode is None:
                process.send_signal(signal.SIGCONT)
                process.kill()
                await process.wait()
        self._show()

    def _show(self) -> None:
        """What they said: pytest shows it when the test fails."""
        for log in sorted(self._folder.glob("worker-*.log")):
            print(log.name, log.read_text())

    async def publish(self, document: tuple[UUID, UUID], do: str = "") -> None:
        """A run whose discovery has finished, and its message for the chunker."""
        fields: dict[str, Any] = {"document_id": str(document[0]), "run_id": str(document[1]), "labels": {"do": do}}
        await self.kafka.publish(**fields)
        value = Message(
            topic=self.kafka.prefix + TOPIC, key=str(document[0]).encode(), value=_value(fields), headers=()
        )
        await self._jobs.publish(state(document, "discovery", "finished", output=value))

    async def until_at_work(self, document: tuple[UUID, UUID], worker: str, attempt: int) -> None:
        """Until jobs knows that the worker has the attempt in hand."""

        async def known() -> bool:
            row = await self._jobs.pool.fetchrow(
                "SELECT worker, attempt, page FROM job_checkpoints WHERE run_id = $1 AND stage = 'chunker'", document[1]
            )
            return row is not None and tuple(row) == (worker, attempt, 7)

        await until(known, 60)

    async def until_done(self, document: tuple[UUID, UUID]) -> None:
        query = "SELECT status = 'finished' FROM job_checkpoints WHERE run_id = $1 AND stage = 'chunker'"
        await until(lambda: self._jobs.pool.fetchval(query, document[1]), 90)

    async def incidents(self, document: tuple[UUID, UUID], kind: str) -> list[dict[str, Any]]:
        rows = await self._jobs.pool.fetch(
            "SELECT * FROM incidents WHERE run_id = $1 AND kind = $2 AND stage = 'chunker' ORDER BY attempt",
            document[1],
            kind,
        )
        return [dict(row) for row in rows]

    async def until_incidents(self, document: tuple[UUID, UUID], kind: str, count: int) -> list[dict[str, Any]]:
        """Once so many have been resolved."""

        async def resolved() -> list[dict[str, Any]]:
            found = await self.incidents(document, kind)
            return found if sum(row["resolved_at"] is not None for row in found) >= count else []

        found: list[dict[str, Any]] = await until(resolved, 90)
        return found

    async def move_past(self, *documents: tuple[UUID, UUID]) -> None:
        """Commit the ends of these documents' partitions for the group, once it has no members."""
        topic = self.kafka.prefix + TOPIC
        numbers = {partition_of(str(document[0]).encode(), self.kafka.partitions) for document in documents}
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self.kafka.bootstrap, group_id=f"{self.kafka.prefix}chunker", enable_auto_commit=False
        )
        partitions = [TopicPartition(topic, number) for number in numbers]
        consumer.assign(partitions)
        await consumer.start()
        try:
            ends = await consumer.end_offsets(partitions)

            async def committed() -> bool:
                try:
                    await consumer.commit(ends)
                except KafkaError:  # the session of a killed member has not ended
                    return False
                return True

            await until(committed, 60)
        finally:
            await consumer.stop()


def _value(fields: Mapping[str, object]) -> bytes:
    return json.dumps({**EVENT, **fields}).encode()
