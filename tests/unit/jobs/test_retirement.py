"""Which documents leave the state topics."""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from pipeline.state import STAGES, Message, StageName, StageState
from services.jobs.folding import Document, checkpoint
from services.jobs.records import key
from services.jobs.retirement import Retirement
from services.jobs.settings import JobsSettings

LONG_AGO = datetime.now(UTC) - timedelta(days=31)
DOCUMENT, RUN = UUID(int=7), UUID(int=1)


class Stage:
    """A Table of one document, a database that has (or lacks) its states, and the tombstones written."""

    def __init__(self, *states: StageState) -> None:
        document = Document()
        for state in states:
            document.add(checkpoint(state))
        self.entries = {key(DOCUMENT): document.model_dump_json().encode()}
        self.stored = list(states)
        self.buried: set[str] = set()

    def owned(self) -> Iterator[tuple[bytes, bytes]]:
        yield from self.entries.items()

    async def known(self, documents: Collection[UUID]) -> list[StageState]:
        return [state for state in self.stored if state.document_id in documents]

    async def bury(self, topic: str, name: bytes) -> None:
        assert name == key(DOCUMENT)
        self.buried.add(topic)

    async def sweep(self) -> set[str]:
        settings = JobsSettings(kafka_bootstrap="k", database_url="d", objects_url="o", topic_prefix="p.")
        await Retirement(settings, self, self, self.bury).sweep()
        return self.buried


def state(stage: StageName, status: str = "finished", **more: Any) -> StageState:
    values = {"attempt": 1, "sequence": 3, "worker": "w", "at": LONG_AGO, "event_id": "e", "input": Message(topic="t")}
    return StageState(**(values | {"stage": stage, "status": status, "document_id": DOCUMENT, "run_id": RUN} | more))


async def test_a_document_that_ended_long_ago_and_is_stored_leaves_every_topic() -> None:
    stage = Stage(*(state(name) for name in STAGES))
    assert await stage.sweep() == {f"p.{name}.state" for name in STAGES}


async def test_one_that_failed_long_ago_leaves_the_topics_it_is_on() -> None:
    assert await Stage(state("discovery", "failed")).sweep() == {"p.discovery.state"}


@pytest.mark.parametrize(
    "last",
    [
        state("validator", at=LONG_AGO + timedelta(days=2)),
        state("validator", "working"),
        state("discovery", "working", run_id=UUID(int=2)),
    ],
    ids=["recent", "running", "a new run"],
)
async def test_what_is_recent_or_runs_stays(last: StageState) -> None:
    assert await Stage(*(state(name) for name in STAGES[:-1]), last).sweep() == set()


@pytest.mark.parametrize("stored", [[], [state("discovery"), state("validator", sequence=2)]], ids=["nothing", "older"])
async def test_what_the_database_does_not_hold_stays(stored: list[StageState]) -> None:
    stage = Stage(state("discovery"), state("validator"))
    stage.stored = stored
    assert await stage.sweep() == set()
