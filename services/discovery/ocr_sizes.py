"""Type sizes of recognised text, which OCR only guesses, evened out so that headings of one style have one size."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import exp, log

from pipeline.artefacts import Page

BANDWIDTH = 0.06
"""Share of a size by which measured ones of the same type usually differ."""
VALLEY = 0.7
"""Share of the lower of two peaks to which the sizes between them must thin out for the two to be two types."""


def even(pages: Sequence[Page]) -> list[Page]:
    """The pages, those read by OCR with evened sizes."""
    sizes = levels(line.size for page in pages if page.source == "ocr" for line in page.lines)
    return [
        page.model_copy(update={"lines": tuple(x.model_copy(update={"size": sizes[x.size]}) for x in page.lines)})
        if page.source == "ocr"
        else page
        for page in pages
    ]


def levels(sizes: Iterable[float]) -> dict[float, float]:
    """For each size the peak it belongs to, where sizes are dense (a kernel density on their logarithms)."""
    counted = Counter(size for size in sizes if size > 0)
    if not counted:
        return {}
    low, high = log(min(counted)), log(max(counted))
    steps = int((high - low) / (BANDWIDTH / 3)) + 1
    grid = [low + k * BANDWIDTH / 3 for k in range(steps + 1)]
    density = [sum(n * exp(-0.5 * ((x - log(size)) / BANDWIDTH) ** 2) for size, n in counted.items()) for x in grid]
    peaks = _peaks(density)
    return {size: round(exp(grid[_home(grid, density, peaks, log(size))]), 1) for size in counted}


def _peaks(density: Sequence[float]) -> list[int]:
    """Where the density is highest between valleys deep enough."""
    peaks: list[int] = []
    for k, value in enumerate(density):
        left = density[k - 1] if k else 0.0
        right = density[k + 1] if k + 1 < len(density) else 0.0
        if value < left or value <= right:
            continue
        if peaks and min(density[peaks[-1] : k + 1]) > VALLEY * min(density[peaks[-1]], value):
            peaks[-1] = max(peaks[-1], k, key=lambda p: density[p])
        else:
            peaks.append(k)
    return peaks or [max(range(len(density)), key=lambda k: density[k])]


def _home(grid: Sequence[float], density: Sequence[float], peaks: Sequence[int], x: float) -> int:
    """The peak on the same side of all valleys as `x`."""
    at = min(range(len(grid)), key=lambda k: abs(grid[k] - x))
    for left, right in pairwise(peaks):
        valley = min(range(left, right + 1), key=lambda k: density[k])
        if at <= valley:
            return left
    return peaks[-1]
