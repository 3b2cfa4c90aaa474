"""Who is alive, missing or forgotten, by the ages of heartbeats."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from prometheus_client import CollectorRegistry
from structlog.testing import capture_logs

from pipeline.state import Heartbeat, Message, RunningDocument, StageState
from services.jobs.agents import key
from services.jobs.folding import Document, checkpoint
from services.jobs.metrics import JobsMetrics
from services.jobs.settings import JobsSettings
from services.jobs.watch import Watch

DOCUMENT, RUN = UUID(int=7), UUID(int=1)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
IN_HAND = RunningDocument(document_id=DOCUMENT, run_id=RUN, attempt=2, seconds=3, page=4)


class Stage:
    """A watch on a clock of ours, and the Tables it looks at."""

    def __init__(self) -> None:
        settings = JobsSettings(
            kafka_bootstrap="k", database_url="d", objects_url="o", heartbeat_seconds=10, forget_worker_seconds=100
        )
        self.now = 1000.0
        self.registry = CollectorRegistry()
        self.documents: dict[bytes, bytes] = {}
        self.workers: dict[bytes, bytes] = {}
        self.watch = Watch(settings, self.documents.get, JobsMetrics(self.registry), lambda: self.now)

    def beat(self, worker: str = "w", *running: RunningDocument) -> None:
        heartbeat = Heartbeat(
            worker=worker,
            stage="imager",
            at=NOW,
            started_at=NOW,
            host="h",
            pid=1,
            memory_bytes=1,
            running=list(running),
        )
        self.workers[worker.encode()] = heartbeat.model_dump_json().encode()
        self.watch.heard(worker)

    def check(self) -> tuple[list[bytes], list[Any]]:
        """What is to be forgotten, and what was logged."""
        with capture_logs() as logs:
            forget = self.watch.check(self.workers.items())
        return forget, logs

    def workers_in(self, state: str) -> float | None:
        return self.registry.get_sample_value("tessera_workers", {"stage": "imager", "state": state})

    def last_state(self, status: str, attempt: int) -> None:
        state = StageState(
            stage="imager",
            document_id=DOCUMENT,
            run_id=RUN,
            attempt=attempt,
            sequence=0,
            status=status,
            worker="w",
            at=NOW,
            event_id="e",
            input=Message(topic="t"),
        )
        document = Document()
        document.add(checkpoint(state))
        self.documents[key(DOCUMENT)] = document.model_dump_json().encode()


@pytest.fixture
def stage() -> Stage:
    return Stage()


def test_three_missed_heartbeats_with_a_document_in_hand_are_reported_once(stage: Stage) -> None:
    stage.beat("w", IN_HAND)
    stage.now += 30
    assert stage.check() == ([], [])
    stage.now += 1
    _, [report] = stage.check()
    assert (report["event"], report["silent_worker"], report["silent_seconds"]) == ("worker_missing", "w", 31)
    assert report["in_hand"][0]["page"] == 4
    assert stage.check() == ([], [])
    assert (stage.workers_in("missing"), stage.workers_in("alive")) == (1, 0)
    age = stage.registry.get_sample_value("tessera_heartbeat_age_seconds", {"stage": "imager"})
    assert age == 31


def test_a_worker_that_is_heard_again_is_back(stage: Stage) -> None:
    stage.beat("w", IN_HAND)
    stage.now += 31
    stage.check()
    with capture_logs() as logs:
        stage.beat("w", IN_HAND)
    assert [entry["event"] for entry in logs] == ["worker_back"]
    assert stage.check() == ([], [])
    assert (stage.workers_in("missing"), stage.workers_in("alive")) == (0, 1)


def test_a_worker_that_stopped_with_nothing_in_hand_is_not_missed(stage: Stage) -> None:
    stage.beat("w")
    stage.now += 50
    assert stage.check() == ([], [])
    assert stage.workers_in("missing") == 0


@pytest.mark.parametrize(("status", "attempt"), [("released", 2), ("finished", 2), ("failed", 2), ("working", 3)])
def test_what_was_released_ended_or_taken_over_is_in_nobodys_hand(stage: Stage, status: str, attempt: int) -> None:
    stage.beat("w", IN_HAND)
    stage.last_state(status, attempt)
    stage.now += 31
    assert stage.check() == ([], [])


def test_what_was_last_seen_working_is_still_in_its_hand(stage: Stage) -> None:
    stage.beat("w", IN_HAND)
    stage.last_state("working", 2)
    stage.now += 31
    _, [report] = stage.check()
    assert report["event"] == "worker_missing"


def test_a_worker_known_from_before_the_start_is_given_its_time(stage: Stage) -> None:
    stage.beat("w", IN_HAND)
    before = Stage()
    before.workers = stage.workers
    assert before.check() == ([], [])
    before.now += 31
    assert before.check()[1][0]["event"] == "worker_missing"


def test_who_is_silent_for_long_is_forgotten(stage: Stage) -> None:
    stage.beat("w", IN_HAND)
    stage.now += 101
    assert stage.check()[0] == [b"w"]
    assert stage.workers_in("missing") == 0
