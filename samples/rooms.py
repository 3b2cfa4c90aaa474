"""Room scenes: a tiled floor in perspective, a back wall, and furniture from simple shapes."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from samples.furnishings import DRAWERS
from samples.textures import SIDE, Pixels, Rgb, jpeg

SCENES = tuple(DRAWERS)
JOINT = 0.004  # metres


@dataclass(frozen=True)
class Tile:
    """A tile to lay: its surface, its width and height in metres, and its joint's colour."""

    surface: Pixels
    width: float = 0.6
    height: float = 0.6
    joint: Rgb = (200, 198, 194)


def room(
    scene: str, floor: Tile, wall: Rgb | Tile, rng: np.random.Generator, shape: tuple[int, int] = (600, 800)
) -> bytes:
    """A photograph-like picture of a room, `shape` is height, width in pixels; JPEG. `scene` is one of SCENES."""
    height, width = shape
    horizon = int(height * rng.uniform(0.34, 0.42))
    edge = int(height * rng.uniform(0.56, 0.64))  # where wall and floor meet
    pixels = np.empty((height, width, 3), np.float32)
    pixels[:edge] = _wall(wall, edge, width)
    pixels[edge:] = _floor(floor, height, width, horizon, edge, rng.uniform(-0.3, 0.3))
    pixels = _furnish(scene, pixels, edge, rng)
    return jpeg(_light(pixels, edge, rng))


def _lay(tile: Tile, u: Pixels, v: Pixels, blur: Pixels | None = None) -> Pixels:
    """Colours at metres u, v on a surface laid with the tile; `blur` (0-1) fades the joints with distance."""
    column, row = np.floor(u / tile.width), np.floor(v / tile.height)
    fu, fv = u / tile.width - column, v / tile.height - row
    # each tile shows another cut of the same surface
    x = ((fu * 0.8 + (column * 0.37 + row * 0.61) % 1) * SIDE).astype(np.int32) % SIDE
    y = ((fv * 0.8 + (column * 0.53 + row * 0.29) % 1) * SIDE).astype(np.int32) % SIDE
    pixels: Pixels = tile.surface.reshape(-1, 3)[y * SIDE + x]
    pixels *= (1 + 0.05 * np.sin(column * 12.9 + row * 78.2))[..., None]
    gap = (fu * tile.width < JOINT) | (fv * tile.height < JOINT)
    strength = np.float32(1) if blur is None else 1 - blur[gap][:, None]
    pixels[gap] += (np.array(tile.joint, np.float32) - pixels[gap]) * strength
    return pixels


def _wall(wall: Rgb | Tile, height: int, width: int) -> Pixels:
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    if isinstance(wall, Tile):
        return _lay(wall, x / 260, (height - y) / 260)
    plain: Pixels = (
        np.broadcast_to(np.array(wall, np.float32), (height, width, 3)) * (1 - 0.12 * (y / height))[..., None]
    )
    return plain


def _floor(tile: Tile, height: int, width: int, horizon: int, edge: int, turn: float) -> Pixels:
    y, x = np.mgrid[edge:height, 0:width].astype(np.float32)
    depth = 0.62 * height / (y - horizon)  # metres: the eye is at 1.5 m
    across = (x - width / 2) * depth / (0.75 * width)
    u, v = across * np.cos(turn) - depth * np.sin(turn), across * np.sin(turn) + depth * np.cos(turn)
    return _lay(tile, u + 40, v + 40, np.clip((depth - 1.2) / 4, 0, 0.85))


def _furnish(scene: str, pixels: Pixels, edge: int, rng: np.random.Generator) -> Pixels:
    height, width = pixels.shape[:2]
    base = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).convert("RGBA")
    # drawn at twice the size and reduced, for smooth edges
    shapes = Image.new("RGBA", (width * 2, height * 2))
    draw = ImageDraw.Draw(shapes)
    DRAWERS[scene](draw, width * 2, edge * 2, rng)
    shapes = shapes.reduce(2)
    shadow = Image.new("RGBA", (width, height))
    shadow.putalpha(shapes.getchannel("A").point(lambda a: a * 0.38).filter(ImageFilter.GaussianBlur(9)))
    base.alpha_composite(shadow, (6, 10), (0, 0, width - 6, height - 10))
    base.alpha_composite(shapes)
    return np.asarray(base.convert("RGB"), np.float32)


def _light(pixels: Pixels, edge: int, rng: np.random.Generator) -> Pixels:
    height, width = pixels.shape[:2]
    y, x = (axis.astype(np.float32) for axis in np.ogrid[0:height, 0:width])
    side = np.float32(rng.choice((0.05, 0.95)))
    corner = np.exp(-(((y - edge) / (0.03 * height)) ** 2)) * 0.14  # dark where wall meets floor
    glow = 1.14 - 0.42 * np.sqrt((x / width - side) ** 2 + (0.7 * (y / height - 0.25)) ** 2) - corner
    lit: Pixels = pixels * glow[..., None] * np.array((1.02, 1.0, 0.965), np.float32)
    return lit
