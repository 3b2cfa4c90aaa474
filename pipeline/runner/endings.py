"""How messages end other than by work: repeated, superseded, released, given up."""

import asyncio

import structlog

from pipeline.errors import Fenced
from pipeline.events import StageEvent
from pipeline.runner.attempt import Attempt, first_state
from pipeline.runner.core import Core, Outcome
from pipeline.runner.deadline import Deadline
from pipeline.runner.delivery import Delivery
from pipeline.runner.dlq import failure_of
from pipeline.state import Failure, Message, StageState
from pipeline.work import Claim

log = structlog.stdlib.get_logger(__name__)

RELEASE_SECONDS = 5.0


def begin(core: Core, delivery: Delivery, claim: Claim, before: StageState | None = None, sequence: int = 0) -> Attempt:
    """The attempt of a claim."""
    state = first_state(
        claim,
        delivery.event,
        delivery.event_id,
        worker=core.settings.worker,
        source=delivery.source,
        at=core.clock.now(),
        before=before,
        sequence=sequence,
    )
    return Attempt(
        state,
        delivery.record.partition.number,
        checkpoints=core.checkpoints,
        check=core.claims.check,
        clock=core.clock,
        watchdog=core.watchdog,
        deadline=Deadline(core.settings.work_seconds, core.settings.work_seconds_per_item),
    )


async def publish(core: Core, message: Message) -> None:
    """Send an output; returns once all replicas have it."""
    await core.producer.send(message.topic, key=message.key, value=message.value, headers=message.headers)


async def repeat(core: Core, delivery: Delivery) -> bool:
    """Whether a checkpoint says that this very message is done: then its output is published again, and the dead letter
    of a failed one if it was not written yet.

    It comes again when it finished above the watermark of a worker that died, or when that died before committing.
    """
    partition = delivery.record.partition.number
    seen = core.checkpoints.seen(partition, delivery.document_id)
    if seen is None or (seen.run_id, seen.event_id) != (delivery.run_id, delivery.event_id):
        return False
    if seen.status not in ("finished", "failed") or (seen.status == "failed" and delivery.requeued):
        return False
    state = await core.persist(lambda: core.checkpoints.load(partition, delivery.document_id, delivery.run_id))
    if state and state.status == "failed" and state.error:
        if state.dead_letter is None:
            await _dead_letter(core, delivery, state.error, None, _unclaimed(core, delivery, state))
        return True
    if state is None or state.output is None:
        return False
    output = state.output
    await core.persist(lambda: publish(core, output))
    log.info("repeated", attempt=state.attempt)
    return True


async def caught_up(core: Core, delivery: Delivery) -> bool:
    """As `repeat`, with the checkpoints that have come since they were last read."""
    await core.persist(lambda: core.checkpoints.restore([delivery.record.partition.number]))
    return await repeat(core, delivery)


async def complete(core: Core, delivery: Delivery) -> bool:
    """Whether the fence says that this very message is done: then its output is published again and its checkpoint
    written, before which a worker must have died. To do the work anew would undo what later stages have added.
    """
    document_id, run_id, event_id = delivery.document_id, delivery.run_id, delivery.event_id
    done = await core.persist(lambda: core.claims.finished(document_id, run_id, event_id))
    if done is None:
        return False
    claim, output = done
    if await caught_up(core, delivery):
        return True
    partition = delivery.record.partition.number
    await core.persist(lambda: publish(core, output))
    before = await core.persist(lambda: core.checkpoints.load(partition, document_id, run_id))
    number, sequence = core.checkpoints.rank(partition, document_id, run_id)
    attempt = begin(core, delivery, claim, before, sequence=sequence + 1 if number == claim.attempt else 0)
    attempt.done(StageEvent.model_validate_json(output.value or b""), output)
    await core.persist(lambda: attempt.write_unchecked("finished"))
    log.info("completed", attempt=claim.attempt)
    return True


async def supersede(core: Core, delivery: Delivery, last: Attempt | None) -> Outcome:
    """A newer run has the document: write so, after what this run wrote (`last`: its last attempt here)."""
    ended = last or _unclaimed(core, delivery)
    await core.persist(lambda: ended.write_unchecked("superseded"))
    log.info("superseded")
    return "superseded"


async def release(core: Core, claim: Claim, attempt: Attempt | None = None) -> None:
    """Give a claim back, so that it is no crash; in vain when the fence says it is over or nobody answers."""
    try:
        async with asyncio.timeout(RELEASE_SECONDS):
            await core.claims.close(claim, "released")
            if attempt:
                await attempt.write_unchecked("released")
    except Fenced:
        return
    except Exception as error:  # noqa: BLE001  whatever it is, the claim will pass for a crash
        log.warning("not_released", error=repr(error), attempt=claim.attempt)
        return
    core.metrics.released().inc()
    log.info("released", attempt=claim.attempt)


async def give_up(core: Core, delivery: Delivery, attempt: Attempt, error: Exception) -> Outcome:
    """Dead-letter a claimed message. Raises Fenced when another attempt has it meanwhile.

    First the record that it failed: a crash right after it leaves a dead letter to write, never one of a document that
    completes after all.
    """
    failure = failure_of(error, core.stage.name)
    await core.persist(lambda: core.claims.close(attempt.claim, "failed"))
    await core.persist(lambda: attempt.write("failed", error=failure))
    await _dead_letter(core, delivery, failure, error, attempt)
    return failure.kind


async def refuse(core: Core, delivery: Delivery, error: Exception) -> Outcome:
    """Dead-letter a message that was never claimed; its job, if it names one, fails with the same words."""
    if await repeat(core, delivery):
        return "repeated"
    failure = failure_of(error, core.stage.name)
    attempt = _unclaimed(core, delivery)
    await core.persist(lambda: attempt.write_unchecked("failed", error=failure))
    await _dead_letter(core, delivery, failure, error, attempt)
    return failure.kind


def _unclaimed(core: Core, delivery: Delivery, before: StageState | None = None) -> Attempt:
    """For a record without a claim, ranked above what there is of the same run."""
    partition = delivery.record.partition.number
    number, sequence = core.checkpoints.rank(partition, delivery.document_id, delivery.run_id)
    claim = Claim(delivery.document_id, delivery.run_id, core.stage.name, number)
    return begin(core, delivery, claim, before, sequence=sequence + 1)


async def _dead_letter(
    core: Core, delivery: Delivery, failure: Failure, error: Exception | None, attempt: Attempt
) -> None:
    """Write the dead letter, then that it is written."""
    letter = await core.persist(lambda: core.dead_letters.send(delivery.record, failure, error))
    await core.persist(lambda: attempt.write_unchecked("failed", error=failure, dead_letter=letter))
    core.metrics.dead_letters(failure.kind, failure.code).inc()
    log.error(
        "dead_letter",
        position=delivery.record.position,
        kind=failure.kind,
        code=failure.code,
        message=failure.message,
        page=failure.page,
        letter=letter,
        exc_info=error if failure.kind == "bug" else None,
    )
