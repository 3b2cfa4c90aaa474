"""One message, from its bytes to a finished offset (DESIGN 4.4 to 4.6, 4.8)."""

from collections.abc import Awaitable, Callable
from typing import Any

import structlog

from pipeline import logs
from pipeline.errors import Rejected
from pipeline.events import StageEvent
from pipeline.runner import endings
from pipeline.runner.attempt import Attempt
from pipeline.runner.claims import GRACE_SECONDS
from pipeline.runner.core import Core, Outcome
from pipeline.runner.delivery import Delivery, identify, unidentified
from pipeline.runner.kafka import Partition, ProducerLost, Record
from pipeline.runner.turns import Solo, Turns
from pipeline.runner.working import LetGo, Overtaken, claim, work

log = structlog.stdlib.get_logger(__name__)

LONGEST_GRACE = 1800.0


class Processor:
    """`until_owned` returns once the group has confirmed that a partition is this worker's."""

    def __init__(self, core: Core, until_owned: Callable[[Partition], Awaitable[None]]) -> None:
        self._core = core
        self._until_owned = until_owned
        self._solo = Solo()
        self._turns = Turns()

    async def process(self, record: Record) -> Outcome:
        """Do all there is to do about a message; its offset is finished when this returns.

        Raises ProducerLost, and CancelledError once what was claimed has been released.
        """
        refused: Rejected | None = None
        try:
            delivery = identify(record, self._core.models)
        except Rejected as error:
            delivery, refused = unidentified(record), error
        if delivery.addressee not in (None, self._core.stage.name):
            return "not_addressed"
        if refused:
            return await endings.refuse(self._core, delivery, refused)
        names = {"document_id": str(delivery.document_id), "run_id": str(delivery.run_id)}
        with structlog.contextvars.bound_contextvars(**names), logs.last_line():
            async with self._turns.hold((delivery.document_id, delivery.run_id)):
                try:
                    return await self._until_done(delivery)
                except ProducerLost:
                    raise
                except Exception as error:  # noqa: BLE001  a bug before anything was claimed
                    return await endings.refuse(self._core, delivery, error)

    async def _until_done(self, delivery: Delivery) -> Outcome:
        """An attempt that was overtaken is not the end of its message. If the partition has gone elsewhere, this task
        is about to be cancelled. If it is ours, or ours again, the one who overtook may have been interrupted too:
        unless a checkpoint says that the message is done, it is started over.
        """
        partition = delivery.record.partition
        grace, last = GRACE_SECONDS, None
        while True:
            try:
                return await self._once(delivery, grace, last)
            except LetGo as order:
                log.warning("started_over", reason=str(order))
                continue
            except Overtaken as overtaken:
                last = overtaken.attempt
                self._core.metrics.fenced().inc()
                log.warning("overtaken", attempt=last.claim.attempt)
            # two workers that both believe in their right must not overtake each other for ever
            grace = min(2 * grace, LONGEST_GRACE)
            await self._until_owned(partition)
            await self._core.persist(lambda: self._core.checkpoints.restore([partition.number]))

    async def _once(self, delivery: Delivery, grace: float, last: Attempt | None) -> Outcome:
        core, event = self._core, delivery.event
        if delivery.given_up:
            raise Rejected("lost", delivery.given_up)
        document_id, run_id = delivery.document_id, delivery.run_id
        if await endings.repeat(core, delivery):
            return "repeated"
        joined: Any = event
        if (join := core.stage.join) is not None and isinstance(event, StageEvent):
            joined = await core.persist(lambda: join(event, delivery.event_uuid, delivery.cause))
            if joined is None:
                return "joined"
        suspect = await core.persist(lambda: core.claims.was_in_flight(document_id, run_id, grace))
        async with self._solo.hold(alone=suspect):
            if suspect and await endings.caught_up(core, delivery):  # while it waited, another finished it
                return "repeated"
            granted = await claim(core, delivery, alone=suspect)
            if granted is None:
                if await endings.complete(core, delivery):
                    return "repeated"
                return await endings.supersede(core, delivery, last)
            if suspect:
                core.metrics.suspects().inc()
                log.warning("alone_after_crash", attempt=granted.claim.attempt, crashes=granted.crashes)
            return await work(core, delivery, joined, granted)
