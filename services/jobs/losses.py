"""Messages that are lost, though their jobs run, are published again, from job_checkpoints, and after some restarts
published to be dead-lettered.
"""

import time
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

import structlog

from pipeline.runner.kafka import Partition
from pipeline.runner.spans import Span
from pipeline.state import Heartbeat, Message, StageName, StageState
from services.jobs import lost
from services.jobs.incidents import Incident, Kind
from services.jobs.lost import Quiet, Standing, Turn
from services.jobs.metrics import JobsMetrics
from services.jobs.settings import JobsSettings
from services.jobs.telling import tell

log = structlog.stdlib.get_logger(__name__)

Asked = Callable[[StageName, Collection[str]], Awaitable[Mapping[Partition, Span]]]


class Store(Protocol):
    """The database (see store.py)."""

    async def running(self) -> list[Standing]:
        """How every running job stands."""

    async def known(self, documents: Collection[UUID]) -> list[StageState]:
        """Every state stored of these documents."""

    async def incident(self, run_id: UUID, stage: StageName, attempt: int, kind: Kind) -> Incident | None:
        """The one of that attempt, if it is known."""

    async def note(self, incidents: list[Incident]) -> list[Incident]:
        """Add those that are news; which they were."""

    async def restarts(self, run_id: UUID, stage: StageName) -> int:
        """How often the run was restarted in this stage."""


@dataclass
class Losses:
    """`spans` asks Kafka what the stage's group has read of topics; `publish` returns the place a message got."""

    settings: JobsSettings
    store: Store
    metrics: JobsMetrics
    spans: Asked
    publish: Callable[[Message], Awaitable[tuple[Partition, int]]]
    partitions: int
    clock: Callable[[], float] = time.monotonic
    _marks: dict[tuple[UUID, StageName], dict[Partition, int]] = field(default_factory=dict)
    """Offsets below which the messages of quiet turns lie."""

    def __post_init__(self) -> None:
        self._quiet = Quiet(self.settings.lost_seconds)

    def deaf(self) -> None:
        """Nothing could be heard."""
        self._quiet.forget()

    async def sweep(self, alive: Iterable[Heartbeat]) -> None:
        """Look at all running jobs; `alive`: the last heartbeats of all workers that are not missing."""
        in_hand = {(each.run_id, heartbeat.stage) for heartbeat in alive for each in heartbeat.running}
        turns = self._quiet.too_long(await self.store.running(), in_hand, self.clock())
        self._marks = {turn.key: self._marks[turn.key] for turn in turns if turn.key in self._marks}
        for stage in {turn.stage for turn in turns}:
            await self._look_at([turn for turn in turns if turn.stage == stage], stage)

    async def _look_at(self, turns: list[Turn], stage: StageName) -> None:
        places = {turn.key: turn.places(self.settings.topic_prefix, self.partitions) for turn in turns}
        spans = await self.spans(stage, {place.topic for found in places.values() for place in found})
        for turn in turns:
            marks = self._marks.setdefault(turn.key, _marks(places[turn.key], spans))
            if lost.is_lost(marks, spans):
                await self._restart(turn)

    async def _restart(self, turn: Turn) -> None:
        run_id, stage = turn.key
        known = await self.store.known([turn.standing.document_id])
        states = {state.stage: state for state in known if state.run_id == run_id}
        messages = lost.messages(turn, states)
        if not messages:
            log.error("lost_beyond_help", run_id=str(run_id), stage=stage, reason="its message is not known any more")
            self._quiet.touch(turn, self.clock())
            return
        incident = await self.store.incident(run_id, stage, turn.attempt, "lost")
        if incident is None or incident.action != "give_up":
            restarts = await self.store.restarts(run_id, stage)
            incident = lost.incident(turn, states, self.settings.lost_seconds, restarts, self.settings.restarts)
            if not await self.store.note([incident]):
                return  # it has moved meanwhile
            tell(incident, self.metrics)
        given_up = incident.what if incident.action == "give_up" else None
        # one dead letter is enough
        places = [
            await self.publish(lost.again(message, stage, given_up)) for message in messages[: 1 if given_up else None]
        ]
        self._marks[turn.key] = {partition: offset + 1 for partition, offset in places}
        self._quiet.touch(turn, self.clock())


def _marks(places: Mapping[Partition, int | None], spans: Mapping[Partition, Span]) -> dict[Partition, int]:
    """Offsets below which the messages lie: for those whose own is not known, what is the end by now."""
    return {
        place: spans[place].end if offset is None and place in spans else (offset or 0) + 1
        for place, offset in places.items()
    }
