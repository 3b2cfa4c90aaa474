"""What the agents make of their records, with a Table and a database in memory."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from prometheus_client import CollectorRegistry

from pipeline.state import STAGES, Heartbeat, Message, RunningDocument, StageName, StageState
from services.jobs.agents import Heartbeats, States
from services.jobs.folding import Document, Job
from services.jobs.hands import Hands
from services.jobs.healing import Healing
from services.jobs.incidents import Ending, Incident
from services.jobs.metrics import JobsMetrics
from services.jobs.records import Record, Recorded, key
from services.jobs.settings import JobsSettings
from services.jobs.takeovers import TakeOvers
from services.jobs.watch import Watch

DOCUMENT, RUN = UUID(int=7), UUID(int=1)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
TOPICS: dict[str, StageName] = {f"p.{stage}.state": stage for stage in STAGES}


class FakeTable:
    """A Table in a dict."""

    def __init__(self) -> None:
        self.entries: dict[bytes, bytes] = {}

    def get(self, key: bytes) -> bytes | None:
        return self.entries.get(key)

    async def put(self, entries: Mapping[bytes, bytes | None]) -> None:
        for name, value in entries.items():
            if value is None:
                self.entries.pop(name, None)
            else:
                self.entries[name] = value


class FakeStore:
    """The database in lists; refuses workers called "unstorable"."""

    def __init__(self) -> None:
        self.saved: list[Recorded] = []
        self.jobs: list[Job] = []
        self.alive: dict[UUID, datetime] = {}

        self.incidents: list[Incident] = []
        self.endings: list[Ending] = []
        self.released: list[tuple[UUID, StageName, int]] = []

    async def save(
        self,
        states: Sequence[Recorded],
        jobs: Sequence[tuple[UUID, Job]],
        crashes: Sequence[Incident] = (),
        endings: Sequence[Ending] = (),
        released: Collection[tuple[UUID, StageName, int]] = (),
    ) -> list[Incident]:
        if any(recorded.state.worker == "unstorable" for recorded in states):
            raise ValueError("no such value")
        self.saved += states
        self.jobs += [job for _, job in jobs]
        self.endings += endings
        self.released += released
        return await self.note(crashes)

    async def note(self, incidents: Sequence[Incident]) -> list[Incident]:
        new = [each for each in incidents if each not in self.incidents]
        self.incidents += new
        return new

    async def mark_alive(self, seen: Mapping[UUID, datetime]) -> None:
        self.alive |= seen

    async def known(self, documents: Collection[UUID]) -> list[StageState]:
        return [recorded.state for recorded in self.saved if recorded.state.document_id in documents]


class Parts:
    """The agents with their fakes."""

    def __init__(self) -> None:
        self.documents, self.workers, self.store = FakeTable(), FakeTable(), FakeStore()
        self.registry = CollectorRegistry()
        self.now = 1000.0
        metrics = JobsMetrics(self.registry)
        settings = JobsSettings(kafka_bootstrap="k", database_url="d", objects_url="o")
        hands = Hands(self.documents.get, self.workers.get)
        self.watch = Watch(settings, hands.of, metrics, lambda: self.now)
        takeovers = TakeOvers(hands.last, self.watch.silence)
        self.healed: list[Message] = []
        heal = Healing(self.store, self.publish).heal
        self.states = States(TOPICS, self.documents, self.store, metrics, self.watch, takeovers, heal)
        self.heartbeats = Heartbeats(self.workers, self.store, metrics, self.watch, takeovers, hands)

    async def publish(self, message: Message) -> None:
        self.healed.append(message)

    @property
    def document(self) -> Document:
        return Document.model_validate_json(self.documents.entries[key(DOCUMENT)])

    def counted(self, outcome: str) -> float:
        samples = [sample for metric in self.registry.collect() for sample in metric.samples]
        return sum(s.value for s in samples if s.name.endswith("_total") and s.labels["outcome"] == outcome)


@pytest.fixture
def parts() -> Parts:
    return Parts()


def state(stage: StageName = "discovery", status: str = "working", **more: Any) -> StageState:
    values = {"attempt": 1, "sequence": 0, "worker": "w", "at": NOW, "event_id": "e", "input": Message(topic="t")}
    return StageState(**(values | {"stage": stage, "status": status, "document_id": DOCUMENT, "run_id": RUN} | more))


def record(value: StageState | bytes | None, topic: str = "") -> Record:
    if isinstance(value, StageState):
        topic, value = f"p.{value.stage}.state", value.model_dump_json().encode()
    return Record(topic or "p.discovery.state", 3, 14, str(DOCUMENT).encode(), value)


async def test_states_reach_database_and_table(parts: Parts) -> None:
    await parts.states.fold([record(state("discovery", "finished")), record(state("imager", done=1, total=2))])
    assert [recorded.state.stage for recorded in parts.store.saved] == ["discovery", "imager"]
    [job] = parts.store.jobs
    assert job.progress == pytest.approx(0.4)
    assert parts.document.jobs() == [job]
    assert parts.counted("folded") == 2


async def test_what_comes_again_changes_nothing(parts: Parts) -> None:
    records = [record(state("discovery", "finished")), record(state("imager"))]
    await parts.states.fold(records)
    before = dict(parts.documents.entries)
    await parts.states.fold(records[:1])
    assert parts.store.jobs[1:] == parts.store.jobs[:1]
    assert parts.documents.entries == before


async def test_an_older_run_is_written_only_when_something_of_it_changes(parts: Parts) -> None:
    await parts.states.fold([record(state("imager"))])
    await parts.states.fold([record(state("discovery", run_id=UUID(int=2)))])
    await parts.states.fold([record(state("discovery", run_id=UUID(int=2), sequence=1))])
    written = [(job.run_id.int, job.status) for job in parts.store.jobs]
    assert written == [(1, "running"), (1, "superseded"), (2, "running"), (2, "running")]


@pytest.mark.parametrize(
    "garbage",
    [b"", b"\xff\xfe", b"not json", b"[]", b'{"stage": "discovery"}', state("chunker").model_dump_json().encode()],
)
async def test_a_record_that_is_no_state_is_left_behind_alone(parts: Parts, garbage: bytes) -> None:
    await parts.states.fold([record(garbage), record(state())])
    assert len(parts.store.saved) == 1
    assert (parts.counted("ignored"), parts.counted("folded")) == (1, 1)


async def test_a_state_that_cannot_be_stored_is_left_behind_alone(parts: Parts) -> None:
    await parts.states.fold([record(state(sequence=1)), record(state("imager", worker="unstorable")), record(state())])
    assert [recorded.state.stage for recorded in parts.store.saved] == ["discovery", "discovery"]
    assert list(parts.document.runs[RUN]) == ["discovery"]
    assert parts.document.runs[RUN]["discovery"].sequence == 1
    assert (parts.counted("ignored"), parts.counted("folded")) == (1, 2)


async def test_nul_characters_which_postgresql_refuses_are_replaced(parts: Parts) -> None:
    await parts.states.fold([record(state(filename="a\0b\\u0000", labels={"x": "\0"}))])
    [saved] = parts.store.saved
    assert (saved.state.filename, saved.state.labels) == ("a�b\\u0000", {"x": "�"})
    assert "\0" not in json.dumps(saved.body, ensure_ascii=False)


async def test_a_document_the_table_has_lost_comes_back_from_the_database(parts: Parts) -> None:
    await parts.states.fold([record(state("discovery", "finished")), record(state("chunker", "finished"))])
    parts.documents.entries.clear()
    await parts.states.fold([record(state("imager"))])
    assert set(parts.document.runs[RUN]) == {"discovery", "chunker", "imager"}
    assert parts.store.jobs[-1].progress == pytest.approx(0.5)


async def test_tombstones_take_an_ended_document_out_of_the_table_and_nothing_else(parts: Parts) -> None:
    await parts.states.fold([record(state(stage, "finished")) for stage in STAGES])
    saved, jobs = list(parts.store.saved), list(parts.store.jobs)
    for _ in range(2):
        await parts.states.fold([record(None, topic) for topic in TOPICS])
        assert parts.documents.entries == {}
    assert (parts.store.saved, parts.store.jobs) == (saved, jobs)


async def test_tombstones_that_a_new_run_was_faster_than_are_ignored(parts: Parts) -> None:
    await parts.states.fold([record(state("discovery", "finished")), record(state("discovery", run_id=UUID(int=2)))])
    await parts.states.fold([record(None)])
    assert list(parts.document.runs) == [RUN, UUID(int=2)]


async def test_a_tombstone_without_a_documents_key_is_left_behind(parts: Parts) -> None:
    await parts.states.fold([Record("p.discovery.state", 0, 0, key, None) for key in (None, b"\xff", b"x")])
    assert parts.counted("ignored") == 3


async def test_heartbeats_are_kept_and_their_jobs_marked_alive(parts: Parts) -> None:
    running = [RunningDocument(document_id=DOCUMENT, run_id=RUN, attempt=1, seconds=3)]
    beats = [
        Heartbeat(
            worker="w1",
            stage="imager",
            at=NOW + timedelta(seconds=second),
            started_at=NOW,
            host="h",
            pid=1,
            memory_bytes=1,
            running=running,
        )
        for second in (10, 0)
    ]
    records = [record(beat.model_dump_json().encode(), "p.jobs.heartbeat") for beat in beats]
    await parts.heartbeats.note([record(b"?", "p.jobs.heartbeat"), *records])
    assert parts.store.alive == {RUN: NOW + timedelta(seconds=10)}
    assert list(parts.workers.entries) == [b"w1"]
    assert parts.watch.silence("w1") == 0
    assert (parts.counted("ignored"), parts.counted("folded")) == (1, 2)


@pytest.mark.parametrize(
    "low",
    [state(sequence=1), state("discovery", "superseded", run_id=UUID(int=0), attempt=9)],
    ids=["a zombie's", "an older run's"],
)
async def test_a_low_record_after_the_highest_is_covered_by_it(parts: Parts, low: StageState) -> None:
    """Compaction keeps the last one."""
    highest = state("discovery", "finished", attempt=2, sequence=3)
    await parts.states.fold([record(state("discovery", sequence=1)), record(highest)])
    assert parts.healed == []
    await parts.states.fold([record(low)])
    [again] = parts.healed
    assert (again.topic, again.partition, again.key) == ("p.discovery.state", 3, str(DOCUMENT).encode())
    assert StageState.model_validate_json(again.value or b"") == highest
    await parts.states.fold([record(again.value, again.topic)])
    assert parts.healed == [again], "what was written again is no news"


async def test_a_low_record_is_left_while_work_goes_on_or_a_higher_one_follows(parts: Parts) -> None:
    await parts.states.fold([record(state("discovery", attempt=2))])
    await parts.states.fold([record(state("discovery", "released", attempt=1, sequence=5))])
    finished = record(state("discovery", "finished", attempt=2, sequence=4))
    await parts.states.fold([finished])
    await parts.states.fold([record(state("discovery", sequence=1)), finished])
    assert parts.healed == []
