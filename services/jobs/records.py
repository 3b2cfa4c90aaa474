"""Records as consumed, and what one of a state topic says."""

import re
from dataclasses import dataclass
from uuid import UUID

from pydantic import JsonValue
from pydantic_core import from_json

from pipeline.state import StageName, StageState

NUL = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")
"""The one character JSON can hold and PostgreSQL cannot."""


@dataclass(frozen=True)
class Record:
    """A record as consumed; `value` is None for a tombstone."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None

    @property
    def position(self) -> str:
        return f"{self.topic}/{self.partition}/{self.offset}"


@dataclass(frozen=True)
class Recorded:
    """A state record, read and as it was written."""

    state: StageState
    body: JsonValue


@dataclass(frozen=True)
class Update:
    """What a record says of a document's stage: its state, or for a tombstone None."""

    record: Record
    document_id: UUID
    stage: StageName
    recorded: Recorded | None


def read(record: Record, stage: StageName) -> Update:
    """What a record of the state topic of `stage` says. Raises ValueError when it makes no sense."""
    if record.value is None:
        return Update(record, UUID((record.key or b"").decode()), stage, None)
    data = NUL.sub(rb"\1\\ufffd", record.value)
    state = StageState.model_validate_json(data)
    if state.stage != stage:
        raise ValueError(f"a record of {state.stage} among those of {stage}")
    return Update(record, state.document_id, stage, Recorded(state, from_json(data)))


def key(document_id: UUID) -> bytes:
    """The Table's key of a document: that of its records."""
    return str(document_id).encode()
