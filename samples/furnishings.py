"""What stands in a room: sofas, baths, kitchens, benches, plants and lamps, from simple shapes."""

from collections.abc import Callable

import numpy as np
from PIL import ImageDraw

from samples.textures import Rgb, shade

Drawer = Callable[[ImageDraw.ImageDraw, int, int, np.random.Generator], None]
_CLOTHS: list[Rgb] = [(196, 186, 170), (96, 108, 112), (160, 110, 84), (84, 92, 74), (214, 208, 198), (66, 72, 92)]


def _pick(rng: np.random.Generator) -> Rgb:
    return _CLOTHS[int(rng.integers(len(_CLOTHS)))]


def _plant(draw: ImageDraw.ImageDraw, x: float, foot: float, tall: float, rng: np.random.Generator) -> None:
    pot = 0.16 * tall
    rim = foot - 2.2 * pot
    draw.polygon([(x - pot, rim), (x + pot, rim), (x + 0.75 * pot, foot), (x - 0.75 * pot, foot)], fill=(206, 196, 182))
    for angle in rng.uniform(0.25, 2.9, 13):
        tip = (x + 0.6 * tall * np.cos(angle), rim - 0.75 * tall * np.sin(angle))
        middle = (x + 0.22 * tall * np.cos(angle), rim - 0.5 * tall * np.sin(angle))
        green = (int(rng.integers(58, 92)), int(rng.integers(96, 130)), int(rng.integers(60, 84)))
        draw.polygon([(x, rim), (middle[0] - 12, middle[1]), tip, (middle[0] + 12, middle[1])], fill=green)


def _lamp(draw: ImageDraw.ImageDraw, x: float, y: float, size: float) -> None:
    draw.line([(x, 0), (x, y)], fill=(40, 40, 42), width=4)
    draw.pieslice([x - size, y - size * 0.2, x + size, y + size * 1.8], 180, 360, fill=(46, 46, 48))
    draw.ellipse([x - size * 0.3, y + size * 0.62, x + size * 0.3, y + size * 0.96], fill=(255, 244, 210))


def _frame(draw: ImageDraw.ImageDraw, x: float, y: float, w: float, h: float, rng: np.random.Generator) -> None:
    draw.rectangle([x, y, x + w, y + h], fill=(52, 46, 42))
    draw.rectangle([x + 8, y + 8, x + w - 8, y + h - 8], fill=(240, 236, 228))
    draw.ellipse([x + 0.25 * w, y + 0.25 * h, x + 0.75 * w, y + 0.62 * h], fill=_pick(rng))


def _living(draw: ImageDraw.ImageDraw, width: int, edge: int, rng: np.random.Generator) -> None:
    cloth = _pick(rng)
    x, w, foot = width * rng.uniform(0.18, 0.32), width * 0.44, edge + 190
    draw.rounded_rectangle([x, foot - 300, x + w, foot - 60], 40, fill=shade(cloth, 0.9))
    draw.rounded_rectangle([x - 50, foot - 200, x + 60, foot - 30], 36, fill=shade(cloth, 0.8))
    draw.rounded_rectangle([x + w - 60, foot - 200, x + w + 50, foot - 30], 36, fill=shade(cloth, 0.8))
    for k in range(2):
        left = x + 50 + k * (w - 100) / 2
        draw.rounded_rectangle([left, foot - 150, left + (w - 110) / 2, foot - 50], 22, fill=cloth)
    draw.rounded_rectangle([x + 90, foot - 240, x + 230, foot - 140], 26, fill=_pick(rng))
    for leg in (x - 10, x + w - 20):
        draw.rectangle([leg, foot - 40, leg + 18, foot], fill=(70, 56, 44))
    table = x + w * 0.3
    draw.ellipse([table, foot + 90, table + 330, foot + 170], fill=(96, 72, 54))
    draw.rectangle([table + 155, foot + 140, table + 175, foot + 260], fill=(60, 48, 40))
    _frame(draw, x + w * 0.2, edge - 470, 190, 240, rng)
    _frame(draw, x + w * 0.62, edge - 440, 150, 190, rng)
    _plant(draw, width * 0.88, edge + 150, 330, rng)
    _lamp(draw, width * 0.12, edge - 330, 80)


def _bathroom(draw: ImageDraw.ImageDraw, width: int, edge: int, rng: np.random.Generator) -> None:
    x, foot = width * rng.uniform(0.08, 0.16), edge + 210
    draw.rounded_rectangle([x, foot - 230, x + 640, foot], 90, fill=(244, 243, 240))
    draw.ellipse([x + 12, foot - 262, x + 628, foot - 196], fill=(222, 222, 220))
    draw.line([(x + 560, foot - 240), (x + 560, foot - 400), (x + 500, foot - 400)], fill=(150, 150, 152), width=14)
    vanity = width * 0.62
    draw.rectangle([vanity, edge - 120, vanity + 440, edge + 50], fill=(116, 88, 66))
    draw.rectangle([vanity - 14, edge - 150, vanity + 454, edge - 116], fill=(246, 245, 242))
    draw.ellipse([vanity + 110, edge - 206, vanity + 330, edge - 134], fill=(250, 250, 248))
    draw.ellipse([vanity + 80, edge - 590, vanity + 360, edge - 310], fill=(62, 56, 50))
    draw.ellipse([vanity + 92, edge - 578, vanity + 348, edge - 322], fill=(206, 218, 222))
    _plant(draw, width * 0.56, edge + 120, 230, rng)


def _kitchen(draw: ImageDraw.ImageDraw, width: int, edge: int, rng: np.random.Generator) -> None:
    front = _pick(rng)
    x, w, foot = width * 0.2, width * 0.58, edge + 230
    draw.rectangle([0, edge - 210, width * 0.34, edge + 20], fill=shade(front, 0.75))
    draw.rectangle([0, edge - 236, width * 0.35, edge - 206], fill=(236, 234, 230))
    draw.rectangle([x, foot - 280, x + w, foot], fill=front)
    draw.polygon([(x - 30, foot - 280), (x + 40, foot - 350), (x + w - 40, foot - 350), (x + w + 30, foot - 280)],
                 fill=(238, 236, 231))  # fmt: skip
    for k in range(1, 4):
        draw.line([(x + k * w / 4, foot - 276), (x + k * w / 4, foot)], fill=shade(front, 0.7), width=5)
    for k in range(3):
        _lamp(draw, x + w * (0.2 + 0.3 * k), edge - 360, 66)
        stool = x + w * (0.15 + 0.3 * k)
        draw.ellipse([stool, foot - 120, stool + 130, foot - 76], fill=(52, 48, 46))
        draw.line([(stool + 65, foot - 90), (stool + 65, foot + 70)], fill=(52, 48, 46), width=12)
    draw.ellipse([x + w * 0.5, foot - 366, x + w * 0.5 + 120, foot - 320], fill=(184, 120, 80))


def _hall(draw: ImageDraw.ImageDraw, width: int, edge: int, rng: np.random.Generator) -> None:
    door = width * rng.uniform(0.62, 0.7)
    draw.rectangle([door - 16, edge - 560, door + 286, edge + 4], fill=(232, 230, 226))
    draw.rectangle([door, edge - 540, door + 270, edge + 4], fill=shade(_pick(rng), 0.95))
    draw.ellipse([door + 230, edge - 270, door + 252, edge - 248], fill=(190, 170, 120))
    bench = width * 0.16
    draw.rectangle([bench, edge - 60, bench + 480, edge - 20], fill=(150, 112, 76))
    for leg in (bench + 20, bench + 440):
        draw.rectangle([leg, edge - 20, leg + 20, edge + 90], fill=(96, 72, 52))
    _frame(draw, bench + 100, edge - 500, 260, 330, rng)
    _plant(draw, width * 0.52, edge + 110, 300, rng)


def _terrace(draw: ImageDraw.ImageDraw, width: int, edge: int, rng: np.random.Generator) -> None:
    for k in range(22):  # a slatted screen
        draw.rectangle([k * width / 22, edge - 320, k * width / 22 + width / 30, edge], fill=(150, 116, 84, 235))
    for side in (0.16, 0.62):
        x, foot = width * side, edge + 230
        draw.polygon(
            [(x, foot - 120), (x + 330, foot - 120), (x + 360, foot - 30), (x - 30, foot - 30)], fill=_pick(rng)
        )
        draw.rounded_rectangle([x, foot - 290, x + 330, foot - 110], 26, fill=shade(_pick(rng), 1.05))
        draw.line([(x, foot - 30), (x, foot + 50)], fill=(60, 54, 48), width=14)
        draw.line([(x + 330, foot - 30), (x + 330, foot + 50)], fill=(60, 54, 48), width=14)
    _plant(draw, width * 0.5, edge + 90, 400, rng)
    _plant(draw, width * 0.94, edge + 140, 320, rng)


DRAWERS: dict[str, Drawer] = {
    "living": _living, "bathroom": _bathroom, "kitchen": _kitchen, "hall": _hall, "terrace": _terrace,
}  # fmt: skip
