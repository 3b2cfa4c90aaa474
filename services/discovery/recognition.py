"""Lines of text on a picture (RapidOCR, its models come with it), in whatever orientation they have. Runs in the
sandbox: the runtime is loaded when the first page needs it.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import hypot
from statistics import mean
from typing import Any

from services.discovery.geometry import union
from services.discovery.lines import Word, split_at_columns
from services.discovery.straight import Point, angle, reading_turn, straightened, turned_about
from services.discovery.text import clean

DOUBTFUL = 0.8
"""Mean score below which text may stand upside down, and below which a page's text is said to be doubtful."""
SAMPLED, GLANCE = 6, 8
"""Lines by which the orientation is told: the longest, and of each so many times its height."""
DETECTED = 1_120
"""Most pixels of the side of the picture on which lines are looked for; their letters are read on the whole one."""
HEIGHT = 1.5
"""A recognised line's box is about that many times as high as its type size."""


@dataclass(frozen=True)
class Found:
    """A recognised line: its corners from the top left of its text, clockwise, in pixels of the straight picture, and
    its type size, weight and colour there.
    """

    corners: tuple[Point, ...]
    text: str
    score: float
    size: float = 0.0
    bold: bool = False
    colour: int = 0


def recognise(pixels: Any) -> tuple[int, list[Found]]:
    """The lines on `pixels` (rows, columns, RGB), top to bottom, and by how many quarter turns (counter-clockwise) it
    was turned to read them. A picture that lies askew is straightened, and corners are those on the straight one.
    """
    import numpy

    boxes = _detected(pixels)
    if not len(boxes):
        return 0, []
    turn = reading_turn(boxes, lambda turn: _score(pixels, boxes, turn), DOUBTFUL)
    shape = pixels.shape[1], pixels.shape[0]
    pixels = numpy.ascontiguousarray(numpy.rot90(pixels, turn))
    boxes = turned_about(boxes, turn, shape)
    askew = angle(boxes)
    pixels, boxes = straightened(pixels, boxes, askew)
    return turn, _recognised(pixels, boxes)


def texts(crops: Sequence[Any]) -> list[tuple[str, float]]:
    """What each of `crops` (pixels around one upright line) says, and how sure that is, 0-1."""
    read = _run(lambda: _engine().recognize_txt(list(crops)))
    return [(clean(text), float(score)) for text, score in zip(read.txts, read.scores, strict=True)]


def _score(pixels: Any, boxes: Any, turn: int) -> float:
    """How well the longest lines read when the picture is turned by quarters (counter-clockwise), 0-1."""
    import numpy

    longest = sorted(boxes, key=lambda box: -max(hypot(*(box[1] - box[0])), hypot(*(box[3] - box[0]))))[:SAMPLED]
    crops = _cropped(pixels, numpy.stack(longest))  # a line on its side comes turned by one quarter
    some = [crop[:, : GLANCE * crop.shape[0]] for crop in crops]
    return mean(score for _, score in texts([numpy.rot90(crop, 2) for crop in some] if turn > 1 else some))


def _cropped(pixels: Any, boxes: Any) -> list[Any]:
    """The pixels of each line, upright or upside down."""
    import numpy

    crops: list[Any] = _engine().crop_text_regions(pixels, boxes.astype(numpy.float32))
    return crops


def _detected(pixels: Any) -> Any:
    """Corners of the lines on `pixels`, as an array (lines, 4, 2)."""
    import cv2
    import numpy

    scale = min(1.0, DETECTED / max(pixels.shape))
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    found = _run(lambda: _engine()(small, use_det=True, use_cls=False, use_rec=False))
    boxes = getattr(found, "boxes", None)
    return numpy.zeros((0, 4, 2)) if boxes is None else numpy.asarray(boxes, dtype=float) / scale


def _recognised(pixels: Any, boxes: Any) -> list[Found]:
    import numpy

    engine = _engine()
    engine.update_params(return_word_box=True)
    crops = _cropped(pixels, boxes)
    read = _run(lambda: engine.recognize_txt(crops))
    said = [k for k, text in enumerate(read.txts) if text.strip()]
    boxes, crops = boxes[said], [crops[k] for k in said]
    for kind in ("txts", "scores", "word_results"):
        setattr(read, kind, [getattr(read, kind)[k] for k in said])
    texts, scores = read.txts, read.scores
    words = engine.calc_word_boxes(crops, boxes.astype(numpy.float32), read)
    if len(words) != len(said):  # it leaves out lines of whose words it cannot say where they are
        words = [()] * len(said)
    found = [
        part
        for corners, text, score, placed in zip(boxes, texts, scores, words, strict=True)
        for part in _parts(Found(tuple((float(x), float(y)) for x, y in corners), clean(text), float(score)), placed)
    ]
    return sorted((_set(f, pixels) for f in found if f.text), key=lambda f: (f.corners[0][1], f.corners[0][0]))


def _parts(found: Found, words: Sequence[Any]) -> list[Found]:
    """A recognised line cut where a gap between its words is a column's, as lines.split_at_columns does."""
    placed: list[Word] = []
    for text, _, corners in words:
        xs, ys = [float(x) for x, _ in corners], [float(y) for _, y in corners]
        placed.append((min(xs), min(ys), max(xs), max(ys), text))
    height = hypot(*_side(found.corners, 0, 3))
    groups = split_at_columns(placed, height) if len(placed) > 1 else []
    if len(groups) < 2:
        return [found]
    cut = [(union(word[:4] for word in group), " ".join(word[4] for word in group)) for group in groups]
    return [Found(((x0, y0), (x1, y0), (x1, y1), (x0, y1)), clean(t), found.score) for (x0, y0, x1, y1), t in cut]


def _set(found: Found, pixels: Any) -> Found:
    """The line with its type size, weight and colour, as its ink has them; a slanted line's size by its own side."""
    from services.discovery import ink  # with numpy, which the worker's own process never loads

    level = abs(found.corners[1][1] - found.corners[0][1]) < 0.3 * hypot(*_side(found.corners, 0, 3))
    xs, ys = [x for x, _ in found.corners], [y for _, y in found.corners]
    seen = ink.measure(ink.cut(pixels, (min(xs), min(ys), max(xs), max(ys))), found.text) if level else None
    if seen is None:
        return replace(found, size=hypot(*_side(found.corners, 0, 3)) / HEIGHT)
    return replace(found, size=seen.size, bold=seen.bold, colour=seen.colour)


def _side(corners: Sequence[Point], a: int, b: int) -> Point:
    return corners[b][0] - corners[a][0], corners[b][1] - corners[a][1]


def _run(call: Any) -> Any:
    try:
        return call()
    except Exception as error:
        if "bad_alloc" in str(error):  # onnxruntime's own type, of which it says nothing more
            raise MemoryError from error
        raise


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
            "EngineConfig.onnxruntime.enable_cpu_mem_arena": True,  # 4 % less time, 70 MiB more memory
            "Rec.rec_batch_num": 1,  # lines read together are filled up to the longest: twice the time
            "Rec.rec_img_shape": [3, 48, 160],  # and short ones to 160 pixels
        }
    )
