"""A worker that dies between two of the steps by which a message ends: what was done stays, what was not is made up."""

from typing import NoReturn

import pytest

from pipeline.events import ChunksCreated, ProductsDetected
from pipeline.runner import endings
from pipeline.runner.attempt import Attempt
from pipeline.runner.dlq import DeadLetters
from pipeline.runner.kafka import ProducerLost
from pipeline.settings import Settings
from tests.integration.runner.harness import Deps, Kafka, Running, at_once, output, running, until
from tests.integration.runner.test_failures import fail_as_told


def dies(*_: object, **__: object) -> NoReturn:
    """Instead of a function, or of a coroutine function that is called to be awaited."""
    raise ProducerLost("as if killed")


async def dead(run: Running) -> None:
    async def crashed() -> bool:
        return isinstance(run.worker.crash_reason, ProducerLost)

    await until(crashed)


async def repeated(run: Running) -> None:
    async def done() -> bool:
        return run.count("tessera_messages_total", outcome="repeated") == 1

    await until(done)


async def once_more(event: ProductsDetected, deps: Deps) -> ChunksCreated:
    return output(event, chunks=99)


@pytest.mark.parametrize(
    ("where", "function", "outputs"), [(endings, "publish", 1), (Attempt, "done", 2)], ids=["publishing", "checkpoint"]
)
async def test_finished_in_the_database_is_not_done_again(
    kafka: Kafka, worker_settings: Settings, monkeypatch: pytest.MonkeyPatch, where: object, function: str, outputs: int
) -> None:
    """The later stages may have built upon it, and the validator written into its rows."""

    document = await kafka.publish()
    with monkeypatch.context() as patched:
        patched.setattr(where, function, dies)
        async with running(worker_settings, at_once) as run:
            await dead(run)
    assert [state.status for state in await kafka.states(document)] == ["working"]
    async with running(worker_settings, once_more) as run:
        await repeated(run)
    assert [event.chunks_created for event in await kafka.outputs()] == [1] * outputs
    first, last = await kafka.states(document)
    assert (last.status, last.attempt, last.sequence) == ("finished", first.attempt, first.sequence + 1)
    assert last.output is not None
    assert last.checkpoints == ("CHUNKS_CREATED",)
    assert await kafka.committed() == 1


async def test_a_crash_between_failing_and_its_dead_letter_leaves_one_and_no_second_try(
    kafka: Kafka, worker_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = await kafka.publish(labels={"do": "reject"})

    with monkeypatch.context() as patched:
        patched.setattr(DeadLetters, "send", dies)
        async with running(worker_settings, fail_as_told) as run:
            await dead(run)
    assert [state.status for state in await kafka.states(document)] == ["working", "failed"]
    assert await kafka.read("products.detected.dlq") == []
    async with running(worker_settings) as run:  # which would not fail
        await repeated(run)
    [letter] = await kafka.read("products.detected.dlq")
    assert dict(letter.headers)["tessera.error.code"] == b"no_products"
    assert await kafka.outputs() == []
    last = (await kafka.states(document))[-1]
    assert last.status == "failed"
    assert last.dead_letter == f"{kafka.prefix}products.detected.dlq/{letter.partition}/{letter.offset}"
