"""Records of the compacted `<stage>.state` topics and of jobs.heartbeat."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from pipeline.events import Labels, LedgerCounts

StageName = Literal["discovery", "chunker", "imager", "linker", "validator"]
STAGES: tuple[StageName, ...] = ("discovery", "chunker", "imager", "linker", "validator")

Status = Literal["working", "released", "finished", "failed", "superseded"]

CheckpointName = Literal[
    "PRODUCTS_DETECTED", "PAGE_PLAN", "CHUNKS_CREATED", "IMAGES_EXTRACTED", "PRODUCTS_CREATED", "COMPLETED"
]
SHARES: dict[CheckpointName, float] = {
    "PRODUCTS_DETECTED": 0.15,
    "PAGE_PLAN": 0.15,
    "CHUNKS_CREATED": 0.20,
    "IMAGES_EXTRACTED": 0.20,
    "PRODUCTS_CREATED": 0.20,
    "COMPLETED": 0.10,
}
"""Share of a job's progress that each checkpoint stands for (DESIGN section 2); they sum to 1."""

STAGE_CHECKPOINTS: dict[StageName, tuple[CheckpointName, ...]] = {
    "discovery": ("PRODUCTS_DETECTED", "PAGE_PLAN"),
    "chunker": ("CHUNKS_CREATED",),
    "imager": ("IMAGES_EXTRACTED",),
    "linker": ("PRODUCTS_CREATED",),
    "validator": ("COMPLETED",),
}


class Message(BaseModel):
    """A Kafka message kept whole: where it came from and its bytes (base64 in JSON)."""

    model_config = ConfigDict(frozen=True, ser_json_bytes="base64", val_json_bytes="base64")

    topic: str
    partition: int | None = None
    offset: int | None = None
    key: bytes | None = None
    value: bytes | None = None
    headers: tuple[tuple[str, bytes], ...] = ()


class Failure(BaseModel):
    """Why a stage gave a document up, in the words of its dead letter."""

    model_config = ConfigDict(frozen=True)

    code: str
    message: str
    page: int | None = None
    kind: Literal["rejected", "transient", "bug", "crashed"] = "rejected"


class StageState(BaseModel):
    """A stage's checkpoint of one document. Of two records of a document the one with the higher
    (run_id, attempt, sequence) counts; run ids are UUIDv7, so they compare by time.
    """

    model_config = ConfigDict(frozen=True)

    stage: StageName
    document_id: UUID
    run_id: UUID
    attempt: int = Field(ge=0)
    sequence: int = Field(ge=0, description="Counts this attempt's records from 0.")
    status: Status
    worker: str
    at: datetime
    event_id: str = Field(description="CloudEvents id of the input: a redelivery has the same, a repair another.")
    tenant: str = "default"
    labels: Labels = Field(default_factory=dict)
    filename: str | None = None
    checkpoints: tuple[CheckpointName, ...] = Field((), description="Reached in this run by this stage.")
    done: int = Field(0, ge=0, description="Items (pages, images, products) done of the current step.")
    total: int = Field(0, ge=0)
    page: int | None = Field(None, description="Page being worked on, 1-based.")
    steps: dict[str, JsonValue] = Field(default_factory=dict, description="Finished steps and their artefacts' keys.")
    ledger: dict[str, LedgerCounts] = Field(default_factory=dict)
    seconds: float = 0.0
    log: str = Field("", description="The last line logged about the document by then.")
    input: Message
    output: Message | None = None
    error: Failure | None = None
    dead_letter: str | None = Field(
        None, description="Where the dead letter of a failed one lies: topic/partition/offset."
    )

    @property
    def rank(self) -> tuple[int, int, int]:
        return (self.run_id.int, self.attempt, self.sequence)


class RunningDocument(BaseModel):
    """One document in a worker's hands."""

    document_id: UUID
    run_id: UUID
    attempt: int
    seconds: float = Field(description="Since its work began.")
    idle_seconds: float = Field(0, description="Since it last made progress, on the worker's own clock.")
    page: int | None = None
    log: str = Field("", description="The last line logged about it.")


class Heartbeat(BaseModel):
    """A worker's sign of life, every 10 s, also when idle; its last one, at an orderly stop, has nothing running."""

    worker: str
    stage: StageName
    at: datetime
    started_at: datetime
    host: str
    pid: int
    memory_bytes: int
    paused: str | None = Field(None, description="Why intake is paused, if it is.")
    stuck_seconds: float | None = Field(
        None, description="Without progress, after which a document counts as stuck in this stage."
    )
    stopping: bool = Field(False, description="Whether this is the last one.")
    running: list[RunningDocument] = Field(default_factory=list)


class Order(BaseModel):
    """What services/jobs has decided about one attempt that is stuck, on jobs.restarts, keyed by document. The worker
    that has this very attempt in hand obeys: it lets go and starts over from the checkpoint, or gives the document up.
    """

    model_config = ConfigDict(frozen=True)

    document_id: UUID
    run_id: UUID
    stage: StageName
    attempt: int
    action: Literal["restart", "give_up"]
    restarts: int = Field(ge=0, description="How often this run was restarted in this stage before.")
    reason: str = Field(description="A sentence for people: the dead letter's, when it is given up.")
    at: datetime
