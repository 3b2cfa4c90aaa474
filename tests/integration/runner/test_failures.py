"""What cannot be processed ends as a dead letter with a code, and the job as failed with the same words."""

import asyncio
import json
import os
import sys
from collections import Counter
from uuid import uuid4

import pytest
from aiokafka import ConsumerRecord

from dev.stack import Stack
from pipeline import db
from pipeline.errors import Away, Rejected, Transient
from pipeline.events import ChunksCreated, ProductsDetected
from pipeline.runner.loop import TooManyBugs
from pipeline.settings import Settings
from tests.integration.runner.harness import EVENT, Deps, Kafka, output, running, until


async def fail_as_told(event: ProductsDetected, deps: Deps) -> ChunksCreated:
    match event.labels.get("do"):
        case "reject":
            raise Rejected("no_products", "page 3 names no product", page=3)
        case "transient":
            raise Transient("objects_unavailable", "the object store does not answer")
        case "bug":
            raise ZeroDivisionError("a bug")
    return output(event)


def words(letter: ConsumerRecord) -> dict[str, str]:
    return {name: value.decode() for name, value in letter.headers}


@pytest.mark.parametrize(
    ("do", "kind", "code", "message", "exception"),
    [
        ("reject", "rejected", "no_products", "page 3 names no product", "pipeline.errors.Rejected"),
        (
            "transient",
            "transient",
            "objects_unavailable",
            "the object store does not answer",
            "pipeline.errors.Transient",
        ),
        ("bug", "bug", "bug", "chunker failed unexpectedly: ZeroDivisionError: a bug", "builtins.ZeroDivisionError"),
    ],
)
async def test_failed_work_is_dead_lettered_whole_and_the_next_document_goes_on(
    kafka: Kafka, worker_settings: Settings, do: str, kind: str, code: str, message: str, exception: str
) -> None:
    bad = uuid4()
    value = json.dumps({**EVENT, "document_id": str(bad), "labels": {"do": do}, "unknown": "é"}).encode()
    headers = (("ce_id", b"e1"), ("ce_type", b"products.detected.v1"), ("ce_source", b"/x"), ("ce_specversion", b"1.0"))
    await kafka.send(value, key=b"any key", partition=3, headers=headers)
    good = await kafka.publish(partition=3)

    async def committed() -> bool:
        return await kafka.committed() == 2

    async with running(worker_settings, fail_as_told) as run:
        await until(committed)
        assert run.count("tessera_dead_letters_total", kind=kind, code=code) == 1
        assert run.count("tessera_retries_total") == (2 if do == "transient" else 0)
    [letter] = await kafka.read("products.detected.dlq")
    assert (letter.key, letter.value, letter.partition) == (b"any key", value, 3)
    assert letter.headers[: len(headers)] == headers
    said = words(letter)
    assert said["__connect.errors.topic"] == f"{kafka.prefix}products.detected"
    assert (said["__connect.errors.partition"], said["__connect.errors.offset"]) == ("3", "0")
    assert said["__connect.errors.connector.name"] == "chunker"
    assert said["__connect.errors.exception.class.name"] == exception
    assert said["__connect.errors.exception.message"] == message
    assert "fail_as_told" in said["__connect.errors.exception.stacktrace"]
    assert said["tessera.error.code"] == code
    assert said.get("tessera.error.page") == ("3" if do == "reject" else None)
    last = (await kafka.states(bad))[-1]
    assert last.status == "failed"
    assert last.error is not None
    assert (last.error.kind, last.error.code, last.error.message) == (kind, code, message)
    assert [event.document_id for event in await kafka.outputs()] == [good]


async def test_undecodable_messages_are_dead_letters_of_the_document_they_name(
    kafka: Kafka, worker_settings: Settings
) -> None:
    named = uuid4()
    values = [b"not json", b'{"tenant": ""}', None, os.urandom(1_048_000)]
    for value in values:
        await kafka.send(value, key=str(named).encode(), partition=0)
    await kafka.send(b"", key=None, partition=0)

    async def committed() -> bool:
        return await kafka.committed() == 5

    async with running(worker_settings):
        await until(committed)
    letters = await kafka.read("products.detected.dlq")
    codes = ["event_not_json", "event_schema", "event_empty", "event_too_large", "event_empty"]
    told = [(letter.value, words(letter)["tessera.error.code"]) for letter in letters]  # finished in any order
    assert Counter(told) == Counter(zip([*values, b""], codes, strict=True))
    states = [state for state in await kafka.states() if state.dead_letter]
    assert [state.document_id for state in states].count(named) == 4
    assert Counter(state.error.code for state in states if state.error) == Counter(codes)
    assert {state.status for state in states} == {"failed"}


async def test_too_little_memory_holds_intake_back(kafka: Kafka, worker_settings: Settings) -> None:
    await kafka.publish()
    async with running(worker_settings.model_copy(update={"memory_limit_bytes": 1})) as run:

        async def beats() -> bool:
            return len(await kafka.read("jobs.heartbeat")) >= 5

        await until(beats)
        assert run.count("tessera_paused", reason="memory") == 1
        assert run.count("tessera_running_messages") == 0
        assert run.worker.not_live() is None
    assert await kafka.outputs() == []


async def test_failed_stays_failed_when_redelivered(kafka: Kafka, worker_settings: Settings) -> None:
    await kafka.publish(labels={"do": "reject"})
    await kafka.send(b"not json", partition=0)

    async def committed() -> bool:
        return await kafka.committed() == 2

    async with running(worker_settings, fail_as_told):
        await until(committed)
    await kafka.rewind()
    async with running(worker_settings, fail_as_told) as run:

        async def repeated() -> bool:
            return run.count("tessera_messages_total", outcome="repeated") == 2

        await until(repeated)
    assert len(await kafka.read("products.detected.dlq")) == 2


async def test_bugs_in_a_row_stop_the_worker_before_it_drains_the_topic(
    kafka: Kafka, worker_settings: Settings
) -> None:
    for _ in range(8):
        await kafka.publish(labels={"do": "bug"}, partition=0)
    settings = worker_settings.model_copy(update={"dlq_limit": 3, "slots": 1})
    async with running(settings, fail_as_told) as run:

        async def crashed() -> bool:
            return isinstance(run.worker.crash_reason, TooManyBugs)

        await until(crashed)
    letters = await kafka.read("products.detected.dlq")
    assert 3 <= len(letters) <= 4  # one may have been in hand
    assert await kafka.committed() == len(letters)


async def test_nothing_is_lost_or_dead_lettered_while_the_database_is_away(
    stack: Stack, kafka: Kafka, worker_settings: Settings, pool: db.Pool
) -> None:
    """As in a restart of PostgreSQL: all connections are cut and new ones refused; for this test's database alone."""
    database = worker_settings.database_url.rpartition("/")[2]
    before = [await kafka.publish(labels={"do": "sleep:1"}) for _ in range(2)]

    async def started() -> bool:
        return len({state.document_id for state in await kafka.states()}) == 2

    async def done() -> bool:
        return len(await kafka.outputs()) == 4

    async with running(worker_settings) as run:
        await until(started)
        allow = "ALTER DATABASE {} ALLOW_CONNECTIONS {}"
        cut = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'"
        await asyncio.to_thread(stack.postgres.execute, allow.format(database, "false"))
        await asyncio.to_thread(stack.postgres.execute, cut)

        async def paused() -> bool:
            return run.count("tessera_paused", reason="outage") == 1

        await until(paused)
        assert run.worker.not_ready() == "the database cannot be reached"
        after = [await kafka.publish() for _ in range(2)]

        async def waiting() -> bool:
            return run.count("tessera_outages_total") >= 2

        await until(waiting)
        assert await kafka.outputs() == []
        await asyncio.to_thread(stack.postgres.execute, allow.format(database, "true"))
        await until(done)
    assert {event.document_id for event in await kafka.outputs()} == {*before, *after}
    assert await kafka.read("products.detected.dlq") == []
    assert await pool.fetchval("SELECT count(*) FROM toy_work") == 4


async def test_header_names_that_are_not_utf8_do_not_hold_the_partition(
    kafka: Kafka, worker_settings: Settings
) -> None:
    """aiokafka cannot read such a record at all; it fails in every poll."""
    first = await kafka.publish(partition=0)
    program = [sys.executable, "-m", "tests.integration.runner.latin1", kafka.bootstrap]
    environment = {**os.environ, "AIOKAFKA_NO_EXTENSIONS": "1"}
    producer = await asyncio.create_subprocess_exec(*program, f"{kafka.prefix}products.detected", env=environment)
    assert await producer.wait() == 0
    last = await kafka.publish(partition=0)

    async def committed() -> bool:
        return await kafka.committed() == 3

    async with running(worker_settings) as run:
        await until(committed)
        assert run.worker.crash_reason is None
    assert {event.document_id for event in await kafka.outputs()} == {first, last}
    [letter] = await kafka.read("products.detected.dlq")
    assert letter.value == b"{}"
    assert words(letter)["tessera.error.code"] == "event_headers"
    assert letter.headers[0] == ("gr\\xf6\\xdfe", b"1")


async def test_the_stage_waits_for_what_is_away_for_everybody_and_nothing_is_dead_lettered(
    kafka: Kafka, worker_settings: Settings
) -> None:
    """A provider that is down, out of credit, or has another key: a queue of dead letters would help nobody."""
    times = 3 * worker_settings.attempts
    tries = 0

    async def away(event: ProductsDetected, _: Deps) -> ChunksCreated:
        nonlocal tries
        tries += 1
        if tries <= times:
            raise Away("ai_key", "anthropic says 401: TESSERA_ANTHROPIC_KEY is wrong")
        return output(event)

    document = await kafka.publish()

    async def finished() -> bool:
        states = await kafka.states(document)
        return bool(states) and states[-1].status == "finished"

    async with running(worker_settings, away) as run:
        await until(finished)
        assert run.count("tessera_outages_total") == times
        assert run.count("tessera_retries_total") == 0
        assert run.count("tessera_messages_total", outcome="finished") == 1
    assert tries == times + 1
