"""A stage: one function from an event to an event, and what the runner must know of it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from pipeline.events import Event, StageEvent
from pipeline.state import StageName
from pipeline.work import Work

Input = TypeVar("Input")
Joined = TypeVar("Joined", covariant=True)
Deps = TypeVar("Deps")
Output = TypeVar("Output", bound=StageEvent)


class Join(Protocol[Joined]):
    """A fan-in: what turns several arrivals of one run into one input (see pipeline.fan_in)."""

    async def __call__(self, event: StageEvent, event_id: UUID, cause: str | None) -> Joined | None:
        """Record the arrival of what was made of the event `cause` (None: it alone was made anew); the joined input if
        this event is the one that fires the run, else None.
        """


@dataclass(frozen=True)
class Stage(Generic[Input, Deps, Output]):
    """`handle` reads nothing but its two arguments: no globals, no environment, no Kafka in it.

    `consumes` maps topic to event model, `produces` is the output topic, `deps` makes the handler's dependencies for
    one claimed message. With `join`, `handle` gets what it returns; without, the event.
    """

    name: StageName
    consumes: Mapping[str, type[Event]]
    produces: str
    handle: Callable[[Input, Deps], Awaitable[Output]]
    deps: Callable[[Work], Deps]
    join: Join[Input] | None = None
