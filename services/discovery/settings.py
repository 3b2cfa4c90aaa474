"""Settings of the discovery service."""

from dataclasses import fields
from math import ceil
from pathlib import Path
from typing import Annotated

from pydantic import Field, PositiveFloat, PositiveInt, field_validator
from pydantic_settings import NoDecode

from pipeline.ai.settings import ModelSettings, Names
from pipeline.sandbox import LONGER
from services.discovery.limits import Limits


class DiscoverySettings(ModelSettings):
    """Which sources may be read, and what one document may cost. Lists are comma-separated."""

    discover: Names = Field(
        ("anthropic", "openai", "offline"),
        description="Who is asked for products and facts.",
        examples=["anthropic,offline"],
    )
    source_schemes: Annotated[tuple[str, ...], NoDecode] = Field(
        ("file", "s3", "object"), description="URL schemes a source may have.", examples=["file,object"]
    )
    source_roots: Annotated[tuple[Path, ...], NoDecode] = Field(
        (), description="Folders below which file:// sources may lie; none if empty.", examples=["/srv/in,/srv/more"]
    )
    source_buckets: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Buckets s3:// sources may lie in; none if empty.", examples=["catalogues"]
    )
    max_bytes: PositiveInt = Field(Limits.max_bytes, description="Largest PDF.")
    max_pages: PositiveInt = Field(Limits.max_pages, description="Most pages of a PDF.")
    max_objects: PositiveInt = Field(Limits.max_objects, description="Most objects of a PDF.")
    max_text_bytes: PositiveInt = Field(
        Limits.max_text_bytes, description="Most bytes of all pages as read; 20 KB a page are usual."
    )
    max_lost_pages: PositiveInt = Field(
        Limits.max_lost_pages,
        description="Pages that may run out of time or memory, or crash, before the document is given up.",
    )
    letters_per_page: PositiveInt = Field(Limits.letters_per_page, description="Most letters of a page.")
    lines_per_page: PositiveInt = Field(Limits.lines_per_page, description="Most lines of text of a page.")
    pictures_per_page: PositiveInt = Field(Limits.pictures_per_page, description="Most pictures on a page.")
    batch_pages: PositiveInt = Field(
        Limits.batch_pages, description="Most pages read in one go by one subprocess; fewer as memory runs short."
    )
    seconds_per_call: PositiveFloat = Field(
        Limits.seconds_per_call, description="For a subprocess to open a document, whatever its pages."
    )
    seconds_per_page: PositiveFloat = Field(
        Limits.seconds_per_page,
        description="Added for each page read. A page that was too slow alone gets a second try, four times as long.",
    )
    seconds_per_document: PositiveFloat = Field(
        Limits.seconds_per_document, description="For opening a document, and for finding its products."
    )
    stuck_seconds: PositiveFloat = Field(
        600, description="Without progress, after which services/jobs has a document started over."
    )
    ocr_pages: int = Field(Limits.ocr_pages, ge=0, description="Most pages of a document read by OCR.")
    seconds_per_ocr_page: PositiveFloat = Field(
        Limits.seconds_per_ocr_page, description="For reading a page by OCR; a second try has four times as long."
    )

    @field_validator("source_schemes", "source_roots", "source_buckets", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @property
    def longest_silence(self) -> float:
        """The longest call there can be, behind those of all other documents in hand."""
        alone = LONGER * max(self.seconds_per_call + self.seconds_per_page, self.seconds_per_ocr_page)
        batch = self.seconds_per_call + self.seconds_per_page * self.batch_pages
        return max(self.seconds_per_document, alone, batch) * ceil(self.slots / self.processes)

    @property
    def limits(self) -> Limits:
        return Limits(**{field.name: getattr(self, field.name) for field in fields(Limits)})
