"""Incidents from states and heartbeats: which crashes are seen, which are none, and what is said of them."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.state import Heartbeat, RunningDocument
from services.jobs.incidents import InHand, decide, is_stuck, order, stuck
from tests.unit.jobs.test_agents import DOCUMENT, NOW, RUN, Parts, record, state

BEFORE = NOW - timedelta(hours=1)


@pytest.fixture
def parts() -> Parts:
    return Parts()


def beat(worker: str = "w", *attempts: int, at: int = 0, started_at: datetime = BEFORE, **more: Any) -> Heartbeat:
    running = [
        RunningDocument(document_id=DOCUMENT, run_id=RUN, attempt=attempt, seconds=3, page=4, log="info page 4")
        for attempt in attempts
    ]
    return Heartbeat(
        worker=worker,
        stage="imager",
        at=NOW + timedelta(seconds=at),
        started_at=started_at,
        host="h",
        pid=1,
        memory_bytes=1,
        running=running,
        **more,
    )


async def hear(parts: Parts, *beats: Heartbeat) -> None:
    await parts.heartbeats.note([record(each.model_dump_json().encode(), "p.jobs.heartbeat") for each in beats])


async def fold(parts: Parts, *steps: tuple[int, int, str, str]) -> None:
    """Records of imager by attempt, sequence, status and worker, each in a batch of its own."""
    for attempt, sequence, status, worker in steps:
        at = NOW + timedelta(seconds=10 * attempt + sequence)
        one = state("imager", status, attempt=attempt, sequence=sequence, worker=worker, at=at, page=3, log="info 3")
        await parts.states.fold([record(one)])


def crashed(parts: Parts) -> list[tuple[int, str, str]]:
    return [(each.attempt, each.worker, each.action) for each in parts.store.incidents]


async def test_work_that_another_takes_over_had_crashed(parts: Parts) -> None:
    await fold(parts, (1, 0, "working", "a"), (1, 1, "working", "a"))
    parts.now += 12
    await fold(parts, (2, 0, "working", "b"))
    [incident] = parts.store.incidents
    assert (incident.kind, incident.action, incident.attempt, incident.worker) == ("crashed", "taken_over", 1, "a")
    assert (incident.page, incident.log, incident.silent_seconds) == (3, "info 3", 12)
    assert incident.what == "a did not answer while at work on page 3, and its work was taken over by b"
    assert incident.resolved_by == "attempt 2 by b"


async def test_a_later_heartbeat_knows_the_page_better(parts: Parts) -> None:
    await fold(parts, (1, 0, "working", "a"))
    await hear(parts, beat("a", 1, at=15))
    await fold(parts, (2, 0, "working", "b"))
    [incident] = parts.store.incidents
    assert (incident.page, incident.log) == (4, "info page 4")


@pytest.mark.parametrize("status", ["released", "finished", "failed"])
async def test_what_was_let_go_or_ended_had_not(parts: Parts, status: str) -> None:
    await fold(parts, (1, 0, "working", "a"), (1, 1, status, "a"), (2, 0, "working", "b"))
    assert parts.store.incidents == []


async def test_a_release_that_is_heard_of_late_takes_the_crash_back(parts: Parts) -> None:
    await fold(parts, (1, 0, "working", "a"), (2, 0, "working", "b"), (1, 1, "released", "a"))
    assert parts.store.released == [(RUN, "imager", 1)]


async def test_a_zombie_that_finds_a_newer_run_had_crashed_all_the_same(parts: Parts) -> None:
    await fold(parts, (1, 0, "working", "a"), (2, 0, "working", "b"), (1, 1, "superseded", "a"))
    assert parts.store.released == []


async def test_in_one_batch_it_is_no_crash_at_all(parts: Parts) -> None:
    steps = ((1, 0, "working", "a"), (2, 0, "working", "b"), (1, 1, "released", "a"))
    values = [state("imager", what, attempt=n, sequence=s, worker=worker) for n, s, what, worker in steps]
    await parts.states.fold([record(value) for value in values])
    assert parts.store.incidents == []


async def test_records_that_come_again_or_late_are_no_news(parts: Parts) -> None:
    await fold(parts, (1, 0, "working", "a"), (2, 0, "working", "b"))
    before = list(parts.store.incidents)
    await fold(parts, (1, 0, "working", "a"), (2, 0, "working", "b"), (1, 3, "working", "a"), (2, 1, "working", "b"))
    assert parts.store.incidents == before
    assert crashed(parts) == [(1, "a", "taken_over")]


async def test_a_process_that_overtakes_itself_has_not_crashed(parts: Parts) -> None:
    await hear(parts, beat("a"))
    await fold(parts, (1, 0, "working", "a"), (2, 0, "working", "a"))
    assert parts.store.incidents == []
    await hear(parts, beat("a", 2, at=40))
    assert parts.store.incidents == []


@pytest.mark.parametrize("heard_first", [True, False])
async def test_a_new_process_of_the_same_name_says_that_the_old_one_crashed(parts: Parts, heard_first: bool) -> None:
    await fold(parts, (1, 0, "working", "a"))
    anew = beat("a", at=16, started_at=NOW + timedelta(seconds=15))
    if heard_first:
        await hear(parts, anew)
    await fold(parts, (2, 0, "working", "a"))
    if not heard_first:
        assert parts.store.incidents == []
        await hear(parts, anew)
    [incident] = parts.store.incidents
    assert (incident.attempt, incident.action) == (1, "taken_over")
    assert "taken over again in a new process" in incident.what
    await hear(parts, beat("a", at=26, started_at=anew.started_at))
    assert len(parts.store.incidents) == 1


async def test_a_worker_started_anew_with_work_in_hand_crashed_before_anybody_takes_over(parts: Parts) -> None:
    await fold(parts, (1, 0, "working", "a"))
    await hear(parts, beat("a", 1))
    await hear(parts, beat("a", at=30, started_at=NOW))
    assert crashed(parts) == [(1, "a", "waiting")]
    assert parts.store.incidents[0].what.startswith(
        "a ended while at work on page 4 without a word and was started anew"
    )


async def test_a_worker_that_said_goodbye_has_not_crashed(parts: Parts) -> None:
    await fold(parts, (1, 0, "working", "a"))
    await hear(parts, beat("a", 1), beat("a", 1, at=1, stopping=True), beat("a", at=30, started_at=NOW))
    assert parts.store.incidents == []


async def test_what_begins_and_ends_ends_what_was_said_of_earlier_attempts(parts: Parts) -> None:
    await fold(parts, (1, 0, "working", "a"), (1, 1, "working", "a"), (1, 2, "released", "a"))
    await fold(parts, (2, 0, "working", "b"), (2, 1, "failed", "b"))
    told = [(each.attempt, each.through, each.by) for each in parts.store.endings]
    assert told == [(1, 0, "attempt 1 by a"), (2, 1, "attempt 2 by b"), (2, 2, "dead-lettered by b")]


ENDS = ("released", "finished", "failed")


@given(st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), st.sampled_from(["crash", *ENDS])), max_size=8))
async def test_as_many_crashes_are_told_as_there_were(attempts: list[tuple[str, str]]) -> None:
    """Workers one after the other, each another one; every attempt ends in order or by a crash."""
    parts, expected = Parts(), []
    for number, (name, end) in enumerate(attempts, start=1):
        worker = f"{name}{number}"
        await fold(parts, (number, 0, "working", worker), (number, 1, "working", worker))
        if end != "crash":
            await fold(parts, (number, 2, end, worker))
        elif number < len(attempts):
            expected.append((number, worker, "taken_over"))
    assert crashed(parts) == expected


def stuck_work(idle: float, limit: float | None = 300) -> InHand:
    document = RunningDocument(
        document_id=DOCUMENT, run_id=RUN, attempt=2, seconds=400, idle_seconds=idle, page=7, log="info asked"
    )
    heartbeat = beat("w", stuck_seconds=limit).model_copy(update={"running": [document]})
    return InHand(heartbeat, document, "t")


@pytest.mark.parametrize(("idle", "limit", "stuck"), [(301, 300, True), (300, 300, False), (9999, None, False)])
def test_stuck_by_its_own_clock_and_its_stages_limit(idle: float, limit: float | None, stuck: bool) -> None:
    work = stuck_work(idle, limit)
    assert is_stuck(work.heartbeat, work.document) is stuck


def test_stuck_work_is_restarted_so_often_and_then_given_up() -> None:
    told = [order(stuck(stuck_work(312.4), restarts, 3), NOW) for restarts in range(4)]
    assert [(each.action, each.restarts) for each in told] == [
        ("restart", 0),
        ("restart", 1),
        ("restart", 2),
        ("give_up", 3),
    ]
    assert told[0].reason == (
        "no progress for 312 s while at work on page 7, imager's limit is 300 s; "
        "w is told to start over from the checkpoint, restart 1 of 3"
    )
    assert told[3].reason.endswith("w is told to give it up after 3 restarts")
    assert (told[0].attempt, told[0].run_id, told[0].stage) == (2, RUN, "imager")


@given(st.integers(0, 10), st.integers(0, 10))
def test_there_are_never_more_restarts_than_allowed(restarts: int, most: int) -> None:
    action, _, count = decide(restarts, most)
    assert (action == "restart") == (restarts < most)
    assert count <= max(restarts, most)
