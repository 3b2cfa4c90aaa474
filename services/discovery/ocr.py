"""OCR of pages whose text is a picture (RapidOCR, its models come with it), in whatever orientation the text has. Runs
in the sandbox: the runtime is loaded when the first page needs it.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import hypot
from pathlib import Path
from statistics import mean
from typing import Any

from pipeline.artefacts import Box, Line, Page
from services.discovery.geometry import area, gap_x
from services.discovery.opening import mupdf, open_pdf, out_of_memory, reading_errors
from services.discovery.reading import Word, scanner_stamps, split_at_columns
from services.discovery.text import clean

DPI = 130
LONGEST = 2_400
"""Most pixels of a side: an A0 page is read at a lower resolution."""
LEAST_SCORE = 0.6
DOUBTFUL = 0.8
"""Mean score below which other orientations are tried."""
COVERED = 0.35
"""Share of a page that its pictures cover when its text may be in them."""
OUTLINES = 150
"""Vector paths from which a page without text may have its letters drawn."""
SCANNED = 0.3
"""Share of such pages from which a document counts as scanned; in others, pages of pictures are just that."""
HEIGHT = 1.5
"""A recognised line's box is about that many times as high as its type size."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Found:
    """A recognised line: its corners from the top left of its text, clockwise, in pixels of the upright picture, and
    its type size, weight and colour there.
    """

    corners: tuple[Point, ...]
    text: str
    score: float
    size: float = 0.0
    bold: bool = False
    colour: int = 0

    @property
    def upright(self) -> bool:
        return hypot(*_side(self.corners, 0, 1)) >= hypot(*_side(self.corners, 0, 3)) or len(self.text) <= 2


def needing(lines: Sequence[bytes]) -> list[int]:
    """The numbers (from 1) of the pages, as JSON lines, that have to be read by OCR."""
    pages = [Page.model_validate_json(line) for line in lines]
    stamps = scanner_stamps(pages)
    found = [page.number for page in pages if _drawn(page) and (not page.lines or page.text in stamps)]
    return found if len(found) >= SCANNED * len(pages) else []


def _drawn(page: Page) -> bool:
    """Whether a page shows what could be text: large pictures, or many paths."""
    whole = page.width * page.height
    pictured = sum(area(picture.box) for picture in page.pictures) >= COVERED * whole
    return whole > 0 and (pictured or page.drawings >= OUTLINES)


def read(path: Path, line: bytes) -> bytes:
    """A page, given and returned as its JSON line, with the text OCR finds on its picture. Raises MemoryError."""
    page = Page.model_validate_json(line)
    pixels = min(DPI / 72, LONGEST / max(page.width, page.height))
    with open_pdf(path) as document:
        scale = mupdf().Matrix(pixels, pixels)
        try:
            picture = document[page.number - 1].get_pixmap(matrix=scale, alpha=False)
        except reading_errors() as error:
            if out_of_memory(error):
                raise MemoryError from error
            return line
    if not picture.width or not picture.height:
        return line
    turn, found = recognise(picture)
    if not found:
        return line
    shape = (page.width * pixels, page.height * pixels)
    lines = [_line(each, turn, shape, pixels) for each in found]
    confidence = round(mean(each.score for each in found), 3)
    read = page.model_copy(update={"lines": blocks(lines), "source": "ocr", "confidence": confidence})
    return read.model_dump_json().encode()


def recognise(picture: Any) -> tuple[int, list[Found]]:
    """The lines on a pixmap, top to bottom, and by how many quarter turns (counter-clockwise) it was turned to read
    them: as it is, unless that reads badly and another way reads better.
    """
    import numpy

    pixels = numpy.frombuffer(picture.samples, dtype=numpy.uint8).reshape(picture.height, picture.width, picture.n)
    tried: dict[int, list[Found]] = {}
    for turn in (0, 1, 3, 2):
        tried[turn] = _recognise(numpy.ascontiguousarray(numpy.rot90(pixels[:, :, :3], turn)))
        good = bool(tried[turn]) and mean(f.score for f in tried[turn]) >= DOUBTFUL
        if (good and 2 * sum(f.upright for f in tried[turn]) >= len(tried[turn])) or not tried[0]:
            break
    best = max(tried, key=lambda turn: sum(f.score * len(f.text) for f in tried[turn] if f.upright))
    return best, [each for each in tried[best] if each.score >= LEAST_SCORE]


def _recognise(pixels: Any) -> list[Found]:
    try:
        result = _engine()(pixels, return_word_box=True)
    except Exception as error:
        if "bad_alloc" in str(error):  # onnxruntime's own type, of which it says nothing more
            raise MemoryError from error
        raise
    if result.boxes is None:
        return []
    found = [
        part
        for corners, text, score, words in zip(
            result.boxes, result.txts, result.scores, result.word_results, strict=True
        )
        for part in _parts(Found(tuple((float(x), float(y)) for x, y in corners), clean(text), float(score)), words)
    ]
    return sorted((_set(f, pixels) for f in found if f.text), key=lambda f: (f.corners[0][1], f.corners[0][0]))


def _parts(found: Found, words: Sequence[Any]) -> list[Found]:
    """A recognised line cut where a gap between its words is a column's, as reading.split_at_columns does."""
    placed: list[Word] = []
    for text, _, corners in words:
        xs, ys = [float(x) for x, _ in corners], [float(y) for _, y in corners]
        placed.append((min(xs), min(ys), max(xs), max(ys), text))
    height = hypot(*_side(found.corners, 0, 3))
    groups = split_at_columns(placed, height) if len(placed) > 1 else []
    if len(groups) < 2:
        return [found]
    return [
        Found(
            ((g[0][0], g[0][1]), (g[-1][2], g[-1][1]), (g[-1][2], g[-1][3]), (g[0][0], g[0][3])),
            clean(" ".join(word[4] for word in g)),
            found.score,
        )
        for g in groups
    ]


def _set(found: Found, pixels: Any) -> Found:
    """The line with its type size, weight and colour, as its ink has them; a slanted line's size by its own side."""
    level = abs(found.corners[1][1] - found.corners[0][1]) < 0.3 * hypot(*_side(found.corners, 0, 3))
    xs, ys = [x for x, _ in found.corners], [y for _, y in found.corners]
    from services.discovery import ink  # with numpy, which the worker's own process never loads

    seen = ink.measure(ink.cut(pixels, (min(xs), min(ys), max(xs), max(ys))), found.text) if level else None
    if seen is None:
        return replace(found, size=hypot(*_side(found.corners, 0, 3)) / HEIGHT)
    return replace(found, size=seen.size, bold=seen.bold, colour=seen.colour)


def _line(found: Found, turn: int, shape: tuple[float, float], pixels: float) -> Line:
    """A recognised line on the page of `shape` (pixels, as displayed)."""
    placed = [_back(point, turn, shape) for point in found.corners]
    xs, ys = [x / pixels for x, _ in placed], [y / pixels for _, y in placed]
    return Line(
        text=found.text,
        box=(round(min(xs), 1), round(min(ys), 1), round(max(xs), 1), round(max(ys), 1)),
        size=round(found.size / pixels, 1),
        bold=found.bold,
        colour=found.colour,
        vertical=turn in (1, 3),
    )


def _back(point: Point, turn: int, shape: tuple[float, float]) -> Point:
    """Where a point of the picture turned by `turn` quarters (counter-clockwise) lies on the page."""
    x, y = point
    width, height = shape
    return ((x, y), (width - y, x), (width - x, height - y), (y, height - x))[turn]


def _side(corners: Sequence[Point], a: int, b: int) -> Point:
    return corners[b][0] - corners[a][0], corners[b][1] - corners[a][1]


def blocks(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Lines with their blocks: one that stands close below another of its size and column goes on with it."""
    placed: list[Line] = []
    for line in lines:
        above = next((x for x in reversed(placed[-12:]) if _goes_on(x, line)), None)
        block = above.block if above else len(placed)
        placed.append(line.model_copy(update={"block": block}))
    return tuple(placed)


def _goes_on(above: Line, line: Line) -> bool:
    a, b = _level(above), _level(line)
    close = -0.3 * line.size <= b[1] - a[3] < 0.5 * line.size
    return close and gap_x(a, b) == 0 and abs(above.size - line.size) < 0.2 * line.size and abs(a[0] - b[0]) < line.size


def _level(line: Line) -> Box:
    """A line's box; that of a vertical one as if the page were turned."""
    x0, y0, x1, y1 = line.box
    return (y0, x0, y1, x1) if line.vertical else line.box


@cache
def _engine() -> Any:
    """The engine, loaded once a subprocess."""
    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.use_cls": False,  # whole pages are turned instead
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        }
    )
