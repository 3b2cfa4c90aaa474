"""From an image as drawn to pixels as seen: decoded, masked, RGB or grey, upright, cut to what shows.

Runs in the sandbox.
"""

# mypy: disable-error-code="no-untyped-call"

import io
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pipeline.artefacts import Box
from pipeline.mupdf import mupdf, pymupdf
from services.imager.drawn import Drawn, buffer

Pixels = NDArray[np.uint8]

THUMBNAIL = 256
"""Longer side in pixels: what CLIP (224) and the offline measures look at."""
MIN_CUT = 0.97
"""Share of the box that shows from which nothing is cut off: clips are often a hair smaller than their picture."""
DARK = (44, 44, 48)


def seen(drawn: Drawn, box: Box, most: int) -> Pixels:
    """The pixels of `drawn` that show in `box`, at most about `most` of them: (height, width, 3) RGB or (height, width)
    grey. Raises mupdf.FzErrorBase, ValueError or MemoryError when they cannot be decoded.
    """
    pixels = _decoded(drawn.image, most)
    mask = drawn.image.mask()
    if mask.m_internal:
        pixels = _masked(pixels, _decoded(mask, most))
    transpose, across, down = drawn.turn()
    if transpose:
        pixels = pixels.swapaxes(0, 1)
    if across:
        pixels = pixels[:, ::-1]
    if down:
        pixels = pixels[::-1]
    cut = cut_of(drawn, box)
    if cut:
        height, width = pixels.shape[:2]
        left, top = math.floor(cut[0] * width), math.floor(cut[1] * height)
        right, bottom = math.ceil(cut[2] * width), math.ceil(cut[3] * height)
        pixels = pixels[top : max(top + 1, bottom), left : max(left + 1, right)]
    return np.ascontiguousarray(pixels)


def cut_of(drawn: Drawn, box: Box) -> Box | None:
    """The part of the upright picture that shows in `box`, each 0-1; None if that is all of it or it stands askew."""
    x0, y0, x1, y1 = drawn.box
    width, height = x1 - x0, y1 - y0
    if not drawn.straight or (box[2] - box[0]) * (box[3] - box[1]) >= MIN_CUT * width * height:
        return None
    return (
        round((box[0] - x0) / width, 3),
        round((box[1] - y0) / height, 3),
        round((box[2] - x0) / width, 3),
        round((box[3] - y0) / height, 3),
    )


def original(drawn: Drawn, box: Box) -> bytes | None:
    """The JPEG file inside the PDF, if its pixels are shown just as they are."""
    image = drawn.image
    if drawn.turn() != (False, False, False) or cut_of(drawn, box) or image.mask().m_internal or image.use_decode():
        return None
    name = mupdf.fz_colorspace_name(image.colorspace()) if image.colorspace().m_internal else ""
    if image.fz_compressed_image_type() != mupdf.FZ_IMAGE_JPEG or not (
        name in ("DeviceRGB", "DeviceGray") or "sRGB" in name
    ):
        return None
    data: bytes = mupdf.fz_buffer_extract_copy(buffer(image.fz_compressed_image_buffer()))
    return data


def padding(pixels: Pixels) -> float:
    """Share of the rows or columns at an edge that are one colour: what a decoder fills up where a stream ends."""
    flat = pixels.reshape(*pixels.shape[:2], -1)
    shares = []
    for lines in (flat, flat[::-1], flat.swapaxes(0, 1), flat.swapaxes(0, 1)[::-1]):
        other = (lines != lines[0, 0]).any(axis=(1, 2))
        shares.append(float(other.argmax()) / len(lines) if other.any() else 1.0)
    return max(shares)


def encoded(pixels: Pixels, *, drawing: bool) -> tuple[str, bytes]:
    """Format and bytes to store: PNG where flat colours would suffer, else JPEG."""
    out = io.BytesIO()
    # a drawing scanned in black and white takes an eighth of the room
    two_tone = pixels.ndim == 2 and not ((pixels > 0) & (pixels < 255)).any()
    if two_tone or drawing:
        Image.fromarray(pixels > 0 if two_tone else pixels).save(out, "PNG", compress_level=3)
        return "png", out.getvalue()
    Image.fromarray(pixels).save(out, "JPEG", quality=90, subsampling=0)
    return "jpeg", out.getvalue()


def thumbnail(pixels: Pixels) -> Image.Image:
    """A copy of at most THUMBNAIL pixels a side, in RGB."""
    picture = Image.fromarray(pixels)
    share = THUMBNAIL / max(picture.size)
    if share < 1:
        size = (max(1, round(picture.width * share)), max(1, round(picture.height * share)))
        picture = picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    return picture.convert("RGB")


def _decoded(image: Any, most: int) -> Pixels:
    """The samples, RGB or grey; a larger image is averaged over 2 x 2, 4 x 4, … of them while it is decoded."""
    halvings = max(0, math.ceil(math.log2(max(1, image.w() * image.h()) / most) / 2))
    # MuPDF halves as long as two pixels more than asked for are left
    width, height = (max(1, (side >> halvings) - 2) for side in (image.w(), image.h()))
    matrix = mupdf.FzMatrix(width, 0, 0, height, 0, 0)
    raw, _, _ = mupdf.ll_fz_get_pixmap_from_image(image.m_internal, None, matrix.internal() if halvings else None)
    pixmap = pymupdf.Pixmap("raw", mupdf.FzPixmap(raw))
    # a mask has no colour space, its samples are what counts as alpha
    if pixmap.colorspace is not None:
        if pixmap.colorspace.name not in ("DeviceRGB", "DeviceGray"):
            pixmap = pymupdf.Pixmap(pymupdf.csRGB, pixmap)
        if pixmap.alpha:
            pixmap = pymupdf.Pixmap(pixmap, 0)
    rows = np.frombuffer(pixmap.samples_mv, np.uint8).reshape(pixmap.height, pixmap.stride)
    pixels = rows[:, : pixmap.width * pixmap.n].reshape(pixmap.height, pixmap.width, pixmap.n)
    pixels = pixels if pixmap.n == 3 else pixels[..., 0]
    # not a view of memory that goes with the pixmap
    return pixels.copy()


def _masked(pixels: Pixels, mask: Pixels) -> Pixels:
    """`pixels` on white where `mask` (0 hides, 255 shows) lets them show; on near black if they'd vanish on white."""
    if mask.min() == 255:
        return pixels
    size = (max(pixels.shape[1], mask.shape[1]), max(pixels.shape[0], mask.shape[0]))
    alpha = Image.fromarray(mask).resize(size)
    picture = Image.fromarray(pixels).convert("RGB").resize(size)
    light = np.asarray(picture.convert("L"))[np.asarray(alpha) > 32]
    ground = DARK if light.size and float(np.percentile(light, 5)) > 225 else (255, 255, 255)
    return np.asarray(Image.composite(picture, Image.new("RGB", size, ground), alpha))
