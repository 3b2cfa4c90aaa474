"""In whose hands attempts are: a worker's heartbeat says so, unless their last checkpoints know better."""

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.state import Heartbeat, RunningDocument
from services.jobs.folding import Document
from services.jobs.incidents import InHand, in_hand
from services.jobs.records import key


@dataclass(frozen=True)
class Hands:
    """`documents` and `workers` look into the Tables."""

    documents: Callable[[bytes], bytes | None]
    workers: Callable[[bytes], bytes | None]

    def of(self, heartbeat: Heartbeat) -> list[InHand]:
        """What its worker had in hand by then and nobody has ended, released or taken over."""
        return [work for document in heartbeat.running if (work := self.work(heartbeat, document))]

    def work(self, heartbeat: Heartbeat, document: RunningDocument) -> InHand | None:
        """One of them; None if somebody has."""
        value = self.documents(key(document.document_id))
        run = Document.model_validate_json(value).runs.get(document.run_id, {}) if value else {}
        return in_hand(heartbeat, document, run.get(heartbeat.stage))

    def last(self, worker: str) -> Heartbeat | None:
        """The worker's last heartbeat."""
        value = self.workers(worker.encode())
        return Heartbeat.model_validate_json(value) if value else None
