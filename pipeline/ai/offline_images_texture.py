"""The texture view: what is left of a picture when its colours are gone. Imported in the sandbox only."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipeline.ai.offline_images_pixels import Floats, binary_patterns, joined


def texture(flat: Floats) -> Floats:
    """The pattern whatever its colours: local binary patterns at three radii (177; Ojala et al. 2002), edges by
    direction at four scales (64), power by wavelength and direction (128), autocorrelation (112), lightness (31).
    """
    eight_bit = np.clip(flat * 32 + 128, 0, 255).astype(np.uint8)
    blocks: list[tuple[Floats, float]] = []
    for radius in (1, 2, 4):
        codes = binary_patterns(eight_bit, radius, "nri_uniform")
        blocks.append((np.sqrt(np.bincount(codes.ravel(), minlength=59)), 1.0))
    for scale in (1, 2, 4, 8):
        blocks.append((np.sqrt(edges(_shrunk(flat, scale), cells=1, directions=16)).ravel(), 0.7))
    spectrum = np.abs(np.fft.fft2(flat)) ** 2
    blocks.append((np.sqrt(_power(spectrum)), 1.2))
    correlation = np.fft.fftshift(np.fft.ifft2(spectrum).real) / flat.size
    middle = len(flat) // 2
    # lags up to 28 in steps of 4 downwards, -32..28 across; at odd places so that short waves show too
    lags = correlation[middle + 1 : middle + 29 : 4, middle - 32 : middle + 32 : 4]
    blocks.append((lags.ravel(), 0.8))
    blocks.append((np.sqrt(np.histogram(flat, bins=31, range=(-3, 3))[0].astype(float)), 0.8))
    return joined(*blocks)


def _shrunk(values: Floats, factor: int) -> Floats:
    side = len(values) // factor
    mean: Floats = values.reshape(side, factor, side, factor).mean(axis=(1, 3))
    return mean


def edges(light: Floats, *, cells: int, directions: int) -> Floats:
    """(cells, cells, directions) strength of edges by the direction they run in, 0-180 degrees."""
    down, across = np.gradient(light)
    strength = np.hypot(down, across)
    direction = (np.arctan2(down, across) % np.pi) / np.pi * directions
    row = np.arange(len(light)) * cells // len(light)
    cell = (row[:, None] * cells + row[None, :]) * directions
    low = np.floor(direction).astype(np.intp)
    rest = direction - low
    size = cells * cells * directions
    total = np.bincount((cell + low % directions).ravel(), (strength * (1 - rest)).ravel(), size)
    total += np.bincount((cell + (low + 1) % directions).ravel(), (strength * rest).ravel(), size)
    return total.astype(np.float64).reshape(cells, cells, directions)


def _power(spectrum: Floats) -> Floats:
    """Power in 8 bands of wavelength (octave halves) by 16 of direction."""
    return np.bincount(_bands(len(spectrum)), spectrum.ravel(), 8 * 16 + 1)[:-1].astype(np.float64)


@cache
def _bands(side: int) -> NDArray[np.intp]:
    frequency = np.fft.fftfreq(side) * side
    down, across = np.meshgrid(frequency, frequency, indexing="ij")
    radius = np.hypot(down, across)
    ring = np.floor(np.log2(np.maximum(radius, 1)) * 1.45).astype(np.intp)
    sector = np.floor((np.arctan2(down, across) % np.pi) / np.pi * 16).astype(np.intp) % 16
    return np.where((radius >= 1) & (ring < 8), ring * 16 + sector, 8 * 16).ravel()
