"""The upserts of async_jobs and job_checkpoints, on the real database."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any, cast
from uuid import UUID, uuid4

import pytest

from pipeline import db
from pipeline.runner.outages import Outages
from pipeline.state import StageState
from services.jobs.folding import Document, Job, checkpoint
from services.jobs.records import Recorded
from services.jobs.store import UNSTORABLE, Store
from tests.integration.jobs.harness import START, new_document, state


class NoOutages:
    """Asks once."""

    async def ride_out(self, query: object) -> object:
        return await query()  # type: ignore[operator]


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[db.Pool]:
    pool = await db.connect(database_url)
    yield pool
    await pool.close()


@pytest.fixture
def store(pool: db.Pool) -> Store:
    return Store(pool, cast(Outages, NoOutages()), 1)


def folded(*states: StageState) -> tuple[list[Recorded], list[tuple[UUID, Job]]]:
    document = Document()
    for each in states:
        document.add(checkpoint(each))
    recorded = [Recorded(each, each.model_dump(mode="json")) for each in states]
    return recorded, [(states[0].document_id, job) for job in document.jobs()]


async def test_states_come_back_as_they_were_stored(store: Store) -> None:
    one, other = new_document(), new_document()
    states = [state(one, "discovery", "finished", steps={"a": [1, 2]}), state(one, "imager"), state(other, "linker")]
    for each in states:
        await store.save(*folded(each))
    known = await store.known([one[0]])
    assert sorted(known, key=lambda each: each.stage) == states[:2]


async def test_a_lower_rank_changes_no_checkpoint(store: Store, pool: db.Pool) -> None:
    document = new_document()
    newest = state(document, "discovery", "finished", attempt=2, sequence=3)
    await store.save(*folded(newest))
    for attempt, sequence in ((2, 2), (1, 9), (2, 3)):
        late = state(document, "discovery", attempt=attempt, sequence=sequence, worker="late")
        await store.save([Recorded(late, {})], [])
    assert await store.known([document[0]]) == [newest]


async def test_a_job_folded_from_less_than_is_known_is_not_written(store: Store, pool: db.Pool) -> None:
    document = new_document()
    discovery, imager = state(document, "discovery", "finished"), state(document, "imager", done=1, total=2)
    await store.save(*folded(discovery, imager))
    before = await pool.fetch("SELECT * FROM async_jobs")
    await store.save(*folded(discovery))
    await store.save([], folded(state(document, "imager", sequence=1))[1])
    assert await pool.fetch("SELECT * FROM async_jobs") == before
    await store.save(*folded(discovery, state(document, "imager", sequence=1, done=2, total=2)))
    assert await pool.fetchval("SELECT progress FROM async_jobs") == pytest.approx(0.5)


async def test_the_earliest_start_is_kept(store: Store, pool: db.Pool) -> None:
    document = new_document()
    await store.save(*folded(state(document, "discovery", at=START)))
    await store.save(*folded(state(document, "discovery", sequence=1, at=START + timedelta(hours=1))))
    row = await pool.fetchrow("SELECT started_at, updated_at FROM async_jobs")
    assert row is not None
    assert (row["started_at"], row["updated_at"]) == (START, START + timedelta(hours=1))


async def test_heartbeats_only_move_forward_and_only_known_jobs(store: Store, pool: db.Pool) -> None:
    document = new_document()
    await store.save(*folded(state(document, "imager")))
    for minutes in (5, 3):
        await store.mark_alive({document[1]: START + timedelta(minutes=minutes), UUID(int=5): START})
    rows = await pool.fetch("SELECT heartbeat_at FROM async_jobs")
    assert [row["heartbeat_at"] for row in rows] == [START + timedelta(minutes=5)]


@pytest.mark.parametrize("bad", [{"attempt": 2**40}, {"worker": "\0"}, {"seconds": float("nan")}])
async def test_a_value_postgresql_refuses_is_named_unstorable_and_stores_nothing(
    store: Store, pool: db.Pool, bad: dict[str, Any]
) -> None:
    document = new_document()
    with pytest.raises(UNSTORABLE):
        await store.save(*folded(state(document, "discovery"), state(document, "imager", **bad)))
    assert await pool.fetchval("SELECT count(*) FROM job_checkpoints") == 0


OPENED = """
INSERT INTO fan_ins (run_id, document_id, fired_by, created_at) VALUES ($1, $2, $3, now() - interval '2 hours')
"""
ARRIVED = "INSERT INTO arrivals (run_id, part, event_id, event) VALUES ($1, 'chunks.created.v1', $1, '{}')"


async def test_runs_that_wait_long_for_a_part_are_told(store: Store, pool: db.Pool) -> None:
    waits, fired, failed = (new_document() for _ in range(3))
    for (document_id, run_id), status, by in (
        (waits, "working", None),
        (fired, "working", uuid4()),
        (failed, "failed", None),
    ):
        await store.save(*folded(state((document_id, run_id), "imager", status)))
        await pool.execute(OPENED, run_id, document_id, by)
        await pool.execute(ARRIVED, run_id)
    (found,) = await store.waiting(3600)
    assert (found.document_id, found.run_id, found.parts) == (*waits, ["chunks.created.v1"])
    assert await store.waiting(3 * 3600) == []
