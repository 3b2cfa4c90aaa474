"""A real worker process whose documents hold memory: intake rests at 80 % of the limit, goes on below 70 %, and what
was not taken in is not lost. One whose own memory has grown ends in order.
"""

import asyncio
import os
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil
import pytest

from cli.topics import create
from dev.ports import free_port
from pipeline.state import StageState
from tests.integration.runner import harness
from tests.integration.runner.harness import until

PROGRAM = [sys.executable, "-m", "tests.integration.runner.hoarder"]
MIB = 1024 * 1024
ROOM = 400
"""MiB of the limit above what the worker takes when idle."""


@pytest.fixture
def environment(bootstrap: str, topic_prefix: str, database_url: str, tmp_path: Path) -> dict[str, str]:
    settings = {
        "kafka_bootstrap": bootstrap,
        "database_url": database_url,
        "objects_url": f"file://{tmp_path}/objects",
        "topic_prefix": topic_prefix,
        "metrics_port": str(free_port()),
        "heartbeat_seconds": "0.5",
    }
    return {f"TESSERA_{name.upper()}": value for name, value in settings.items()}


@pytest.fixture
async def kafka(bootstrap: str, topic_prefix: str) -> AsyncIterator[harness.Kafka]:
    await create(bootstrap, topic_prefix)
    async with harness.kafka(bootstrap, topic_prefix, 12) as kafka:
        yield kafka


@asynccontextmanager
async def worker(environment: Mapping[str, str], log: Path) -> AsyncIterator[Process]:
    others = {name: value for name, value in os.environ.items() if not name.startswith("TESSERA_")}
    with log.open("ab") as file:
        process = await asyncio.create_subprocess_exec(
            *PROGRAM, env={**others, **environment}, stdout=file, stderr=file
        )
        try:
            yield process
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


def metric(environment: Mapping[str, str], name: str) -> float | None:
    """Of the worker; None before it serves or has set it."""
    try:
        with urlopen(f"http://127.0.0.1:{environment['TESSERA_METRICS_PORT']}/metrics", timeout=5) as answer:
            text = answer.read().decode()
    except (URLError, ConnectionError):
        return None
    return next((float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if line.startswith(name)), None)


async def is_paused(environment: Mapping[str, str], reason: str) -> bool | None:
    value = await asyncio.to_thread(metric, environment, f'tessera_paused{{reason="{reason}"')
    return None if value is None else bool(value)


async def statuses(kafka: harness.Kafka) -> dict[str, str]:
    """The last of each document."""
    states: list[StageState] = await kafka.states()
    return {str(state.document_id): state.status for state in states}


def hold(folder: Path, size: int) -> dict[str, str]:
    """Have documents with the labels returned hold `size` MiB from now on."""
    folder.mkdir(exist_ok=True)
    partial = folder / "partial"
    partial.write_text(str(size))
    partial.replace(folder / "hold")
    return {"folder": str(folder)}


async def test_intake_rests_at_80_percent_and_goes_on_below_70(
    kafka: harness.Kafka, environment: dict[str, str], tmp_path: Path
) -> None:
    async with worker(environment, tmp_path / "idle.log") as idle:
        await until(lambda: _below(environment, 1 << 40))
        own = psutil.Process(idle.pid).memory_full_info().pss // MIB
    limit = own + ROOM
    environment["TESSERA_MEMORY_LIMIT_BYTES"] = str(limit * MIB)

    def share(part: float) -> int:
        return int(limit * part) - own

    async with worker(environment, tmp_path / "worker.log"):
        big = await kafka.publish(labels=hold(tmp_path / "big", share(0.90)))
        await until(lambda: _truth(is_paused(environment, "memory")))
        waiting = [await kafka.publish(labels=hold(tmp_path / "small", 0)) for _ in range(5)]
        hold(tmp_path / "big", share(0.75))  # between the two: still paused, or it would flicker
        await until(lambda: _below(environment, 0.80 * limit * MIB))
        assert await is_paused(environment, "memory")
        assert set(await statuses(kafka)) == {str(big)}, "nothing new was taken in"
        hold(tmp_path / "big", share(0.40))
        await until(lambda: _all_finished(kafka, waiting))
        assert not await is_paused(environment, "memory"), "with the big one still in hand"
        hold(tmp_path / "big", 0)
        await until(lambda: _all_finished(kafka, [big, *waiting]))
    outputs = [event.document_id for event in await kafka.outputs()]
    assert sorted(outputs) == sorted([big, *waiting]), "nothing lost, nothing twice"


async def _truth(answer: object) -> bool:
    return bool(await answer)  # type: ignore[misc]


async def _below(environment: Mapping[str, str], size: float) -> bool:
    used = await asyncio.to_thread(metric, environment, "tessera_memory_bytes")
    return used is not None and used < size


async def _all_finished(kafka: harness.Kafka, documents: Sequence[object]) -> bool:
    seen = await statuses(kafka)
    return all(seen.get(str(document)) == "finished" for document in documents)


async def test_a_worker_that_has_grown_ends_with_nothing_in_hand_and_its_successor_goes_on(
    kafka: harness.Kafka, environment: dict[str, str], tmp_path: Path
) -> None:
    grown = {**environment, "TESSERA_RECYCLE_BYTES": str(MIB)}
    async with worker(grown, tmp_path / "worker.log") as process:
        first = await kafka.publish(labels=hold(tmp_path / "first", 1))
        await until(lambda: _truth(is_paused(grown, "recycling")))
        assert process.returncode is None, "a document is in hand"
        second = await kafka.publish(labels=hold(tmp_path / "second", 0))
        hold(tmp_path / "first", 0)
        assert await asyncio.wait_for(process.wait(), 30) == 0
    assert await statuses(kafka) == {str(first): "finished"}, "finished, not released; the other not taken in"
    async with worker(environment, tmp_path / "next.log"):
        await until(lambda: _all_finished(kafka, [first, second]))
    assert len(await kafka.outputs()) == 2
