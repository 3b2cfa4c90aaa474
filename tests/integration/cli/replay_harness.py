"""Jobs as services/jobs leaves them, for `tessera replay` on a real Kafka and PostgreSQL without any worker."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition
from typer.testing import CliRunner, Result

from cli.main import app
from cli.replay_select import READERS
from cli.replay_states import folded
from pipeline import codec, ids
from pipeline.events import EVENTS
from pipeline.schemas import FOLDER
from pipeline.state import STAGES, Failure, Message, StageName, StageState

START = datetime(2026, 1, 1, tzinfo=UTC)
INPUTS: Mapping[StageName, str] = {stage: topic for topic, stages in READERS.items() for stage in stages}
CHECKPOINT = """
INSERT INTO job_checkpoints (run_id, stage, document_id, attempt, sequence, status, worker, state, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
JOB = """
INSERT INTO async_jobs (run_id, document_id, filename, tenant, status, stage, started_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
"""


@dataclass(frozen=True)
class Made:
    """A job: its ids and its states by stage."""

    document_id: UUID
    run_id: UUID
    states: dict[StageName, StageState] = field(default_factory=dict)


def make(failed: StageName | None = None, *, age_hours: float = 0, tenant: str = "default", **more: Any) -> Made:
    """A job whose last news is so old: completed, or failed in one stage. `more`: run_id, body of the upload event."""
    at = datetime.now(UTC) - timedelta(hours=age_hours)
    document = uuid4()
    made = Made(document, more.get("run_id") or ids.run_id(document, "upload", START))
    for stage in STAGES[: STAGES.index(failed) + 1] if failed else STAGES:
        topic = INPUTS[stage]
        event = json.loads((FOLDER / "examples" / f"{topic}.v1" / "full.json").read_text())
        event |= {"document_id": str(document), "run_id": str(made.run_id)} | more.get(topic, {})
        type_ = f"{topic}.v1"
        message = codec.encode(
            EVENTS[type_].model_validate(event), event_id="old", source="/t", subject=str(document), time=START
        )
        made.states[stage] = StageState(
            stage=stage,
            document_id=document,
            run_id=made.run_id,
            attempt=1,
            sequence=1,
            status="failed" if stage == failed else "finished",
            worker="w",
            at=at,
            event_id="old",
            tenant=tenant,
            filename="cat[1].pdf",
            input=Message(
                topic=more.get("prefix", "") + topic, key=message.key, value=message.value, headers=message.headers
            ),
            error=Failure(code="odd", message="it was odd") if stage == failed else None,
        )
    return made


@dataclass(frozen=True)
class Bench:
    """The command line, and what it reads and writes."""

    bootstrap: str
    database_url: str
    prefix: str
    tmp_path: Path

    def tessera(self, *arguments: str) -> Result:
        return CliRunner().invoke(app, ["--state-dir", str(self.tmp_path / "none"), *arguments])

    def replay(self, *arguments: object) -> Result:
        return self.tessera("replay", *map(str, arguments))

    def dry(self, *arguments: object) -> dict[str, Any]:
        """What a dry run would replay, by document."""
        result = self.replay(*arguments, "--dry-run", "--json")
        assert result.exit_code in (0, 1), result.output
        return {entry["document_id"]: entry for entry in json.loads(result.stdout)}

    def job(self, failed: StageName | None = None, **more: Any) -> Made:
        """A job in the database."""
        made = make(failed, **{"prefix": self.prefix} | more)
        self.keep(made)
        return made

    def keep(self, made: Made, without: tuple[StageName, ...] = ()) -> None:
        """Write it into the tables."""

        async def run() -> None:
            connection = await asyncpg.connect(self.database_url)
            try:
                (job,) = folded(made.states.values())
                values = (made.run_id, made.document_id, job.filename, job.tenant, job.status, "discovery")
                await connection.execute(JOB, *values, job.updated_at)
                for stage, state in made.states.items():
                    if stage not in without:
                        row = (made.run_id, stage, made.document_id, 1, 1, state.status, "w")
                        await connection.execute(CHECKPOINT, *row, state.model_dump_json(), state.at)
            finally:
                await connection.close()

        asyncio.run(run())

    def publish(self, made: Made, stage: StageName) -> None:
        """Write a state onto its topic, in a partition that has nothing to do with its key."""

        async def run() -> None:
            async with AIOKafkaProducer(bootstrap_servers=self.bootstrap) as producer:
                state, key = made.states[stage].model_dump_json().encode(), str(made.document_id).encode()
                await producer.send_and_wait(f"{self.prefix}{stage}.state", state, key=key, partition=7)

        asyncio.run(run())

    def messages(self, topic: str) -> list[ConsumerRecord]:
        """Everything on a topic, in order of time."""

        async def run() -> list[ConsumerRecord]:
            found: list[ConsumerRecord] = []
            async with AIOKafkaConsumer(bootstrap_servers=self.bootstrap, enable_auto_commit=False) as consumer:
                partitions = [TopicPartition(self.prefix + topic, number) for number in range(12)]
                consumer.assign(partitions)
                await consumer.seek_to_beginning()
                ends = await consumer.end_offsets(partitions)
                while any([await consumer.position(each) < end for each, end in ends.items()]):
                    for batch in (await consumer.getmany(timeout_ms=200)).values():
                        found += batch
            return sorted(found, key=lambda record: record.timestamp)

        return asyncio.run(run())
