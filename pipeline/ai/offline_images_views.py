"""The four offline views of a picture, 512 float32 each. Imported in the sandbox only.

Each is put together from blocks; a block is scaled to length 1 and then by its weight, so that none drowns another.
"""

import hashlib
import re
from collections import Counter

import numpy as np
from PIL import Image

from pipeline.ai.images import ROLES, VIEW_DIMENSIONS, Usage, Views
from pipeline.ai.offline_images_pixels import Floats, foreground, joined, pattern, read, resized, unit
from pipeline.ai.offline_images_texture import edges, texture

L_CENTRES = np.linspace(6, 94, 8)
AB_CENTRES = np.array([-62.0, -38, -19, -6, 6, 19, 38, 62])
"""Closer about grey, where the colours of catalogues lie."""


def views(thumbnail: bytes) -> Views:
    """Visual, colour and texture embedding of a picture."""
    image = read(thumbnail)
    return Views(
        visual=_packed(_visual(image)), colour=_packed(_colour(image)), texture=_packed(texture(pattern(image, 128)))
    )


def application(usage: Usage) -> bytes:
    """What a picture is used for: its role, its caption, its page's words (hashed) and its place on the page."""
    words = Counter(dict.fromkeys(_words(usage.words), 1.0))
    for word in _words(usage.caption):
        words[word] += 3
    place = np.zeros(32)
    place[ROLES.index(usage.role)] = 2
    for start, value in ((8, usage.centre[0]), (14, usage.centre[1]), (20, usage.area**0.5)):
        place[start : start + 6] = _soft(np.array([value]), np.linspace(0, 1, 6), 0.2)[0]
    place[26:32] = _soft(np.array([np.log2(usage.aspect)]), np.linspace(-2.5, 2.5, 6), 1.0)[0]
    return _packed(joined((place, 1.0), (_hashed(words, 480), 1.0)))


def _visual(image: Image.Image) -> Floats:
    """What it looks like: the colours on an 8 x 8 grid (192), the edges on a 6 x 6 grid by direction (288), and the
    coarsest 32 waves of its lightness.
    """
    grid = resized(image, 8, 8) - np.array([50, 0, 0])
    light = resized(image, 96, 96)[..., 0]
    return joined(
        (grid.ravel() / np.array([50, 40, 40] * 64), 1.0),
        (np.sqrt(edges(light, cells=6, directions=8)).ravel(), 1.0),
        (_waves(resized(image, 32, 32)[..., 0], 32), 0.5),
    )


def _colour(image: Image.Image) -> Floats:
    """Soft histogram of CIE L*a*b*, 8 x 8 x 8, of the picture averaged down to 24 x 24, which takes the texture out."""
    lab = resized(image, 24, 24)
    pixels = lab[foreground(lab)]
    light, a, b = (
        _soft(pixels[:, 0], L_CENTRES, 14.0),
        _soft(_even(pixels[:, 1]), _even(AB_CENTRES), 0.8),
        _soft(_even(pixels[:, 2]), _even(AB_CENTRES), 0.8),
    )
    return unit(np.einsum("pl,pa,pb->lab", light, a, b).ravel() / len(pixels))


def _even(values: Floats) -> Floats:
    """a* or b* on a scale where AB_CENTRES are about one apart."""
    return np.sign(values) * np.log1p(np.abs(values) / 12) * 2.1


def _waves(light: Floats, count: int) -> Floats:
    """The `count` longest waves of the picture without its mean, as in perceptual hashes (DCT)."""
    place = np.arange(len(light)) + 0.5
    cosines = np.cos(np.pi * np.arange(8)[:, None] * place / len(light))
    waves = cosines @ light @ cosines.T
    order = sorted((y + x, y, x) for y in range(8) for x in range(8))[1 : count + 1]
    return np.array([waves[y, x] for _, y, x in order])


def _soft(values: Floats, centres: Floats, width: float) -> Floats:
    """(values, centres) memberships that fall off like a bell of `width` and sum to 1."""
    near = np.exp(-0.5 * ((values[:, None] - centres[None, :]) / width) ** 2)
    shares: Floats = near / near.sum(axis=1, keepdims=True)
    return shares


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]{2,}", text.casefold())


def _hashed(words: "Counter[str]", size: int) -> Floats:
    """Words by the hashing trick (Weinberger et al. 2009): place and sign from each word's digest."""
    vector = np.zeros(size)
    for word, weight in words.items():
        digest = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "big")
        vector[digest % size] += weight if digest >> 63 else -weight
    return vector


def _packed(vector: Floats) -> bytes:
    if len(vector) != VIEW_DIMENSIONS:
        raise ValueError(f"a view has {len(vector)} dimensions instead of {VIEW_DIMENSIONS}")
    if not vector.any():  # cosine distance knows no zero vector
        vector = np.full(VIEW_DIMENSIONS, VIEW_DIMENSIONS**-0.5)
    return unit(vector).astype("<f4").tobytes()
