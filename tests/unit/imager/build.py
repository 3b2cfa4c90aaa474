"""PDFs with pictures, made by hand, and what the imager reads of them."""

# mypy: disable-error-code="no-untyped-call, attr-defined"

import io
from pathlib import Path
from uuid import UUID

import numpy as np
import pymupdf
from PIL import Image

from services.imager.bounds import Bounds
from services.imager.found import Batch, Look, Picture, Place
from services.imager.reading import read

DOCUMENT = UUID("0d3f6a52-5f0e-5c57-8f0a-2f7a4c1f9b10")
MOST_PIXELS = 1_000_000
RED, GREEN, BLUE, WHITE = (200, 30, 30), (30, 160, 60), (40, 60, 190), (255, 255, 255)


def quarters(width: int = 120, height: int = 80) -> Image.Image:
    """Red top left, green top right, blue bottom left, white bottom right."""
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[: height // 2, : width // 2], pixels[: height // 2, width // 2 :] = RED, GREEN
    pixels[height // 2 :, : width // 2], pixels[height // 2 :, width // 2 :] = BLUE, WHITE
    return Image.fromarray(pixels)


def photo(seed: int, width: int = 120, height: int = 90) -> Image.Image:
    """Noise over a gradient, another one for each seed."""
    rng = np.random.default_rng(seed)
    ramp = np.linspace(40, 200, width)[None, :, None] * rng.uniform(0.5, 1, 3)
    return Image.fromarray(np.clip(ramp + rng.normal(0, 12, (height, width, 3)), 0, 255).astype(np.uint8))


def file(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


class Pdf:
    """A document under construction; pages are 400 x 300 points."""

    def __init__(self) -> None:
        self.document = pymupdf.open()

    def page(self, rotation: int = 0) -> pymupdf.Page:
        page = self.document.new_page(width=400, height=300)
        page.set_rotation(rotation)
        return page

    def image(self, page: pymupdf.Page, dictionary: str, stream: bytes, box: tuple[float, float, float, float]) -> int:
        """An image object written as given, painted into `box` (unturned page); returns its xref."""
        xref: int = self.document.get_new_xref()
        self.document.update_object(xref, f"<</Type/XObject/Subtype/Image{dictionary}>>")
        self.document.update_stream(xref, stream, compress=False)
        # what update_stream says of the filter is of its own compression
        self.document.update_object(xref, f"<</Type/XObject/Subtype/Image{dictionary}/Length {len(stream)}>>")
        self.paint(page, xref, f"{box[2] - box[0]} 0 0 {box[3] - box[1]} {box[0]} {300 - box[3]} cm")
        return xref

    def paint(self, page: pymupdf.Page, xref: int, how: str) -> None:
        """Paint the XObject `xref` after the operators `how`."""
        name = f"X{xref}"
        kind, resources = self.document.xref_get_key(page.xref, "Resources")
        owner, path = (int(resources.split()[0]), "XObject") if kind == "xref" else (page.xref, "Resources/XObject")
        self.document.xref_set_key(owner, f"{path}/{name}", f"{xref} 0 R")
        self.content(page, f"q {how} /{name} Do Q".encode())

    def content(self, page: pymupdf.Page, operators: bytes) -> None:
        """Add to what the page paints."""
        xref = self.document.get_new_xref()
        self.document.update_object(xref, "<<>>")
        self.document.update_stream(xref, operators)
        before = "".join(f"{old} 0 R " for old in page.get_contents())
        self.document.xref_set_key(page.xref, "Contents", f"[{before}{xref} 0 R]")

    def save(self, folder: Path) -> Path:
        path = folder / "made.pdf"
        self.document.save(path)
        return path


def pictures(pdf: Pdf, folder: Path, most_pixels: int = MOST_PIXELS) -> tuple[Batch, list[Image.Image]]:
    """What is read of all pages, and the pictures as stored, in order."""
    path = pdf.save(folder)
    batch = read(path, range(1, len(pdf.document) + 1), DOCUMENT, folder, Bounds(most_pixels))
    return batch, [stored(folder, picture.key).convert("RGB") for picture in batch.pictures]


def stored(folder: Path, key: str) -> Image.Image:
    with Image.open(folder / Path(key).name) as image:
        image.load()
    return image


def corners(image: Image.Image) -> list[tuple[int, ...]]:
    """The colours at the middles of its four quarters: top left, top right, bottom left, bottom right."""
    found = []
    for y in (0.25, 0.75):
        for x in (0.25, 0.75):
            pixel = image.getpixel((int(x * image.width), int(y * image.height)))
            assert isinstance(pixel, tuple)
            found.append(pixel)
    return found


def near(found: list[tuple[int, ...]], wanted: list[tuple[int, int, int]], by: int = 6) -> bool:
    """Whether the colours are the same but for rounding and compression."""
    return all(
        abs(a - b) <= by for one, other in zip(found, wanted, strict=True) for a, b in zip(one, other, strict=True)
    )


LOOK = Look(
    colours=120, white=0.05, border_white=0.1, flat=0.2, chroma=20, contrast=50, uneven=30, lines=0.8, sharpness=0.9
)
"""Of a photograph."""


def picture(name: str = "a", look: Look = LOOK) -> Picture:
    sha256 = name * 64
    return Picture(
        sha256=sha256, key=f"images/{sha256}.jpg", thumbnail=f"images/{sha256}.thumbnail.jpg", format="jpeg", width=800,
        height=600, look=look,
    )  # fmt: skip


def place(name: str = "a", page: int = 1, box: tuple[float, float, float, float] = (50, 50, 250, 200)) -> Place:
    """On a page of 500 x 700 points."""
    x0, y0, x1, y1 = box
    return Place(
        sha256=name * 64, page=page, box=box, area=(x1 - x0) * (y1 - y0) / 350_000,
        centre=((x0 + x1) / 1000, (y0 + y1) / 1400),
    )  # fmt: skip
