"""Which running jobs stand still although nobody has them in hand. Pure, on a clock that is given.

A stage's turn has come when what it waits for has finished; it stays so until the stage has ended. A job whose turn is
with a stage that no living worker has in hand, and of which nothing has been heard for long, may be lost; whether its
message is merely queued only Kafka knows (see losses.py).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from pipeline.runner.delivery import ADDRESSEE, GIVEN_UP
from pipeline.runner.kafka import Partition
from pipeline.runner.spans import Span, partition_of
from pipeline.state import Message, StageName, StageState, Status
from services.jobs.changes import ENDED
from services.jobs.incidents import Incident, decide

AFTER: dict[StageName, tuple[StageName, ...]] = {
    "discovery": (),
    "chunker": ("discovery",),
    "imager": ("discovery",),
    "linker": ("chunker", "imager"),
    "validator": ("linker",),
}
TOPICS: dict[StageName, str] = {
    "discovery": "products.detected",
    "chunker": "chunks.created",
    "imager": "images.embedded",
    "linker": "products.linked",
}
"""What each stage writes for the next."""


@dataclass(frozen=True)
class Step:
    """A stage's last checkpoint, and where its input lies if that is known."""

    stage: StageName
    attempt: int
    sequence: int
    status: Status
    topic: str | None = None
    partition: int | None = None
    offset: int | None = None


@dataclass(frozen=True)
class Standing:
    """How a running job stands."""

    run_id: UUID
    document_id: UUID
    steps: Sequence[Step]

    def step(self, stage: StageName) -> Step | None:
        return next((step for step in self.steps if step.stage == stage), None)

    def turns(self) -> list[StageName]:
        """The stages whose turn it is."""
        finished = {step.stage for step in self.steps if step.status == "finished"}
        over = {step.stage for step in self.steps if step.status in ENDED}
        begun = {step.stage for step in self.steps}
        # a stage that has begun was given its message, whatever became known of the one before it
        return [
            stage
            for stage, before in AFTER.items()
            if stage not in over and (stage in begun or (before and finished.issuperset(before)))
        ]


@dataclass(frozen=True)
class Turn:
    """A stage that should be at work on a run."""

    standing: Standing
    stage: StageName

    @property
    def key(self) -> tuple[UUID, StageName]:
        return self.standing.run_id, self.stage

    @property
    def attempt(self) -> int:
        """The last one; 0 if there was none."""
        step = self.standing.step(self.stage)
        return step.attempt if step else 0

    def places(self, prefix: str, partitions: int) -> dict[Partition, int | None]:
        """Where its messages lie, with the offset of each if that is known."""
        step = self.standing.step(self.stage)
        if step and step.topic and step.partition is not None:
            return {Partition(step.topic, step.partition): step.offset}
        number = partition_of(str(self.standing.document_id).encode(), partitions)
        return {Partition(prefix + TOPICS[before], number): None for before in AFTER[self.stage]}


@dataclass
class Quiet:
    """For how long nothing has been heard of the jobs at their turns."""

    seconds: float
    _since: dict[tuple[UUID, StageName], tuple[Sequence[Step], float]] = field(default_factory=dict)

    def forget(self) -> None:
        """Nothing could be heard: begin anew."""
        self._since.clear()

    def touch(self, turn: Turn, now: float) -> None:
        """Something has just been done about it."""
        self._since[turn.key] = (turn.standing.steps, now)

    def too_long(
        self, standings: Iterable[Standing], in_hand: Collection[tuple[UUID, StageName]], now: float
    ) -> list[Turn]:
        """The turns of which nothing was heard for `seconds`, neither progress nor that a worker has them in hand."""
        turns = [Turn(standing, stage) for standing in standings for stage in standing.turns()]
        since = {}
        for turn in turns:
            steps, at = self._since.get(turn.key, ((), now))
            moved = steps != turn.standing.steps or turn.key in in_hand
            since[turn.key] = (turn.standing.steps, now if moved else at)
        self._since = since
        return [turn for turn in turns if now - since[turn.key][1] >= self.seconds]


def is_lost(marks: Mapping[Partition, int], spans: Mapping[Partition, Span]) -> bool:
    """Whether the group will never again be given any message below the `marks`."""
    return all(partition in spans and spans[partition].is_past(mark) for partition, mark in marks.items())


def messages(turn: Turn, states: Mapping[StageName, StageState]) -> list[Message]:
    """What the stage was given, or if it never began what those before it wrote; [] if that is not known any more."""
    own = states.get(turn.stage)
    found = [own.input] if own else [state.output for stage in AFTER[turn.stage] if (state := states.get(stage))]
    known = [message for message in found if message and message.value is not None]
    return known if len(known) == len(found) else []


def again(message: Message, stage: StageName, given_up: str | None = None) -> Message:
    """The message for this stage alone, bytes unchanged; `given_up`: why it is to be dead-lettered."""
    headers = [header for header in message.headers if header[0] not in (ADDRESSEE, GIVEN_UP)]
    headers.append((ADDRESSEE, stage.encode()))
    if given_up:
        headers.append((GIVEN_UP, given_up.encode()))
    return message.model_copy(update={"headers": tuple(headers)})


def incident(turn: Turn, states: Mapping[StageName, StageState], seconds: float, restarts: int, most: int) -> Incident:
    """What to do about it after so many `restarts` of at `most` that many."""
    own = states.get(turn.stage)
    last = own or states[AFTER[turn.stage][-1]]
    began = f"{own.worker} let go of it" if own else f"{turn.stage} never began"
    what = f"{began}, nobody has had it in hand for {seconds:.0f} s, and its message is not in {turn.stage}'s queue"
    action, _, count = decide(restarts, most)
    done = f"published again, {count} of {most}" if action == "restart" else f"given up after {count} restarts"
    return Incident(
        run_id=turn.standing.run_id,
        stage=turn.stage,
        attempt=turn.attempt,
        kind="lost",
        document_id=turn.standing.document_id,
        tenant=last.tenant,
        worker=last.worker,
        page=last.page,
        log=last.log,
        what=f"{what}; {done}",
        action=action,
        restarts=count,
        silent_seconds=seconds,
    )
