"""Pictures of text turned upright and straightened, by the boxes of their lines. Boxes are arrays (lines, 4, 2) of
corners in pixels, clockwise from the top left as found. Runs in the sandbox, with numpy and OpenCV (RapidOCR's own).
"""

from collections.abc import Callable
from typing import Any

Point = tuple[float, float]
LEAST, MOST = 0.2, 8.0
"""Degrees by which a picture lies askew: less is no matter, more is meant so."""
LONG = 4.0
"""Times its height from which a line's slope can be measured."""


def reading_turn(boxes: Any, score: Callable[[int], float], good: float) -> int:
    """By how many quarters (counter-clockwise) the picture has to be turned to be read. Lines that stand on their side
    say that it is one or three, and how well they read (`score`, 0-1) which.
    """
    wide, tall = _sides(boxes)
    first, second = (1, 3) if tall[tall > 2 * wide].sum() > wide[wide > 2 * tall].sum() else (0, 2)
    sure = score(first)
    return first if sure >= good or sure >= score(second) else second


def turned_about(boxes: Any, turn: int, shape: tuple[float, float]) -> Any:
    """Boxes on a picture of `shape` (width, height) as they are when it is turned by quarters (counter-clockwise);
    their corners go clockwise from the top left again.
    """
    import numpy

    width, height = shape
    x, y = boxes[..., 0], boxes[..., 1]
    placed = ((x, y), (y, width - x), (width - x, height - y), (height - y, x))[turn]
    return numpy.roll(numpy.stack(placed, axis=-1), -turn, axis=1)


def turned_back(point: Point, turn: int, shape: tuple[float, float]) -> Point:
    """Where a point of the turned picture lies on the one of `shape` (width, height) before it was turned."""
    x, y = point
    width, height = shape
    return ((x, y), (width - y, x), (width - x, height - y), (y, height - x))[turn]


def angle(boxes: Any) -> float:
    """By how many degrees (clockwise) the lines slope: the median of the long ones, each counting by its length; 0
    where they do not, or slope by more than a page lies askew.
    """
    import numpy

    wide, tall = _sides(boxes)
    long = wide > LONG * tall
    if not long.any():
        return 0.0
    along = boxes[long, 1] - boxes[long, 0] + boxes[long, 2] - boxes[long, 3]
    slopes = numpy.degrees(numpy.arctan2(along[:, 1], along[:, 0]))
    order = numpy.argsort(slopes)
    weights = numpy.cumsum(wide[long][order])
    found = float(slopes[order][numpy.searchsorted(weights, weights[-1] / 2)])
    return found if LEAST <= abs(found) <= MOST else 0.0


def straightened(pixels: Any, boxes: Any, askew: float) -> tuple[Any, Any]:
    """The picture turned about its middle by `askew` degrees, and the boxes with it."""
    if not askew:
        return pixels, boxes
    import cv2
    import numpy

    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), askew, 1.0)
    straight = cv2.warpAffine(pixels, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return straight, boxes @ numpy.asarray(matrix)[:, :2].T + numpy.asarray(matrix)[:, 2]


def _sides(boxes: Any) -> tuple[Any, Any]:
    """Widths and heights of the boxes, along their own sides."""
    import numpy

    wide = numpy.linalg.norm(boxes[:, 1] - boxes[:, 0], axis=1)
    tall = numpy.linalg.norm(boxes[:, 3] - boxes[:, 0], axis=1)
    return wide, tall
