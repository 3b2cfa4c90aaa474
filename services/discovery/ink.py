"""How recognised text is set, measured on the picture: type size, weight and colour of its ink. Runs in the sandbox."""

from dataclasses import dataclass
from typing import Any

import numpy
from numpy.typing import NDArray

Pixels = NDArray[numpy.uint8]
ACCENTED, ASCENDER, CAPITAL, X_HEIGHT, DESCENDER = 0.92, 0.73, 0.69, 0.51, 0.21
"""Heights over and under the baseline in type sizes, as in most faces for text (e.g. Source Sans, Helvetica)."""
ACCENTS = frozenset("ÁÉÍÓÖŐÚÜŰÀÈÌÒÙÂÊÎÔÛÄËÏÑÇČŠŽÅ")
ASCENDING = frozenset("bdfhkl()[]{}/|$áéíóúőűöüăâîèàìòùêôûëïñčšžß")
CAPITALS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789tij!?€£%&ȘȚŞŢ")
DEEP = frozenset("gjpqy,;()[]{}/|çşţșțȘȚŞŢ")
BOLD = 0.115
"""Width of strokes in type sizes from which text is bold; regular weights have 0.07 to 0.10, bold ones 0.12 to 0.17."""
FINE = 18
"""Pixels of type size below which strokes are too few pixels wide for their weight to be told."""
RULE = 0.8
"""Share of a row's pixels from which it is a drawn line."""
ACCENT_GAP = 0.25
"""Share of the letters' height that may lie between them and their accents."""
CONTRAST = 40
"""Grey levels between ink and paper below which nothing is measured."""
SHADES = 64
"""Steps to which colours are rounded: print and JPEG vary them."""


@dataclass(frozen=True)
class Ink:
    """The type size in pixels, whether it is bold, and its colour as 0xRRGGBB."""

    size: float
    bold: bool
    colour: int


def measure(pixels: Pixels, text: str) -> Ink | None:
    """The ink of `text` on `pixels` (rows, columns, RGB) cut around it; None where ink and paper are not to be told
    apart.
    """
    if pixels.shape[0] < 4 or pixels.shape[1] < 4:
        return None
    grey = pixels.mean(axis=2)
    dark, light = numpy.percentile(grey, (2, 98))
    if light - dark < CONTRAST:
        return None
    ink = grey < (dark + light) / 2
    if ink.mean() > 0.5:  # light on dark
        ink = ~ink
    ink = _without_rules(ink)
    rows = numpy.flatnonzero(ink.sum(axis=1) >= max(1, 0.004 * ink.shape[1]))
    if not len(rows):
        return None
    size = float(rows[-1] - rows[0] + 1) / _height(set(text))
    red, green, blue = (int(numpy.median(pixels[:, :, k][ink])) // SHADES * SHADES for k in range(3))
    bold = size >= FINE and _stroke(ink) >= BOLD * size
    return Ink(size, bold, red << 16 | green << 8 | blue)


def _height(letters: set[str]) -> float:
    """How high a text of these letters is, in type sizes."""
    tallest = ((ACCENTED, ACCENTS), (ASCENDER, ASCENDING), (CAPITAL, CAPITALS))
    over = next((height for height, kind in tallest if kind & letters), X_HEIGHT)
    return over + (DESCENDER if DEEP & letters else 0.0)


def _without_rules(ink: NDArray[numpy.bool_]) -> NDArray[numpy.bool_]:
    """The ink of the letters alone: the largest run of rows with ink, and dots and accents close to it; not lines drawn
    above, below or beside, nor what reaches in over the edge: it is the next line's.
    """
    share = ink.mean(axis=1)
    letters = (share > 0) & (share <= RULE)
    edges = numpy.flatnonzero(numpy.diff(numpy.pad(letters.astype(numpy.int8), 1)))
    runs = list(zip(edges[::2], edges[1::2], strict=True))
    if not runs:
        return ink
    start, end = max(runs, key=lambda run: float(share[run[0] : run[1]].sum()))
    near = ACCENT_GAP * (end - start)
    for a, b in runs:
        between = share[b:start] if b <= start else share[end:a]
        whole = a > 0 and b < len(share)
        if whole and len(between) <= near and not between.any():
            start, end = min(start, a), max(end, b)
    inner = numpy.zeros_like(ink)
    inner[start:end] = ink[start:end]
    inner[:, inner[start:end].mean(axis=0) > 0.95] = False
    return inner


def _stroke(ink: NDArray[numpy.bool_]) -> float:
    """The usual width of vertical strokes: the median run of ink along the rows."""
    padded = numpy.pad(ink, ((0, 0), (1, 1))).astype(numpy.int8)
    steps = numpy.diff(padded, axis=1)
    starts, ends = numpy.argwhere(steps == 1), numpy.argwhere(steps == -1)
    return float(numpy.median(ends[:, 1] - starts[:, 1])) if len(starts) else 0.0


def cut(pixels: Any, box: tuple[float, float, float, float]) -> Pixels:
    """The part of a picture inside a box in pixels, and a little above and below: boxes are drawn tight."""
    x0, y0, x1, y1 = box
    margin = 0.12 * (y1 - y0)
    part: Pixels = pixels[max(round(y0 - margin), 0) : round(y1 + margin) + 1, max(round(x0), 0) : round(x1) + 1]
    return part
