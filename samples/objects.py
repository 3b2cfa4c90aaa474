"""Single things photographed on a plain ground: furniture, lamps, vessels and fittings, from simple shapes."""

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from samples.textures import Rgb, jpeg

Draw = ImageDraw.ImageDraw
_WOOD: Rgb = (134, 98, 66)
_STEEL: Rgb = (120, 124, 128)


def thing(
    kind: str, colour: Rgb, rng: np.random.Generator, shape: tuple[int, int] = (420, 420), ground: Rgb = (240, 239, 236)
) -> bytes:
    """A picture of one thing, `shape` is height, width in pixels; JPEG. `kind` is a key of KINDS.

    Proportions vary with `rng`, so no two pictures are alike.
    """
    layer = Image.new("RGBA", (1000, 1000))
    draw = ImageDraw.Draw(layer)
    KINDS[kind](draw, colour, rng)
    height, width = shape
    side = min(height, width)
    stretch = rng.uniform(0.92, 1.0)
    cut = layer.resize((side, int(side * stretch)), Image.Resampling.HAMMING)
    y, x = (axis.astype(np.float32) for axis in np.ogrid[0:height, 0:width])
    fall = 1.03 - 0.16 * (y / height) ** 2 - 0.06 * np.abs(x / width - 0.4)
    base = Image.fromarray((np.array(ground, np.float32) * fall[..., None]).clip(0, 255).astype(np.uint8)).convert(
        "RGBA"
    )
    shadow = Image.new("RGBA", base.size)
    at = ((width - side) // 2, 0 if kind == "pendant" else height - cut.height)  # a pendant hangs from the top
    shadow.paste((30, 28, 26, 96), (at[0] + 8, at[1] + 7), cut.getchannel("A"))
    base.alpha_composite(shadow.filter(ImageFilter.GaussianBlur(8)))
    base.alpha_composite(cut, at)
    return jpeg(np.asarray(base.convert("RGB"), np.float32) + rng.normal(0, 1.2, (height, width, 1)).astype(np.float32))


def shade(colour: Rgb, by: float) -> Rgb:
    """The colour made darker (below 1) or lighter."""
    return (int(min(colour[0] * by, 255)), int(min(colour[1] * by, 255)), int(min(colour[2] * by, 255)))


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


KINDS: dict[str, Callable[[Draw, Rgb, np.random.Generator], None]] = {
    "chair": _chair, "armchair": _armchair, "sofa": _sofa, "table": _table, "shelf": _shelf,
    "pendant": _pendant, "floor lamp": _floor_lamp, "table lamp": _table_lamp, "wall lamp": _wall_lamp,
    "vase": _vase, "bowl": _bowl, "jug": _jug, "plate": _plate,
    "knob": _knob, "flange": _flange, "spring": _spring, "hinge": _hinge,
}  # fmt: skip
