"""Several workers, killed, frozen, stopped, joining and leaving: nothing is lost, and only the guilty are blamed."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from cli.topics import create
from pipeline import db
from pipeline.events import ChunksCreated, ProductsDetected
from pipeline.settings import Settings
from tests.integration.runner import harness
from tests.integration.runner.harness import Deps, Kafka, as_told, running, until

Start = Callable[[], Awaitable[Process]]


@pytest.fixture
async def kafka(bootstrap: str, topic_prefix: str) -> AsyncIterator[Kafka]:
    """All topics as declared, since these workers start as services do, and look."""
    await create(bootstrap, topic_prefix)
    async with harness.kafka(bootstrap, topic_prefix, 12) as kafka:
        yield kafka


@pytest.fixture
async def start(worker_settings: Settings, tmp_path: Path) -> AsyncIterator[Start]:
    """Starts workers as processes of their own; those that still run in the end are killed."""
    settings = worker_settings.model_dump(exclude_none=True, exclude={"worker"})
    settings["stop_seconds"] = 1
    settings["objects_url"] = f"file://{tmp_path}/objects"
    environment = {f"TESSERA_{name.upper()}": str(value) for name, value in settings.items()}
    started: list[Process] = []

    async def start() -> Process:
        log = (tmp_path / f"worker{len(started)}.log").open("wb")
        program = [sys.executable, "-m", "tests.integration.runner.harness"]
        process = await asyncio.create_subprocess_exec(*program, env={**os.environ, **environment}, stderr=log)
        log.close()
        started.append(process)
        return process

    yield start
    for process in started:
        if process.returncode is None:
            process.kill()
            await process.wait()


def working(kafka: Kafka, count: int) -> Callable[[], Awaitable[bool]]:
    """Whether work on `count` documents has begun."""

    async def check() -> bool:
        return len({state.document_id for state in await kafka.states() if state.status == "working"}) >= count

    return check


def done(kafka: Kafka, count: int) -> Callable[[], Awaitable[bool]]:
    """Whether `count` documents have their output."""

    async def check() -> bool:
        return len({event.document_id for event in await kafka.outputs()}) >= count

    return check


async def test_killed_worker_loses_nothing(kafka: Kafka, pool: db.Pool, start: Start) -> None:
    first, second = await asyncio.gather(start(), start())
    documents = {await kafka.publish(labels={"do": "sleep:1"}) for _ in range(8)}
    await until(working(kafka, 6))
    first.kill()
    await until(done(kafka, 8))
    assert {event.document_id for event in await kafka.outputs()} == documents

    async def committed() -> bool:
        return await kafka.committed() == 8

    await until(committed)
    assert await kafka.read("products.detected.dlq") == []
    # dying in company is nobody's crash
    assert await pool.fetchval("SELECT max(crashes) FROM fences") == 0
    second.send_signal(signal.SIGTERM)
    assert await second.wait() == 0


async def test_only_who_kills_workers_alone_is_dead_lettered(kafka: Kafka, pool: db.Pool, start: Start) -> None:
    """Five workers die: two with the neighbours in hand, three over the culprit alone. The sixth gives it up."""
    workers = await asyncio.gather(*(start() for _ in range(6)))
    healthy = {await kafka.publish(labels={"do": "sleep:1"}, partition=0) for _ in range(2)}
    await until(working(kafka, 2))
    culprit = await kafka.publish(labels={"do": "die"}, partition=0)

    async def dead_lettered() -> bool:
        return bool(await kafka.read("products.detected.dlq"))

    await until(dead_lettered)
    await until(done(kafka, 2))
    assert sorted(worker.returncode or 0 for worker in workers) == [-signal.SIGKILL] * 5 + [0]
    [letter] = await kafka.read("products.detected.dlq")
    assert (letter.key or b"").decode() == str(culprit)
    last = (await kafka.states(culprit))[-1]
    assert last.status == "failed"
    assert last.error is not None
    assert (last.error.kind, last.error.code) == ("crashed", "worker_crashed")
    assert {event.document_id for event in await kafka.outputs()} == healthy
    assert await pool.fetchval("SELECT max(crashes) FROM fences WHERE document_id <> $1", culprit) == 0


async def test_stopped_worker_releases_what_it_cannot_finish(kafka: Kafka, pool: db.Pool, start: Start) -> None:
    document = await kafka.publish(labels={"do": "sleep:30"})
    process = await start()
    await until(working(kafka, 1))
    process.send_signal(signal.SIGTERM)
    assert await process.wait() == 0
    assert (await kafka.states(document))[-1].status == "released"
    fence = await pool.fetchrow("SELECT status, crashes, alone FROM fences")
    assert fence is not None
    assert tuple(fence) == ("released", 0, False)
    assert await kafka.committed() == 0


async def test_work_is_carried_over_rebalances(kafka: Kafka, worker_settings: Settings, pool: db.Pool) -> None:
    """1-2-1 workers: what stays is re-adopted, what moves is released and done by the other, once."""
    settings = worker_settings.model_copy(update={"slots": 12, "stop_seconds": 0.1})
    documents = {await kafka.publish(labels={"do": "sleep:4"}, partition=number) for number in range(12)}
    async with running(settings) as first:
        await until(working(kafka, 12))
        async with running(settings.model_copy(update={"worker": "second"})) as second:

            async def carried_over() -> bool:
                return second.count("tessera_running_messages") >= 4 and first.count("tessera_adopted_total") >= 4

            await until(carried_over)
            assert first.count("tessera_moved_total") >= 4
        await until(done(kafka, 12))

        async def committed() -> bool:
            return await kafka.committed() == 12

        await until(committed)
    assert {event.document_id for event in await kafka.outputs()} == documents
    assert len(await kafka.outputs()) == 12
    assert await pool.fetchval("SELECT count(*) FROM toy_work") == 12
    assert await pool.fetchval("SELECT max(crashes) FROM fences") == 0
    assert await pool.fetchval("SELECT count(*) FROM fences WHERE alone") == 0


async def test_frozen_worker_writes_nothing_more_and_the_message_is_not_lost(
    kafka: Kafka, pool: db.Pool, start: Start
) -> None:
    """SIGSTOP for longer than a session: the partition moves on; what wakes up is a zombie."""
    document = await kafka.publish(labels={"do": "sleep:3"})
    first = await start()
    await until(working(kafka, 1))
    first.send_signal(signal.SIGSTOP)
    second = await start()

    async def taken_over() -> bool:
        return {state.attempt for state in await kafka.states(document)} == {1, 2}

    await until(taken_over)
    first.send_signal(signal.SIGCONT)
    await until(done(kafka, 1))

    async def committed() -> bool:
        return await kafka.committed() == 1

    await until(committed)
    # once, and not by the first attempt; the third, if the partition went back to the first worker
    assert await pool.fetchval("SELECT array_agg(attempt) FROM toy_work") in ([2], [3])
    ranks = [state.rank for state in await kafka.states(document)]
    assert ranks == sorted(ranks)
    assert (await kafka.states(document))[-1].status == "finished"
    for process in (first, second):
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0


async def test_overtaken_message_of_our_own_partition_is_started_over(
    kafka: Kafka, worker_settings: Settings, pool: db.Pool
) -> None:
    """Another worker claimed it and was gone again (we were frozen, or a rebalance passed us by): it is ours to do."""
    document = await kafka.publish(labels={"do": "sleep:1"})
    async with running(worker_settings) as run:
        await until(working(kafka, 1))
        await pool.execute(
            "UPDATE fences SET attempt = attempt + 1, worker = 'zombie', status = 'released' WHERE document_id = $1",
            document,
        )
        await until(done(kafka, 1))

        async def committed() -> bool:
            return await kafka.committed() == 1

        await until(committed)
        assert run.count("tessera_fenced_total") == 1
    assert await pool.fetchval("SELECT array_agg(attempt) FROM toy_work") == [3]


async def test_overtaken_by_one_who_finished_is_a_skip(kafka: Kafka, worker_settings: Settings, pool: db.Pool) -> None:
    """The other worker's checkpoint is read again before the message is started over."""
    handled: list[int] = []

    async def overtaken(event: ProductsDetected, deps: Deps) -> ChunksCreated:
        handled.append(deps.work.claim.attempt)
        return await as_told(event, deps)

    document = await kafka.publish(labels={"do": "sleep:1"})
    async with running(worker_settings, overtaken) as run:
        await until(working(kafka, 1))
        await harness.finish_elsewhere(kafka, pool, document)

        async def repeated() -> bool:
            return run.count("tessera_messages_total", outcome="repeated") == 1

        await until(repeated)
    assert handled == [1]
    assert [event.chunks_created for event in await kafka.outputs()] == [42]
