"""Documents that ended long ago leave the state topics, by tombstones, and with them the Table; so both stay small.

Only once job_checkpoints holds their last states (DESIGN 4.8): from there they come back when such a document is
processed again (see agents.py), and replay finds their input events.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterator
from datetime import UTC, datetime, timedelta
from typing import Protocol
from uuid import UUID

import structlog

from pipeline.state import StageState
from services.jobs.folding import Document
from services.jobs.settings import JobsSettings

log = structlog.stdlib.get_logger(__name__)


class Documents(Protocol):
    """The Table of documents."""

    def owned(self) -> Iterator[tuple[bytes, bytes]]:
        """The entries this process is responsible for."""


class Store(Protocol):
    """The database (see store.py)."""

    async def known(self, documents: Collection[UUID]) -> list[StageState]:
        """Every state stored of these documents."""


class Retirement:
    """`bury(topic, key)` writes a tombstone and returns once Kafka has it."""

    def __init__(
        self,
        settings: JobsSettings,
        documents: Documents,
        store: Store,
        bury: Callable[[str, bytes], Awaitable[None]],
    ) -> None:
        self._prefix = settings.topic_prefix
        self._keep = timedelta(days=settings.keep_states_days)
        self._documents = documents
        self._store = store
        self._bury = bury

    async def sweep(self) -> None:
        """Bury what ended long ago; the agent takes it out of the Table when it reads the tombstones."""
        limit, buried = datetime.now(UTC) - self._keep, 0
        for key, value in list(self._documents.owned()):
            document = Document.model_validate_json(value)
            job = document.jobs()[-1]
            if job.status != "running" and job.updated_at < limit and await self._is_stored(key, document):
                for stage in {stage for run in document.runs.values() for stage in run}:
                    await self._bury(f"{self._prefix}{stage}.state", key)
                buried += 1
            await asyncio.sleep(0)  # there may be very many
        if buried:
            log.info("documents_retired", documents=buried)

    async def _is_stored(self, key: bytes, document: Document) -> bool:
        states = await self._store.known([UUID(key.decode())])
        ranks = {(state.run_id, state.stage): (state.attempt, state.sequence) for state in states}
        return all(
            ranks.get((run_id, stage), (-1, -1)) >= checkpoint.rank
            for run_id, run in document.runs.items()
            for stage, checkpoint in run.items()
        )
