"""The work on a claimed message: handler, fence, output, checkpoint, in this order (DESIGN 4.5)."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

from pipeline import codec, ids
from pipeline.errors import Fenced, Rejected
from pipeline.events import StageEvent
from pipeline.runner import endings
from pipeline.runner.attempt import Attempt
from pipeline.runner.claims import Granted
from pipeline.runner.core import Core, Outcome
from pipeline.runner.delivery import Delivery
from pipeline.runner.dlq import Crashed
from pipeline.runner.kafka import ProducerLost
from pipeline.state import Message
from pipeline.work import Work

log = structlog.stdlib.get_logger(__name__)


class Overtaken(Exception):
    """The attempt met Fenced: another attempt or run has the document."""

    def __init__(self, attempt: Attempt) -> None:
        super().__init__(attempt.claim)
        self.attempt = attempt


class LetGo(Exception):
    """services/jobs wants the document started over from its checkpoint, for the reason in the message."""


async def claim(core: Core, delivery: Delivery, *, alone: bool) -> Granted | None:
    """Claim the document for this run; None when a newer run has it, or what the message asks for is finished.

    Raises CancelledError only once a claim that was just being made has been released: it would pass for a crash.
    """
    claiming = asyncio.ensure_future(
        core.persist(lambda: core.claims.claim(delivery.document_id, delivery.run_id, delivery.event_id, alone=alone))
    )
    try:
        return await asyncio.shield(claiming)
    except asyncio.CancelledError:
        done, _ = await asyncio.wait([claiming], timeout=endings.RELEASE_SECONDS)
        claiming.cancel()
        if done and claiming.exception() is None and (granted := claiming.result()):
            await endings.release(core, granted.claim)
        raise


async def work(core: Core, delivery: Delivery, joined: Any, granted: Granted) -> Outcome:
    """Do the work and publish its output, or give the message up; what it came to.

    Raises Overtaken, ProducerLost, and LetGo and CancelledError once the claim has been released.
    """
    partition = delivery.record.partition.number
    attempt: Attempt | None = None
    try:
        before = await core.persist(lambda: core.checkpoints.load(partition, delivery.document_id, delivery.run_id))
        attempt = endings.begin(core, delivery, granted.claim, before)
        return await _work(core, delivery, joined, granted, attempt)
    except (asyncio.CancelledError, LetGo):
        await endings.release(core, granted.claim, attempt)
        raise


async def _work(core: Core, delivery: Delivery, joined: Any, granted: Granted, attempt: Attempt) -> Outcome:
    core.running[granted.claim] = attempt
    core.watchdog.begin(attempt, f"work on document {delivery.document_id}", core.settings.work_stall_seconds)
    try:
        if granted.crashes >= core.settings.crashes:
            raise Crashed(granted.crashes)
        await core.persist(lambda: attempt.write("working"))
        return await _handle_and_publish(core, delivery, joined, attempt)
    except Fenced as fenced:
        raise Overtaken(attempt) from fenced
    except (ProducerLost, LetGo):
        raise
    except Exception as error:  # noqa: BLE001  a bug must not take the worker down
        try:
            return await endings.give_up(core, delivery, attempt, error)
        except Fenced as fenced:
            raise Overtaken(attempt) from fenced
    finally:
        core.watchdog.end(attempt)
        del core.running[granted.claim]


async def _handle_and_publish(core: Core, delivery: Delivery, joined: Any, attempt: Attempt) -> Outcome:
    handed = Work(
        claim=attempt.claim,
        progress=attempt,
        steps=attempt,
        clock=core.clock,
        event_id=delivery.event_id,
        event_time=delivery.time,
        tenant=delivery.event.tenant,
        labels=delivery.event.labels,
        batch=core.batch,
    )

    async def handle() -> StageEvent:
        async with attempt.deadline.one_try():
            output: StageEvent = await core.stage.handle(joined, core.stage.deps(handed))
            return output

    output = await _unless_ordered(attempt, core.persist(handle, alive=attempt.moved))
    seconds = {**output.seconds, core.stage.name: round(attempt.seconds, 3)}
    output = output.model_copy(update={"seconds": seconds})
    message = _encode(core, delivery, output)
    await core.persist(lambda: core.claims.finish(attempt.claim, delivery.event_id, message))
    await core.persist(lambda: endings.publish(core, message))
    attempt.done(output, message)
    await core.persist(lambda: attempt.write("finished"))
    core.metrics.seconds().observe(attempt.seconds)
    log.info("finished", attempt=attempt.claim.attempt, seconds=round(attempt.seconds, 3))
    return "finished"


async def _unless_ordered(attempt: Attempt, handling: Coroutine[Any, Any, StageEvent]) -> StageEvent:
    """The handler's output, unless services/jobs has the work interrupted: raises LetGo or Rejected(stuck)."""
    task = asyncio.create_task(handling)
    try:
        first: list[asyncio.Future[Any]] = [task, attempt.interrupted]
        await asyncio.wait(first, return_when=asyncio.FIRST_COMPLETED)
    finally:
        if not task.done():  # its subprocesses end with it; what does not end meets the fence
            task.cancel()
            await asyncio.wait([task], timeout=endings.RELEASE_SECONDS)
    if task.done() and not task.cancelled():
        return task.result()
    order = attempt.interrupted.result()
    if order.action == "give_up":
        raise Rejected("stuck", order.reason)
    raise LetGo(order.reason)


def _encode(core: Core, delivery: Delivery, output: StageEvent) -> Message:
    encoded = codec.encode(
        output,
        event_id=str(ids.output_event_id(delivery.run_id, core.stage.name, delivery.event_id)),
        source=f"/tessera/{core.stage.name}",
        subject=str(delivery.document_id),
        time=core.clock.now(),
        traceparent=codec.child_traceparent(delivery.traceparent),
    )
    return Message(topic=core.output, key=encoded.key, value=encoded.value, headers=encoded.headers + delivery.as_cause)
