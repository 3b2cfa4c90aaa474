"""What a page shows, as far as it is needed to decide whether OCR has to read it: lines of text at all, and the text
that the file says is there. Runs in the sandbox, with numpy and OpenCV (RapidOCR's own).
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from statistics import median
from typing import Any

from pipeline.artefacts import Line
from services.discovery import recognition
from services.discovery.text import fold

LOOKED_AT = 8
"""Lines of a page that are compared, spread over it."""
LEAST_LETTERS, LEAST_SIZE = 4, 7.0
"""Letters and points of type from which a line is compared: smaller type is not read well enough."""
LATIN = re.compile(r"[0-9A-Za-z\u00c0-\u024f]")
ALIKE = 0.6
"""Similarity (0-1) of a line as written and as recognised, from which they agree."""
LETTER = (5, 70)
"""Least and most pixels of a letter's height."""
LEAST_ROW = 60
"""Signs standing in rows, from which a picture shows lines of text."""
MOSTLY = 0.35
"""Share of all spots of a letter's size that must stand in rows: on photos few do."""


def agrees(lines: Sequence[Line], pixels: Any, scale: float) -> bool:
    """Whether a page's text is what its picture (`scale` pixels a point) shows, by some of its lines. What cannot be
    compared agrees.
    """
    comparable = [line for line in lines if line.size >= LEAST_SIZE and not line.vertical and _legible(line.text)]
    chosen = comparable[:: -(-len(comparable) // LOOKED_AT)] if comparable else []
    crops = [(line, _crop(pixels, line, scale)) for line in chosen]
    seen = [(line, crop) for line, crop in crops if min(crop.shape[:2]) >= LETTER[0]]
    if not seen:
        return True
    read = recognition.texts([crop for _, crop in seen])
    return median(_alike(line.text, text) for (line, _), (text, _) in zip(seen, read, strict=True)) >= ALIKE


def _legible(text: str) -> bool:
    """Whether enough of a text, and most of it, is in the script that OCR reads for sure."""
    letters = [c for c in text if c.isalnum()]
    return len(letters) >= LEAST_LETTERS and 2 * len(LATIN.findall(text)) > len(letters)


def _crop(pixels: Any, line: Line, scale: float) -> Any:
    import numpy

    x0, y0, x1, y1 = (round(side * scale) for side in line.box)
    return numpy.ascontiguousarray(pixels[max(y0 - 2, 0) : y1 + 2, max(x0 - 2, 0) : x1 + 2])


def _alike(written: str, read: str) -> float:
    a, b = ("".join(c for c in fold(text) if c.isalnum())[:200] for text in (written, read))
    return SequenceMatcher(None, a, b, autojunk=False).ratio()


def shows_lines(pixels: Any) -> bool:
    """Whether a picture (rows, columns, RGB; about 130 dots an inch) shows lines of text, upright or on their side:
    many spots of a letter's size, most of which stand in rows of their like.
    """
    import cv2
    import numpy

    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    marks = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 20)
    _, _, spots, _ = cv2.connectedComponentsWithStats(marks, connectivity=8)
    x, y, wide, tall, ink = (numpy.asarray(spots[1:, k], dtype=numpy.int64) for k in range(5))
    for left, top, across, along in ((x, y, wide, tall), (y, x, tall, wide)):
        letters = (along >= LETTER[0]) & (along <= LETTER[1]) & (across <= 3 * along) & (ink >= 0.15 * wide * tall)
        count = int(letters.sum())
        rowed = _in_rows(left[letters], (top + along)[letters], across[letters], along[letters])
        if rowed >= max(LEAST_ROW, MOSTLY * count):
            return True
    return False


def _in_rows(left: Any, foot: Any, across: Any, along: Any) -> int:
    """How many spots have another of about their height close behind them on the same line."""
    import numpy

    order = numpy.lexsort((left, foot // 4))
    left, foot, across, along = left[order], foot[order], across[order], along[order]
    gap = left[1:] - (left + across)[:-1]
    close = (gap > -2) & (gap < 1.2 * along[:-1])
    level = numpy.abs(foot[1:] - foot[:-1]) <= 0.35 * numpy.maximum(along[1:], along[:-1])
    like = numpy.abs(along[1:] - along[:-1]) <= 0.5 * numpy.maximum(along[1:], along[:-1])
    return int((close & level & like).sum())
