"""The rows of incidents, on the real database: repeated, late, ended, counted."""

from collections.abc import AsyncIterator
from typing import Any, cast

import pytest

from pipeline import db
from pipeline.runner.outages import Outages
from services.jobs.incidents import Action, Ending, Incident, Kind
from services.jobs.store import UNSTORABLE, Store
from tests.integration.jobs.harness import new_document, state
from tests.integration.jobs.test_store import NoOutages, folded

DOCUMENT, RUN = new_document()


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[db.Pool]:
    pool = await db.connect(database_url)
    yield pool
    await pool.close()


@pytest.fixture
def store(pool: db.Pool) -> Store:
    return Store(pool, cast(Outages, NoOutages()), 1)


def incident(attempt: int = 1, kind: Kind = "stuck", action: Action = "restart", **more: Any) -> Incident:
    values: dict[str, Any] = {"document_id": DOCUMENT, "tenant": "t", "worker": "a", "page": 7, "log": "l", "what": "w"}
    return Incident(
        **(values | {"run_id": RUN, "stage": "imager", "attempt": attempt, "kind": kind, "action": action} | more)
    )


async def rows(pool: db.Pool) -> list[tuple[object, ...]]:
    query = "SELECT attempt, kind, action, restarts, resolved_by FROM incidents ORDER BY attempt, kind"
    return [tuple(row) for row in await pool.fetch(query)]


async def ended(store: Store, attempt: int, through: int, by: str) -> None:
    await store.save([], [], endings=[Ending(RUN, "imager", attempt, through, by)])


async def test_what_is_told_again_is_no_news_and_changes_nothing(store: Store, pool: db.Pool) -> None:
    first = incident(restarts=1)
    assert await store.note([first]) == [first]
    assert await store.note([incident(restarts=2, action="give_up")]) == []
    assert await rows(pool) == [(1, "stuck", "restart", 1, None)]
    assert await store.incident(RUN, "imager", 1, "stuck") == first
    assert await store.incident(RUN, "imager", 2, "stuck") is None


@pytest.mark.parametrize(("attempt", "status"), [(2, "working"), (1, "released"), (1, "finished"), (1, "failed")])
async def test_nothing_is_said_of_an_attempt_that_has_ended(
    store: Store, pool: db.Pool, attempt: int, status: str
) -> None:
    await store.save(*folded(state((DOCUMENT, RUN), "imager", status, attempt=attempt)))
    assert await store.note([incident(), incident(kind="crashed", action="waiting")]) == []
    lost = [incident(kind="lost")]
    assert await store.note(lost) == (lost if status == "released" else [])


async def test_a_crash_that_is_taken_over_is_over_at_once(store: Store, pool: db.Pool) -> None:
    crash = incident(kind="crashed", action="taken_over", resolved_by="attempt 2 by b")
    states = folded(state((DOCUMENT, RUN), "imager", attempt=2, worker="b"))
    assert await store.save(*states, crashes=[crash]) == [crash]
    assert await store.save(*states, crashes=[crash]) == []
    assert await rows(pool) == [(1, "crashed", "taken_over", 0, "attempt 2 by b")]


async def test_a_crash_that_waited_is_taken_over_by_the_next_attempt(store: Store, pool: db.Pool) -> None:
    await store.note([incident(kind="crashed", action="waiting"), incident(restarts=1)])
    await ended(store, 2, 1, "attempt 2 by b")
    await ended(store, 2, 2, "finished by b")
    assert await rows(pool) == [
        (1, "crashed", "taken_over", 0, "attempt 2 by b"),
        (1, "stuck", "restart", 1, "attempt 2 by b"),
    ]


async def test_a_worker_that_was_only_silent_ends_its_work_itself(store: Store, pool: db.Pool) -> None:
    await store.note([incident(kind="crashed", action="waiting")])
    await ended(store, 1, 1, "finished by a")
    assert await rows(pool) == [(1, "crashed", "waiting", 0, "finished by a")]


async def test_a_crash_that_was_none_is_taken_back_and_nothing_else(store: Store, pool: db.Pool) -> None:
    await store.note(
        [incident(kind="crashed", action="taken_over", resolved_by="attempt 2 by b"), incident(restarts=1)]
    )
    await store.save([], [], released={(RUN, "imager", 1)})
    assert await rows(pool) == [(1, "stuck", "restart", 1, None)]


async def test_of_lost_work_there_is_one_row_told_anew_with_each_restart(store: Store, pool: db.Pool) -> None:
    steps: list[tuple[int, Action]] = [(1, "restart"), (2, "restart"), (2, "give_up")]
    for restarts, action in steps:
        lost = incident(kind="lost", action=action, restarts=restarts)
        assert await store.note([lost]) == [lost]
        assert await store.note([lost]) == []
    assert await rows(pool) == [(1, "lost", "give_up", 2, None)]


async def test_restarts_are_counted_over_attempts_and_anew_after_a_dead_letter(store: Store) -> None:
    assert await store.restarts(RUN, "imager") == 0
    await store.note([incident(1, restarts=1), incident(2, restarts=2), incident(2, kind="lost", restarts=3)])
    assert await store.restarts(RUN, "imager") == 3
    assert await store.restarts(RUN, "chunker") == 0
    await store.note([incident(3, action="give_up", restarts=3)])
    assert await store.restarts(RUN, "imager") == 0
    await store.note([incident(4, restarts=1)])
    assert await store.restarts(RUN, "imager") == 1


async def test_how_running_jobs_stand(store: Store, pool: db.Pool) -> None:
    done, other = new_document(), (DOCUMENT, RUN)
    await store.save(*folded(state(done, "discovery", "failed")))
    assert await store.running() == []
    input_ = state(other, "imager").input.model_copy(update={"topic": "t", "partition": 3, "offset": 14})
    await store.save(*folded(state(other, "discovery", "finished"), state(other, "imager", input=input_)))
    [standing] = await store.running()
    step = standing.step("imager")
    assert (standing.run_id, standing.document_id, step and (step.topic, step.partition, step.offset)) == (
        RUN,
        DOCUMENT,
        ("t", 3, 14),
    )
    await store.note([incident(kind="lost", restarts=1)])
    [standing] = await store.running()
    step = standing.step("imager")
    assert step is not None
    assert (step.partition, step.offset) == (3, None)
    counts, oldest = await store.counts()
    assert counts == {"failed": 1, "running": 1}
    assert oldest > 0


async def test_what_postgresql_refuses_is_named_unstorable(store: Store, pool: db.Pool) -> None:
    with pytest.raises(UNSTORABLE):
        await store.note([incident(log="\0")])
    assert await rows(pool) == []
