"""Pictures of some pages of a PDF, written to a folder. Runs in the sandbox; loads pymupdf and numpy."""

# mypy: disable-error-code="no-untyped-call"

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from uuid import UUID

from pipeline.artefacts import Box
from pipeline.errors import Rejected
from pipeline.ledger import Entry
from pipeline.mupdf import mupdf, out_of_memory, pymupdf
from services.imager.bounds import Bounds
from services.imager.drawn import Drawn, drawn, unloadable
from services.imager.found import Batch, Picture, Place
from services.imager.looks import look
from services.imager.pixels import cut_of, encoded, original, padding, seen, thumbnail

MIN_POINTS = 10.0
"""Shorter side on the page: bullets and rules are smaller, icons are not."""
MIN_PIXELS = 12
LINE = 12.0
"""Longer by shorter side from which a picture is a line, band or strip."""
MIN_SEEN = 0.02
"""Share of its box that must show on the page."""
DRAWING = 0.6
"""Share of flat pixels from which a picture is a drawing or text, kept without loss."""
CUT_SHORT = re.compile("truncated image|premature end|read error")
MOST_PADDING = 0.5
"""Share of a damaged picture that may be missing."""
ERRORS = (
    mupdf.FzErrorBase, RuntimeError, ValueError, OSError, MemoryError, ArithmeticError, LookupError, TypeError,
)  # fmt: skip
"""What MuPDF, Pillow and reckoning with their numbers raise over a broken picture."""


def read(path: Path, pages: Sequence[int], document_id: UUID, folder: Path, bounds: Bounds) -> Batch:
    """The pictures on `pages` (1-based) of the PDF at `path`, each written to `folder` under the last part of its key,
    within `bounds`. Raises Rejected(damaged_pdf), Rejected(password_protected) and MemoryError.
    """
    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    try:
        document = pymupdf.open(path, filetype="pdf")
    except ERRORS as error:
        raise Rejected("damaged_pdf", f"the PDF cannot be opened to read its pictures: {error}") from error
    with document:
        if document.needs_pass:
            raise Rejected("password_protected", "the PDF asks for a password: upload a copy saved without one")
        reader = _Reader(document_id, folder, bounds)
        for number in pages:
            reader.page(document, number)
            pymupdf.TOOLS.store_shrink(100)  # what MuPDF keeps decoded would grow to 256 MB
    return reader.batch()


@dataclass
class _Reader:
    document_id: UUID
    folder: Path
    bounds: Bounds
    streams: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, Picture] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    def batch(self) -> Batch:
        return Batch(
            pictures=tuple(self.pictures.values()),
            places=tuple(self.places),
            entries=tuple(self._entries_once()),
            taken=tuple(self.streams),
        )

    def _entries_once(self) -> Iterator[Entry]:
        """Without what was left out in one place and taken in another."""
        seen = set(self.streams)
        for entry in self.entries:
            if entry.kind == "page" or entry.item not in seen:
                yield entry
                seen.add(entry.item)

    def page(self, document: pymupdf.Document, number: int) -> None:
        """Read one page, whose entry says how it ended."""
        try:
            page = document.load_page(number - 1)
            images = drawn(page, self.bounds.pictures_per_page)
            broken = unloadable(page) if pymupdf.TOOLS.mupdf_warnings() else {}
        except ERRORS as error:
            if out_of_memory(error):
                raise MemoryError from error
            self._leave("page", str(number), number, "dead_lettered", f"the page cannot be read: {error}")
            return
        for xref, reason in broken.items():
            self._leave("image", f"xref {xref}", number, "dead_lettered", f"broken image: {reason}")
        before = len(self.places)
        for index, image in enumerate(images):
            try:
                self._image(page.rect, number, index, image)
            except ERRORS as error:
                self._leave("image", f"page {number} picture {index + 1}", number, "dead_lettered", _why(error, image))
        if len(self.places) > before:
            self.entries.append(Entry(kind="page", item=str(number), outcome="emitted", page=number))
        else:
            self._leave(
                "page", str(number), number, "skipped", "no picture worth keeping" if images else "no raster pictures"
            )

    def _image(self, page: pymupdf.Rect, number: int, index: int, image: Drawn) -> None:
        box = image.seen(page.width, page.height)
        stream = image.stream()
        if stream:
            # the same stream turned or cut otherwise has other pixels
            stream = hashlib.sha256(f"{stream} {image.turn()} {cut_of(image, box or image.box)}".encode()).hexdigest()
        item = stream or f"page {number} picture {index + 1}"
        reason = _unwanted(image, box)
        if reason or box is None:
            self._leave("image", item, number, "skipped", reason)
            return
        if image.pixels > self.bounds.max_pixels:
            self._leave("image", item, number, "dead_lettered", _too_large(image))
            return
        try:
            sha256 = self.streams.get(item) or self._stored(image, box)
        except ERRORS as error:
            self._leave("image", item, number, "dead_lettered", _why(error, image))
            return
        self.streams[item] = sha256
        x0, y0, x1, y1 = box
        self.places.append(
            Place(
                sha256=sha256,
                page=number,
                box=(round(x0, 2), round(y0, 2), round(x1, 2), round(y1, 2)),
                area=min(1.0, (x1 - x0) * (y1 - y0) / (page.width * page.height)),
                centre=((x0 + x1) / 2 / page.width, (y0 + y1) / 2 / page.height),
            )
        )

    def _stored(self, image: Drawn, box: Box) -> str:
        """Decode, write the picture and its thumbnail; the SHA-256 of its pixels."""
        pymupdf.TOOLS.mupdf_warnings()  # of what came before
        pixels = seen(image, box, self.bounds.most_pixels)
        # MuPDF pads what is missing of a stream and only warns
        cut_short = [line for line in pymupdf.TOOLS.mupdf_warnings().splitlines() if CUT_SHORT.search(line)]
        if cut_short and padding(pixels) > MOST_PADDING:
            raise ValueError(f"most of it is missing ({cut_short[0]})")
        digest = hashlib.sha256(f"{pixels.shape} ".encode())
        digest.update(pixels.data)
        sha256 = digest.hexdigest()
        if sha256 in self.pictures:
            return sha256
        small = thumbnail(pixels)
        measured = look(pixels, small)
        height, width = pixels.shape[:2]
        jpeg = original(image, box) if not cut_short and (width, height) == (image.image.w(), image.image.h()) else None
        kind, data = ("jpeg", jpeg) if jpeg else encoded(pixels, drawing=measured.flat >= DRAWING)
        folder = f"images/{self.document_id}"
        picture = Picture(
            sha256=sha256,
            key=f"{folder}/{sha256}.{'jpg' if kind == 'jpeg' else kind}",
            thumbnail=f"{folder}/{sha256}.thumbnail.jpg",
            format=kind,
            width=width,
            height=height,
            look=measured,
        )
        (self.folder / Path(picture.key).name).write_bytes(data)
        small.save(self.folder / Path(picture.thumbnail).name, "JPEG", quality=90, subsampling=0)
        self.pictures[sha256] = picture
        return sha256

    def _leave(
        self,
        kind: Literal["page", "image"],
        item: str,
        page: int,
        outcome: Literal["skipped", "dead_lettered"],
        reason: str,
    ) -> None:
        self.entries.append(Entry(kind=kind, item=item, outcome=outcome, reason=reason, page=page))


def _too_large(image: Drawn) -> str:
    return f"too large to decode: {image.image.w()} x {image.image.h()} pixels"


def _why(error: Exception, image: Drawn) -> str:
    if out_of_memory(error):
        return _too_large(image)
    return f"broken image: {error or type(error).__name__}"


def _unwanted(image: Drawn, box: Box | None) -> str:
    """Why an image is left out before it is decoded; empty if it is wanted."""
    x0, y0, x1, y1 = image.box
    if box is None or (box[2] - box[0]) * (box[3] - box[1]) < MIN_SEEN * (x1 - x0) * (y1 - y0):
        return "outside the page or its clip"
    short, long = sorted((box[2] - box[0], box[3] - box[1]))
    if short < MIN_POINTS or min(image.image.w(), image.image.h()) < MIN_PIXELS:
        return f"tiny: {long:.0f} x {short:.0f} points, {image.image.w()} x {image.image.h()} pixels"
    if long > LINE * short:
        return f"a line or strip: {long:.0f} x {short:.0f} points"
    if image.stencil:
        return "a stencil: one colour painted through a mask"
    return ""
