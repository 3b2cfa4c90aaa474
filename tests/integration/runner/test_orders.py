"""Orders of services/jobs, replays for one stage, dead letters sent back, and the last heartbeat."""

import asyncio
import json
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID, uuid4

from pipeline import db
from pipeline.events import ChunksCreated, ProductsDetected
from pipeline.settings import Settings
from pipeline.state import Heartbeat, Order
from tests.integration.runner.harness import EVENT, Deps, Kafka, output, running, until
from tests.integration.runner.test_failures import fail_as_told
from tests.integration.runner.test_workers import done


async def stuck_at_first(event: ProductsDetected, deps: Deps) -> ChunksCreated:
    """Its first attempt saves a step and hangs; the next finds the step."""
    if deps.work.steps.get("half") is None:
        await deps.work.steps.save("half", deps.work.claim.attempt)
        await asyncio.Event().wait()
    return output(event, chunks=int(str(deps.work.steps.get("half"))))


async def order(kafka: Kafka, document: UUID, action: Literal["restart", "give_up"], attempt: int = 1) -> None:
    [state] = [state for state in await kafka.states(document) if (state.attempt, state.sequence) == (attempt, 1)]
    body = Order(
        document_id=document,
        run_id=state.run_id,
        stage="chunker",
        attempt=attempt,
        action=action,
        restarts=0,
        reason="no progress for 5 s",
        at=datetime.now(UTC),
    )
    await kafka.send(body.model_dump_json().encode(), key=str(document).encode(), topic="jobs.restarts")


def half_done(kafka: Kafka) -> "asyncio.Future[None]":
    async def check() -> bool:
        return any(state.steps for state in await kafka.states())

    return asyncio.ensure_future(until(check))


async def test_a_restart_lets_go_and_goes_on_from_the_checkpoint(
    kafka: Kafka, worker_settings: Settings, pool: db.Pool
) -> None:
    document = await kafka.publish()
    async with running(worker_settings, stuck_at_first) as run:
        await half_done(kafka)
        await order(kafka, document, "restart")
        await until(done(kafka, 1))
        assert run.count("tessera_orders_total", action="restart") == 1
    assert [event.chunks_created for event in await kafka.outputs()] == [1]
    statuses = [(state.attempt, state.status) for state in await kafka.states(document)]
    assert statuses == [(1, "working"), (1, "working"), (1, "released"), (2, "working"), (2, "finished")]
    assert await pool.fetchval("SELECT crashes FROM fences") == 0


async def test_who_is_given_up_is_a_dead_letter_and_other_attempts_are_left_alone(
    kafka: Kafka, worker_settings: Settings
) -> None:
    document = await kafka.publish()
    async with running(worker_settings, stuck_at_first):
        await half_done(kafka)
        [first, *_] = await kafka.states(document)
        stale = Order(
            document_id=document,
            run_id=first.run_id,
            stage="chunker",
            attempt=7,
            action="give_up",
            restarts=3,
            reason="of another attempt",
            at=datetime.now(UTC),
        )
        await kafka.send(stale.model_dump_json().encode(), key=str(document).encode(), topic="jobs.restarts")
        await kafka.send(b"no order", key=str(document).encode(), topic="jobs.restarts")
        await order(kafka, document, "give_up")

        async def failed() -> bool:
            return (await kafka.states(document))[-1].dead_letter is not None

        await until(failed)
    last = (await kafka.states(document))[-1]
    assert last.error is not None
    assert (last.error.code, last.error.message) == ("stuck", "no progress for 5 s")
    [letter] = await kafka.read("products.detected.dlq")
    assert last.dead_letter == f"{kafka.prefix}products.detected.dlq/{letter.partition}/{letter.offset}"


async def test_heartbeats_tell_idle_time_and_last_log_line_and_the_last_one_an_orderly_stop(
    kafka: Kafka, worker_settings: Settings
) -> None:
    await kafka.publish()

    async def beats() -> list[Heartbeat]:
        return [Heartbeat.model_validate_json(record.value) for record in await kafka.read("jobs.heartbeat")]

    async def idle() -> bool:
        return any(document.idle_seconds > 0.3 for beat in await beats() for document in beat.running)

    async with running(worker_settings.model_copy(update={"stop_seconds": 0.1}), stuck_at_first):
        await until(idle)
    first, *_, last = await beats()
    assert first.stuck_seconds == worker_settings.stuck_seconds
    assert (last.stopping, last.running) == (True, [])
    assert not first.stopping


async def test_a_replay_for_another_stage_is_left_to_it(kafka: Kafka, worker_settings: Settings) -> None:
    first = await kafka.publish(partition=0)
    [message] = await kafka.read("products.detected")
    for stage in (b"imager", b"chunker"):
        headers = (("tessera_stage", stage), ("ce_id", b"again-" + stage), ("ce_type", b"products.detected.v1"))
        rest = (("ce_source", b"/x"), ("ce_specversion", b"1.0"))
        await kafka.send(message.value, key=message.key, partition=0, headers=headers + rest)

    async def committed() -> bool:
        return await kafka.committed() == 3

    async with running(worker_settings) as run:
        await until(committed)
        assert run.count("tessera_messages_total", outcome="not_addressed") == 1
        assert run.count("tessera_messages_total", outcome="finished") == 2
    assert [event.document_id for event in await kafka.outputs()] == [first, first]
    assert {state.event_id for state in await kafka.states()} >= {"again-chunker"}
    assert "again-imager" not in {state.event_id for state in await kafka.states()}


HEADERS = (("ce_id", b"e1"), ("ce_type", b"products.detected.v1"), ("ce_source", b"/x"), ("ce_specversion", b"1.0"))


async def test_a_dead_letter_sent_back_is_worked_on_again_with_its_ids(kafka: Kafka, worker_settings: Settings) -> None:
    document = uuid4()
    value = json.dumps({**EVENT, "document_id": str(document), "labels": {"do": "reject"}}).encode()

    async def again(count: int, *headers: tuple[str, bytes]) -> None:
        await kafka.send(value, key=b"k", partition=0, headers=(*HEADERS, *headers))

        async def committed() -> bool:
            return await kafka.committed() == count

        await until(committed)

    async with running(worker_settings, fail_as_told):
        await again(1)
    async with running(worker_settings) as run:  # the cause is gone
        await again(2)
        assert run.count("tessera_messages_total", outcome="repeated") == 1
        assert await kafka.outputs() == []
        await again(3, ("tessera_requeued", b"products.detected.dlq/0/0"))
        assert run.count("tessera_messages_total", outcome="finished") == 1
        await again(4, ("tessera_requeued", b"products.detected.dlq/0/0"))  # a finished one is not done again
        assert run.count("tessera_messages_total", outcome="repeated") == 2
    assert {event.document_id for event in await kafka.outputs()} == {document}
    assert {state.event_id for state in await kafka.states(document)} == {"e1"}


async def test_a_lost_document_is_given_up_in_the_words_of_services_jobs(
    kafka: Kafka, worker_settings: Settings
) -> None:
    document = uuid4()
    value = json.dumps({**EVENT, "document_id": str(document)}).encode()
    await kafka.send(value, key=b"k", headers=(*HEADERS, ("tessera_give_up", b"lost three times")))

    async def failed() -> bool:
        return bool(await kafka.read("products.detected.dlq"))

    async with running(worker_settings):
        await until(failed)
    errors = [state.error for state in await kafka.states(document)]
    assert {(error.code, error.message) for error in errors if error} == {("lost", "lost three times")}
    assert await kafka.outputs() == []
