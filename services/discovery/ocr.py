"""OCR of pages whose text is a picture (RapidOCR, its models come with it). Runs in the sandbox: the runtime is loaded
when the first page needs it.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.artefacts import Line, Page
from services.discovery.geometry import area
from services.discovery.opening import mupdf, open_pdf
from services.discovery.reading import scanner_stamps
from services.discovery.text import clean

DPI = 150
LONGEST = 2_600
"""Most pixels of a side: an A0 page is read at a lower resolution."""
LEAST_SCORE = 0.6
COVERED = 0.35
"""Share of a page that its pictures cover when its text may be in them."""
SCANNED = 0.3
"""Share of such pages from which a document counts as scanned; in others, pages of pictures are just that."""


def needing(lines: Sequence[bytes]) -> list[int]:
    """The numbers (from 1) of the pages, as JSON lines, that have to be read by OCR."""
    pages = [Page.model_validate_json(line) for line in lines]
    stamps = scanner_stamps(pages)
    found = [page.number for page in pages if _pictured(page) and (not page.lines or page.text in stamps)]
    return found if len(found) >= SCANNED * len(pages) else []


def _pictured(page: Page) -> bool:
    whole = page.width * page.height
    return whole > 0 and sum(area(picture.box) for picture in page.pictures) >= COVERED * whole


def read(path: Path, line: bytes) -> bytes:
    """A page, given and returned as its JSON line, with the text OCR finds on its picture."""
    page = Page.model_validate_json(line)
    with open_pdf(path) as document:
        found = list(_lines(document, page))
    if not found:
        return line
    confidence = sum(score for _, score in found) / len(found)
    texts = tuple(text for text, _ in found)
    return (
        page.model_copy(update={"lines": texts, "source": "ocr", "confidence": round(confidence, 3)})
        .model_dump_json()
        .encode()
    )


def _lines(document: Any, page: Page) -> Any:
    pixels_per_point = min(DPI / 72, LONGEST / max(page.width, page.height))
    scale = mupdf().Matrix(pixels_per_point, pixels_per_point)
    picture = document[page.number - 1].get_pixmap(matrix=scale)
    try:
        result = _engine()(picture.tobytes("png"))
    except Exception as error:
        if "bad_alloc" in str(error):  # onnxruntime's own type, of which it says nothing more
            raise MemoryError from error
        raise
    if result.boxes is None:
        return
    for number, (corners, text, score) in enumerate(zip(result.boxes, result.txts, result.scores, strict=True)):
        words = clean(text)
        if score < LEAST_SCORE or not words:
            continue
        xs = [float(x) / pixels_per_point for x, _ in corners]
        ys = [float(y) / pixels_per_point for _, y in corners]
        box = (round(min(xs), 1), round(min(ys), 1), round(max(xs), 1), round(max(ys), 1))
        # a line's box is about 1.25 times its type size high
        yield Line(text=words, box=box, size=round((box[3] - box[1]) / 1.25, 1), block=number), float(score)


@cache
def _engine() -> Any:
    """The engine, loaded once a subprocess."""
    import logging

    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return RapidOCR(params={"Global.log_level": "error", "EngineConfig.onnxruntime.intra_op_num_threads": 1})
