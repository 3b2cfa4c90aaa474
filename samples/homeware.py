"""Furniture and lamps from simple shapes, on a canvas of 1000 by 1000."""

from collections.abc import Callable

import numpy as np
from PIL import ImageDraw

from samples.textures import Rgb, shade

Draw = ImageDraw.ImageDraw
_WOOD: Rgb = (134, 98, 66)
_STEEL: Rgb = (120, 124, 128)


def _legs(draw: Draw, xs: tuple[float, ...], top: float, foot: float, wide: float, colour: Rgb) -> None:
    for x in xs:
        draw.polygon([(x - wide, top), (x + wide, top), (x + wide * 0.6, foot), (x - wide * 0.6, foot)], fill=colour)


def _chair(draw: Draw, colour: Rgb, rng: np.random.Generator) -> None:
    back = rng.uniform(180, 300)
    _legs(draw, (320, 680), 560, 900, 16, shade(_WOOD, 0.8))
    draw.rounded_rectangle([300, back, 700, 520], rng.uniform(20, 120), fill=shade(colour, 0.85))
    draw.rounded_rectangle([270, 520, 730, 600], 34, fill=colour)
    _legs(draw, (300, 700), 596, 930, 18, _WOOD)


def _armchair(draw: Draw, colour: Rgb, rng: np.random.Generator) -> None:
    round_ = rng.uniform(30, 110)
    draw.rounded_rectangle([220, rng.uniform(230, 320), 780, 760], round_, fill=shade(colour, 0.82))
    draw.rounded_rectangle([150, 470, 300, 800], round_ * 0.6, fill=shade(colour, 0.92))
    draw.rounded_rectangle([700, 470, 850, 800], round_ * 0.6, fill=shade(colour, 0.92))
    draw.rounded_rectangle([290, 580, 710, 740], 40, fill=colour)
    _legs(draw, (220, 780), 800, 900, 18, _WOOD)


def _sofa(draw: Draw, colour: Rgb, rng: np.random.Generator) -> None:
    top = rng.uniform(380, 460)
    draw.rounded_rectangle([80, top, 920, 760], 60, fill=shade(colour, 0.82))
    for k in range(3):
        draw.rounded_rectangle([140 + k * 242, 560, 375 + k * 242, 720], 34, fill=shade(colour, 1 - 0.03 * k))
    draw.rounded_rectangle([40, 540, 150, 800], 46, fill=shade(colour, 0.9))
    draw.rounded_rectangle([850, 540, 960, 800], 46, fill=shade(colour, 0.9))
    _legs(draw, (110, 890), 800, 880, 16, shade(_STEEL, 0.6))


def _table(draw: Draw, colour: Rgb, rng: np.random.Generator) -> None:
    if rng.random() < 0.5:
        draw.ellipse([110, 430, 890, 540], fill=shade(colour, 0.8))
        draw.ellipse([110, 415, 890, 520], fill=colour)
        draw.polygon([(460, 510), (540, 510), (600, 890), (400, 890)], fill=shade(colour, 0.7))
    else:
        draw.polygon([(180, 430), (820, 430), (940, 520), (60, 520)], fill=colour)
        draw.rectangle([60, 520, 940, 550], fill=shade(colour, 0.75))
        _legs(draw, (100, 900), 550, 920, 20, shade(colour, 0.65))
        _legs(draw, (230, 770), 550, 840, 16, shade(colour, 0.55))


def _shelf(draw: Draw, colour: Rgb, rng: np.random.Generator) -> None:
    draw.rectangle([220, 120, 780, 910], fill=shade(colour, 0.55))
    rows = int(rng.integers(3, 6))
    for row in range(rows):
        y = 135 + row * 770 / rows
        split = rng.uniform(340, 640)
        for left, right in ((238, split), (split + 16, 762)):
            draw.rectangle([left, y, right, y + 770 / rows - 18], fill=shade(colour, rng.uniform(0.75, 1.1)))


def _pendant(draw: Draw, colour: Rgb, rng: np.random.Generator) -> None:
    wide, tall = rng.uniform(180, 340), rng.uniform(160, 320)
    draw.rectangle([494, 0, 506, 420], fill=(40, 40, 42))
    if rng.random() < 0.5:
        draw.pieslice([500 - wide, 420, 500 + wide, 420 + 2 * tall], 180, 360, fill=colour)
        draw.ellipse([500 - wide * 0.35, 400 + tall, 500 + wide * 0.35, 440 + tall], fill=(255, 243, 208))
    else:
        edge = [(500 - 60, 420), (500 + 60, 420), (500 + wide, 420 + tall), (500 - wide, 420 + tall)]
        draw.polygon(edge, fill=colour)
        draw.ellipse([500 - wide, 400 + tall, 500 + wide, 440 + tall], fill=(255, 240, 200))


def _floor_lamp(draw: Draw, colour: Rgb, rng: np.random.Generator) -> None:
    lean = rng.uniform(-160, 160)
    draw.ellipse([380, 900, 620, 950], fill=shade(_STEEL, 0.5))
    draw.line([(500, 925), (500 + lean, 240)], fill=shade(_STEEL, 0.6), width=14)
    x = 500 + lean
    draw.polygon([(x - 70, 120), (x + 70, 120), (x + 150, 330), (x - 150, 330)], fill=colour)
    draw.ellipse([x - 150, 315, x + 150, 345], fill=(255, 240, 205))


def _table_lamp(draw: Draw, colour: Rgb, rng: np.random.Generator) -> None:
    belly = rng.uniform(90, 170)
    draw.ellipse([500 - belly, 560, 500 + belly, 900], fill=shade(colour, 0.8))
    draw.rectangle([485, 470, 515, 580], fill=_STEEL)
    draw.polygon([(390, 240), (610, 240), (720, 500), (280, 500)], fill=shade(colour, 1.15))


def _wall_lamp(draw: Draw, colour: Rgb, rng: np.random.Generator) -> None:
    draw.rounded_rectangle([420, 300, 580, 720], 30, fill=shade(_STEEL, 0.8))
    reach = rng.uniform(60, 120)
    draw.pieslice([500 - reach - 120, 360, 500 + reach + 120, 640], 0, 180, fill=colour)
    draw.ellipse([500 - reach - 120, 480, 500 + reach + 120, 520], fill=(255, 240, 205))


HOMEWARE: dict[str, Callable[[Draw, Rgb, np.random.Generator], None]] = {
    "chair": _chair,
    "armchair": _armchair,
    "sofa": _sofa,
    "table": _table,
    "shelf": _shelf,
    "pendant": _pendant,
    "floor lamp": _floor_lamp,
    "table lamp": _table_lamp,
    "wall lamp": _wall_lamp,
}
