"""Single things photographed on a plain ground, and line drawings of them."""

import io

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from samples.hardware import HARDWARE
from samples.homeware import HOMEWARE
from samples.textures import Rgb, jpeg

KINDS = HOMEWARE | HARDWARE


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


def section_drawing(rng: np.random.Generator) -> bytes:
    """A turned part in section with the measures d1, d2 and h, 440 by 400 pixels, black on white; PNG."""
    image = Image.new("L", (880, 800), 255)
    draw = ImageDraw.Draw(image)
    flange, neck, collar = rng.uniform(240, 320), rng.uniform(70, 150), rng.uniform(240, 380)
    outline = [(-flange, 140), (flange, 140), (flange, collar), (neck, collar), (neck, 640), (-neck, 640),
               (-neck, collar), (-flange, collar)]  # fmt: skip
    points = [(420 + x, y) for x, y in outline]
    draw.polygon(points, fill=232)
    draw.line([*points, points[0]], fill=0, width=6)
    for y in range(80, 720, 44):  # the axis
        draw.line([(420, y), (420, y + 26)], fill=90, width=2)
    font = ImageFont.load_default(40)
    for y, reach, name in ((84, flange, "d1"), (700, neck, "d2")):
        draw.line([(420 - reach, y), (420 + reach, y)], fill=0, width=3)
        draw.text((420, y - 6 if y < 400 else y + 6), name, 0, font, anchor="mb" if y < 400 else "mt")
    draw.line([(790, 140), (790, 640)], fill=0, width=3)
    draw.text((804, 390), "h", 0, font, anchor="lm")
    out = io.BytesIO()
    image.resize((440, 400), Image.Resampling.LANCZOS).save(out, "PNG")
    return out.getvalue()
