"""What a handler sees of the worker core while it works on one message."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Protocol, TypeVar
from uuid import UUID

from pydantic import JsonValue

from pipeline.events import Labels
from pipeline.state import CheckpointName, StageName

T = TypeVar("T")


@dataclass(frozen=True)
class Claim:
    """The right to write for one document, run and stage; a lower attempt writes nothing."""

    document_id: UUID
    run_id: UUID
    stage: StageName
    attempt: int


class Progress(Protocol):
    """Tells the operators how far the work is; cheap to call per page or image (publishing is throttled)."""

    async def __call__(
        self, done: int, total: int, *, page: int | None = None, checkpoint: CheckpointName | None = None
    ) -> None:
        """`done` of `total` items are finished, `page` (1-based) is next; `checkpoint` if one was just reached."""


class Steps(Protocol):
    """The finished steps of this run, kept in the stage's compacted topic: what a restart need not do again."""

    def get(self, name: str) -> JsonValue | None:
        """What `save` kept under `name` in this run, also by an earlier attempt; None if the step is not done."""

    async def save(self, name: str, value: JsonValue) -> None:
        """Record the step as done with `value` (small: an object key, a count); returns once Kafka has it."""


class Batch(Protocol):
    """Batch sizes that follow the worker's memory."""

    def __call__(self, most: int) -> int:
        """How many items to hold at once now, 1 to `most`: fewer as memory runs short. Ask before every batch."""


def all_of_them(most: int) -> int:
    """The Batch of a worker with memory to spare."""
    return most


def batches(items: Iterable[T], most: int, batch: Batch = all_of_them) -> Iterator[list[T]]:
    """`items` in lists as long as `batch` allows, at most `most`; asked anew before each."""
    rest = iter(items)
    while some := list(islice(rest, batch(most))):
        yield some


class Clock(Protocol):
    """Time, so that tests can set it."""

    def now(self) -> datetime:
        """The time now, in UTC."""


@dataclass(frozen=True)
class Work:
    """One claimed message: made by the runner, given to `Stage.deps`."""

    claim: Claim
    progress: Progress
    steps: Steps
    clock: Clock
    event_id: str
    event_time: datetime
    tenant: str
    labels: Labels
    batch: Batch = all_of_them
