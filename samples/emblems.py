"""Certificate emblems and logos as small PNG pictures, the way they are pasted into catalogues."""

import io

from PIL import Image, ImageDraw, ImageFont

_TONES = ((32, 92, 150), (60, 130, 76), (150, 62, 54), (92, 76, 140), (30, 120, 124), (170, 120, 40))


def emblem(name: str, k: int) -> bytes:
    """A round, square or shield-shaped emblem (by k) with the name on it, 360 pixels square, PNG."""
    image = Image.new("RGB", (720, 720), "white")
    draw = ImageDraw.Draw(image)
    tone = _TONES[k % len(_TONES)]
    if k % 3 == 0:
        draw.ellipse((20, 20, 700, 700), outline=tone, width=44)
        draw.ellipse((110, 110, 610, 610), outline=tone, width=10)
    elif k % 3 == 1:
        draw.rounded_rectangle((20, 20, 700, 700), 110, fill=tone)
        draw.rounded_rectangle((60, 60, 660, 660), 80, outline="white", width=10)
    else:
        draw.polygon([(360, 20), (690, 130), (640, 520), (360, 700), (80, 520), (30, 130)], fill=tone)
    ink = tone if k % 3 == 0 else "white"
    font = ImageFont.load_default(104 if len(name) < 9 else 74)
    for n, word in enumerate(name.split()):
        draw.text((360, 360 + 110 * (n - (len(name.split()) - 1) / 2)), word, ink, font, anchor="mm")
    out = io.BytesIO()
    image.resize((360, 360), Image.Resampling.LANCZOS).save(out, "PNG")
    return out.getvalue()
