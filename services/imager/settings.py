"""Settings of the imager service."""

from math import ceil

from pydantic import Field, PositiveFloat, PositiveInt

from pipeline.ai.offline_images import SECONDS, SECONDS_PER_IMAGE
from pipeline.ai.settings import ModelSettings, Names
from pipeline.sandbox import LONGER
from services.imager.bounds import Bounds


class ImagerSettings(ModelSettings):
    """What one document may cost."""

    describe_image: Names = Field(
        ("vision", "offline"),
        description="Who looks at pictures: vision, anthropic, openai, offline.",
        examples=["vision,offline"],
    )
    processes: PositiveInt = Field(2, description="Subprocesses for reading, analysing and embedding pictures.")
    batch_pages: PositiveInt = Field(
        8, description="Most pages whose pictures are read in one go by one subprocess; fewer as memory runs short."
    )
    batch_images: PositiveInt = Field(
        32, description="Most images analysed, embedded and stored in one go; fewer as memory runs short."
    )
    seconds_per_call: PositiveFloat = Field(10, description="For a subprocess to open a document, whatever its pages.")
    seconds_per_page: PositiveFloat = Field(
        10,
        description="Added for each page whose pictures are read; some 0.1 s is usual. A page that was too slow alone"
        " gets a second try, four times as long.",
    )
    max_lost_pages: PositiveInt = Field(
        25, description="Pages that may run out of time or memory, or crash, before the document is given up."
    )
    pictures_per_page: PositiveInt = Field(Bounds.pictures_per_page, description="Most pictures painted on a page.")
    max_pixels: PositiveInt = Field(Bounds.max_pixels, description="Pictures that have more are not decoded at all.")
    most_pixels: PositiveInt = Field(
        Bounds.most_pixels, description="Larger pictures are averaged down to this many pixels while they are decoded."
    )

    stuck_seconds: PositiveFloat = Field(
        600, description="Without progress, after which services/jobs has a document started over."
    )

    @property
    def at_once(self) -> int:
        """Batches of pages read side by side for one document: one more than there are subprocesses, so that while one
        reads, another's pictures go to the object store.
        """
        return self.processes + 1

    @property
    def longest_silence(self) -> float:
        """The longest call there can be, behind all those of the other documents in hand."""
        reading = self.seconds_per_call + self.seconds_per_page * self.batch_pages
        alone = LONGER * (self.seconds_per_call + self.seconds_per_page)
        describing = SECONDS + SECONDS_PER_IMAGE * self.batch_images
        waiting = ceil(self.slots * max(self.at_once, 3) / self.processes)  # analysis and embeddings are three calls
        return max(reading, alone, describing) * waiting

    @property
    def bounds(self) -> Bounds:
        return Bounds(self.most_pixels, self.max_pixels, self.pictures_per_page)
