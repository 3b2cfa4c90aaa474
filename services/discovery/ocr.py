"""Pages whose text is a picture, or says something else than the page shows, read by OCR. Runs in the sandbox."""

from collections.abc import Sequence
from pathlib import Path
from statistics import mean
from time import perf_counter
from typing import Any, NamedTuple

from pipeline.artefacts import Box, Line, Page
from services.discovery import agreement, recognition
from services.discovery.doubts import Doubt, doubts
from services.discovery.geometry import gap_x
from services.discovery.opening import mupdf, open_pdf, out_of_memory, reading_errors
from services.discovery.reading_order import in_reading_order
from services.discovery.recognition import DOUBTFUL, Found
from services.discovery.straight import turned_back

DPI = 130
LONGEST = 2_400
"""Most pixels of a side: an A0 page is read at a lower resolution."""
LEAST_SCORE = 0.6
LEAST_LETTERS = 20
"""Letters that a page of text has: fewer, or fewer that are read badly, are a sign or a label on a photo."""


class Outcome(NamedTuple):
    """A page's JSON line as it goes on, None where it stays as it was; and the seconds that took."""

    line: bytes | None
    seconds: float


def doubtful(lines: Sequence[bytes]) -> list[Doubt]:
    """The doubtful pages of a document, given as JSON lines."""
    return doubts([Page.model_validate_json(line) for line in lines])


def look(path: Path, lines: Sequence[bytes], found: Sequence[Doubt]) -> dict[int, Outcome]:
    """By number, the pages (JSON lines) without their text and with the reason, if their doubt stands once what it asks
    to see first was looked at. Raises MemoryError.
    """
    outcomes: dict[int, Outcome] = {}
    for line, doubt in zip(lines, found, strict=True):
        started = perf_counter()
        page = Page.model_validate_json(line)
        silent = None
        if _stands(path, page, doubt):
            now = {"lines": (), "source": "none", "why": doubt.why, "confidence": 0.0}
            silent = page.model_copy(update=now).model_dump_json().encode()
        outcomes[page.number] = Outcome(silent, perf_counter() - started)
    return outcomes


def _stands(path: Path, page: Page, doubt: Doubt) -> bool:
    if not doubt.first:
        return True
    pixels, scale = _drawn(path, page)
    if pixels is None:
        return False
    if doubt.first == "lines":
        return agreement.shows_lines(pixels)
    return not agreement.agrees(page.lines, pixels, scale)


def read(path: Path, line: bytes, doubt: Doubt) -> Outcome:
    """A page (its JSON line) with the text OCR finds on its picture, if it finds any. Raises MemoryError."""
    started = perf_counter()
    read = _read(path, Page.model_validate_json(line), doubt)
    return Outcome(read.model_dump_json().encode() if read else None, perf_counter() - started)


def _read(path: Path, page: Page, doubt: Doubt) -> Page | None:
    pixels, scale = _drawn(path, page)
    if pixels is None:
        return None
    turn, all_found = recognition.recognise(pixels)
    found = [each for each in all_found if each.score >= LEAST_SCORE]
    if not _is_text(found, sure=doubt.first == "lines"):
        return page.model_copy(update={"why": ""})
    shape = (page.width * scale, page.height * scale)
    lines = blocks(in_reading_order([_line(each, turn, shape, scale) for each in found], page.width))
    confidence = round(mean(each.score for each in found), 3)
    return page.model_copy(update={"lines": lines, "source": "ocr", "confidence": confidence})


def _drawn(path: Path, page: Page) -> tuple[Any, float]:
    """The page as pixels (rows, columns, RGB; None for one that cannot be drawn), and how many there are a point."""
    import numpy

    scale = min(DPI / 72, LONGEST / max(page.width, page.height))
    with open_pdf(path) as document:
        try:
            picture = document[page.number - 1].get_pixmap(matrix=mupdf().Matrix(scale, scale), alpha=False)
        except reading_errors() as error:
            if out_of_memory(error):
                raise MemoryError from error
            return None, scale
    if not picture.width or not picture.height:
        return None, scale
    pixels = numpy.frombuffer(picture.samples, dtype=numpy.uint8).reshape(picture.height, picture.width, picture.n)
    return numpy.ascontiguousarray(pixels[:, :, :3]), scale


def _is_text(found: Sequence[Found], *, sure: bool) -> bool:
    """Whether what was found is text: enough letters, or read without doubt; `sure`, both."""
    enough = sum(c.isalnum() for each in found for c in each.text) >= LEAST_LETTERS
    clear = bool(found) and mean(each.score for each in found) >= DOUBTFUL
    return (enough and clear) if sure else (enough or clear)


def _line(found: Found, turn: int, shape: tuple[float, float], scale: float) -> Line:
    """A recognised line on the page of `shape` (pixels, as displayed)."""
    placed = [turned_back(point, turn, shape) for point in found.corners]
    xs, ys = [x / scale for x, _ in placed], [y / scale for _, y in placed]
    return Line(
        text=found.text,
        box=(round(min(xs), 1), round(min(ys), 1), round(max(xs), 1), round(max(ys), 1)),
        size=round(found.size / scale, 1),
        bold=found.bold,
        colour=found.colour,
        vertical=turn in (1, 3),
    )


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
