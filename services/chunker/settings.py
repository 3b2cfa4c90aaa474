"""Settings of the chunker service."""

from pydantic import Field, PositiveFloat, PositiveInt

from pipeline.settings import Settings


class ChunkerSettings(Settings):
    """What one document may cost."""

    cutting_seconds: PositiveFloat = Field(30, description="For cutting a document into chunks, whatever its pages.")
    cutting_seconds_per_page: PositiveFloat = Field(
        0.02, description="Added for each page of the document; it takes about a millisecond."
    )
    batch_chunks: PositiveInt = Field(
        100, description="Most chunks embedded and stored in one go; fewer as memory runs short."
    )
