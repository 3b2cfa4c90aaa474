"""Publishes a replay, a few documents at a time, and follows each to its end."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal, Protocol
from uuid import UUID

import asyncpg
from aiokafka import AIOKafkaProducer

from cli import replay_outcome
from cli.errors import Unreachable
from cli.replay_events import type_of
from cli.replay_outcome import Ended, Seen, StageSeen, Track, track
from cli.replay_plan import Plan, Published, Refused
from pipeline.db import Pool
from pipeline.errors import Rejected
from pipeline.state import StageName

POLL_SECONDS = 0.5

STAGES_SEEN = """
SELECT run_id, stage, status, attempt, state ->> 'event_id' AS event_id,
    coalesce((state #>> '{error,code}') || ': ' || (state #>> '{error,message}'), '') AS error
FROM job_checkpoints WHERE run_id = ANY ($1)
"""
FAN_INS = """
SELECT run_id, fired_by::text, jsonb_object_agg(part, event_id) AS arrivals
FROM fan_ins JOIN arrivals USING (run_id) WHERE run_id = ANY ($1) GROUP BY run_id, fired_by
"""
NEWEST = """
SELECT DISTINCT ON (document_id) document_id, run_id FROM async_jobs WHERE document_id = ANY ($1)
ORDER BY document_id, run_id DESC
"""

Status = Literal["planned", "refused", "published", "completed", "failed", "superseded"]


@dataclass
class Entry:
    """One document of a replay, and what has become of it."""

    plan: Plan | Refused
    status: Status = "planned"
    error: str = ""
    published: Published | None = None
    track: Track | None = None
    met: set[str] = field(default_factory=set)
    """Ids of its events that were seen on their way."""

    @classmethod
    def of(cls, plan: Plan | Refused) -> "Entry":
        return cls(plan, "refused", plan.reason) if isinstance(plan, Refused) else cls(plan)


class Audience(Protocol):
    """Whoever is told how it goes."""

    def published(self, entry: Entry) -> None:
        """Its events are in Kafka."""

    def ended(self, entry: Entry) -> None:
        """It has passed through, or never will."""

    def working(self, stages: Iterable[StageName]) -> None:
        """The stages that have replayed documents in hand."""


@dataclass(frozen=True)
class Replay:
    """`pace`: seconds between two documents where nothing is waited for, None to wait; then at most `at_once` are
    unfinished.
    """

    pool: Pool
    producer: AIOKafkaProducer
    audience: Audience
    at_once: int
    pace: float | None = None

    async def run(self, entries: Iterable[Entry]) -> None:
        """Publish what is planned; each entry tells in the end what became of it. Raises Unreachable."""
        waiting = deque(entry for entry in entries if entry.status == "planned")
        unfinished: list[Entry] = []
        async with _reached():
            while waiting or unfinished:
                while waiting and len(unfinished) < self.at_once:
                    entry = waiting.popleft()
                    await self._publish(entry)
                    if entry.status == "published" and self.pace is None:
                        unfinished.append(entry)
                    elif self.pace is not None and waiting:
                        await asyncio.sleep(self.pace)
                await self._look(unfinished)
                unfinished = [entry for entry in unfinished if entry.status == "published"]
                if unfinished:
                    await asyncio.sleep(POLL_SECONDS)

    async def _publish(self, entry: Entry) -> None:
        assert isinstance(entry.plan, Plan)  # noqa: S101  refused ones are not planned
        job = entry.plan.job
        newest = await self._newest([job.document_id])
        if newest.get(job.document_id, job.run_id) > job.run_id:  # since it was planned: a newer edition, perhaps
            entry.status, entry.error = "superseded", "a newer run of the document came before it was published"
            self.audience.ended(entry)
            return
        try:
            published = entry.plan.publish(datetime.now(UTC))
        except Rejected as error:
            entry.status, entry.error = "refused", error.message
            self.audience.ended(entry)
            return
        topic = entry.plan.inputs[0].topic.removeprefix(entry.plan.way.prefix)
        linked = 0 if entry.plan.way.recompute else job.stages.get("linker", ("", 0))[1]
        entry.track = track(published.run_id, published.event_ids, type_of(topic), linked)
        # first: a producer that is interrupted sends what it was given
        entry.status, entry.published = "published", published
        sent = [
            await self.producer.send(message.topic, message.value, key=message.key, headers=list(message.headers))
            for message in published.messages
        ]
        await asyncio.gather(*sent)
        self.audience.published(entry)

    async def _look(self, entries: list[Entry]) -> None:
        """Learn how the published ones fare."""
        seen = await self._seen([(entry.plan.job.document_id, e.run_id) for entry in entries if (e := entry.published)])
        for entry in entries:
            assert entry.published  # noqa: S101  each is
            assert entry.track  # noqa: S101
            run_id = entry.published.run_id
            met = replay_outcome.met(entry.track, seen[run_id])
            ended = replay_outcome.outcome(run_id, entry.track, seen[run_id])
            if not ended and entry.met - met:
                ended = Ended("superseded", "another repair of the same run came after it")
            entry.met |= met
            if ended:
                entry.status, entry.error = ended.status, ended.error
                self.audience.ended(entry)
        working = {s for each in seen.values() for s, state in each.stages.items() if state.status == "working"}
        self.audience.working(working)

    async def _seen(self, runs: list[tuple[UUID, UUID]]) -> Mapping[UUID, Seen]:
        """By run, from pairs of document and run."""
        run_ids = [run_id for _, run_id in runs]
        stages: dict[UUID, dict[StageName, StageSeen]] = {run_id: {} for run_id in run_ids}
        for row in await self.pool.fetch(STAGES_SEEN, run_ids):
            stages[row["run_id"]][row["stage"]] = StageSeen(
                row["status"], row["attempt"], row["event_id"], row["error"]
            )
        fan_ins = {row["run_id"]: row for row in await self.pool.fetch(FAN_INS, run_ids)}
        newest = await self._newest([document_id for document_id, _ in runs])
        return {
            run_id: Seen(
                stages[run_id],
                fan_ins[run_id]["arrivals"] if run_id in fan_ins else {},
                fan_ins[run_id]["fired_by"] if run_id in fan_ins else None,
                newest.get(document_id, run_id) <= run_id,
            )
            for document_id, run_id in runs
        }

    async def _newest(self, document_ids: list[UUID]) -> dict[UUID, UUID]:
        return {row["document_id"]: row["run_id"] for row in await self.pool.fetch(NEWEST, document_ids)}


@asynccontextmanager
async def _reached() -> AsyncIterator[None]:
    try:
        yield
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise Unreachable(f"the database went away: {error or repr(error)}; what was published goes on") from error
