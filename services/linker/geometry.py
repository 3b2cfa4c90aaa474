"""Where things lie on a page, in points."""

import math
from collections.abc import Iterable, Mapping, Sequence
from statistics import median_low
from typing import Literal, TypeVar

from pipeline.artefacts import Box

WIDEST = 2.5
"""Words this many times as far from a picture as is usual, or as others, are not its words."""

FROM_THE_MIDDLE = 0.25
"""How much the distance from a picture's middle counts against that from its edge."""

Key = TypeVar("Key")
Side = Literal["above", "below", "left", "right"]
SIDES: tuple[Side, ...] = ("above", "below", "left", "right")

SLACK = 0.02
"""Share of the page's diagonal within which distances count as about the same."""


def gap(a: Box, b: Box) -> float:
    """Shortest distance between two boxes; 0 where they touch or overlap."""
    across = max(a[0] - b[2], b[0] - a[2], 0.0)
    down = max(a[1] - b[3], b[1] - a[3], 0.0)
    return math.hypot(across, down)


def apart(a: Box, b: Box) -> float:
    """How far two boxes are from belonging together: their distance, more where they stand askew."""
    across = max(a[0] - b[2], b[0] - a[2], 0.0)
    down = max(a[1] - b[3], b[1] - a[3], 0.0)
    return across + down + min(across, down)


def shares(distances: Mapping[Key, float], slack: float) -> dict[Key, float]:
    """How near each is against the nearest: 1 for that one, then falling with the square of the distance."""
    nearest = min(distances.values(), default=0.0) + slack
    return {key: (nearest / (apart + slack)) ** 2 for key, apart in distances.items()}


def beside(box: Box, others: Mapping[Key, Sequence[Box]], side: Side) -> dict[Key, float]:
    """Distance to each of `others` that lies wholly on this side of `box` and in line with it."""
    found = {key: [apart(box, other) for other in boxes if _lies(other, box, side)] for key, boxes in others.items()}
    return {key: min(distances) for key, distances in found.items() if distances}


def paired(boxes: Sequence[Box], words: Mapping[Key, Sequence[Box]], slack: float) -> dict[Box, Key]:
    """Each of `words` with a picture of its own, the nearest pairs first, where there are pictures for all: what is
    between two cards goes to the one that would else have none. A pair much wider apart than the others is none.
    Pictures laid over one another count as one.
    """
    layers = _layers(boxes)
    if len(layers) < len(words):
        return {}
    found: dict[Box, tuple[float, Key]] = {}
    taken: set[Key] = set()
    near = [(min(_apart(box, word) for word in of_key), box, key) for box in layers for key, of_key in words.items()]
    for distance, box, key in sorted(near, key=lambda pair: pair[0]):
        if box not in found and key not in taken:
            found[box] = (distance, key)
            taken.add(key)
    usual = median_low([distance for distance, _ in found.values()]) + slack if found else 0.0
    return {
        layer: key
        for box, (distance, key) in found.items()
        if distance + slack <= WIDEST * usual
        for layer in layers[box]
    }


def _apart(picture: Box, word: Box) -> float:
    """As `apart`, and a share of that from the picture's middle, which tells between two that touch it."""
    middle = ((picture[0] + picture[2]) / 2, (picture[1] + picture[3]) / 2)
    return apart(picture, word) + FROM_THE_MIDDLE * apart((*middle, *middle), word)


def _layers(boxes: Sequence[Box]) -> dict[Box, list[Box]]:
    """Pictures with those that lie on them and are not much smaller."""
    layers: dict[Box, list[Box]] = {}
    for box in sorted(set(boxes), key=lambda box: (-_area(box), box)):
        under = (
            other for other in layers if _area(box) >= 0.1 * _area(other) and _common(box, other) >= 0.8 * _area(box)
        )
        layers.setdefault(next(under, box), []).append(box)
    return layers


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _common(a: Box, b: Box) -> float:
    """Area that both cover."""
    across, down = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    return max(across, 0.0) * max(down, 0.0)


def reading(boxes: Iterable[Box], words: Mapping[Key, Sequence[Box]], slack: float) -> Side | None:
    """The side on which a page has the words of its pictures: one setter, one habit. Each picture speaks for every
    side by how near the next words there are; None when no picture has words beside it.
    """
    votes = dict.fromkeys(SIDES, 0.0)
    for box in boxes:
        for side in SIDES:
            if near := beside(box, words, side):
                votes[side] += 1 / (min(near.values()) + slack)
    side = max(SIDES, key=votes.__getitem__)
    return side if votes[side] else None


def _lies(other: Box, box: Box, side: Side) -> bool:
    if side in ("above", "below"):
        in_line = min(other[2], box[2]) - max(other[0], box[0]) > 0
        beyond = other[3] <= box[1] + 1 if side == "above" else other[1] >= box[3] - 1
    else:
        in_line = min(other[3], box[3]) - max(other[1], box[1]) > 0
        beyond = other[2] <= box[0] + 1 if side == "left" else other[0] >= box[2] - 1
    return in_line and beyond
