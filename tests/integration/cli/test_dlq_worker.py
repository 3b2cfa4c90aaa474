"""Dead letters of a real worker, sent back to it: what they come to, and under which ids."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from pipeline.errors import Rejected
from pipeline.events import ChunksCreated, ProductsDetected
from pipeline.settings import Settings
from tests.integration.cli.dlq_harness import Dlq
from tests.integration.runner.harness import Deps, Kafka, at_once, kafka, running, until


async def refuse(event: ProductsDetected, deps: Deps) -> ChunksCreated:
    raise Rejected("no_products", "page 3 names no product", page=3)


@pytest.fixture
async def broker(letters: Dlq) -> AsyncIterator[Kafka]:
    async with kafka(letters.bootstrap, letters.prefix, 12) as broker:
        yield broker


@pytest.fixture
async def settings(letters: Dlq, database_url: str) -> Settings:
    return Settings(
        kafka_bootstrap=letters.bootstrap,
        database_url=database_url,
        objects_url="file:///nowhere",
        topic_prefix=letters.prefix,
        kafka_session_seconds=6,
    )


async def test_once_its_cause_is_mended_a_document_is_finished_under_its_ids(
    letters: Dlq, broker: Kafka, settings: Settings
) -> None:
    """The message names no id of its own: that comes from its place, and must be kept too."""
    document = await broker.publish(partition=5)

    async def committed(count: int) -> None:
        async def reached() -> bool:
            return await broker.committed() == count

        await until(reached)

    async def one(*arguments: str) -> str:
        [letter] = await asyncio.to_thread(letters.listed, *arguments)
        return str(letter["name"])

    async def requeue(*arguments: str) -> None:
        done = await asyncio.to_thread(letters.dlq, "requeue", *arguments)
        assert done.exit_code == 0, done.output

    async with running(settings, refuse):
        await committed(1)
        first = await one("--document", str(document), "--code", "no_products")
        await requeue(first)  # too early
        await committed(2)
        second = await one("--document", str(document))
        assert second != first
    async with running(settings, at_once) as run:
        await requeue(second)
        await committed(3)
        assert run.count("tessera_messages_total", outcome="finished") == 1
        await requeue(first, "--again")  # a finished one is not done again
        await committed(4)
        assert run.count("tessera_messages_total", outcome="repeated") == 1
    states = await broker.states(document)
    assert [state.status for state in states if state.status != "working"] == ["failed"] * 4 + ["finished"]
    assert len({(state.run_id, state.event_id) for state in states}) == 1
    assert {event.document_id for event in await broker.outputs()} == {document}
    assert await asyncio.to_thread(letters.listed) == []
    messages = await broker.read("products.detected")
    assert {(message.partition, message.key, message.value) for message in messages} == {
        (5, messages[0].key, messages[0].value)
    }


async def test_a_letter_of_another_stage_is_left_to_it(letters: Dlq, broker: Kafka, settings: Settings) -> None:
    [name] = await asyncio.to_thread(letters.give_up, letters.message(b"not json"), stage="imager")
    async with running(settings, at_once) as run:
        done = await asyncio.to_thread(letters.dlq, "requeue", name)
        assert done.exit_code == 0, done.output

        async def skipped() -> bool:
            return run.count("tessera_messages_total", outcome="not_addressed") == 1

        await until(skipped)
    assert await broker.states() == []
    assert len(await broker.read("products.detected.dlq")) == 1
