"""The sweep over fan-ins: runs whose parts have not all arrived after a long while are told (DESIGN 4.9)."""

from dataclasses import dataclass, field
from uuid import UUID

import structlog

from services.jobs.metrics import JobsMetrics
from services.jobs.settings import JobsSettings
from services.jobs.store import Store

log = structlog.stdlib.get_logger(__name__)


@dataclass
class FanIns:
    """Asked by a timer; a waiting run is logged once, and counted for as long as it waits."""

    settings: JobsSettings
    store: Store
    metrics: JobsMetrics
    _told: set[UUID] = field(default_factory=set)

    async def sweep(self) -> None:
        """Look at the fan-ins of running jobs, those of failed ones will never fire."""
        waiting = await self.store.waiting(self.settings.fan_in_seconds)
        self.metrics.fan_ins_waiting.set(len(waiting))
        for fan_in in waiting:
            if fan_in.run_id not in self._told:
                log.error(
                    "fan_in_waits",
                    document_id=str(fan_in.document_id),
                    run_id=str(fan_in.run_id),
                    arrived=fan_in.parts,
                    since=fan_in.since.isoformat(),
                )
        self._told = {fan_in.run_id for fan_in in waiting}
