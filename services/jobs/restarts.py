"""Attempts that are stuck are restarted by orders to the workers that have them in hand, and after some restarts given
up (pipeline/runner/orders.py obeys). An order may be missed: it is repeated with each heartbeat that says the same.
"""

import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID

import structlog

from pipeline.state import Heartbeat, Order, RunningDocument, StageName
from services.jobs.incidents import Incident, InHand, Kind, is_stuck, order, stuck
from services.jobs.metrics import JobsMetrics
from services.jobs.settings import JobsSettings
from services.jobs.store import UNSTORABLE
from services.jobs.telling import names, tell

log = structlog.stdlib.get_logger(__name__)

Attempt = tuple[UUID, StageName, int]
NOT_OBEYED = "; it has not let go for {:.0f} s: {} must be started again (its watchdog does so in the end)"
FORGET_SECONDS = 3600.0


class Store(Protocol):
    """The database (see store.py)."""

    async def incident(self, run_id: UUID, stage: StageName, attempt: int, kind: Kind) -> Incident | None:
        """The one of that attempt, if it is known."""

    async def note(self, incidents: list[Incident]) -> list[Incident]:
        """Add those that are news; which they were."""

    async def restarts(self, run_id: UUID, stage: StageName) -> int:
        """How often the run was restarted in this stage."""

    async def tell(self, incident: Incident) -> None:
        """Change what is said of it."""


@dataclass
class Given:
    """An order that has been given."""

    incident: Incident
    first: float
    last: float
    heartbeat_at: datetime | None = None


@dataclass
class Restarts:
    """`in_hand` says whether an attempt of a heartbeat still is its worker's; `give` publishes an order."""

    settings: JobsSettings
    store: Store
    metrics: JobsMetrics
    in_hand: Callable[[Heartbeat, RunningDocument], InHand | None]
    give: Callable[[Order], Awaitable[None]]
    clock: Callable[[], float] = time.monotonic
    _given: dict[Attempt, Given] = field(default_factory=dict)

    async def look(self, heartbeats: Iterable[Heartbeat]) -> None:
        """Decide about the last heartbeats of living workers, none of them old news."""
        for heartbeat in heartbeats:
            for document in heartbeat.running:
                attempt = (document.run_id, heartbeat.stage, document.attempt)
                work = self.in_hand(heartbeat, document) if is_stuck(heartbeat, document) else None
                given = self._given.pop(attempt, None)
                if work and (given := given or await self._decide(work)):
                    self._given[attempt] = given
                    await self._give(given, heartbeat)
        now = self.clock()
        self._given = {attempt: each for attempt, each in self._given.items() if now - each.last < FORGET_SECONDS}

    async def _decide(self, work: InHand) -> Given | None:
        """What is done about the attempt, as decided before or now; None if it has just ended."""
        run_id, stage, attempt = work.document.run_id, work.heartbeat.stage, work.document.attempt
        incident = await self.store.incident(run_id, stage, attempt, "stuck")
        if incident is None:
            incident = stuck(work, await self.store.restarts(run_id, stage), self.settings.restarts)
            try:
                if not await self.store.note([incident]):
                    return None
            except UNSTORABLE as error:
                log.warning("incident_ignored", reason=str(error), **names(incident))
                return None
            tell(incident, self.metrics)
        return Given(incident, self.clock(), self.clock())

    async def _give(self, given: Given, heartbeat: Heartbeat) -> None:
        if given.heartbeat_at == heartbeat.at:
            return
        given.heartbeat_at, given.last = heartbeat.at, self.clock()
        await self.give(order(given.incident, datetime.now(UTC)))
        waited = given.last - given.first
        if waited > self.settings.order_seconds and "has not let go" not in given.incident.what:
            given.incident = replace(
                given.incident, what=given.incident.what + NOT_OBEYED.format(waited, heartbeat.worker)
            )
            log.critical("order_not_obeyed", what=given.incident.what, **names(given.incident))
            await self.store.tell(given.incident)
