"""What is read from a document: pictures, where they stand, and what was left out."""

from pydantic import BaseModel, ConfigDict, Field

from pipeline.artefacts import Box
from pipeline.ledger import Entry


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Look(Frozen):
    """Measures of a picture's pixels that tell photographs, drawings, surfaces and logos apart (see looks.py)."""

    colours: int = Field(description="Distinct colours (4 bits a channel) that hold 0.1 % of the pixels or more.")
    white: float = Field(ge=0, le=1, description="Share of near-white pixels.")
    border_white: float = Field(ge=0, le=1, description="The same along the border.")
    flat: float = Field(ge=0, le=1, description="Share of pixels equal to their neighbours: drawn, not photographed.")
    chroma: float = Field(ge=0, description="Mean distance from grey, 0-255.")
    contrast: float = Field(ge=0, description="Standard deviation of the lightness, 0-255.")
    uneven: float = Field(ge=0, description="How much the parts differ, 0-255: small for one surface throughout.")
    lines: float = Field(ge=0, le=1, description="Share of what is not white that is thin lines or text.")
    sharpness: float = Field(ge=0, le=1)


class Picture(Frozen):
    """A picture as shown, stored: masks applied, RGB or grey, upright, cut to what is seen."""

    sha256: str = Field(description="Of its decoded pixels.")
    key: str = Field(description="Object key.")
    thumbnail: str = Field(description="Object key of a JPEG of at most 256 pixels a side.")
    format: str = Field(description="jpeg or png.")
    width: int
    height: int
    look: Look


class Place(Frozen):
    """Where a picture stands, with the words that go with it there."""

    sha256: str
    page: int
    box: Box
    area: float = Field(ge=0, le=1, description="Share of the page.")
    centre: tuple[float, float] = Field(description="0-1 of the page's width and height, from the top left.")


class Batch(Frozen):
    """What some pages hold. `entries` are ledger entries of the pages and of what was left out of them; the item of an
    image left out is the digest of its stream as shown, or says its place; `taken` are items that became pictures:
    left out in one place as well, they are no loss.
    """

    pictures: tuple[Picture, ...] = ()
    places: tuple[Place, ...] = ()
    entries: tuple[Entry, ...] = ()
    taken: tuple[str, ...] = ()
    lost: int = Field(0, description="Pages that ran out of time or memory, or took their subprocess down.")

    def __add__(self, other: "Batch") -> "Batch":
        return Batch(
            pictures=self.pictures + other.pictures,
            places=self.places + other.places,
            entries=self.entries + other.entries,
            taken=self.taken + other.taken,
            lost=self.lost + other.lost,
        )
