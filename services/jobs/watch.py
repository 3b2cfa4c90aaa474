"""Which workers are alive: the ages of their heartbeats, on this process's clock, since theirs may be wrong.

A worker that falls silent with documents in hand is missing: logged once and counted. What to do about it (restart from
the checkpoint, at most so often) is issue 4's.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable

import structlog

from pipeline.state import STAGES, Heartbeat, RunningDocument
from services.jobs.agents import key
from services.jobs.folding import Document
from services.jobs.metrics import JobsMetrics
from services.jobs.settings import JobsSettings

log = structlog.stdlib.get_logger(__name__)


class Watch:
    """Told of every heartbeat, asked by a timer; `document` looks up the Table of documents."""

    def __init__(
        self,
        settings: JobsSettings,
        document: Callable[[bytes], bytes | None],
        metrics: JobsMetrics,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._document = document
        self._missing_after = settings.missed_heartbeats * settings.heartbeat_seconds
        self._forget_after = settings.forget_worker_seconds
        self._metrics = metrics
        self._clock = clock
        self._heard_at: dict[str, float] = {}
        self._missing: set[str] = set()

    def heard(self, worker: str) -> None:
        """A heartbeat of `worker` has just been read."""
        self._heard_at[worker] = self._clock()
        if worker in self._missing:
            self._missing.discard(worker)
            log.info("worker_back", silent_worker=worker)

    def check(self, last: Iterable[tuple[bytes, bytes]]) -> list[bytes]:
        """Look at every worker, given their names and last heartbeats (the Table); the names to forget.

        One that was in the Table before this process began counts as heard when first seen here.
        """
        now = self._clock()
        forget: list[bytes] = []
        ages: dict[str, list[float]] = {stage: [0.0] for stage in STAGES}
        states: Counter[tuple[str, str]] = Counter()
        for name, value in last:
            heartbeat = Heartbeat.model_validate_json(value)
            age = now - self._heard_at.setdefault(heartbeat.worker, now)
            if age > self._forget_after:
                forget.append(name)
                del self._heard_at[heartbeat.worker]
                self._missing.discard(heartbeat.worker)
            elif age <= self._missing_after:
                states[heartbeat.stage, "alive"] += 1
                ages[heartbeat.stage].append(age)
            elif in_hand := self._in_hand(heartbeat):  # else it was stopped, or nothing was lost with it
                states[heartbeat.stage, "missing"] += 1
                ages[heartbeat.stage].append(age)
                self._report(heartbeat, age, in_hand)
        for stage in STAGES:
            self._metrics.heartbeat_age.labels(stage).set(max(ages[stage]))
            for state in ("alive", "missing"):
                self._metrics.workers.labels(stage, state).set(states[stage, state])
        return forget

    def _in_hand(self, heartbeat: Heartbeat) -> list[RunningDocument]:
        """The documents of its last heartbeat that nobody has said to have ended, released or taken over."""

        def left(document: RunningDocument) -> bool:
            value = self._document(key(document.document_id))
            run = Document.model_validate_json(value).runs.get(document.run_id, {}) if value else {}
            last = run.get(heartbeat.stage)
            return last is None or (last.status == "working" and last.attempt <= document.attempt)

        return [document for document in heartbeat.running if left(document)]

    def _report(self, heartbeat: Heartbeat, age: float, in_hand: list[RunningDocument]) -> None:
        if heartbeat.worker in self._missing:
            return
        self._missing.add(heartbeat.worker)
        log.error(
            "worker_missing",
            silent_worker=heartbeat.worker,
            silent_stage=heartbeat.stage,
            silent_seconds=round(age),
            in_hand=[document.model_dump(mode="json") for document in in_hand],
        )
