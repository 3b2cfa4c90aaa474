"""Short texts wrapped under an icon or in a narrow column, as one: "Scratch" over "Resistant"."""

from collections.abc import Iterable, Sequence

from pipeline.artefacts import Line
from services.discovery.geometry import gap_x, union

MAX_LINES = 3
COLUMN = 6.0
"""Points in which the middles of a caption's lines lie, or in the next ones."""
SIZE = 0.75
"""Least size of the smaller of two lines of one caption, in sizes of the larger: long ones are set smaller to fit."""


def joined(lines: Sequence[Line]) -> list[tuple[Line, ...]]:
    """The captions of two or three of `lines`: centred over one another, set close, alike but for a little size. Lines
    that begin at one x are a list, not a caption.
    """
    columns: dict[int, list[Line]] = {}
    groups: list[list[Line]] = []
    for line in sorted((x for x in lines if not x.vertical), key=lambda x: x.box[1]):
        place = round(_middle(line) / COLUMN)
        near = (columns[k] for k in (place, place - 1, place + 1) if k in columns)
        group = next((g for g in near if len(g) < MAX_LINES and _goes_on(g[-1], line)), None)
        if group is None:
            group = []
            groups.append(group)
        group.append(line)
        columns[place] = group
    return [tuple(group) for group in groups if len(group) > 1]


def whole(lines: Iterable[Line]) -> list[Line]:
    """`lines` with those of a caption as one, with the box around all of it."""
    kept = list(lines)
    groups = joined(kept)
    used = {id(line) for group in groups for line in group}
    return [line for line in kept if id(line) not in used] + [_as_one(group) for group in groups]


def _as_one(lines: Sequence[Line]) -> Line:
    return lines[0].model_copy(
        update={"text": " ".join(line.text for line in lines), "box": union(line.box for line in lines)}
    )


def _goes_on(above: Line, line: Line) -> bool:
    small, large = sorted((above.size, line.size))
    alike = (above.bold, above.italic, above.colour) == (line.bold, line.italic, line.colour) and small >= SIZE * large
    close = -0.4 * large < line.box[1] - above.box[3] < 0.4 * small and line.box[1] > above.box[1]
    centred = abs(_middle(above) - _middle(line)) < 0.25 * small and abs(above.box[0] - line.box[0]) > 1
    words = all(any(c.isalpha() for c in x.text) and not any(c.isdigit() for c in x.text) for x in (above, line))
    return alike and close and centred and words and gap_x(above.box, line.box) == 0


def _middle(line: Line) -> float:
    return (line.box[0] + line.box[2]) / 2
