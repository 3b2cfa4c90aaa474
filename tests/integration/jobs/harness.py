"""The service as a process, an ordinary producer of states, and what became of them."""

import asyncio
import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from cli.topics import create
from dev import ROOT
from dev.ports import free_port
from pipeline import db
from pipeline.ids import run_id
from pipeline.state import STAGES, Message, StageName, StageState

START = datetime(2026, 1, 1, tzinfo=UTC)


def new_document() -> tuple[UUID, UUID]:
    """Ids of a document and a run."""
    document = uuid4()
    return document, run_id(document, "upload", START)


def state(document: tuple[UUID, UUID], stage: StageName, status: str = "working", **more: Any) -> StageState:
    values = {"attempt": 1, "sequence": 0, "worker": "w", "at": START, "event_id": "e", "input": Message(topic="t")}
    return StageState(
        **(values | {"stage": stage, "status": status, "document_id": document[0], "run_id": document[1]} | more)
    )


async def until(condition: Callable[[], Awaitable[object]], seconds: float = 30) -> Any:
    """What `condition` returns, once that is truthy."""
    deadline = time.monotonic() + seconds
    while not (result := await condition()):
        assert time.monotonic() < deadline, "the condition did not come true in time"
        await asyncio.sleep(0.05)
    return result


class Proxy:
    """A relay to a TCP server, which can be cut and mended."""

    def __init__(self, host: str, port: int) -> None:
        self.port = free_port()
        self._to = (host, port)
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    async def mend(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    def cut(self) -> None:
        """End every connection and take no new one."""
        if self._server:
            self._server.close()
        for writer in self._open:
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(*self._to)
        self._open |= {writer, back}
        await asyncio.gather(self._relay(reader, back), self._relay(there, writer))
        self._open -= {writer, back}

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        writer.transport.abort()


class Process:
    """`python -m services.jobs`."""

    def __init__(self, environment: Mapping[str, str], log: Path) -> None:
        self.port = free_port()
        self._log = log
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "services.jobs"],
                cwd=ROOT,
                env={**os.environ, **environment, "TESSERA_METRICS_PORT": str(self.port)},
                stdout=output,
                stderr=output,
            )

    async def ready(self) -> "Process":
        async def is_ready() -> bool:
            assert self._process.poll() is None, self.output
            return (await self.get("/ready"))[0] == 200

        await until(is_ready, 60)
        return self

    async def get(self, path: str) -> tuple[int, str]:
        """Status and body, (0, "") when nobody listens."""
        return await asyncio.to_thread(self._get, path)

    def _get(self, path: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read().decode()
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            connection.close()

    async def says(self, path: str, what: str) -> bool:
        return (await self.get(path))[1].strip() == what

    async def metric_is(self, start: str, value: float) -> bool:
        return await self.metric(start) == value

    async def metric(self, start: str) -> float:
        """The sum of the samples whose line starts so."""
        lines = (await self.get("/metrics"))[1].splitlines()
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(start))

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """The exit code."""
        self._process.send_signal(number)
        return await self.wait()

    @property
    def stalled(self) -> bool:
        """Whether the watchdog has ended it, for its supervisor to start it again."""
        return self._process.poll() == 70

    async def wait(self) -> int:
        return await asyncio.to_thread(self._process.wait, 60)

    @property
    def output(self) -> str:
        return self._log.read_text()

    def end(self) -> None:
        self._process.kill()
        self._process.wait()


class Jobs:
    """Topics and database of one test, and the processes on them."""

    def __init__(self, environment: dict[str, str], producer: AIOKafkaProducer, pool: db.Pool, folder: Path) -> None:
        self.environment = environment
        self.pool = pool
        self.prefix = environment["TESSERA_TOPIC_PREFIX"]
        self._producer = producer
        self._folder = folder
        self._processes: list[Process] = []

    def start(self, **environment: str) -> Process:
        log = self._folder / f"jobs-{len(self._processes)}.log"
        process = Process(self.environment | environment, log)
        self._processes.append(process)
        return process

    def end(self) -> None:
        for process in self._processes:
            process.end()
            print(process.output)  # pytest shows it when the test fails

    async def publish(self, *states: StageState) -> None:
        for each in states:
            await self.send(f"{each.stage}.state", str(each.document_id), each.model_dump_json().encode())

    async def send(self, topic: str, key: str, value: bytes | None) -> None:
        await self._producer.send_and_wait(self.prefix + topic, value, key=key.encode())

    async def job(self, document: tuple[UUID, UUID]) -> dict[str, Any]:
        """The row of async_jobs, {} if there is none."""
        return dict(await self.pool.fetchrow("SELECT * FROM async_jobs WHERE run_id = $1", document[1]) or {})

    async def until_job(self, document: tuple[UUID, UUID], **columns: object) -> dict[str, Any]:
        """The row once it has these columns."""

        async def fits() -> dict[str, Any]:
            row = await self.job(document)
            return row if row and all(row[name] == value for name, value in columns.items()) else {}

        found: dict[str, Any] = await until(fits)
        return found

    async def stored(self) -> dict[tuple[str, str], tuple[int, int, str]]:
        """(document, stage) to (attempt, sequence, status) of job_checkpoints."""
        rows = await self.pool.fetch("SELECT document_id, stage, attempt, sequence, status FROM job_checkpoints")
        return {(str(r["document_id"]), r["stage"]): (r["attempt"], r["sequence"], r["status"]) for r in rows}

    async def on_state_topics(self) -> dict[tuple[str, str], tuple[int, int, str]]:
        """The same of the state topics."""
        found: dict[tuple[str, str], tuple[int, int, str]] = {}
        for stage in STAGES:
            for key, value in (await self._last(f"{stage}.state")).items():
                record = StageState.model_validate_json(value)
                found[key, stage] = (record.attempt, record.sequence, record.status)
        return found

    async def in_table(self) -> dict[tuple[str, str], tuple[int, int, str]]:
        """The same of the Table's changelog (every document here has one run)."""
        found = {}
        for key, value in (await self._last("jobs-documents-changelog")).items():
            [run] = json.loads(value)["runs"].values()
            for stage, last in run.items():
                found[key, stage] = (last["attempt"], last["sequence"], last["status"])
        return found

    async def _last(self, topic: str) -> dict[str, bytes]:
        """The last value of each key; none for a tombstone."""
        name, last = self.prefix + topic, dict[str, bytes]()
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self.environment["TESSERA_KAFKA_BOOTSTRAP"], auto_offset_reset="earliest"
        )
        await consumer.start()
        try:
            await consumer._client.force_metadata_update()
            partitions = [TopicPartition(name, number) for number in range(12)]
            consumer.assign(partitions)
            ends = await consumer.end_offsets(partitions)
            while any([await consumer.position(partition) < end for partition, end in ends.items()]):
                for records in (await consumer.getmany(timeout_ms=200)).values():
                    for record in records:
                        if record.value is None:
                            last.pop(record.key.decode(), None)
                        else:
                            last[record.key.decode()] = record.value
        finally:
            await consumer.stop()
        return last


@asynccontextmanager
async def jobs(bootstrap: str, prefix: str, database_url: str, folder: Path) -> AsyncIterator[Jobs]:
    """Topics made, nothing started; what is started ends with it."""
    await create(bootstrap, prefix)
    environment = {
        "TESSERA_KAFKA_BOOTSTRAP": bootstrap,
        "TESSERA_DATABASE_URL": database_url,
        "TESSERA_OBJECTS_URL": f"file://{folder}/objects",
        "TESSERA_TOPIC_PREFIX": prefix,
        "TESSERA_KAFKA_SESSION_SECONDS": "6",  # the least Kafka takes
        "TESSERA_HEARTBEAT_SECONDS": "0.5",
    }
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, enable_idempotence=True, linger_ms=5)
    await producer.start()
    pool = await db.connect(database_url)
    running = Jobs(environment, producer, pool, folder)
    try:
        yield running
    finally:
        running.end()
        await producer.stop()
        await pool.close()
