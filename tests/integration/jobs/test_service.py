"""The jobs service as a real process on the real Kafka and PostgreSQL."""

import asyncio
import signal
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import pytest

from dev.kafka import Kafka
from pipeline.events import DocumentCompleted, LedgerCounts
from pipeline.state import STAGES, Failure, Heartbeat, Message, RunningDocument
from tests.integration.jobs import harness
from tests.integration.jobs.harness import START, Jobs, Proxy, new_document, state, until


async def test_states_become_jobs_and_a_restart_goes_on_where_it_was(jobs: Jobs) -> None:
    service = await jobs.start().ready()
    running, failed, done = new_document(), new_document(), new_document()
    pages = {"page": LedgerCounts(emitted=3, skipped=1)}
    completed = DocumentCompleted(
        document_id=done[0],
        run_id=done[1],
        filename="tiles.pdf",
        sha256="0" * 64,
        page_count=4,
        document_ref="d",
        pages_ref="p",
        catalogue_ref="c",
        products_discovered=11,
        chunks_created=40,
        images_processed=20,
        links=18,
        confidence_score=0.75,
        cost_usd={"imager": "0.25"},
    )
    await jobs.publish(
        state(running, "discovery", "finished", seconds=1.5, ledger=pages, filename="tiles.pdf", labels={"shop": "7"}),
        state(running, "chunker", done=1, total=2, page=3),
        state(failed, "discovery", "failed", error=Failure(code="pdf_encrypted", message="it has a password", page=2)),
        *(state(done, stage, "finished") for stage in STAGES[:-1]),
        state(
            done,
            "validator",
            "finished",
            at=START + timedelta(seconds=9),
            output=Message(topic="document.completed", value=completed.model_dump_json().encode()),
        ),
    )
    job = await jobs.until_job(running, stage="chunker")
    assert (job["status"], job["progress"]) == ("running", pytest.approx(0.4))
    assert (job["filename"], job["labels"], job["seconds"]["discovery"]) == ("tiles.pdf", {"shop": "7"}, 1.5)
    assert job["ledger"] == {"discovery": {"page": {"emitted": 3, "skipped": 1, "dead_lettered": 0}}}
    job = await jobs.until_job(failed, status="failed")
    assert (job["error_code"], job["error"], job["error_page"]) == ("pdf_encrypted", "it has a password", 2)
    job = await jobs.until_job(done, status="completed")
    counts = ("products_discovered", "chunks_created", "images_processed", "links", "confidence_score", "progress")
    assert [job[name] for name in counts] == [11, 40, 20, 18, 0.75, 1]
    assert (float(job["cost_usd"]), job["finished_at"] - job["started_at"]) == (0.25, timedelta(seconds=9))

    before = await jobs.pool.fetch("SELECT * FROM async_jobs ORDER BY run_id")
    assert await service.stop() == 0
    service = await jobs.start().ready()
    await until(lambda: service.metric_is("tessera_jobs_documents", 3))
    assert await jobs.pool.fetch("SELECT * FROM async_jobs ORDER BY run_id") == before
    await jobs.publish(state(running, "imager", done=1, total=2))
    job = await jobs.until_job(running, stage="imager")
    assert job["progress"] == pytest.approx(0.5)
    assert await jobs.in_table() == await jobs.stored() == await jobs.on_state_topics()


async def test_garbage_and_late_records_change_nothing(jobs: Jobs) -> None:
    service = await jobs.start().ready()
    document, other = new_document(), new_document()
    await jobs.publish(state(document, "discovery", "finished", attempt=2, sequence=5))
    await jobs.until_job(document, stage="discovery")
    before = await jobs.job(document)
    await jobs.publish(
        state(document, "discovery", attempt=2, sequence=4, done=1, total=2),
        state(document, "discovery", "failed", attempt=1, sequence=9, error=Failure(code="c", message="m")),
        state(document, "discovery", "finished", attempt=2, sequence=5, at=START + timedelta(seconds=1)),
    )
    key = str(document[0])
    for value in (b"\xff\xfe garbage", b"{}", b"", b"x" * 500_000):
        await jobs.send("discovery.state", key, value)
    too_much = state(document, "imager", attempt=2**40).model_dump_json().encode()
    await jobs.send("imager.state", key, too_much)
    await jobs.send("imager.state", "no document", None)
    nul = state(other, "imager", filename="a\0b", error=Failure(code="c", message="\0"), status="failed")
    await jobs.publish(nul)
    await jobs.send("jobs.heartbeat", "w", b"?")
    job = await jobs.until_job(other, status="failed")
    assert (job["filename"], job["error"]) == ("a�b", "�")
    await until(lambda: service.metric_is('tessera_jobs_records_total{outcome="ignored"', 7))
    assert await jobs.job(document) == before
    assert (await jobs.stored())[key, "discovery"] == (2, 5, "finished")
    assert service.output.count('"event": "record_ignored"') == 7
    assert await service.stop() == 0


async def test_heartbeats_mark_jobs_alive_and_silence_is_noticed(jobs: Jobs) -> None:
    service = await jobs.start(TESSERA_HEARTBEAT_SECONDS="2").ready()
    document = new_document()
    await jobs.publish(state(document, "imager"))
    await jobs.until_job(document, stage="imager")
    at = START + timedelta(seconds=30)
    in_hand = RunningDocument(document_id=document[0], run_id=document[1], attempt=1, seconds=1)
    beat = Heartbeat(
        worker="w", stage="imager", at=at, started_at=START, host="h", pid=1, memory_bytes=1, running=[in_hand]
    )
    await jobs.send("jobs.heartbeat", "w", beat.model_dump_json().encode())
    await jobs.until_job(document, heartbeat_at=at)
    await until(lambda: service.metric('tessera_workers{stage="imager",state="alive"}'))
    await until(lambda: service.metric('tessera_workers{stage="imager",state="missing"}'))
    assert '"event": "worker_missing"' in service.output
    row = await until(lambda: jobs.pool.fetchrow("SELECT kind, action, worker FROM incidents"))
    assert tuple(row) == ("crashed", "waiting", "w")
    await jobs.publish(state(document, "imager", attempt=2, worker="w2"))
    await until(lambda: jobs.pool.fetchval("SELECT resolved_by = 'attempt 2 by w2' FROM incidents"))
    assert await jobs.pool.fetchval("SELECT action FROM incidents") == "taken_over"


async def test_kills_lose_nothing(jobs: Jobs) -> None:
    documents = [new_document() for _ in range(40)]

    async def work() -> None:
        for sequence in range(6):
            for document in documents:
                status = "finished" if sequence == 5 else "working"
                await jobs.publish(*(state(document, stage, status, sequence=sequence) for stage in STAGES))

    working = asyncio.create_task(work())
    for _ in range(2):
        service = await jobs.start().ready()
        folded = len(await jobs.stored())
        await until(partial(_more, jobs, folded))
        await service.stop(signal.SIGKILL)
    last = await jobs.start(TESSERA_FOLD_STALL_SECONDS="10").ready()
    await working
    expected = {(str(document[0]), stage): (1, 5, "finished") for document in documents for stage in STAGES}

    async def stored() -> bool:
        nonlocal last
        if last.stalled:  # what Faust leaves unread after a rebalance under load, a restart brings back
            last = await jobs.start().ready()
        return await _stored(jobs, expected)

    await until(stored, 120)
    assert await jobs.on_state_topics() == await jobs.in_table() == expected
    rows = await jobs.pool.fetch("SELECT status, progress FROM async_jobs")
    assert [(row["status"], row["progress"]) for row in rows] == [("completed", 1)] * len(documents)


async def _more(jobs: Jobs, than: int) -> bool:
    return len(await jobs.stored()) > than


async def _stored(jobs: Jobs, expected: object) -> bool:
    return await jobs.stored() == expected


async def test_a_broker_that_is_killed_is_waited_for(database_url: str, tmp_path: Path) -> None:
    kafka = Kafka(tmp_path / "kafka")
    await asyncio.to_thread(kafka.start)
    try:
        async with harness.jobs(kafka.bootstrap, "", database_url, tmp_path) as jobs:
            service = await jobs.start().ready()
            documents = [new_document() for _ in range(5)]
            await jobs.publish(*(state(document, "discovery") for document in documents))
            await until(partial(_more, jobs, 4))
            kafka.kill()
            publishing = asyncio.create_task(
                jobs.publish(*(state(document, "discovery", "finished", sequence=1) for document in documents))
            )
            await asyncio.to_thread(kafka.start)
            await publishing
            for document in documents:
                await jobs.until_job(document, progress=pytest.approx(0.3))
            assert await service.stop() == 0
    finally:
        kafka.stop()


async def test_a_database_that_goes_away_is_waited_for(jobs: Jobs) -> None:
    url = urlsplit(jobs.environment["TESSERA_DATABASE_URL"])
    proxy = Proxy(url.hostname or "", url.port or 0)
    await proxy.mend()
    through = url._replace(netloc=f"{url.username}:{url.password}@127.0.0.1:{proxy.port}")
    service = await jobs.start(TESSERA_DATABASE_URL=urlunsplit(through)).ready()
    documents = [new_document() for _ in range(5)]
    await jobs.publish(*(state(document, "discovery") for document in documents))
    await until(partial(_more, jobs, 4))
    proxy.cut()
    await jobs.publish(*(state(document, "discovery", "finished", sequence=1) for document in documents))
    await until(partial(service.says, "/ready", "the database cannot be reached"))
    assert await service.says("/live", "ok")
    await proxy.mend()
    for document in documents:
        await jobs.until_job(document, progress=pytest.approx(0.3))
    await until(partial(service.says, "/ready", "ok"))
    assert await service.stop() == 0
    proxy.cut()


async def test_our_own_deafness_is_nobodys_silence(jobs: Jobs) -> None:
    """A worker is heard all the while that the database is away, for longer than three heartbeats, from jobs alone."""
    url = urlsplit(jobs.environment["TESSERA_DATABASE_URL"])
    proxy = Proxy(url.hostname or "", url.port or 0)
    await proxy.mend()
    through = url._replace(netloc=f"{url.username}:{url.password}@127.0.0.1:{proxy.port}")
    service = await jobs.start(TESSERA_DATABASE_URL=urlunsplit(through), TESSERA_HEARTBEAT_SECONDS="2").ready()
    document = new_document()
    await jobs.publish(state(document, "imager"))
    in_hand = RunningDocument(document_id=document[0], run_id=document[1], attempt=1, seconds=1)

    async def beat(times: int) -> None:
        for _ in range(times):
            heartbeat = Heartbeat(
                worker="w",
                stage="imager",
                at=datetime.now(UTC),
                started_at=START,
                host="h",
                pid=1,
                memory_bytes=1,
                running=[in_hand],
            )
            await jobs.send("jobs.heartbeat", "w", heartbeat.model_dump_json().encode())
            await asyncio.sleep(1)  # a worker's own time

    await beat(2)
    await until(lambda: service.metric('tessera_workers{stage="imager",state="alive"}'))
    proxy.cut()
    await beat(10)
    await proxy.mend()
    await beat(3)
    await until(partial(service.says, "/ready", "ok"))
    await until(lambda: service.metric('tessera_workers{stage="imager",state="alive"}'))
    assert "worker_missing" not in service.output
    assert await jobs.pool.fetchval("SELECT count(*) FROM incidents") == 0
    proxy.cut()


async def test_missing_topics_are_said_in_one_line_with_the_command(jobs: Jobs) -> None:
    service = jobs.start(TESSERA_TOPIC_PREFIX=f"none{uuid4().hex}.")
    assert await service.wait() == 2
    assert len(service.output.splitlines()) == 1
    assert "run `tessera topics`" in service.output
