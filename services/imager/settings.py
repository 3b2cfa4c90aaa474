"""Settings of the imager service."""

from pydantic import Field, PositiveFloat, PositiveInt

from pipeline.settings import Settings


class ImagerSettings(Settings):
    """What one document may cost."""

    processes: PositiveInt = Field(2, description="Subprocesses for reading, analysing and embedding pictures.")
    batch_pages: PositiveInt = Field(8, description="Pages whose pictures are read in one go by one subprocess.")
    batch_images: PositiveInt = Field(32, description="Images analysed, embedded and stored in one go.")
    seconds_per_page: PositiveFloat = Field(
        10, description="For reading the pictures of one page; some 0.1 s is usual."
    )
    most_pixels: PositiveInt = Field(
        16_000_000, description="Larger pictures are averaged down to this many pixels while they are decoded."
    )
