"""The words that go with a picture: its caption, and its page's text by nearness.

Captions are short, in small type, and stand right below their picture; failing that beside, above, or on it.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.artefacts import Box, Line, Page

MAX_CAPTION = 160
"""Characters; longer is running text."""
MAX_LINES = 3
MAX_WORDS = 600
"""Characters of the page's text kept with a picture."""
PENALTY = {"below": 0.0, "beside": 8.0, "above": 10.0, "on": 12.0}
"""Points that a caption elsewhere must be nearer by."""


@dataclass(frozen=True)
class Words:
    """What the page says of one picture."""

    caption: str
    words: str


def words(page: Page, boxes: Sequence[Box]) -> list[Words]:
    """The words of each picture of a page; a line is the caption of one picture at most."""
    pairs = sorted(
        (cost, picture, index)
        for picture, box in enumerate(boxes)
        for index, line in enumerate(page.lines)
        if (cost := _cost(line, box, _body(page))) is not None
    )
    captions: dict[int, str] = {}
    taken: set[int] = set()
    for _, picture, index in pairs:
        if picture in captions or index in taken:
            continue
        lines = [index, *_continued(page.lines, index)]
        text = " ".join(page.lines[i].text.strip() for i in lines)
        if len(text) <= MAX_CAPTION:
            captions[picture] = text
            taken.update(lines)
    return [Words(captions.get(picture, ""), _nearby(page.lines, box)) for picture, box in enumerate(boxes)]


def _body(page: Page) -> float:
    """Size of most of the page's letters, in points."""
    letters: dict[float, int] = {}
    for line in page.lines:
        letters[round(line.size, 1)] = letters.get(round(line.size, 1), 0) + len(line.text)
    return max(letters, key=lambda size: letters[size], default=10.0)


def _cost(line: Line, box: Box, body: float) -> float | None:
    """How far a line is from being the picture's caption, in points; None if it cannot be."""
    x0, y0, x1, y1 = line.box
    left, top, right, bottom = box
    if line.vertical or not any(character.isalpha() for character in line.text) or len(line.text) > MAX_CAPTION:
        return None
    under = min(x1, right) - max(x0, left) > 0.6 * (x1 - x0) or abs(x0 - left) < 3 or abs(x1 - right) < 3
    fits = x1 - x0 <= 1.25 * (right - left)
    height = line.size
    heading = 6.0 if line.size > 1.3 * body else 0.0
    if under and fits and -0.3 * height <= y0 - bottom <= max(12.0, 1.5 * height):
        return max(0.0, y0 - bottom) + PENALTY["below"] + heading
    if top - height <= (y0 + y1) / 2 <= bottom and (0 <= x0 - right <= 16 or 0 <= left - x1 <= 16):
        # the first line beside counts, and what is level with the top comes first
        return max(x0 - right, left - x1) + PENALTY["beside"] + 0.1 * (y0 - top) + len(line.text) / 8
    if under and fits and -0.3 * height <= top - y1 <= 10:
        return max(0.0, top - y1) + PENALTY["above"] + heading
    if left <= x0 and x1 <= right and top + 0.7 * (bottom - top) <= y0 and y1 <= bottom and not heading:
        return 0.1 * (bottom - y1) + PENALTY["on"] + len(line.text) / 8
    return None


def _continued(lines: Sequence[Line], first: int) -> Iterator[int]:
    """The lines that go on where `first` ends: below it, in the same type, in the same column."""
    last = lines[first]
    for index in range(first + 1, min(first + MAX_LINES, len(lines))):
        line = lines[index]
        same = line.font == last.font and abs(line.size - last.size) < 0.3 and line.bold == last.bold
        if not same or abs(line.box[0] - last.box[0]) > 3 or not -0.5 <= (line.box[1] - last.box[3]) / line.size <= 0.6:
            return
        yield index
        last = line


def _nearby(lines: Sequence[Line], box: Box) -> str:
    """The page's text, nearest lines first, cut at MAX_WORDS characters."""

    def distance(line: Line) -> float:
        across = max(line.box[0] - box[2], box[0] - line.box[2], 0.0)
        down = max(line.box[1] - box[3], box[1] - line.box[3], 0.0)
        return math.hypot(across, down)

    return " ".join(line.text.strip() for line in sorted(lines, key=distance))[:MAX_WORDS]
