"""What a replay of a job comes to: from which stages, with which inputs; or why it cannot be."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote
from uuid import UUID

from cli.replay_events import anew
from cli.replay_select import READERS, Job, Selectors
from cli.replay_states import States
from pipeline import ids
from pipeline.errors import Rejected
from pipeline.events import StageEvent
from pipeline.state import STAGES, Message, StageName, StageState


@dataclass(frozen=True)
class Way:
    """How jobs are to be replayed. `prefix`: the deployment's, before every topic's name."""

    from_stage: StageName | None = None
    recompute: bool = False
    stored: bool = False
    prefix: str = ""


@dataclass(frozen=True)
class Published:
    """What one replay publishes: the run it will be seen in, and the id of the event for each stage it starts from."""

    run_id: UUID
    messages: tuple[Message, ...]
    event_ids: Mapping[StageName, str]


@dataclass(frozen=True)
class Plan:
    """A job to replay from `stages` by their `inputs`. `body`: what changes in an upload event."""

    job: Job
    way: Way
    stages: tuple[StageName, ...]
    inputs: tuple[Message, ...]
    body: Mapping[str, str | None]

    @property
    def what(self) -> str:
        """In words."""
        how = "recompute as a new run" if self.way.recompute else f"repair from {' and '.join(self.stages)}"
        return f"{how}, of the stored copy {self.body['source']}" if "source" in self.body else how

    def publish(self, now: datetime) -> Published:
        """The messages, with new ids. Raises Rejected when an input is none that a stage could read."""
        messages, event_ids = [], dict[StageName, str]()
        for stage, source in zip(self.stages, self.inputs, strict=True):
            topic = source.topic.removeprefix(self.way.prefix)
            if topic not in READERS:
                raise Rejected("topic", f"it came from {source.topic}, which is no topic of this deployment")
            several = len(READERS[topic]) > 1
            message, event_ids[stage] = anew(
                source,
                topic,
                now,
                document_id=self.job.document_id,
                addressee=stage if several else None,
                body=self.body if stage == "discovery" else None,
            )
            messages.append(message)
        run_id = self.job.run_id
        if self.way.recompute:
            run_id = ids.run_id(self.job.document_id, event_ids["discovery"], now)
            if run_id <= self.job.run_id:
                raise Rejected(
                    "clock_behind",
                    f"a new run would not be newer than run {self.job.run_id}: by that one's id this machine's clock "
                    "is behind; set it right",
                )
        return Published(run_id, tuple(messages), event_ids)


@dataclass(frozen=True)
class Refused:
    """A job that cannot be replayed so, and why, in a sentence."""

    job: Job
    reason: str


def stages_of(job: Job, way: Way, selectors: Selectors) -> tuple[StageName, ...]:
    """The stages to start from: what was asked for, else those that read the topic, else those that failed, else the
    first. With `failed_only` a topic means those of its readers that failed.
    """
    if way.recompute:
        return ("discovery",)
    if way.from_stage:
        return (way.from_stage,)
    if selectors.topic:
        among = job.failed if selectors.failed_only else tuple(job.stages)
        return tuple(stage for stage in selectors.readers if stage in among)
    return tuple(stage for stage in STAGES if stage in job.failed) or ("discovery",)


def plan(
    jobs: Iterable[Job], states: States, way: Way, selectors: Selectors, copies: Mapping[UUID, StageState]
) -> list[Plan | Refused]:
    """One for each job, in their order. `states` has, as far as there are, those of each job's `stages_of`; `copies` by
    document discovery's state that names the stored copy.
    """
    return [_plan(job, stages_of(job, way, selectors), states, way, copies.get(job.document_id)) for job in jobs]


def _plan(job: Job, stages: Sequence[StageName], states: States, way: Way, copy: StageState | None) -> Plan | Refused:
    inputs = []
    for stage in stages:
        state = states.get((job.run_id, stage))
        if state is None:
            return Refused(
                job, f"{stage} has no record of run {job.run_id}: it never got there; replay from an earlier stage"
            )
        if state.input.value is None:
            return Refused(
                job,
                f"the input of {stage} was empty or too large to keep: its bytes are in {state.input.topic}.dlq "
                "(`tessera dlq`); its producer has to send it anew",
            )
        inputs.append(state.input)
    try:
        body = _body(job, way, copy or states[job.run_id, stages[0]]) if "discovery" in stages else {}
        planned = Plan(job, way, tuple(stages), tuple(inputs), body)
        planned.publish(datetime.now(UTC))
    except Rejected as error:
        return Refused(job, f"it cannot be replayed: {error.message} ({error.code})")
    return planned


def _body(job: Job, way: Way, state: StageState) -> dict[str, str | None]:
    """What makes an upload event one of this run, or of none so that it becomes a new one."""
    body = {"document_id": str(job.document_id), "run_id": None if way.recompute else str(job.run_id)}
    return body | _stored(job, state) if way.stored else body


def _stored(job: Job, state: StageState) -> dict[str, str | None]:
    """Our own copy as the source. Raises Rejected when there is none."""
    if state.output and state.output.value:
        event = StageEvent.model_validate_json(state.output.value)
        return {"source": f"object:///{quote(event.document_ref)}", "filename": event.filename}
    step = state.steps.get("document")
    if not isinstance(step, dict):
        raise Rejected("source_missing", "discovery never got the file, so there is no stored copy of it")
    named = {"filename": job.filename} if job.filename else {}
    return {"source": f"object:///{quote(str(step['ref']))}", **named}
