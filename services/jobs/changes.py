"""What a batch of records does to one document: its new states and jobs, attempts taken over, incidents ended."""

from dataclasses import dataclass
from uuid import UUID

from pipeline.state import StageName
from services.jobs.folding import Checkpoint, Document, Job, checkpoint
from services.jobs.incidents import Ending
from services.jobs.records import Recorded, Update

ENDED = ("finished", "failed", "superseded")
HOW = {"finished": "finished by {}", "failed": "dead-lettered by {}", "superseded": "superseded by a newer run"}


@dataclass(frozen=True)
class TakeOver:
    """`after` began while `before` was at work."""

    document_id: UUID
    before: Checkpoint
    after: Checkpoint


class Change:
    """What a batch does to the document."""

    def __init__(self, document_id: UUID, document: Document) -> None:
        self._id = document_id
        self._document = document
        self._before = document.jobs()
        self.states: list[Recorded] = []
        self.endings: list[Ending] = []
        self.released: set[tuple[UUID, StageName, int]] = set()
        """Attempts that turn out to have been let go in good order, though their successors were heard of first."""
        self._taken_over: list[TakeOver] = []

    def apply(self, update: Update) -> None:
        if update.recorded is None:
            self._document.drop(update.stage)
            return
        self.states.append(update.recorded)
        new = checkpoint(update.recorded.state)
        before = self._document.runs.get(new.run_id, {}).get(new.stage)
        self._document.add(new)
        if before is None or new.rank > before.rank:
            self._note(before, new)
        elif new.status not in ("working", "superseded"):
            self.released.add((new.run_id, new.stage, new.attempt))

    def _note(self, before: Checkpoint | None, new: Checkpoint) -> None:
        if new.status in ENDED:
            by = HOW[new.status].format(new.worker)
            self.endings.append(Ending(new.run_id, new.stage, new.attempt, new.attempt, by))
        elif before is None or new.attempt > before.attempt:
            by = f"attempt {new.attempt} by {new.worker}"
            self.endings.append(Ending(new.run_id, new.stage, new.attempt, new.attempt - 1, by))
        if before and before.status == "working" and new.attempt > before.attempt:
            self._taken_over.append(TakeOver(self._id, before, new))

    def is_low(self, update: Update) -> bool:
        """Whether it is below the highest record of its stage, and that one is of work that has ended."""
        runs = [run_id for run_id, run in self._document.runs.items() if update.stage in run]
        if update.recorded is None or not runs:
            return False
        newest, state = max(runs), update.recorded.state
        highest = self._document.runs[newest][update.stage]
        is_low = (state.run_id, (state.attempt, state.sequence)) < (newest, highest.rank)
        return is_low and highest.status in ("finished", "failed")

    @property
    def taken_over(self) -> list[TakeOver]:
        """Those that were not let go in good order."""
        attempts = [(each, (each.before.run_id, each.before.stage, each.before.attempt)) for each in self._taken_over]
        return [each for each, attempt in attempts if attempt not in self.released]

    @property
    def jobs(self) -> list[Job]:
        """Those with news, also if the Table knew it (the database may be a restored one), and those it has superseded;
        what was dropped changes none.
        """
        news = {recorded.state.run_id for recorded in self.states}
        return [job for job in self._document.jobs() if news and (job.run_id in news or job not in self._before)]

    @property
    def value(self) -> bytes | None:
        """The document as the Table is to have it, None if not at all."""
        self._document.trim()
        return self._document.model_dump_json(exclude_defaults=True).encode() if self._document.runs else None
