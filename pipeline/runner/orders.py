"""Orders of services/jobs about attempts that are stuck, obeyed by the worker that has them in hand (jobs.restarts).

services/jobs alone decides; a worker touches only the very attempt that the order names, and only if it has it in hand.
So no order reaches work that has been taken over, and none fights a worker that is alive.
"""

import mode
import structlog
from pydantic import ValidationError

from pipeline.runner.core import Core
from pipeline.runner.kafka import KafkaError, Record
from pipeline.runner.reader import Tail
from pipeline.state import Order
from pipeline.work import Claim

log = structlog.stdlib.get_logger(__name__)

TOPIC = "jobs.restarts"


class Orders(mode.Service):
    """Listens for as long as the worker runs. An order that is missed is given again while its attempt stays stuck."""

    mundane_level = "debug"

    def __init__(self, core: Core) -> None:
        super().__init__()
        self._core = core
        self._tail = Tail(core.settings.kafka_bootstrap, core.settings.topic_prefix + TOPIC)

    async def on_start(self) -> None:
        await self._tail.start()

    async def on_shutdown(self) -> None:
        await self._tail.stop()

    @mode.Service.task
    async def _listen(self) -> None:
        while not self.should_stop:
            try:
                for record in await self._tail.poll():
                    self._obey(record)
            except KafkaError as error:
                log.warning("orders_not_read", error=repr(error))
                await self.sleep(1)

    def _obey(self, record: Record) -> None:
        try:
            order = Order.model_validate_json(record.value or b"")
        except ValidationError as error:
            log.warning("order_unreadable", position=record.position, error=str(error))
            return
        attempt = self._core.running.get(Claim(order.document_id, order.run_id, order.stage, order.attempt))
        if attempt is None:
            return
        names = {"document_id": str(order.document_id), "run_id": str(order.run_id)}
        log.warning("order_obeyed", action=order.action, reason=order.reason, attempt=order.attempt, **names)
        self._core.metrics.orders(order.action).inc()
        attempt.interrupt(order)
