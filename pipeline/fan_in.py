"""Fan-in: several events of a run become one input, whatever their order and however often they come (DESIGN 4.9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from pipeline.db import Pool, transaction
from pipeline.events import EVENTS, StageEvent

OPEN = "INSERT INTO fan_ins (run_id, document_id) VALUES ($1, $2) ON CONFLICT DO NOTHING"
LOCK = "SELECT fired_by FROM fan_ins WHERE run_id = $1 FOR UPDATE"
BEFORE = "SELECT event_id FROM arrivals WHERE run_id = $1 AND part = $2"
ARRIVE = """
INSERT INTO arrivals (run_id, part, event_id, event, cause) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (run_id, part) DO UPDATE SET event_id = $3, event = $4, cause = $5
"""
ARRIVED = "SELECT part, event, cause FROM arrivals WHERE run_id = $1"
FIRE = """
UPDATE fan_ins SET fired_by = $2, fired_at = now() WHERE run_id = $1 AND (fired_by IS NULL OR fired_by = $2 OR $3)
RETURNING fired_by
"""


@dataclass(frozen=True)
class Joined:
    """The events of one run, by CloudEvents type."""

    events: Mapping[str, StageEvent]

    @property
    def document_id(self) -> UUID:
        return next(iter(self.events.values())).document_id

    @property
    def run_id(self) -> UUID:
        return next(iter(self.events.values())).run_id


class FanIn:
    """Use as `Stage.join`. The arrival that completes the run fires it; only that event, redelivered, fires it again,
    so that its work can be repeated after a crash and is done by nobody else. A part that comes anew under another
    event id is a repair of the run: it takes the place of the old one and fires again. Parts made of different events
    wait for one another: a repair further up makes all of them anew, and old ones do not go with new ones.
    """

    def __init__(self, pool: Pool, parts: tuple[type[StageEvent], ...]) -> None:
        self._pool = pool
        self._parts = {part.type for part in parts}

    async def __call__(self, event: StageEvent, event_id: UUID, cause: str | None) -> Joined | None:
        """Record `event`, made of the event `cause` (None: it alone was made anew); all parts if it fires the run, else
        None. Raises asyncpg's errors.
        """
        async with transaction(self._pool) as connection:
            await connection.execute(OPEN, event.run_id, event.document_id)
            await connection.execute(LOCK, event.run_id)  # arrivals of one run count one after the other
            before = await connection.fetchval(BEFORE, event.run_id, event.type)
            await connection.execute(ARRIVE, event.run_id, event.type, event_id, event.model_dump(mode="json"), cause)
            repaired = before is not None and before != event_id
            rows = await connection.fetch(ARRIVED, event.run_id)
            arrived = {row["part"]: row["event"] for row in rows}
            if not self._parts <= arrived.keys() or len({row["cause"] for row in rows} - {None}) > 1:
                return None
            if await connection.fetchval(FIRE, event.run_id, event_id, repaired) is None:
                return None
        models = {part: EVENTS[part].model_validate(arrived[part]) for part in sorted(self._parts)}
        return Joined({part: model for part, model in models.items() if isinstance(model, StageEvent)})
