"""Pixels as the offline measures want them. Imported in the sandbox only."""

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from skimage.color import rgb2lab
from skimage.feature import local_binary_pattern

Floats = NDArray[np.floating[Any]]

PLAIN_WHITE = 93.0
"""L* from which a border counts as the empty background of a cut-out."""


def read(thumbnail: bytes) -> Image.Image:
    """The thumbnail's pixels in RGB."""
    return Image.open(io.BytesIO(thumbnail)).convert("RGB")


def resized(image: Image.Image, width: int, height: int) -> Floats:
    """(height, width, 3) CIE L*a*b* (D65) of `image` averaged down (or enlarged) to that size."""
    kind = Image.Resampling.BOX if image.width >= width and image.height >= height else Image.Resampling.BILINEAR
    lab: Floats = rgb2lab(np.asarray(image.resize((width, height), kind))).astype(np.float32)
    return lab


def foreground(lab: Floats) -> NDArray[np.bool_]:
    """Which pixels are not empty white background: all of them unless the border is mostly that."""
    white = (lab[..., 0] > PLAIN_WHITE) & (np.hypot(lab[..., 1], lab[..., 2]) < 4)
    border = np.concatenate([white[0], white[-1], white[:, 0], white[:, -1]])
    subject = ~white
    # an all but empty picture is taken whole: its colour is white
    if border.mean() < 0.75 or subject.mean() < 0.02:
        return np.ones_like(white)
    return subject


def pattern(image: Image.Image, side: int) -> Floats:
    """(side, side) lightness of the pattern alone: the axis along which the colours vary most, centred, variance 1 (0
    for a flat picture). A cut from the middle, not squeezed, so that stripes keep their angle.
    """
    short = min(image.size)
    left, top = (image.width - short) // 2, (image.height - short) // 2
    lab = resized(image.crop((left, top, left + short, top + short)), side, side)
    colours = lab.reshape(-1, 3) - lab.reshape(-1, 3).mean(axis=0)
    _, axes = np.linalg.eigh(colours.T @ colours / len(colours))
    axis = axes[:, -1]
    axis = axis if axis[np.argmax(np.abs(axis))] > 0 else -axis
    values = colours @ axis
    spread = float(values.std())
    flat: Floats = (values / spread if spread > 0.5 else np.zeros_like(values)).reshape(side, side)
    return flat


def unit(vector: Floats) -> Floats:
    """`vector` at length 1; a zero vector stays zero."""
    length = float(np.linalg.norm(vector))
    return vector / length if length > 0 else vector


def joined(*blocks: tuple[Floats, float]) -> Floats:
    """Blocks one behind the other, each at the length of its weight, together at length 1."""
    return unit(np.concatenate([unit(block) * weight for block, weight in blocks]))


def binary_patterns(eight_bit: NDArray[np.uint8], radius: int, method: str) -> NDArray[np.intp]:
    """Local binary patterns of 8 neighbours (Ojala et al. 2002), a code each pixel, flat."""
    codes: NDArray[np.intp] = local_binary_pattern(eight_bit, 8, radius, method).astype(np.intp).ravel()  # type: ignore[no-untyped-call]
    return codes
