"""Settings of the validator, from TESSERA_* environment variables."""

from pydantic import Field

from pipeline.settings import Settings


class ValidatorSettings(Settings):
    """What counts as poor."""

    least_quality: float = Field(0.3, ge=0, le=1, description="An image of lower quality is flagged low_quality.")
