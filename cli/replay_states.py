"""Where a replay finds the inputs: in job_checkpoints, and what is not there on the compacted `<stage>.state` topics.

Neither forgets with the retention of the stages' own topics.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from cli import connections
from cli.replay_select import Job
from pipeline.db import BATCH, Pool
from pipeline.settings import Settings
from pipeline.state import STAGES, StageName, StageState
from services.jobs.folding import Document, checkpoint

STATES = "SELECT state::text FROM job_checkpoints WHERE run_id = ANY ($1) AND stage = ANY ($2)"
COPIES = """
SELECT DISTINCT ON (document_id) state::text FROM job_checkpoints
WHERE document_id = ANY ($1) AND stage = 'discovery'
    AND (state #>> '{output,value}' IS NOT NULL OR state #> '{steps,document}' IS NOT NULL)
ORDER BY document_id, run_id DESC
"""

States = Mapping[tuple[UUID, StageName], StageState]
"""By run and stage."""


async def load(pool: Pool, settings: Settings, wanted: Mapping[UUID, Collection[StageName]]) -> States:
    """The last states of runs in the stages that are `wanted` of each, as far as there are any. Raises Unreachable."""
    found: dict[tuple[UUID, StageName], StageState] = {}
    runs, stages = list(wanted), list({stage for each in wanted.values() for stage in each})
    for start in range(0, len(runs), BATCH):
        for row in await pool.fetch(STATES, runs[start : start + BATCH], stages):
            state = StageState.model_validate_json(row["state"])
            found[state.run_id, state.stage] = state
    missing = {(run, stage) for run, each in wanted.items() for stage in each} - found.keys()
    if missing:
        read = await read_topics(settings, sorted({stage for _, stage in missing}), {run for run, _ in missing})
        found |= {(state.run_id, state.stage): state for state in read}
    return found


async def copies(pool: Pool, documents: Collection[UUID]) -> Mapping[UUID, StageState]:
    """By document, discovery's last state that names our copy of the PDF: the newest run may never have got it."""
    rows = await pool.fetch(COPIES, list(documents))
    states = [StageState.model_validate_json(row["state"]) for row in rows]
    return {state.document_id: state for state in states}


async def read_topics(settings: Settings, stages: Sequence[StageName], ids: Collection[UUID]) -> list[StageState]:
    """The newest record of each run and stage that is about a document or run in `ids`, from the topics read to their
    ends. Raises Unreachable.
    """
    newest: dict[tuple[UUID, StageName], StageState] = {}
    named = [str(id_).encode() for id_ in ids]
    wanted = {settings.topic_prefix + f"{stage}.state" for stage in stages}
    async with connections.admin(settings.kafka_bootstrap) as admin:
        counts = {topic["topic"]: len(topic["partitions"]) for topic in await admin.describe_topics()}
    for topic in wanted & counts.keys():
        async with connections.reader(settings.kafka_bootstrap, topic) as reader:
            async for record in reader.read(dict.fromkeys(range(counts[topic]), 0)):
                if record.value and any(name in record.value for name in named):
                    state = StageState.model_validate_json(record.value)
                    known = newest.get((state.run_id, state.stage))
                    if {state.run_id, state.document_id} & set(ids) and (not known or state.rank > known.rank):
                        newest[state.run_id, state.stage] = state
    return list(newest.values())


async def jobs_of(settings: Settings, ids: Collection[UUID]) -> list[Job]:
    """The jobs of documents or runs that the database does not know, from the state topics alone."""
    return list(folded(await read_topics(settings, STAGES, ids))) if ids else []


def folded(states: Iterable[StageState]) -> Iterable[Job]:
    """The newest job of each document, as services/jobs would fold it."""
    documents: dict[UUID, Document] = {}
    for state in states:
        documents.setdefault(state.document_id, Document()).add(checkpoint(state))
    for document_id, document in documents.items():
        job = document.jobs()[-1]
        yield Job(
            document_id=document_id,
            run_id=job.run_id,
            filename=job.filename,
            tenant=job.tenant,
            status=job.status,
            updated_at=job.updated_at,
            stages={stage: (each.status, each.attempt) for stage, each in document.runs[job.run_id].items()},
        )
