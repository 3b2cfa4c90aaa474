"""Settings of the chunker service."""

from pydantic import Field, PositiveFloat, PositiveInt

from pipeline.settings import Settings


class ChunkerSettings(Settings):
    """What one document may cost."""

    cutting_seconds: PositiveFloat = Field(
        300, description="For cutting a document into chunks; it takes about a millisecond a page."
    )
    batch_chunks: PositiveInt = Field(100, description="Chunks embedded and stored in one go.")
