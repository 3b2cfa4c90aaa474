"""Which workers are alive: the ages of their heartbeats, on this process's clock, since theirs may be wrong.

A worker that falls silent with documents in hand is missing: logged once and counted, an incident for each document.
While this process could not hear (Kafka or the database was away), silence says nothing.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from pipeline.state import STAGES, Heartbeat
from services.jobs.incidents import Incident, InHand, silent
from services.jobs.metrics import JobsMetrics
from services.jobs.settings import JobsSettings

log = structlog.stdlib.get_logger(__name__)

JITTER_SECONDS = 1.0


@dataclass
class Heard:
    """When a worker was last heard, on our clock, what its own said, and whether that was news of this moment."""

    at: float
    said: datetime | None = None
    fresh: bool = False


@dataclass
class Look:
    """`forget`: names to take out of the Table; `crashed`: of workers missing since this look; `fresh`: the last
    heartbeats that are news of this moment.
    """

    forget: list[bytes] = field(default_factory=list)
    crashed: list[Incident] = field(default_factory=list)
    fresh: list[Heartbeat] = field(default_factory=list)


class Watch:
    """Told of every heartbeat, asked by a timer; `in_hand` looks up which attempts of a heartbeat are still its own."""

    def __init__(
        self,
        settings: JobsSettings,
        in_hand: Callable[[Heartbeat], list[InHand]],
        metrics: JobsMetrics,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._in_hand = in_hand
        self._missing_after = settings.missed_heartbeats * settings.heartbeat_seconds
        self._forget_after = settings.forget_worker_seconds
        self._tolerance = max(settings.heartbeat_seconds / 2, JITTER_SECONDS)
        self._metrics = metrics
        self._clock = clock
        self._heard: dict[str, Heard] = {}
        self._signs: dict[str, float] = {}
        self._missing: set[str] = set()
        self.alive: list[Heartbeat] = []
        """The last heartbeats of all workers that were not missing at the last look."""

    def heard(self, heartbeat: Heartbeat) -> None:
        """A heartbeat has just been read. It is fresh, and no old news of a backlog, if it was heard as long after the
        one before as it was sent.
        """
        now, before = self._clock(), self._heard.get(heartbeat.worker)
        fresh = False
        if before and before.said:
            fresh = abs((now - before.at) - (heartbeat.at - before.said).total_seconds()) < self._tolerance
        self._heard[heartbeat.worker] = Heard(now, heartbeat.at, fresh)
        self.sign(heartbeat.worker)
        if heartbeat.worker in self._missing:
            self._missing.discard(heartbeat.worker)
            log.info("worker_back", silent_worker=heartbeat.worker)

    def sign(self, worker: str) -> None:
        """A sign of life, be it a heartbeat or a checkpoint, has just been read."""
        self._signs[worker] = self._clock()

    def silence(self, worker: str) -> float | None:
        """Seconds since the worker's last sign of life, None if this process has read none."""
        sign = self._signs.get(worker)
        return None if sign is None else self._clock() - sign

    def deaf(self) -> None:
        """Nothing can be heard just now: every worker has its time again."""
        now = self._clock()
        self._heard = {worker: Heard(now) for worker in self._heard}

    def check(self, last: Iterable[tuple[bytes, bytes]]) -> Look:
        """Look at every worker, given their names and last heartbeats (the Table).

        One that was in the Table before this process began counts as heard when first seen here.
        """
        now, look = self._clock(), Look()
        self.alive = []
        ages: dict[str, list[float]] = {stage: [0.0] for stage in STAGES}
        states: Counter[tuple[str, str]] = Counter()
        for name, value in last:
            heartbeat = Heartbeat.model_validate_json(value)
            heard = self._heard.setdefault(heartbeat.worker, Heard(now))
            age = now - heard.at
            if age > self._forget_after:
                look.forget.append(name)
                del self._heard[heartbeat.worker]
                self._missing.discard(heartbeat.worker)
            elif heartbeat.stopping:
                continue
            elif age <= self._missing_after:
                states[heartbeat.stage, "alive"] += 1
                ages[heartbeat.stage].append(age)
                self.alive.append(heartbeat)
                look.fresh += [heartbeat] * heard.fresh
            elif in_hand := self._in_hand(heartbeat):  # else it was stopped, or nothing was lost with it
                states[heartbeat.stage, "missing"] += 1
                ages[heartbeat.stage].append(age)
                look.crashed += self._report(heartbeat, age, in_hand)
        self._signs = {worker: at for worker, at in self._signs.items() if now - at <= self._forget_after}
        for stage in STAGES:
            self._metrics.heartbeat_age.labels(stage).set(max(ages[stage]))
            for state in ("alive", "missing"):
                self._metrics.workers.labels(stage, state).set(states[stage, state])
        return look

    def _report(self, heartbeat: Heartbeat, age: float, in_hand: list[InHand]) -> list[Incident]:
        if heartbeat.worker in self._missing:
            return []
        self._missing.add(heartbeat.worker)
        log.error(
            "worker_missing",
            silent_worker=heartbeat.worker,
            silent_stage=heartbeat.stage,
            silent_seconds=round(age),
            in_hand=[work.document.model_dump(mode="json") for work in in_hand],
        )
        return [silent(work, age) for work in in_hand]
