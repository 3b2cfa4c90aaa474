"""The normal flow, and what a restart or a redelivery changes of it: nothing."""

import asyncio
import json
from uuid import UUID, uuid4

from pipeline import db, ids
from pipeline.events import ChunksCreated, ProductsDetected, StageEvent
from pipeline.settings import Settings
from pipeline.state import Heartbeat
from tests.integration.runner.harness import EVENT, Deps, Kafka, output, running, until


async def test_event_becomes_output_checkpoint_and_committed_offset(
    kafka: Kafka, worker_settings: Settings, pool: db.Pool
) -> None:
    document = await kafka.publish(labels={"shop": "x"}, tenant="t1")
    async with running(worker_settings) as run:

        async def committed() -> bool:
            return await kafka.committed() == 1

        await until(committed)
        assert run.count("tessera_messages_total", outcome="finished") == 1
        assert run.worker.not_ready() is None
        assert run.worker.not_live() is None
    [sent] = await kafka.read("chunks.created")
    headers = {name: value.decode() for name, value in sent.headers}
    states = await kafka.states(document)
    event_id = states[0].event_id
    run_id = states[0].run_id
    assert sent.key == str(document).encode()
    assert headers["ce_id"] == str(ids.output_event_id(run_id, "chunker", event_id))
    assert headers["ce_type"] == "chunks.created.v1"
    assert headers["traceparent"].startswith("00-")
    assert ChunksCreated.model_validate_json(sent.value).seconds["chunker"] >= 0
    assert [state.status for state in states] == ["working", "finished"]
    assert [state.sequence for state in states] == [0, 1]
    last = states[-1]
    assert (last.attempt, last.tenant, last.labels, last.filename) == (1, "t1", {"shop": "x"}, "a.pdf")
    assert last.checkpoints == ("CHUNKS_CREATED",)
    assert last.output is not None
    assert last.output.value == sent.value
    fence = await pool.fetchrow("SELECT status, attempt FROM fences")
    assert fence is not None
    assert tuple(fence) == ("finished", 1)


async def test_redelivery_publishes_the_same_again_and_computes_nothing(
    kafka: Kafka, worker_settings: Settings, pool: db.Pool
) -> None:
    """As when a worker dies between its checkpoint and the commit."""
    document = await kafka.publish()

    async def finished() -> bool:
        return "finished" in [state.status for state in await kafka.states(document)]

    async with running(worker_settings):
        await until(finished)
    await kafka.rewind()
    async with running(worker_settings) as run:

        async def repeated() -> bool:
            return run.count("tessera_messages_total", outcome="repeated") == 1

        await until(repeated)
    first, second = await kafka.read("chunks.created")
    assert (first.key, first.value, first.headers) == (second.key, second.value, second.headers)
    assert await pool.fetchval("SELECT count(*) FROM toy_work") == 1


async def test_steps_of_an_earlier_attempt_are_not_done_again(
    kafka: Kafka, worker_settings: Settings, pool: db.Pool
) -> None:
    tries: list[object] = []

    async def in_steps(event: ProductsDetected, deps: Deps) -> ChunksCreated:
        tries.append(deps.work.steps.get("half"))
        await deps.work.steps.save("half", {"key": "objects/1"})
        if len(tries) == 1:
            await asyncio.sleep(60)
        return output(event)

    document = await kafka.publish()

    async def half() -> bool:
        return any(state.steps for state in await kafka.states(document))

    async def done() -> bool:
        return len(await kafka.outputs()) == 1

    async with running(worker_settings.model_copy(update={"stop_seconds": 0.1}), in_steps):
        await until(half)
    async with running(worker_settings, in_steps):
        await until(done)
    assert tries == [None, {"key": "objects/1"}]
    states = await kafka.states(document)
    assert [state.status for state in states] == ["working", "working", "released", "working", "working", "finished"]
    assert [state.attempt for state in states] == [1, 1, 1, 2, 2, 2]
    assert await pool.fetchval("SELECT crashes FROM fences") == 0


async def test_newer_run_supersedes_and_older_one_is_refused(kafka: Kafka, worker_settings: Settings) -> None:
    document = uuid4()
    older, newer = UUID("0190a000-0000-7000-8000-000000000001"), UUID("0190a000-0000-7000-8000-000000000002")

    async def statuses(run_id: UUID) -> list[str]:
        return [state.status for state in await kafka.states(document) if state.run_id == run_id]

    async with running(worker_settings) as run:
        await kafka.publish(document_id=str(document), run_id=str(older), labels={"do": "sleep:30"})

        async def working() -> bool:
            return bool(await statuses(older))

        await until(working)
        await kafka.publish(document_id=str(document), run_id=str(newer))

        async def superseded() -> bool:
            return (await statuses(older))[-1] == "superseded" and (await statuses(newer))[-1:] == ["finished"]

        await until(superseded)
        await kafka.publish(document_id=str(document), run_id=str(older))

        async def refused() -> bool:
            return run.count("tessera_messages_total", outcome="superseded") == 2

        await until(refused)
        last = [state for state in await kafka.states(document) if state.run_id == older]
        ranks = [state.rank for state in last]
        assert ranks == sorted(set(ranks))
    assert [event.run_id for event in await kafka.outputs()] == [newer]


async def test_event_that_does_not_fire_its_fan_in_is_done_with_and_claims_nothing(
    kafka: Kafka, worker_settings: Settings, pool: db.Pool
) -> None:
    arrived: list[UUID] = []

    async def second_fires(event: StageEvent, event_id: UUID, cause: str | None) -> ProductsDetected | None:
        arrived.append(event_id)
        return event if len(arrived) == 2 and isinstance(event, ProductsDetected) else None

    document = uuid4()
    for _ in range(2):
        await kafka.publish(document_id=str(document), partition=0)

    async def committed() -> bool:
        return await kafka.committed() == 2

    async with running(worker_settings, join=second_fires) as run:
        await until(committed)
        [made] = await kafka.read("chunks.created")
        assert dict(made.headers)["tessera_cause"].decode() in {str(state.event_id) for state in await kafka.states()}
        assert run.count("tessera_messages_total", outcome="joined") == 1
        assert run.count("tessera_messages_total", outcome="finished") == 1
    assert len(set(arrived)) == 2
    assert [state.attempt for state in await kafka.states(document)] == [1, 1]
    assert await pool.fetchval("SELECT count(*) FROM toy_work") == 1


async def test_a_partitions_backlog_does_not_keep_the_others_waiting(kafka: Kafka, worker_settings: Settings) -> None:
    for _ in range(20):
        await kafka.publish(partition=0)
    last = await kafka.publish(partition=1)
    order: list[UUID] = []

    async def in_order(event: ProductsDetected, deps: Deps) -> ChunksCreated:
        order.append(event.document_id)
        return output(event)

    async def committed() -> bool:
        return await kafka.committed() == 21

    async with running(worker_settings.model_copy(update={"slots": 1}), in_order):
        await until(committed)
    assert order.index(last) < 10


async def test_full_slots_pause_intake_but_not_the_heartbeat(kafka: Kafka, worker_settings: Settings) -> None:
    documents = {await kafka.publish(labels={"do": "sleep:1.5"}) for _ in range(3)}

    async def beats() -> list[Heartbeat]:
        return [Heartbeat.model_validate_json(record.value) for record in await kafka.read("jobs.heartbeat")]

    async def done() -> bool:
        return len(await kafka.outputs()) == 3

    async with running(worker_settings.model_copy(update={"slots": 2})):
        await until(done)
        paused = [beat for beat in await beats() if beat.paused == "slots"]
    assert len(paused) >= 3
    assert max(len(beat.running) for beat in paused) == 2
    assert {document.document_id for beat in paused for document in beat.running} <= documents
    assert any((document.page or 0) > 1 for beat in paused for document in beat.running)


async def test_a_run_twice_in_the_queue_is_worked_on_once_at_a_time(
    kafka: Kafka, worker_settings: Settings, pool: db.Pool
) -> None:
    """A producer that sent twice: the second delivery must not fence off the first."""
    event = json.dumps({**EVENT, "document_id": str(uuid4()), "labels": {"do": "sleep:0.5"}}).encode()
    for _ in range(3):
        await kafka.send(event, partition=1)

    async def committed() -> bool:
        return await kafka.committed() == 3

    async with running(worker_settings) as run:
        await until(committed)
        assert run.count("tessera_fenced_total") == 0
    assert await pool.fetchval("SELECT array_agg(attempt ORDER BY attempt) FROM toy_work") == [1, 2, 3]
