"""What the parts of the worker core share while they process messages of one stage."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

import stamina

from pipeline.errors import Transient
from pipeline.events import Event
from pipeline.metrics import Metrics
from pipeline.runner.attempt import Attempt
from pipeline.runner.checkpoints import Checkpoints
from pipeline.runner.claims import Claims
from pipeline.runner.dlq import DeadLetters
from pipeline.runner.kafka import Producer
from pipeline.runner.outages import Outages
from pipeline.runner.watchdog import Watchdog
from pipeline.settings import Settings
from pipeline.stage import Stage
from pipeline.work import Batch, Claim, Clock

T = TypeVar("T")
Outcome = Literal[
    "finished", "repeated", "joined", "superseded", "not_addressed", "rejected", "transient", "bug", "crashed"
]

LONGEST_BACKOFF = 60.0


def _nothing() -> None:
    """Nobody wants to know."""


@dataclass(frozen=True)
class Core:
    """`models` are by the full names of the topics, `output` is one; `running` is what is being worked on."""

    stage: Stage[Any, Any, Any]
    settings: Settings
    models: Mapping[str, type[Event]]
    output: str
    clock: Clock
    claims: Claims
    checkpoints: Checkpoints
    producer: Producer
    dead_letters: DeadLetters
    outages: Outages
    metrics: Metrics
    watchdog: Watchdog
    batch: Batch
    running: dict[Claim, Attempt] = field(default_factory=dict)

    async def persist(self, function: Callable[[], Awaitable[T]], alive: Callable[[], None] = _nothing) -> T:
        """The result of `function`, tried again with backoff when it raises Transient, and through outages for as long
        as they last. Raises what `function` raises, Transient when all tries are used up.
        """
        async for retry in stamina.retry_context(
            on=Transient,
            attempts=self.settings.attempts,
            timeout=None,
            wait_initial=self.settings.backoff_seconds,
            wait_jitter=self.settings.backoff_seconds / 2,
            wait_max=LONGEST_BACKOFF,
        ):
            with retry:
                if retry.num > 1:
                    self.metrics.retries().inc()
                return await self.outages.ride_out(function, alive)
        raise AssertionError("stamina returns a result or raises")
