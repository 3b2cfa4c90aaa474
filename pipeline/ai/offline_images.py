"""Image analysis and embeddings without a model: colour, texture and layout measured on the thumbnail (scikit-image).

The measuring runs in the sandbox: numpy and scikit-image are loaded there alone, so that the worker's process stays
small. Preload `MODULES` in the fork server.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.ai.images import ImageAnalysis, ImageInput, Usage, Views
from pipeline.ai.results import Provider
from pipeline.sandbox import Sandbox

ANALYSER = Provider("image_analysis", "offline", "scikit-image", "1")
EMBEDDER = Provider("image_embedding", "offline", "descriptors", "1")
MODULES = ("pipeline.ai.offline_images_analysis", "pipeline.ai.offline_images_views")
SECONDS, SECONDS_PER_IMAGE = 10.0, 1.0
"""Deadline of a call, whatever its images, and for each; measuring one takes some 20 ms."""


@dataclass(frozen=True)
class OfflineImageAnalyser:
    """ImageAnalyser by measures; makes no guess at the material."""

    sandbox: Sandbox
    provider: Provider = ANALYSER

    async def analyse(self, images: Sequence[ImageInput]) -> list[ImageAnalysis]:
        return await self.sandbox.run(SECONDS + SECONDS_PER_IMAGE * len(images), _analyse, list(images))


@dataclass(frozen=True)
class OfflineImageEmbedder:
    """ImageEmbedder by descriptors: deterministic, each view made of what it is named for alone."""

    sandbox: Sandbox
    provider: Provider = EMBEDDER

    async def views(self, images: Sequence[ImageInput]) -> list[Views]:
        return await self.sandbox.run(SECONDS + SECONDS_PER_IMAGE * len(images), _views, list(images))

    async def applications(self, usages: Sequence[Usage]) -> list[bytes]:
        return await self.sandbox.run(SECONDS + SECONDS_PER_IMAGE * len(usages), _applications, list(usages))


def _analyse(images: list[ImageInput]) -> list[ImageAnalysis]:
    from pipeline.ai.offline_images_analysis import analyse

    return [analyse(image) for image in images]


def _views(images: list[ImageInput]) -> list[Views]:
    from pipeline.ai.offline_images_views import views

    return [views(image.thumbnail) for image in images]


def _applications(usages: list[Usage]) -> list[bytes]:
    from pipeline.ai.offline_images_views import application

    return [application(usage) for usage in usages]
