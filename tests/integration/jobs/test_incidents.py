"""Workers that are killed, frozen, stopped and started, documents that hang, messages that are lost: what jobs notices
and does about them, with real workers on the real Kafka and PostgreSQL.
"""

import signal
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from pipeline.runner.spans import partition_of
from tests.integration.jobs.harness import Jobs, new_document, until
from tests.integration.jobs.workers import Workers
from tests.integration.runner import harness


@pytest.fixture
async def workers(jobs: Jobs, bootstrap: str, topic_prefix: str, tmp_path: Path) -> AsyncIterator[Workers]:
    await jobs.pool.execute("CREATE TABLE toy_work (document_id uuid, attempt integer)")
    async with harness.kafka(bootstrap, topic_prefix, 12) as kafka:
        workers = Workers(jobs, kafka, tmp_path)
        try:
            yield workers
        finally:
            await workers.end()


async def test_crashes_are_noticed_when_others_take_over_and_orderly_stops_are_none(
    jobs: Jobs, workers: Workers
) -> None:
    service = await jobs.start().ready()
    killed, frozen, stopped = new_document(), new_document(), new_document()
    a = await workers.start("a")
    await workers.publish(killed, "slow:1")
    await workers.until_at_work(killed, "a", 1)
    b = await workers.start("b")
    await until(lambda: service.metric_is('tessera_workers{stage="chunker",state="alive"}', 2))
    at = datetime.now(UTC)
    a.kill()
    [row] = await workers.until_incidents(killed, "crashed", 1)
    assert (row["attempt"], row["worker"], row["page"], row["action"]) == (1, "a", 7, "taken_over")
    assert row["log"] == "info asked page=7"
    assert row["resolved_by"] == "attempt 2 by b"
    assert (row["noticed_at"] - at).total_seconds() < 15
    await workers.until_done(killed)

    await workers.publish(frozen, "slow:1")
    await workers.until_at_work(frozen, "b", 1)
    c = await workers.start("c")
    await until(lambda: service.metric_is('tessera_workers{stage="chunker",state="alive"}', 2))
    b.send_signal(signal.SIGSTOP)
    [row] = await workers.until_incidents(frozen, "crashed", 1)
    assert (row["attempt"], row["worker"], row["resolved_by"]) == (1, "b", "attempt 2 by c")
    await workers.until_done(frozen)
    b.send_signal(signal.SIGCONT)

    c.send_signal(signal.SIGTERM)
    assert await c.wait() == 0
    await workers.publish(stopped, "slow:2")
    await workers.until_at_work(stopped, "b", 1)
    b.send_signal(signal.SIGTERM)
    assert await b.wait() == 0
    b = await workers.start("b")
    await workers.until_at_work(stopped, "b", 2)
    assert await workers.incidents(stopped, "crashed") == []
    b.kill()
    await b.wait()
    await workers.start("b")
    [row] = await workers.until_incidents(stopped, "crashed", 1)
    assert (row["attempt"], row["worker"], row["resolved_by"]) == (2, "b", "attempt 3 by b")
    await workers.until_done(stopped)

    assert await jobs.pool.fetchval("SELECT count(*) FROM incidents") == 3
    work = await jobs.pool.fetch("SELECT document_id, attempt FROM toy_work ORDER BY attempt")
    assert sorted(tuple(row) for row in work) == sorted([(killed[0], 2), (frozen[0], 2), (stopped[0], 3)])
    assert service.output.count('"event": "crashed"') == 3
    assert await workers.kafka.read("jobs.restarts") == []


async def test_a_stuck_document_is_restarted_three_times_then_dead_lettered(jobs: Jobs, workers: Workers) -> None:
    service = await jobs.start(TESSERA_LOST_SECONDS="4").ready()
    stuck, slow, queued = new_document(), new_document(), new_document()
    settings = {"TESSERA_STUCK_SECONDS": "2", "TESSERA_SLOTS": "2"}
    worker = await workers.start("a", **settings)
    await workers.publish(slow, "slow:1")
    await workers.until_at_work(slow, "a", 1)
    await workers.publish(stuck, "hang:99")

    async def is_restarted(times: int = 1) -> bool:
        return len(await workers.incidents(stuck, "stuck")) >= times

    await until(is_restarted, 60)
    await workers.publish(queued)
    await until(partial(is_restarted, 2), 60)
    service.end()  # what was decided survives
    service = await jobs.start(TESSERA_LOST_SECONDS="4").ready()
    job = await jobs.until_job(stuck, status="failed")
    assert job["error_code"] == "stuck"
    rows = await workers.until_incidents(stuck, "stuck", 4)
    assert [(row["attempt"], row["action"], row["restarts"]) for row in rows] == [
        (1, "restart", 1),
        (2, "restart", 2),
        (3, "restart", 3),
        (4, "give_up", 3),
    ]
    assert rows[0]["resolved_by"] == "attempt 2 by a"
    assert rows[3]["resolved_by"] == "dead-lettered by a"
    assert {(row["page"], row["worker"]) for row in rows} == {(7, "a")}
    assert job["error"] == rows[3]["what"]
    [letter] = await workers.kafka.read("products.detected.dlq")
    assert dict(letter.headers)["tessera.error.code"] == b"stuck"

    # the healthy ones: at work all the while in its first attempt, and in the queue until a slot was free
    row = await jobs.pool.fetchrow(
        "SELECT attempt, status FROM job_checkpoints WHERE run_id = $1 AND stage = 'chunker'", slow[1]
    )
    assert row is not None
    assert tuple(row) == (1, "working")
    await workers.until_done(queued)
    assert await jobs.pool.fetchval("SELECT count(*) FROM incidents WHERE run_id = ANY($1)", [slow[1], queued[1]]) == 0
    assert worker.returncode is None
    assert await jobs.pool.fetchval("SELECT max(crashes) FROM fences") == 0


async def test_lost_messages_are_published_again_and_queued_ones_are_not(jobs: Jobs, workers: Workers) -> None:
    service = await jobs.start(TESSERA_LOST_SECONDS="3").ready()
    begun, never_began, queued = new_document(), new_document(), new_document()
    numbers = {partition_of(str(document[0]).encode(), 12) for document in (begun, never_began)}
    while partition_of(str(queued[0]).encode(), 12) in numbers:
        queued = new_document()
    a = await workers.start("a")
    await workers.publish(begun, "slow:1")
    await workers.until_at_work(begun, "a", 1)
    a.kill()
    await a.wait()
    await workers.publish(never_began)
    await workers.publish(queued)
    await workers.move_past(begun, never_began)

    async def lost() -> bool:
        return all([await workers.incidents(document, "lost") for document in (begun, never_began)])

    await until(lost, 60)
    await workers.start("b")
    for document in (begun, never_began, queued):
        await workers.until_done(document)
    [row] = await workers.until_incidents(begun, "lost", 1)
    assert (row["attempt"], row["action"], row["restarts"], row["worker"]) == (1, "restart", 1, "a")
    assert (row["page"], row["log"], row["resolved_by"]) == (7, "info asked page=7", "attempt 2 by b")
    [row] = await workers.until_incidents(never_began, "lost", 1)
    assert (row["attempt"], row["action"], row["resolved_by"]) == (0, "restart", "attempt 1 by b")
    assert await workers.incidents(queued, "lost") == []
    work = await jobs.pool.fetch("SELECT document_id FROM toy_work")
    assert sorted(row["document_id"] for row in work) == sorted(each[0] for each in (begun, never_began, queued))
    again = [record for record in await workers.kafka.read("products.detected") if record.headers]
    assert len(again) == 2
    assert {dict(record.headers)["tessera_stage"] for record in again} == {b"chunker"}
    assert service.output.count('"event": "lost"') == 2


async def test_what_is_lost_too_often_is_dead_lettered(jobs: Jobs, workers: Workers) -> None:
    service = await jobs.start(TESSERA_LOST_SECONDS="2", TESSERA_RESTARTS="0").ready()
    document = new_document()
    await workers.publish(document)
    await workers.move_past(document)
    await workers.start("a")
    job = await jobs.until_job(document, status="failed")
    assert job["error_code"] == "lost"
    [row] = await workers.until_incidents(document, "lost", 1)
    assert (row["action"], row["resolved_by"]) == ("give_up", "dead-lettered by a")
    [letter] = await workers.kafka.read("products.detected.dlq")
    assert dict(letter.headers)["tessera.error.code"] == b"lost"
    labels = 'tessera_incidents_total{action="give_up",kind="lost",stage="chunker"}'
    assert await service.metric_is(labels, 1)
