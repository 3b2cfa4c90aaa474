"""Twelve surfaces in twelve colours, drawn from a seed."""

import io
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Light = NDArray[np.float64]
SIDE = 256
COLOURS = {
    "white": (240, 238, 232), "grey": (150, 150, 150), "anthracite": (62, 64, 68), "beige": (214, 196, 164),
    "brown": (112, 74, 48), "terracotta": (190, 100, 70), "red": (178, 34, 40), "yellow": (228, 190, 60),
    "green": (84, 130, 70), "teal": (40, 110, 112), "blue": (50, 80, 150), "pink": (222, 170, 176),
}  # fmt: skip
Y, X = np.mgrid[0:SIDE, 0:SIDE]


def smooth(rng: np.random.Generator, rows: int, columns: int, octaves: int = 3) -> Light:
    """Clouds, 0-1: random grids of doubling fineness, enlarged and added."""
    total = np.zeros((SIDE, SIDE))
    for octave in range(octaves):
        grid = rng.random((min(rows << octave, SIDE), min(columns << octave, SIDE))) * 255
        large = Image.fromarray(grid.astype(np.uint8)).resize((SIDE, SIDE), Image.Resampling.BICUBIC)
        total += np.asarray(large) / 2**octave
    lighter: Light = (total - total.min()) / (total.max() - total.min())
    return lighter


def dots(rng: np.random.Generator) -> Light:
    x, y = (X + rng.integers(20)) % 20 - 10, (Y + rng.integers(20)) % 20 - 10
    return np.where(x**2 + y**2 < 25, -0.3, 0.05)


def marble(rng: np.random.Generator) -> Light:
    veins: Light = np.abs(np.sin((X / SIDE * 1.2 + Y / SIDE + 1.6 * smooth(rng, 3, 3, 5)) * 6)) ** 0.25
    return -0.35 * (1 - veins)


def bricks(rng: np.random.Generator) -> Light:
    joints = (Y % 32 < 3) | ((X + (Y // 32 % 2) * 32) % 64 < 3)
    noisy: Light = np.where(joints, 0.25, 0) + rng.normal(0, 0.02, (SIDE, SIDE))
    return noisy


def weave(rng: np.random.Generator) -> Light:
    threads = 0.05 * rng.normal(0, 1, (1, SIDE)) + 0.05 * rng.normal(0, 1, (SIDE, 1))
    woven: Light = 0.12 * np.sign(np.sin(X / 2.5)) * np.sign(np.sin(Y / 2.5)) + threads
    return woven


def blotches(rng: np.random.Generator) -> Light:
    light = np.zeros((SIDE, SIDE))
    for _ in range(160):
        x, y, radius, change = *rng.uniform(0, SIDE, 2), rng.uniform(3, 8), rng.choice((-0.4, -0.25, 0.25))
        light[(X - x) ** 2 + (Y - y) ** 2 < radius**2] = change
    return light


TEXTURES: dict[str, Callable[[np.random.Generator], Light]] = {
    "fine": lambda rng: rng.normal(0, 0.12, (SIDE, SIDE)),
    "cloudy": lambda rng: 0.45 * (smooth(rng, 4, 4) - 0.5),
    "across": lambda rng: 0.18 * np.sign(np.sin(Y / 6 + rng.uniform(0, 6))),
    "upright": lambda rng: 0.18 * np.sign(np.sin(X / 6 + rng.uniform(0, 6))),
    "diagonal": lambda rng: 0.18 * np.sin((X + Y) / 5 + rng.uniform(0, 6)),
    "checks": lambda rng: 0.16 * np.where((X // 24 + Y // 24 + rng.integers(2)) % 2 == 0, 1, -1),
    "wood": lambda rng: 0.5 * (smooth(rng, 48, 2) - 0.5),
    "dots": dots,
    "marble": marble,
    "bricks": bricks,
    "weave": weave,
    "blotches": blotches,
}  # fmt: skip


def swatch(colour: str, texture: str, seed: int) -> bytes:
    """A JPEG, as a thumbnail is."""
    light = TEXTURES[texture](np.random.default_rng(seed))
    pixels = np.clip(np.array(COLOURS[colour]) * (1 + light[..., None]), 0, 255).astype(np.uint8)
    return jpeg(Image.fromarray(pixels))


def jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90, subsampling=0)
    return out.getvalue()
