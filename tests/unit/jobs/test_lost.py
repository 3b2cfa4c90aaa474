"""Which jobs may be lost, and what is then done, on a clock of ours and with a Kafka of plain numbers."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry
from structlog.testing import capture_logs

from pipeline.runner.kafka import Partition
from pipeline.runner.spans import Span, partition_of
from pipeline.state import Heartbeat, Message, StageName, StageState
from services.jobs.incidents import Incident, Kind
from services.jobs.losses import Losses
from services.jobs.lost import Standing, Step, again, is_lost
from services.jobs.metrics import JobsMetrics
from services.jobs.settings import JobsSettings
from tests.unit.jobs.test_agents import DOCUMENT, RUN, state
from tests.unit.jobs.test_incidents import beat

SETTINGS = JobsSettings(
    kafka_bootstrap="k", database_url="d", objects_url="o", topic_prefix="p.", restarts=2, lost_seconds=100
)
OWN = Partition("p.products.detected", 3)
KEYED = partition_of(str(DOCUMENT).encode(), 4)


def message(topic: str, **more: Any) -> Message:
    return Message(topic=f"p.{topic}", key=str(DOCUMENT).encode(), value=b"{}", headers=(("ce_id", b"e"),), **more)


class Stage:
    """A job whose discovery is done, a Kafka, and what was published."""

    def __init__(self) -> None:
        self.now = 0.0
        self.spans: dict[Partition, Span] = {}
        self.states = {
            "discovery": state(
                "discovery", "finished", input=message("pdf.uploaded"), output=message("products.detected")
            )
        }
        self.incidents: dict[tuple[object, ...], Incident] = {}
        self.published: list[Message] = []
        self.asked = 0
        metrics = JobsMetrics(CollectorRegistry())
        self.losses = Losses(SETTINGS, self, metrics, self.ask, self.publish, 4, lambda: self.now)

    def has(self, stage: StageName, status: str, **more: Any) -> None:
        at = {"input": message("products.detected", partition=OWN.number, offset=7), "output": message("x")}
        self.states[stage] = state(stage, status, **(at | more))

    async def running(self) -> list[Standing]:
        steps = []
        for each in self.states.values():
            again = (RUN, each.stage, each.attempt, "lost") in self.incidents
            offset = None if again else each.input.offset
            place = (each.input.topic, each.input.partition, offset)
            steps.append(Step(each.stage, each.attempt, each.sequence, each.status, *place))
        return [Standing(RUN, DOCUMENT, steps)]

    async def known(self, documents: Collection[UUID]) -> list[StageState]:  # noqa: ARG002
        return list(self.states.values())

    async def incident(self, run_id: UUID, stage: StageName, attempt: int, kind: Kind) -> Incident | None:
        return self.incidents.get((run_id, stage, attempt, kind))

    async def note(self, incidents: list[Incident]) -> list[Incident]:
        for each in incidents:
            self.incidents[each.run_id, each.stage, each.attempt, each.kind] = each
        return incidents

    async def restarts(self, run_id: UUID, stage: StageName) -> int:  # noqa: ARG002
        return max((each.restarts for each in self.incidents.values()), default=0)

    async def ask(self, stage: StageName, topics: Collection[str]) -> Mapping[Partition, Span]:  # noqa: ARG002
        self.asked += 1
        return {place: span for place, span in self.spans.items() if place.topic in topics}

    async def publish(self, message: Message) -> tuple[Partition, int]:
        self.published.append(message)
        place = Partition(message.topic, KEYED if message.partition is None else message.partition)
        span = self.spans[place]
        self.spans[place] = span._replace(end=span.end + 1)
        return place, span.end

    async def after(self, seconds: float, *alive: Heartbeat) -> list[str]:
        """Sweep after that long; what was logged."""
        self.now += seconds
        with capture_logs() as logs:
            await self.losses.sweep(alive)
        return [entry["event"] for entry in logs]


@pytest.fixture
def stage() -> Stage:
    """Imager works and has been told so; chunker stopped with its message at offset 7, read past by its group."""
    stage = Stage()
    stage.has("imager", "finished")
    stage.has("chunker", "working")
    stage.spans[OWN] = Span(start=0, end=20, committed=20)
    return stage


async def test_a_message_that_nobody_has_and_the_group_is_past_is_published_again(stage: Stage) -> None:
    assert await stage.after(0) == []
    assert await stage.after(99) == []
    assert (stage.asked, stage.published) == (0, [])
    assert await stage.after(1) == ["lost", "restart"]
    [sent] = stage.published
    assert (sent.topic, sent.partition, sent.key, sent.value) == (*OWN, str(DOCUMENT).encode(), b"{}")
    assert sent.headers == (("ce_id", b"e"), ("tessera_stage", b"chunker"))
    [incident] = stage.incidents.values()
    assert (incident.kind, incident.action, incident.restarts, incident.attempt) == ("lost", "restart", 1, 1)


async def test_a_queued_message_is_left_however_long_it_waits(stage: Stage) -> None:
    stage.spans[OWN] = Span(start=0, end=20, committed=7)
    for _ in range(50):
        assert await stage.after(100) == []
    assert stage.published == []


async def test_a_message_taken_by_retention_is_lost(stage: Stage) -> None:
    stage.spans[OWN] = Span(start=8, end=20, committed=2)
    await stage.after(0)
    assert await stage.after(100) == ["lost", "restart"]


async def test_work_in_a_living_workers_hands_is_left(stage: Stage) -> None:
    alive = beat("w", 1).model_copy(update={"stage": "chunker"})
    for _ in range(10):
        assert await stage.after(100, alive) == []
    assert await stage.after(99) == []
    assert await stage.after(1) == ["lost", "restart"]


async def test_progress_and_our_own_deafness_begin_the_time_anew(stage: Stage) -> None:
    await stage.after(0)
    stage.has("chunker", "working", sequence=1)
    assert await stage.after(100) == []
    stage.losses.deaf()
    assert await stage.after(100) == []
    assert await stage.after(100) == ["lost", "restart"]


async def test_what_is_published_again_is_queued_until_the_group_is_past_it_too(stage: Stage) -> None:
    await stage.after(0)
    await stage.after(100)
    for _ in range(5):
        assert await stage.after(100) == []
    stage.spans[OWN] = stage.spans[OWN]._replace(committed=21)
    assert await stage.after(100) == ["lost", "restart"]
    assert next(iter(stage.incidents.values())).restarts == 2


async def test_after_so_many_restarts_it_is_published_to_be_given_up(stage: Stage) -> None:
    await stage.after(0)
    for _ in range(6):
        await stage.after(100)
        stage.spans[OWN] = stage.spans[OWN]._replace(committed=stage.spans[OWN].end)
    given_up = [dict(sent.headers).get("tessera_give_up", b"").decode() for sent in stage.published]
    assert given_up[:2] == ["", ""]
    assert given_up[2].endswith("its message is not in chunker's queue; given up after 2 restarts")
    assert given_up[3] == given_up[2]
    [incident] = stage.incidents.values()
    assert (incident.action, incident.restarts) == ("give_up", 2)


async def test_a_new_jobs_takes_what_was_published_again_for_queued(stage: Stage) -> None:
    await stage.after(0)
    await stage.after(100)
    stage.losses = Losses(
        SETTINGS, stage, JobsMetrics(CollectorRegistry()), stage.ask, stage.publish, 4, lambda: stage.now
    )
    stage.spans[OWN] = Span(start=0, end=50, committed=20)
    for _ in range(5):
        assert await stage.after(100) == []
    stage.spans[OWN] = Span(start=0, end=60, committed=50)
    assert await stage.after(100) == ["lost", "restart"]


async def test_a_stage_that_never_began_is_given_what_the_one_before_it_wrote(stage: Stage) -> None:
    del stage.states["chunker"]
    place = Partition("p.products.detected", KEYED)
    stage.spans = {place: Span(start=0, end=9, committed=4)}
    await stage.after(0)
    assert await stage.after(100) == []  # whatever lies below 9 may be the one
    stage.spans = {place: Span(start=0, end=30, committed=8)}
    assert await stage.after(100) == []
    stage.spans = {place: Span(start=0, end=30, committed=9)}
    assert await stage.after(100) == ["lost", "restart"]
    [sent] = stage.published
    assert (sent.topic, sent.partition, dict(sent.headers)["tessera_stage"]) == (place.topic, None, b"chunker")
    [incident] = stage.incidents.values()
    assert (incident.attempt, "chunker never began" in incident.what) == (0, True)


async def test_a_fan_in_that_never_fired_is_given_both_parts(stage: Stage) -> None:
    stage.has("chunker", "finished", output=message("chunks.created"))
    stage.has("imager", "finished", output=message("images.embedded"))
    stage.spans = {
        Partition(f"p.{topic}", KEYED): Span(start=0, end=9, committed=9)
        for topic in ("chunks.created", "images.embedded")
    }
    await stage.after(0)
    assert await stage.after(100) == ["lost", "restart"]
    assert [sent.topic for sent in stage.published] == ["p.chunks.created", "p.images.embedded"]


async def test_a_message_that_was_too_large_to_keep_is_said_to_be_beyond_help(stage: Stage) -> None:
    stage.has("chunker", "working", input=Message(topic=OWN.topic, partition=OWN.number, offset=7))
    await stage.after(0)
    assert await stage.after(100) == ["lost_beyond_help"]
    assert await stage.after(50) == []


def turns(*steps: tuple[StageName, str]) -> list[StageName]:
    return Standing(RUN, DOCUMENT, [Step(stage, 1, 0, status) for stage, status in steps]).turns()  # type: ignore[arg-type]


def test_whose_turn_it_is() -> None:
    assert turns(("discovery", "working")) == ["discovery"]
    assert turns(("discovery", "finished")) == ["chunker", "imager"]
    assert turns(("discovery", "finished"), ("chunker", "finished"), ("imager", "released")) == ["imager"]
    assert turns(("discovery", "finished"), ("chunker", "finished"), ("imager", "finished")) == ["linker"]
    assert turns(("chunker", "working")) == ["chunker"]
    assert turns(("linker", "finished")) == ["validator"]
    assert turns(("linker", "finished"), ("validator", "superseded")) == []


offsets = st.integers(0, 20)


@given(offsets, offsets, offsets, offsets)
def test_lost_means_that_it_can_never_be_read_again(start: int, end: int, committed: int, offset: int) -> None:
    end = max(end, start)
    span = Span(start, end, committed)
    place = Partition("t", 0)
    readable = max(start, committed) <= offset < end
    if readable:
        assert not is_lost({place: offset + 1}, {place: span})
    elif offset < end:
        assert is_lost({place: offset + 1}, {place: span})
    assert not is_lost({place: offset + 1}, {})


def test_headers_of_an_earlier_restart_do_not_pile_up() -> None:
    first = again(message("x"), "linker", "why")
    assert again(first, "linker").headers == (("ce_id", b"e"), ("tessera_stage", b"linker"))
