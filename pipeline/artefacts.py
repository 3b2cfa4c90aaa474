"""What the stages store beside their events: pages as read, products as found, and the page plan.

Boxes are (x0, y0, x1, y1) in points (1/72 inch), origin top left of the page as displayed (after /Rotate); pages are
1-based PDF pages.
"""

from collections.abc import Iterable, Iterator
from typing import Literal, TypeVar
from uuid import UUID

import zstandard
from pydantic import BaseModel, ConfigDict, Field

Model = TypeVar("Model", bound=BaseModel)
Box = tuple[float, float, float, float]
Source = Literal["text", "ocr", "none"]
FactValue = str | float | int
PageKind = Literal["product", "index", "cover", "divider", "certificates", "text", "contact", "blank", "other"]


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Line(Frozen):
    """A line of text as printed, in one style (that of its longest span)."""

    text: str
    box: Box
    size: float
    font: str = ""
    bold: bool = False
    italic: bool = False
    colour: int = 0
    block: int = Field(0, description="Lines of one paragraph share it; order is reading order.")
    vertical: bool = False


class Picture(Frozen):
    """A picture placed on a page; `xref` is the PDF object (0 for an inline image)."""

    xref: int
    box: Box
    width: int
    height: int


class Page(Frozen):
    """One page as read by discovery, once; every later stage works from this."""

    number: int
    width: float
    height: float
    rotation: int = 0
    label: str = Field("", description="The PDF's page label.")
    printed: str | None = Field(None, description='Page number printed on the page; "6, 7" where it holds two.')
    key: str = Field(description="SHA-256 of the text with positions and of the images: equal pages are equal work.")
    source: Source = Field("text", description="The file's own text, OCR of its picture, or nothing to read.")
    why: str = Field("", description="Why OCR read it; empty when the file's own text was used.")
    confidence: float = Field(1.0, ge=0, le=1, description="Of the text; below 1 when it came from OCR.")
    hidden: float = Field(0.0, ge=0, le=1, description="Share of the file's text that is not to be seen.")
    garbled: float = Field(0.0, ge=0, le=1, description="Share of the file's signs that stand for no letter.")
    lines: tuple[Line, ...] = ()
    pictures: tuple[Picture, ...] = ()
    drawings: int = Field(0, description="How many vector paths.")

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)


class Fact(Frozen):
    """One thing the catalogue says of a product, with where it says so."""

    name: str = Field(description="designer, size, thickness, colour, finish, material, code, price, certification, …")
    value: FactValue
    unit: str | None = None
    text: str = Field(description="As printed.")
    page: int
    box: Box | None = None
    confidence: float = Field(1.0, ge=0, le=1)
    rule: str = Field(description="What found it: key_value, table, pattern, heading, ocr, a model's name.")


class Product(Frozen):
    """A product (or a family with variants) found by discovery."""

    product_id: UUID
    name: str
    discriminator: str = ""
    pages: tuple[int, ...]
    facts: tuple[Fact, ...] = ()
    variants: tuple["Product", ...] = ()
    confidence: float = Field(1.0, ge=0, le=1)
    evidence: tuple[str, ...] = Field((), description="What spoke for it: index p. 2, outline, heading p. 7, …")

    def metadata(self) -> dict[str, list[dict[str, object]]]:
        """Facts by name, each with value, unit, text, page, box, confidence and rule: products.metadata."""
        facts: dict[str, list[dict[str, object]]] = {}
        for fact in self.facts:
            facts.setdefault(fact.name, []).append(fact.model_dump(mode="json", exclude={"name"}))
        return facts


class PlannedPage(Frozen):
    """What is to happen with one page: on to chunker and imager, or left out with a reason."""

    number: int
    kind: PageKind
    include: bool
    reason: str = Field("", description="Why it is left out; empty when included.")
    products: tuple[UUID, ...] = ()
    read: Source = Field("text", description="How its text was read.")
    why: str = Field("", description="Why by OCR; empty otherwise.")
    confidence: float = Field(1.0, ge=0, le=1, description="Of its text.")


class Catalogue(Frozen):
    """Discovery's result for one document."""

    title: str = ""
    language: str = Field("", description="ISO 639-1, empty when unknown.")
    page_count: int
    products: tuple[Product, ...] = ()
    plan: tuple[PlannedPage, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def included(self) -> list[int]:
        return [page.number for page in self.plan if page.include]


def pack(model: BaseModel) -> bytes:
    """`model` as zstd-compressed JSON."""
    return zstandard.compress(model.model_dump_json().encode(), 6)


def unpack(kind: type[Model], data: bytes) -> Model:
    """The model that `pack` made `data` from."""
    return kind.model_validate_json(zstandard.decompress(data))


def pack_pages(pages: Iterable[Page]) -> bytes:
    """Pages as zstd-compressed JSON lines, in page order."""
    return zstandard.compress(b"\n".join(page.model_dump_json().encode() for page in pages), 6)


def unpack_pages(data: bytes) -> Iterator[Page]:
    """The pages of `pack_pages`, one at a time."""
    for line in zstandard.ZstdDecompressor().decompressobj().decompress(data).splitlines():
        yield Page.model_validate_json(line)
