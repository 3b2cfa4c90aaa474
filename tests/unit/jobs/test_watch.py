"""Who is alive, missing or forgotten, by the ages of heartbeats."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from prometheus_client import CollectorRegistry
from structlog.testing import capture_logs

from pipeline.state import Heartbeat, Message, RunningDocument, StageState
from services.jobs.folding import Document, checkpoint
from services.jobs.hands import Hands
from services.jobs.metrics import JobsMetrics
from services.jobs.records import key
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
        hands = Hands(self.documents.get, self.workers.get)
        self.watch = Watch(settings, hands.of, JobsMetrics(self.registry), lambda: self.now)

    def beat(self, worker: str = "w", *running: RunningDocument, at: datetime = NOW, stopping: bool = False) -> None:
        heartbeat = Heartbeat(
            worker=worker,
            stage="imager",
            at=at,
            started_at=NOW,
            host="h",
            pid=1,
            memory_bytes=1,
            stopping=stopping,
            running=list(running),
        )
        self.workers[worker.encode()] = heartbeat.model_dump_json().encode()
        self.watch.heard(heartbeat)

    def check(self) -> tuple[list[bytes], list[Any]]:
        """What is to be forgotten, and what was logged."""
        with capture_logs() as logs:
            self.look = self.watch.check(self.workers.items())
        return self.look.forget, logs

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
    [incident] = stage.look.crashed
    assert (incident.kind, incident.action, incident.page, incident.worker) == ("crashed", "waiting", 4, "w")
    assert incident.what.startswith("w has not been heard of for 31 s while at work on page 4;")
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


def test_a_worker_that_stopped_in_good_order_is_never_missed(stage: Stage) -> None:
    stage.beat("w", IN_HAND, stopping=True)
    stage.now += 50
    assert stage.check() == ([], [])
    assert (stage.look.crashed, stage.workers_in("alive")) == ([], 0)


def test_while_we_cannot_hear_silence_says_nothing(stage: Stage) -> None:
    stage.beat("w", IN_HAND)
    stage.now += 600
    stage.watch.deaf()
    assert stage.check() == ([], [])
    stage.now += 31
    assert [incident.silent_seconds for incident in (stage.check(), stage.look.crashed)[1]] == [31]


def heard_fresh(stage: Stage, *beats: tuple[float, float]) -> list[bool]:
    """Of heartbeats by when they were heard, on our clock, and sent, on theirs: whether each was fresh."""
    fresh, start = [], stage.now
    for heard, sent in beats:
        stage.now = start + heard
        stage.beat("w", at=NOW + timedelta(seconds=sent))
        stage.check()
        fresh.append(bool(stage.look.fresh))
    return fresh


def test_only_what_comes_as_it_is_sent_is_news_of_this_moment(stage: Stage) -> None:
    other_clock = -86_400
    live = [(0.0, other_clock), (10.0, other_clock + 10.0), (21.0, other_clock + 20.5)]
    assert heard_fresh(stage, *live) == [False, True, True]


def test_a_backlog_is_old_news_until_it_is_over(stage: Stage) -> None:
    backlog = [(0.0, 0.0), (0.01, 10.0), (0.02, 20.0), (8.0, 30.0), (18.0, 40.0)]
    assert heard_fresh(stage, *backlog) == [False, False, False, True, True]


def test_what_waited_for_us_through_an_outage_is_old_news(stage: Stage) -> None:
    waited = [(0.0, 0.0), (10.0, 10.0), (70.0, 20.0), (70.01, 30.0), (80.0, 80.0)]
    assert heard_fresh(stage, *waited)[2:4] == [False, False]


def test_any_record_of_a_worker_is_a_sign_of_life(stage: Stage) -> None:
    assert stage.watch.silence("w") is None
    stage.beat("w", IN_HAND)
    stage.now += 5
    assert stage.watch.silence("w") == 5
    stage.watch.sign("w")
    stage.now += 1
    assert stage.watch.silence("w") == 1
