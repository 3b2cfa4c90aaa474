"""Which faults, in which order: all points of all stages in turn, the same for the same seed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from pipeline.state import STAGES
from tests.chaos.faults import WIDE, Wide
from tests.chaos.points import Point

POINTS: tuple[Point, ...] = get_args(Point)
ROUND = 20
"""Faults of single workers between two rounds of wider ones."""


@dataclass(frozen=True)
class Plan:
    """`away_seconds`: how long servers are away and lines cut; `session_seconds`: Kafka's patience with a worker."""

    seed: int
    kills: int
    freezes: int
    terms: int
    away_seconds: float
    session_seconds: float
    wide: int = len(WIDE)


@dataclass(frozen=True)
class Single:
    """A fault of one worker."""

    action: Literal["kill", "freeze", "term"]
    stage: str
    point: Point


@dataclass(frozen=True)
class Round:
    """Faults by stage, which go side by side, then wider ones one after the other with the stages they are to meet."""

    lanes: dict[str, list[Single]]
    wide: list[tuple[Wide, tuple[str, ...]]]


def rounds(plan: Plan) -> list[Round]:
    """The schedule of a plan."""
    rng = random.Random(plan.seed)
    singles = [
        *(Single("kill", *place) for place in _places(rng, plan.kills)),
        *(Single("freeze", *place) for place in _places(rng, plan.freezes)),
        *(Single("term", stage, "mid_work") for stage, _ in _places(rng, plan.terms)),
    ]
    rng.shuffle(singles)
    # from the second on, two stages are met at once: both sides of the fan-in, or neighbours
    wide: list[tuple[Wide, tuple[str, ...]]] = [
        (WIDE[k % len(WIDE)], tuple(rng.sample(STAGES, 2))) for k in range(plan.wide)
    ]
    count = max(1, -(-len(singles) // ROUND))
    made = []
    for k in range(count):
        some = singles[k::count]
        lanes: dict[str, list[Single]] = {stage: [each for each in some if each.stage == stage] for stage in STAGES}
        made.append(Round(lanes, wide[k::count]))
    return made


def _places(rng: random.Random, count: int) -> Iterator[tuple[str, Point]]:
    """`count` pairs of stage and point, such that a few already have every stage and every point."""
    first, turn = rng.randrange(len(STAGES)), rng.randrange(len(POINTS))
    for k in range(count):
        lap, stage = divmod(k, len(STAGES))
        yield STAGES[(first + stage) % len(STAGES)], POINTS[(turn + stage + lap) % len(POINTS)]
