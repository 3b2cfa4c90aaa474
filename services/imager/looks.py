"""Measures of a picture for the rules of roles.py. Runs in the sandbox."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from services.imager.found import Look

CROP = 512
"""Side of the middle part that sharpness is measured on, at full resolution."""


def look(pixels: NDArray[np.uint8], thumbnail: Image.Image) -> Look:
    """What `pixels` look like; `thumbnail` is the same, small, in RGB."""
    red, green, blue = (np.ascontiguousarray(plane, np.int16) for plane in np.moveaxis(np.asarray(thumbnail), 2, 0))
    low, high = np.minimum(np.minimum(red, green), blue), np.maximum(np.maximum(red, green), blue)
    light = (0.299 * red + 0.587 * green + 0.114 * blue).astype(np.float32)
    white = low > 240
    border = np.concatenate([white[0], white[-1], white[:, 0], white[:, -1]])
    counts = np.bincount(((red >> 4) * 256 + (green >> 4) * 16 + (blue >> 4)).ravel(), minlength=4096)
    flat = _flat((red, green, blue))
    inked = ~white[:-1, :-1]
    return Look(
        colours=int((counts >= max(1, 0.001 * white.size)).sum()),
        white=round(float(white.mean()), 4),
        border_white=round(float(border.mean()), 4),
        flat=round(float(flat.mean()), 4),
        chroma=round(float((high - low).mean()), 2),
        contrast=round(float(light.std()), 2),
        uneven=round(_uneven(thumbnail), 2),
        lines=round(float(1 - flat[inked].mean()) if inked.any() else 0.0, 4),
        sharpness=round(_sharpness(pixels), 4),
    )


def _flat(planes: tuple[NDArray[np.int16], ...]) -> NDArray[np.bool_]:
    """Which pixels (the last row and column aside) are all but equal to both their right and their lower neighbour."""
    across = [np.abs(plane[:-1, 1:] - plane[:-1, :-1]) <= 2 for plane in planes]
    down = [np.abs(plane[1:, :-1] - plane[:-1, :-1]) <= 2 for plane in planes]
    flat: NDArray[np.bool_] = np.logical_and.reduce(across + down)
    return flat


def _uneven(thumbnail: Image.Image) -> float:
    """Standard deviation between the cells of a 4 x 4 grid, of the three channels together."""
    cells = np.asarray(thumbnail.resize((4, 4), Image.Resampling.BOX)).astype(np.float32)
    return float(np.sqrt(cells.reshape(-1, 3).var(axis=0).mean()))


def _sharpness(pixels: NDArray[np.uint8]) -> float:
    """Strength of the Laplacian against the contrast, of the middle at full resolution; from 0.5 it counts as 1, crisp.
    A picture without contrast has nothing to be unsharp.
    """
    top, left = (max(0, (side - CROP) // 2) for side in pixels.shape[:2])
    light = pixels[top : top + CROP, left : left + CROP].astype(np.float32)
    light = light.mean(axis=2) if light.ndim == 3 else light
    contrast = float(light.std())
    if contrast < 2 or min(light.shape) < 3:
        return 1.0
    laplacian = 4 * light[1:-1, 1:-1] - light[:-2, 1:-1] - light[2:, 1:-1] - light[1:-1, :-2] - light[1:-1, 2:]
    return min(1.0, float(laplacian.std()) / contrast / 0.5)
