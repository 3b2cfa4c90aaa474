"""What compaction keeps of a document on a state topic is its last record, so that one has to be the highest. A worker
frozen between looking at its fence and writing, or one that tells that its run is superseded, writes a lower one after
it. Readers go by rank and are not misled, until compaction has taken the higher one: so that is written again.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from uuid import UUID

import structlog

from pipeline.state import Message, StageName, StageState
from services.jobs.agents import Store
from services.jobs.changes import Change
from services.jobs.records import Record, Update

log = structlog.stdlib.get_logger(__name__)


class Healing:
    """`publish` writes a message and returns once Kafka has it."""

    def __init__(self, store: Store, publish: Callable[[Message], Awaitable[object]]) -> None:
        self._store = store
        self._publish = publish

    async def heal(self, updates: Sequence[Update], changes: Mapping[UUID, Change]) -> None:
        """Look at the last record of each document and stage among `updates`, which are stored by now. While the
        highest is one of work that goes on, its worker writes the next itself.
        """
        last = {(update.document_id, update.stage): update for update in updates if update.recorded}
        low = {key: update.record for key, update in last.items() if changes[update.document_id].is_low(update)}
        if not low:
            return
        highest: dict[tuple[UUID, StageName], StageState] = {}
        for state in await self._store.known({document_id for document_id, _ in low}):
            key = state.document_id, state.stage
            if key in low and (key not in highest or state.rank > highest[key].rank):
                highest[key] = state
        for key, state in highest.items():
            await self._publish(_again(state, low[key]))
            log.info("record_written_again", position=low[key].position, attempt=state.attempt, status=state.status)


def _again(state: StageState, low: Record) -> Message:
    return Message(topic=low.topic, partition=low.partition, key=low.key, value=state.model_dump_json().encode())
