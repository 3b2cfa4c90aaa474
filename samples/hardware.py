"""Vessels and machine parts from simple shapes, on a canvas of 1000 by 1000."""

from collections.abc import Callable

import numpy as np
from PIL import ImageDraw

from samples.textures import Rgb, shade

Draw = ImageDraw.ImageDraw
_STEEL: Rgb = (120, 124, 128)


def _vase(draw: Draw, colour: Rgb, rng: np.random.Generator) -> None:
    neck, belly, mid = rng.uniform(50, 120), rng.uniform(160, 290), rng.uniform(480, 660)
    outline = [(500 - neck, 220), (500 - neck * 0.8, 340), (500 - belly, mid), (500 - belly * 0.6, 900)]
    draw.polygon(outline + [(1000 - x, y) for x, y in reversed(outline)], fill=colour)
    draw.ellipse([500 - neck, 200, 500 + neck, 240], fill=shade(colour, 0.6))
    draw.ellipse([500 - belly * 0.6, 880, 500 + belly * 0.6, 920], fill=shade(colour, 0.9))
    for y in np.arange(mid - 60, mid + 90, rng.uniform(24, 60)):
        draw.line([(500 - belly * 0.93, y), (500 + belly * 0.93, y)], fill=shade(colour, 0.86), width=7)


def _bowl(draw: Draw, colour: Rgb, rng: np.random.Generator) -> None:
    wide, deep = rng.uniform(280, 400), rng.uniform(180, 320)
    draw.pieslice([500 - wide, 520 - deep, 500 + wide, 520 + deep], 0, 180, fill=colour)
    draw.ellipse([500 - wide, 470, 500 + wide, 570], fill=shade(colour, 0.72))
    draw.rectangle([500 - wide * 0.3, 505 + deep, 500 + wide * 0.3, 535 + deep], fill=shade(colour, 0.8))


def _jug(draw: Draw, colour: Rgb, rng: np.random.Generator) -> None:
    tall = rng.uniform(230, 360)
    draw.arc([600, tall + 90, 840, 760], 270, 90, fill=shade(colour, 0.85), width=44)
    draw.polygon([(330, tall), (650, tall), (720, 890), (280, 890)], fill=colour)
    draw.polygon([(330, tall), (430, tall), (300, tall + 90), (240, tall - 10)], fill=shade(colour, 0.92))
    draw.ellipse([330, tall - 24, 650, tall + 24], fill=shade(colour, 0.6))


def _plate(draw: Draw, colour: Rgb, rng: np.random.Generator) -> None:
    rim = rng.uniform(60, 150)
    draw.ellipse([120, 160, 880, 920], fill=shade(colour, 0.92))
    draw.ellipse([132, 168, 868, 904], fill=colour)
    draw.ellipse(
        [120 + rim, 160 + rim, 880 - rim, 920 - rim], fill=shade(colour, 0.95), outline=shade(colour, 0.8), width=6
    )


def _knob(draw: Draw, colour: Rgb, rng: np.random.Generator) -> None:
    lobes, reach = int(rng.integers(3, 8)), rng.uniform(240, 330)
    for k in range(lobes):
        angle = 2 * np.pi * k / lobes
        x, y = 500 + reach * 0.7 * np.cos(angle), 540 + reach * 0.7 * np.sin(angle)
        draw.ellipse([x - 130, y - 130, x + 130, y + 130], fill=shade(colour, 0.88))
    draw.ellipse([500 - reach * 0.8, 540 - reach * 0.8, 500 + reach * 0.8, 540 + reach * 0.8], fill=colour)
    draw.ellipse([430, 470, 570, 610], fill=_STEEL, outline=shade(_STEEL, 0.7), width=10)


def _flange(draw: Draw, colour: Rgb, rng: np.random.Generator) -> None:
    holes = int(rng.integers(4, 9))
    draw.ellipse([130, 170, 870, 910], fill=shade(colour, 0.8))
    draw.ellipse([138, 160, 862, 884], fill=colour)
    for k in range(holes):
        angle = 2 * np.pi * (k + 0.5) / holes
        x, y = 500 + 280 * np.cos(angle), 522 + 280 * np.sin(angle)
        draw.ellipse([x - 36, y - 36, x + 36, y + 36], fill=shade(colour, 0.35))
    inner = rng.uniform(90, 180)
    draw.ellipse(
        [500 - inner, 522 - inner, 500 + inner, 522 + inner],
        fill=shade(colour, 0.3),
        outline=shade(colour, 0.6),
        width=18,
    )


def _spring(draw: Draw, colour: Rgb, rng: np.random.Generator) -> None:
    turns = int(rng.integers(6, 12))
    step = 640 / turns
    for k in range(turns):
        y = 160 + k * step
        draw.line([(320, y + step * 0.4), (680, y)], fill=shade(colour, 0.65), width=24)
        draw.line([(320, y + step * 0.4), (680, y + step)], fill=colour, width=30)


def _hinge(draw: Draw, colour: Rgb, rng: np.random.Generator) -> None:
    wide = rng.uniform(200, 320)
    draw.rounded_rectangle([490 - wide, 240, 480, 860], 24, fill=colour)
    draw.rounded_rectangle([520, 240, 510 + wide, 860], 24, fill=shade(colour, 0.9))
    for k in range(5):
        draw.rounded_rectangle([455, 245 + k * 122, 545, 355 + k * 122], 16, fill=shade(colour, 0.7 + 0.1 * (k % 2)))
    for x in (490 - wide * 0.6, 510 + wide * 0.6):
        for y in (340, 760):
            draw.ellipse([x - 30, y - 30, x + 30, y + 30], fill=shade(colour, 0.4))


HARDWARE: dict[str, Callable[[Draw, Rgb, np.random.Generator], None]] = {
    "vase": _vase,
    "bowl": _bowl,
    "jug": _jug,
    "plate": _plate,
    "knob": _knob,
    "flange": _flange,
    "spring": _spring,
    "hinge": _hinge,
}
