"""Surfaces painted with noise: marble, stone, concrete, terrazzo, wood, linen, mosaic, plain; and their colours."""

import io
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

Pixels = NDArray[np.float32]  # height x width x 3, 0-255
Rgb = tuple[int, int, int]
SIDE = 384  # pixels of a texture's side

COLOURS: dict[str, Rgb] = {
    "ivory": (236, 228, 210), "chalk": (240, 239, 235), "sand": (214, 196, 164), "greige": (190, 180, 166),
    "ash": (176, 176, 173), "smoke": (138, 138, 140), "graphite": (72, 74, 78), "ink": (38, 41, 50),
    "terracotta": (184, 104, 74), "rust": (150, 82, 50), "honey": (198, 148, 88), "walnut": (110, 76, 52),
    "cocoa": (92, 68, 56), "sage": (150, 163, 138), "moss": (96, 108, 74), "petrol": (44, 96, 104),
    "sky": (158, 186, 204), "indigo": (58, 66, 112), "blush": (220, 182, 170), "plum": (104, 62, 84),
}  # fmt: skip


def noise(rng: np.random.Generator, height: int, width: int, cells: tuple[int, int], octaves: int = 4) -> Pixels:
    """Smooth value noise, 0-1: random grids of doubling fineness, enlarged and added. `cells` is rows, columns."""
    total: Pixels = np.zeros((height, width), np.float32)
    weight = 1.0
    for octave in range(octaves):
        rows, columns = min(cells[0] << octave, height), min(cells[1] << octave, width)
        grid = Image.fromarray((rng.random((rows, columns), dtype=np.float32) * 255).astype(np.uint8))
        total += weight * np.asarray(grid.resize((width, height), Image.Resampling.BICUBIC), np.float32)
        weight /= 2
    low, high = float(total.min()), float(total.max())
    scaled: Pixels = (total - low) / max(high - low, 1e-6)
    return scaled


def texture(kind: str, colour: Rgb, rng: np.random.Generator) -> Pixels:
    """One tile's surface, SIDE pixels square. `kind` is a key of KINDS."""
    return KINDS[kind](np.array(colour, np.float32), rng).clip(0, 255)


def shade(colour: Rgb, by: float) -> Rgb:
    """The colour made darker (below 1) or lighter."""
    return (int(min(colour[0] * by, 255)), int(min(colour[1] * by, 255)), int(min(colour[2] * by, 255)))


def jpeg(pixels: Pixels, quality: int = 82) -> bytes:
    """The pixels as a JPEG file."""
    out = io.BytesIO()
    Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).save(out, "JPEG", quality=quality)
    return out.getvalue()


def swatch(kind: str, colour: Rgb, rng: np.random.Generator, shape: tuple[int, int] = (240, 240)) -> bytes:
    """A tile cut to `shape` (height, width) with a thin bevel, as JPEG."""
    height, width = shape
    cut = texture(kind, colour, rng)[: min(height, SIDE), : min(width, SIDE)]
    pixels = np.asarray(Image.fromarray(cut.astype(np.uint8)).resize((width, height)), np.float32).copy()
    pixels[:3] += 14
    pixels[:, :3] += 14
    pixels[-3:] -= 24
    pixels[:, -3:] -= 24
    return jpeg(pixels)


def _tinted(base: Pixels, light: Pixels, contrast: float) -> Pixels:
    return base * (1 + contrast * (light[..., None] - 0.5))


def _marble(base: Pixels, rng: np.random.Generator) -> Pixels:
    turbulence = noise(rng, SIDE, SIDE, (3, 3), 5)
    slope = rng.uniform(0.4, 1.6)
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32) / SIDE
    veins = np.abs(np.sin((x * slope + y + 2.2 * turbulence) * 5)) ** 0.22
    fine = np.abs(np.sin((x - slope * y + 1.6 * noise(rng, SIDE, SIDE, (4, 4))) * 9)) ** 0.12
    vein = np.array((118, 112, 108), np.float32) if base.mean() > 110 else np.array((205, 195, 180), np.float32)
    strength = (1 - veins * fine)[..., None]
    veined: Pixels = _tinted(base, turbulence, 0.10) * (1 - strength) + vein * strength
    return veined


def _stone(base: Pixels, rng: np.random.Generator) -> Pixels:
    layers = noise(rng, SIDE, SIDE, (12, 2), 5)
    return _tinted(base, layers, 0.42) + rng.normal(0, 4, (SIDE, SIDE, 1)).astype(np.float32)


def _concrete(base: Pixels, rng: np.random.Generator) -> Pixels:
    return _tinted(base, noise(rng, SIDE, SIDE, (3, 3), 6), 0.26) + rng.normal(0, 3, (SIDE, SIDE, 1)).astype(np.float32)


def _terrazzo(base: Pixels, rng: np.random.Generator) -> Pixels:
    image = Image.fromarray(_concrete(base, rng).clip(0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    tones = [np.clip(base + shift, 0, 255) for shift in (-90, -55, -25, 40)] + [np.array((178, 128, 98))]
    for _ in range(330):
        x, y = rng.uniform(0, SIDE, 2)
        radius = rng.uniform(2.5, 13)
        angles = np.sort(rng.uniform(0, 2 * np.pi, 6))
        points = [(x + radius * np.cos(a) * rng.uniform(0.6, 1), y + radius * np.sin(a)) for a in angles]
        tone = tones[int(rng.integers(len(tones)))]
        draw.polygon(points, fill=(int(tone[0]), int(tone[1]), int(tone[2])))
    return np.asarray(image, np.float32)


def _wood(base: Pixels, rng: np.random.Generator) -> Pixels:
    grain = noise(rng, SIDE, SIDE, (40, 1), 3)
    rings = np.sin((np.mgrid[0:SIDE, 0:SIDE][0] / 26 + 4 * noise(rng, SIDE, SIDE, (4, 1), 3)) * 3.4).astype(np.float32)
    return _tinted(base, 0.6 * grain + 0.2 * (rings + 1), 0.55)


def _linen(base: Pixels, rng: np.random.Generator) -> Pixels:
    warp, weft = rng.normal(0, 1, (1, SIDE)), rng.normal(0, 1, (SIDE, 1))
    threads = (warp + weft).astype(np.float32) + rng.normal(0, 0.7, (SIDE, SIDE)).astype(np.float32)
    return _tinted(base, 0.5 + threads * 0.06 + 0.1 * noise(rng, SIDE, SIDE, (3, 3)), 0.7)


def _mosaic(base: Pixels, rng: np.random.Generator) -> Pixels:
    side = 32
    count = SIDE // side
    tones = base + rng.normal(0, 20, (count, count, 1)) + rng.normal(0, 7, (count, count, 3))
    pixels = np.kron(tones, np.ones((side, side, 1))).astype(np.float32)
    pixels[np.arange(SIDE) % side < 3] = 226
    pixels[:, np.arange(SIDE) % side < 3] = 226
    return pixels + rng.normal(0, 2, (SIDE, SIDE, 1)).astype(np.float32)


def _plain(base: Pixels, rng: np.random.Generator) -> Pixels:
    return _tinted(base, noise(rng, SIDE, SIDE, (2, 2), 2), 0.06)


KINDS: dict[str, Callable[[Pixels, np.random.Generator], Pixels]] = {
    "marble": _marble, "stone": _stone, "concrete": _concrete, "terrazzo": _terrazzo,
    "wood": _wood, "linen": _linen, "mosaic": _mosaic, "plain": _plain,
}  # fmt: skip
