"""Which images a page draws, where, and how they are turned and clipped. Runs in the sandbox.

A MuPDF device sees every image as it is drawn, with its matrix and clip: those in forms and patterns and inline ones
too. Page.get_image_info decodes each image twice to tell which is which: 2.9 s against 0.1 s for a catalogue of 59
pages.
"""

# mypy: disable-error-code="no-untyped-call"

import hashlib
import math
from dataclasses import dataclass
from typing import Any

from pipeline.artefacts import Box
from pipeline.mupdf import mupdf, pymupdf

Matrix = tuple[float, float, float, float, float, float]


def buffer(stored: Any) -> Any:
    """The bytes of a fz_compressed_buffer, kept alive for as long as the result is."""
    return mupdf.FzBuffer(mupdf.ll_fz_keep_buffer(stored.m_internal.buffer))


@dataclass(frozen=True)
class Drawn:
    """An image as drawn: `matrix` maps its unit square (top left first) to points on the displayed page, `clip` is the
    part of the page that shows (None: all), `stencil` a mask that one colour is painted through.
    """

    image: Any
    matrix: Matrix
    clip: Box | None
    stencil: bool

    @property
    def box(self) -> Box:
        """The box around it, in points, whether seen or not."""
        a, b, c, d, e, f = self.matrix
        xs, ys = (e, e + a, e + c, e + a + c), (f, f + b, f + d, f + b + d)
        return (min(xs), min(ys), max(xs), max(ys))

    @property
    def pixels(self) -> int:
        """How many it says it has; of its mask if those are more."""
        mask = self.image.mask()
        shown = int(self.image.w() * self.image.h())
        return max(shown, int(mask.w() * mask.h())) if mask.m_internal else shown

    @property
    def straight(self) -> bool:
        """Whether its sides run along the page's."""
        a, b, c, d, *_ = self.matrix
        long, short = max(abs(a) + abs(d), abs(b) + abs(c)), min(abs(a) + abs(d), abs(b) + abs(c))
        return short < 0.01 * long

    def turn(self) -> tuple[bool, bool, bool]:
        """How to bring its pixels into the page's orientation: transpose, then mirror across, then mirror down."""
        a, b, c, d, *_ = self.matrix
        if abs(b) + abs(c) > abs(a) + abs(d):
            return True, c < 0, b < 0
        return False, a < 0, d < 0

    def seen(self, width: float, height: float) -> Box | None:
        """The part of its box that shows on a page of that size in points; None if nothing does."""
        x0, y0, x1, y1 = self.box
        cx0, cy0, cx1, cy1 = self.clip or (0, 0, width, height)
        seen = (max(x0, cx0, 0), max(y0, cy0, 0), min(x1, cx1, width), min(y1, cy1, height))
        return seen if seen[2] > seen[0] and seen[3] > seen[1] else None

    def stream(self) -> str | None:
        """Digest of the compressed stream, its mask's and what they depend on: equal ones decode to equal pixels. None
        where that cannot be told without decoding (palettes, images without a stream).
        """
        digest = hashlib.sha256()
        for image in (self.image, self.image.mask()):
            if not image.m_internal:
                continue
            stored = image.fz_compressed_image_buffer()
            space = image.colorspace()
            if not stored.m_internal or (space.m_internal and mupdf.fz_colorspace_is_indexed(space)):
                return None
            name = mupdf.fz_colorspace_name(space) if space.m_internal else ""
            digest.update(f"{image.w()} {image.h()} {image.n()} {image.bpc()} {name} {image.use_decode()};".encode())
            digest.update(mupdf.fz_buffer_storage_memoryview(buffer(stored)))
        return digest.hexdigest()


def drawn(page: pymupdf.Page, most: int) -> list[Drawn]:
    """The images of a page in the order they are painted. What MuPDF cannot load it leaves out (see `unloadable`).

    Raises ValueError when there are more than `most`.
    """
    cookie = mupdf.FzCookie()
    device = _Device(most, cookie)
    mupdf.fz_run_page(page.this, device, mupdf.FzMatrix(), cookie)
    mupdf.fz_close_device(device)
    if len(device.drawn) > most:
        raise ValueError(f"more than {most} pictures are painted on it")
    return device.drawn


def unloadable(page: pymupdf.Page) -> dict[int, str]:
    """The images among a page's resources that cannot be loaded at all: xref and why."""
    document = mupdf.pdf_document_from_fz_document(page.parent.this)
    broken = {}
    for xref in {entry[0] for entry in page.get_images(full=True)}:
        try:
            mupdf.pdf_load_image(document, mupdf.pdf_new_indirect(document, xref, 0))
        except mupdf.FzErrorBase as error:
            broken[xref] = str(error)
    return broken


class _Device(mupdf.FzDevice2):  # type: ignore[misc]
    """Collects images. Clips are kept as a stack of boxes: a path counts as the box around it, other clips as none."""

    def __init__(self, most: int, cookie: Any) -> None:
        super().__init__()
        self._most, self._cookie = most, cookie
        self.drawn: list[Drawn] = []
        self._clips: list[Box | None] = [None]
        self._masks: list[int] = []
        self.use_virtual_fill_image()
        self.use_virtual_fill_image_mask()
        self.use_virtual_clip_path()
        self.use_virtual_clip_stroke_path()
        self.use_virtual_clip_text()
        self.use_virtual_clip_stroke_text()
        self.use_virtual_clip_image_mask()
        self.use_virtual_begin_mask()
        self.use_virtual_end_mask()
        self.use_virtual_pop_clip()

    def fill_image(self, _context: Any, image: Any, matrix: Any, *_: Any) -> None:
        self._draw(image, matrix, stencil=False)

    def fill_image_mask(self, _context: Any, image: Any, matrix: Any, *_: Any) -> None:
        self._draw(image, matrix, stencil=True)

    def clip_path(self, _context: Any, path: Any, _even_odd: int, matrix: Any, _scissor: Any) -> None:
        bound = mupdf.ll_fz_bound_path(path, None, matrix)
        box = (bound.x0, bound.y0, bound.x1, bound.y1)
        outer = self._clips[-1]
        if outer is not None:
            box = (max(box[0], outer[0]), max(box[1], outer[1]), min(box[2], outer[2]), min(box[3], outer[3]))
        self._clips.append(box)

    def _clip_as_before(self, *_: Any) -> None:
        self._clips.append(self._clips[-1])

    clip_stroke_path = clip_text = clip_stroke_text = clip_image_mask = _clip_as_before

    def begin_mask(self, *_: Any) -> None:
        # up to end_mask it is a soft mask that is drawn, no part of the page; then it is a clip that pop_clip ends
        self._masks.append(len(self.drawn))
        self._clip_as_before()

    def end_mask(self, *_: Any) -> None:
        del self.drawn[self._masks.pop() :]

    def pop_clip(self, _context: Any) -> None:
        if len(self._clips) > 1:
            self._clips.pop()

    def _draw(self, image: Any, matrix: Any, *, stencil: bool) -> None:
        numbers = (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)
        if len(self.drawn) > self._most:
            self._cookie.m_internal.abort = 1
        elif all(map(math.isfinite, numbers)):
            kept = mupdf.FzImage(mupdf.ll_fz_keep_image(image))
            self.drawn.append(Drawn(kept, numbers, self._clips[-1], stencil))
