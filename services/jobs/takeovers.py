"""Whether work that was taken over had crashed. Another worker's name says so; the same name may be the same process
that overtook itself after an outage, or a new one: only its heartbeats tell, and they may come later.
"""

from collections.abc import Callable
from uuid import UUID

from pipeline.state import Heartbeat, StageName
from services.jobs.changes import TakeOver
from services.jobs.incidents import Incident, taken_over

MOST_SUSPECTS = 1000


class TakeOvers:
    """`last` is the last heartbeat of a worker, `silence` for how long nothing was heard of it."""

    def __init__(self, last: Callable[[str], Heartbeat | None], silence: Callable[[str], float | None]) -> None:
        self._last = last
        self._silence = silence
        self._suspects: dict[tuple[UUID, StageName, int], TakeOver] = {}

    def judge(self, take_over: TakeOver) -> Incident | None:
        """The crash, if it was one; None too as long as that cannot be told."""
        before, after = take_over.before, take_over.after
        heartbeat = self._last(before.worker)
        if before.worker == after.worker and not (heartbeat and heartbeat.started_at > before.at):
            if len(self._suspects) < MOST_SUSPECTS:
                self._suspects[before.run_id, before.stage, before.attempt] = take_over
            return None
        return taken_over(take_over.document_id, before, after, heartbeat, self._silence(before.worker))

    def heard(self, heartbeat: Heartbeat) -> list[Incident]:
        """What the worker's heartbeat tells of its take-overs."""
        told = [
            (attempt, suspect)
            for attempt, suspect in self._suspects.items()
            if suspect.before.worker == heartbeat.worker
            and (heartbeat.started_at > suspect.before.at or heartbeat.at > suspect.after.at)
        ]
        for attempt, _ in told:
            del self._suspects[attempt]
        return [
            taken_over(suspect.document_id, suspect.before, suspect.after, None, None)
            for _, suspect in told
            if heartbeat.started_at > suspect.before.at
        ]
