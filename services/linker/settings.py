"""Settings of the linker, from TESSERA_* environment variables (objects as JSON)."""

from pydantic import Field, PositiveInt

from pipeline.settings import Settings
from services.linker.scoring import PairWeights, Weights


class LinkerSettings(Settings):
    """How much each component counts, and which links are worth a row."""

    link_weights: Weights = Field(Weights(), description="Of the components between a product and an image or chunk.")
    pair_weights: PairWeights = Field(PairWeights(), description="Of the components between an image and a chunk.")
    link_threshold: float = Field(0.25, ge=0, le=1, description="A link with a product that scores less is not kept.")
    link_margin: float = Field(0.75, ge=0, le=1, description="Nor one under this share of the image's or chunk's best.")
    pair_threshold: float = Field(
        0.5, ge=0, le=1, description="A link of image and chunk that scores less is not kept."
    )
    links_each: PositiveInt = Field(25, description="Most products of one image or chunk.")
    chunks_per_image: PositiveInt = Field(3, description="Most chunks of one image.")
