"""The SQL of `incidents`, for the Store; what writes more than one row runs in its transactions."""

from collections.abc import Collection, Sequence
from uuid import UUID

from pipeline.db import Connection, Pool, upsert
from pipeline.state import StageName
from services.jobs.incidents import Ending, Incident, Kind

# Nothing is said any more of an attempt that has ended meanwhile, or for which another stands already. What was taken
# over is known from its successor, and is over at once. Of lost work there is one row, told anew with each restart.
ADD = """
INSERT INTO incidents AS known (run_id, stage, attempt, kind, document_id, tenant, worker, page, log, what, action,
    restarts, silent_seconds, resolved_by, resolved_at)
SELECT $1::uuid, $2, $3::integer, $4, $5::uuid, $6, $7, $8::integer, $9, $10, $11, $12::integer, $13::real, $14::text,
    CASE WHEN $14::text IS NOT NULL THEN now() END
WHERE $11 = 'taken_over' OR NOT EXISTS (
    SELECT FROM job_checkpoints c
    WHERE c.run_id = $1 AND c.stage = $2 AND (c.attempt > $3 OR c.attempt = $3
        AND (c.status IN ('finished', 'failed', 'superseded') OR c.status = 'released' AND $4 <> 'lost'))
)
ON CONFLICT (run_id, stage, attempt, kind) DO UPDATE SET what = excluded.what, action = excluded.action,
    restarts = excluded.restarts, silent_seconds = excluded.silent_seconds
WHERE excluded.kind = 'lost' AND (excluded.restarts, excluded.action) <> (known.restarts, known.action)
RETURNING true
"""
END = """
UPDATE incidents SET resolved_at = now(), resolved_by = $5,
    action = CASE WHEN action = 'waiting' AND attempt < $3 THEN 'taken_over' ELSE action END
WHERE run_id = $1 AND stage = $2 AND attempt <= $4 AND resolved_at IS NULL
"""
RETRACT = """
DELETE FROM incidents
WHERE run_id = $1 AND stage = $2 AND attempt = $3 AND kind = 'crashed' AND action = 'taken_over'
"""
# A run that was given up and then sent back by a person has all its restarts again.
RESTARTS = """
SELECT coalesce(max(restarts), 0) FROM incidents
WHERE run_id = $1 AND stage = $2 AND attempt > coalesce(
    (SELECT max(attempt) FROM incidents WHERE run_id = $1 AND stage = $2 AND action = 'give_up'), -1)
"""
FIND = "SELECT * FROM incidents WHERE (run_id, stage, attempt, kind) = ($1, $2, $3, $4)"
TELL = "UPDATE incidents SET what = $5 WHERE (run_id, stage, attempt, kind) = ($1, $2, $3, $4)"

FIELDS = tuple(Incident.__dataclass_fields__)


async def add(connection: Connection, incidents: Sequence[Incident]) -> list[Incident]:
    """Add those that are new; which they were."""
    new = []
    for incident in incidents:
        row = [getattr(incident, name) for name in FIELDS]
        if await connection.fetchval(ADD, *row):
            new.append(incident)
    return new


async def end(connection: Connection, endings: Sequence[Ending]) -> None:
    """Resolve what they end."""
    await upsert(connection, END, [(each.run_id, each.stage, each.attempt, each.through, each.by) for each in endings])


async def retract(connection: Connection, attempts: Collection[tuple[UUID, StageName, int]]) -> None:
    """Take back the crashes of attempts that were let go in good order."""
    await upsert(connection, RETRACT, list(attempts))


async def find(asked: Pool, run_id: UUID, stage: StageName, attempt: int, kind: Kind) -> Incident | None:
    """The row of an attempt."""
    row = await asked.fetchrow(FIND, run_id, stage, attempt, kind)
    return Incident(**{name: row[name] for name in FIELDS}) if row else None


async def restarts(asked: Pool, run_id: UUID, stage: StageName) -> int:
    """How often the run was restarted in this stage, since it was last given up if it ever was."""
    count: int = await asked.fetchval(RESTARTS, run_id, stage)
    return count


async def tell(asked: Pool, incident: Incident) -> None:
    """Change what is said of it."""
    await asked.execute(TELL, incident.run_id, incident.stage, incident.attempt, incident.kind, incident.what)
