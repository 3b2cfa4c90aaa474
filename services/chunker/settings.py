"""Settings of the chunker service."""

from math import ceil

from pydantic import Field, PositiveFloat, PositiveInt

from pipeline.ai.settings import ModelSettings, Names
from pipeline.ai.text import SECONDS, SECONDS_PER_TEXT

MANY_PAGES = 5_000
"""As many as discovery lets through by default."""


class ChunkerSettings(ModelSettings):
    """What one document may cost."""

    embed_text: Names = Field(("openai", "offline"), description="Who embeds texts.", examples=["openai,offline"])
    cutting_seconds: PositiveFloat = Field(30, description="For cutting a document into chunks, whatever its pages.")
    cutting_seconds_per_page: PositiveFloat = Field(
        0.02, description="Added for each page of the document; it takes about a millisecond."
    )
    stuck_seconds: PositiveFloat = Field(
        600, description="Without progress, after which services/jobs has a document started over."
    )
    batch_chunks: PositiveInt = Field(
        100, description="Most chunks embedded and stored in one go; fewer as memory runs short."
    )

    @property
    def longest_silence(self) -> float:
        """The longest call there can be, behind those of all other documents in hand."""
        cutting = self.cutting_seconds + self.cutting_seconds_per_page * MANY_PAGES
        embedding = SECONDS + SECONDS_PER_TEXT * self.batch_chunks
        return max(cutting, embedding) * ceil(self.slots / self.processes)
