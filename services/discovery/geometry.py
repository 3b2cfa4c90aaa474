"""Boxes: (x0, y0, x1, y1) in points, origin top left."""

from collections.abc import Iterable, Sequence

from pipeline.artefacts import Box


def turned(box: Sequence[float], matrix: tuple[float, ...]) -> Box:
    """A box of the unrotated page as displayed, by PyMuPDF's rotation matrix, to a tenth of a point."""
    a, b, c, d, e, f = matrix
    x = sorted((box[0] * a + box[1] * c + e, box[2] * a + box[3] * c + e))
    y = sorted((box[0] * b + box[1] * d + f, box[2] * b + box[3] * d + f))
    return (round(x[0], 1), round(y[0], 1), round(x[1], 1), round(y[1], 1))


def union(boxes: Iterable[Box]) -> Box:
    """The smallest box around `boxes` (at least one)."""
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return (min(x0), min(y0), max(x1), max(y1))


def gap_x(a: Box, b: Box) -> float:
    """Horizontal distance between two boxes, 0 where they overlap in x."""
    return max(a[0] - b[2], b[0] - a[2], 0.0)


def gap_y(a: Box, b: Box) -> float:
    """Vertical distance between two boxes, 0 where they overlap in y."""
    return max(a[1] - b[3], b[1] - a[3], 0.0)


def overlap_y(a: Box, b: Box) -> float:
    """Share of the lower-height box's height that lies beside the other."""
    shared = min(a[3], b[3]) - max(a[1], b[1])
    return max(shared, 0.0) / max(min(a[3] - a[1], b[3] - b[1]), 0.1)


def area(box: Box) -> float:
    """In square points."""
    return max(box[2] - box[0], 0.0) * max(box[3] - box[1], 0.0)


def inside(box: Box, page: tuple[float, float]) -> Box:
    """`box` cut to a page of (width, height)."""
    width, height = page
    return (
        min(max(box[0], 0), width),
        min(max(box[1], 0), height),
        min(max(box[2], 0), width),
        min(max(box[3], 0), height),
    )
