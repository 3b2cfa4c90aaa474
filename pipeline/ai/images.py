"""What a provider of image analysis or image embeddings is given and gives, and the memory of its answers.

A provider sees a thumbnail; one that wants more (a vision model) reads the whole picture from `key`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, get_args

from pydantic import BaseModel, ConfigDict, Field

from pipeline.ai.results import Provider, Results, remembered

VIEW_DIMENSIONS = 512
"""Of the visual, colour, texture and application embeddings."""
THUMBNAIL = 256
"""Pixels of a thumbnail's longer side."""
MULTIMODAL_DIMENSIONS = 4 * VIEW_DIMENSIONS
FLOAT_BYTES = 4
"""Vectors travel as little-endian float32, L2-normalised."""

Role = Literal["product", "room", "swatch", "technical drawing", "logo", "icon", "certificate", "decoration"]
"""What a picture is on its page."""
ROLES: tuple[Role, ...] = get_args(Role)


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class ImageInput(Frozen):
    """One picture as shown: masks applied, RGB, upright."""

    sha256: str = Field(description="Of its decoded pixels, in hex: the same picture is asked about once.")
    key: str = Field(description="Object key of the whole picture.")
    width: int
    height: int
    sharpness: float = Field(ge=0, le=1, description="Measured at full resolution; 1 is crisp.")
    thumbnail: bytes = Field(description="JPEG, THUMBNAIL pixels at most on its longer side.")


class Colour(Frozen):
    """A colour of a picture. `lab` is CIE L*a*b* (D65): L 0-100, a and b about -128..127."""

    name: str
    share: float = Field(ge=0, le=1, description="Of the picture without its plain background.")
    lab: tuple[float, float, float]


class Texture(Frozen):
    """What the surface looks like: plain, fine, coarse, striped, regular, mottled, contrasted."""

    name: str
    strength: float = Field(ge=0, le=1)


class Quality(Frozen):
    """How usable a picture is; `score` is the mean of its parts weighted as the provider says."""

    score: float = Field(ge=0, le=1)
    parts: dict[str, float] = Field(description="Each 0-1: resolution, sharpness, contrast, exposure.")


class ImageAnalysis(Frozen):
    """What a provider says of a picture alone; words around it are not its business."""

    colours: tuple[Colour, ...]
    textures: tuple[Texture, ...]
    quality: Quality
    material: str = Field("", description="A guess; empty when there is none.")
    material_confidence: float = Field(0.0, ge=0, le=1)
    finish: str = ""
    description: str = Field("", description="What is seen, in a sentence.")
    measures: dict[str, float] = Field(default_factory=dict, description="The provider's own figures.")


class Views(Frozen):
    """Three embeddings of a picture's pixels, each 512 float32."""

    visual: bytes
    colour: bytes
    texture: bytes


class Usage(Frozen):
    """What a picture is used for, as far as its page says."""

    sha256: str
    role: Role
    caption: str = ""
    words: str = Field("", description="Of its page, nearest first.")
    area: float = Field(ge=0, le=1, description="Share of the page.")
    aspect: float = Field(gt=0, description="Width by height.")
    centre: tuple[float, float] = Field(description="On the page, 0-1 from the top left.")


class ImageAnalyser(Protocol):
    """Analyses pictures; one answer each, in their order."""

    @property
    def provider(self) -> Provider:
        """Who answers."""

    async def analyse(self, images: Sequence[ImageInput]) -> list[ImageAnalysis]:
        """What their pixels say. Raises Transient when the provider is not there."""


class ImageEmbedder(Protocol):
    """Embeds pictures and their uses; one answer each, in their order."""

    @property
    def provider(self) -> Provider:
        """Who answers."""

    async def views(self, images: Sequence[ImageInput]) -> list[Views]:
        """Embeddings of the pixels. Raises Transient when the provider is not there."""

    async def applications(self, usages: Sequence[Usage]) -> list[bytes]:
        """Embeddings of what the pictures are used for, 512 float32 each."""


@dataclass(frozen=True)
class RememberedAnalyser:
    """Asks `analyser` about each picture's pixels once, ever."""

    analyser: ImageAnalyser
    results: Results

    @property
    def provider(self) -> Provider:
        return self.analyser.provider

    async def analyse(self, images: Sequence[ImageInput]) -> list[ImageAnalysis]:
        async def ask(indexes: list[int]) -> list[bytes]:
            answers = await self.analyser.analyse([images[index] for index in indexes])
            return [answer.model_dump_json().encode() for answer in answers]

        answers = await remembered(self.results, self.provider, [_pixels(image) for image in images], ask)
        return [ImageAnalysis.model_validate_json(answer) for answer in answers]


@dataclass(frozen=True)
class RememberedEmbedder:
    """Asks `embedder` about each picture's pixels, and about each use of it, once, ever."""

    embedder: ImageEmbedder
    results: Results

    @property
    def provider(self) -> Provider:
        return self.embedder.provider

    async def views(self, images: Sequence[ImageInput]) -> list[Views]:
        async def ask(indexes: list[int]) -> list[bytes]:
            answers = await self.embedder.views([images[index] for index in indexes])
            return [answer.visual + answer.colour + answer.texture for answer in answers]

        size = VIEW_DIMENSIONS * FLOAT_BYTES
        return [
            Views(visual=answer[:size], colour=answer[size : 2 * size], texture=answer[2 * size :])
            for answer in await remembered(self.results, self.provider, [_pixels(image) for image in images], ask)
        ]

    async def applications(self, usages: Sequence[Usage]) -> list[bytes]:
        async def ask(indexes: list[int]) -> list[bytes]:
            return await self.embedder.applications([usages[index] for index in indexes])

        questions = [b"use:" + json.dumps(usage.model_dump(), sort_keys=True).encode() for usage in usages]
        return await remembered(self.results, self.provider, questions, ask)


def _pixels(image: ImageInput) -> bytes:
    # sharpness and size follow from the pixels, the key and the thumbnail too
    return b"pixels:" + image.sha256.encode()
