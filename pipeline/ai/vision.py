"""Image analysis by a vision model: it says what a product is made of and what is seen; pixels are measured offline."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from pydantic import BaseModel, Field

from pipeline.ai import prompt
from pipeline.ai.asking import Asker
from pipeline.ai.errand import Errand
from pipeline.ai.failures import Declined
from pipeline.ai.images import THUMBNAIL, ImageAnalyser, ImageAnalysis, ImageInput
from pipeline.ai.questions import Part, Picture, Question, Text
from pipeline.ai.results import Provider
from pipeline.work import batches

PROMPT = prompt.load(files("pipeline.ai") / "prompts", "describe-images")
A_CALL = 4
"""Pictures of one call: with more, models begin to mix them up; with fewer, the prompt costs as much as they do."""
TOKENS_PER_PICTURE = 150


class Described(BaseModel):
    """What a model says of one picture."""

    number: int
    material: str = Field(max_length=60)
    confidence: float = Field(ge=0, le=1)
    finish: str = Field(max_length=40)
    description: str = Field(max_length=400)


class Descriptions(BaseModel):
    """Of all pictures of a call."""

    pictures: list[Described]


@dataclass(frozen=True)
class VisionAnalyser:
    """ImageAnalyser by `asker`, on top of what `measures` says of the pixels, for the document of `errand`."""

    asker: Asker
    measures: ImageAnalyser
    errand: Errand

    @property
    def provider(self) -> Provider:
        asks = self.asker.model
        return Provider("image_analysis", asks.provider, asks.name, f"{PROMPT.name}-{PROMPT.version}")

    async def analyse(self, images: Sequence[ImageInput]) -> list[ImageAnalysis]:
        """Raises Busy, Down or Declined."""
        measured, said = await asyncio.gather(
            self.measures.analyse(images), asyncio.gather(*map(self._describe, batches(images, A_CALL)))
        )
        described = [each for some in said for each in some]
        return [
            analysis.model_copy(
                update={
                    "material": each.material.strip().lower(),
                    "material_confidence": each.confidence if each.material.strip() else 0.0,
                    "finish": each.finish.strip().lower(),
                    "description": each.description.strip(),
                }
            )
            for analysis, each in zip(measured, described, strict=True)
        ]

    async def _describe(self, images: Sequence[ImageInput]) -> list[Described]:
        parts: list[Part] = []
        for number, image in enumerate(images, start=1):
            parts += [Text(f"Picture {number}:"), _picture(image)]
        question = Question(PROMPT, parts, Descriptions, TOKENS_PER_PICTURE * len(images))
        answer, _ = await self.asker.ask(self.errand, question)
        if [each.number for each in answer.pictures] != list(range(1, len(images) + 1)):
            numbers = ", ".join(str(each.number) for each in answer.pictures) or "none"
            raise Declined("ai_miscounted", f"asked about {len(images)} pictures, the model describes {numbers}")
        return answer.pictures


def _picture(image: ImageInput) -> Picture:
    scale = min(1.0, THUMBNAIL / max(image.width, image.height))
    return Picture(image.thumbnail, max(1, round(image.width * scale)), max(1, round(image.height * scale)))
