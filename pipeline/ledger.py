"""The ledger: every page, image, product and chunk ends as emitted, skipped with a reason, or dead-lettered."""

from collections.abc import Iterable
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from pipeline.db import Connection
from pipeline.events import LedgerCounts
from pipeline.work import Claim

Kind = Literal["page", "image", "product", "chunk"]
Outcome = Literal["emitted", "skipped", "dead_lettered"]


class Entry(BaseModel):
    """How one item ended. `item` names it within its run and kind ("12" for page 12, an image's id)."""

    model_config = ConfigDict(frozen=True)

    kind: Kind
    item: str
    outcome: Outcome
    reason: str = ""
    page: int | None = None
    details: dict[str, str | float] = {}
    """What else is known of it: of a page how it was read, how sure that is, and the seconds it took."""


def count(entries: Iterable[Entry]) -> dict[Kind, LedgerCounts]:
    """Counts by kind, for the stage's event."""
    totals: dict[Kind, dict[str, int]] = {}
    for entry in entries:
        kind = totals.setdefault(entry.kind, {})
        kind[entry.outcome] = kind.get(entry.outcome, 0) + 1
    return {kind: LedgerCounts(**outcomes) for kind, outcomes in totals.items()}


REPLACE = "DELETE FROM ledger WHERE run_id = $1 AND stage = $2"
INSERT = """
INSERT INTO ledger (run_id, document_id, stage, kind, item, outcome, reason, page, details)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""


async def write(connection: Connection, claim: Claim, entries: Iterable[Entry]) -> None:
    """Replace what this stage wrote of this run; call it inside `pipeline.db.fenced`, so that a repeat counts once."""
    await connection.execute(REPLACE, claim.run_id, claim.stage)
    await connection.executemany(
        INSERT,
        [
            (claim.run_id, claim.document_id, claim.stage, e.kind, e.item, e.outcome, e.reason, e.page, e.details)
            for e in entries
        ],
    )


COUNTS = "SELECT stage, kind, outcome, count(*) AS n FROM ledger WHERE run_id = $1 GROUP BY stage, kind, outcome"


async def counts(connection: Connection, run_id: UUID) -> dict[tuple[str, str], LedgerCounts]:
    """Counts by (stage, kind) of a run."""
    totals: dict[tuple[str, str], dict[str, int]] = {}
    for row in await connection.fetch(COUNTS, run_id):
        totals.setdefault((row["stage"], row["kind"]), {})[row["outcome"]] = row["n"]
    return {key: LedgerCounts(**outcomes) for key, outcomes in totals.items()}
