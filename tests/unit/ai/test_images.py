"""What is remembered of image providers' answers."""

from collections.abc import Sequence

from pipeline.ai.images import (
    ImageAnalysis,
    ImageInput,
    Quality,
    RememberedAnalyser,
    RememberedEmbedder,
    Usage,
    Views,
)
from pipeline.ai.results import Provider
from pipeline.testing.fakes import FakeResults


class Analyser:
    def __init__(self, version: str = "1") -> None:
        self.provider = Provider("image_analysis", "fake", "a", version)
        self.asked: list[str] = []

    async def analyse(self, images: Sequence[ImageInput]) -> list[ImageAnalysis]:
        self.asked += [image.sha256 for image in images]
        return [
            ImageAnalysis(colours=(), textures=(), quality=Quality(score=0.5, parts={}), material=image.sha256[0])
            for image in images
        ]


class Embedder:
    provider = Provider("image_embedding", "fake", "e", "1")

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def views(self, images: Sequence[ImageInput]) -> list[Views]:
        self.asked += [image.sha256 for image in images]
        one = [bytes([ord(image.sha256[0])]) * 2048 for image in images]
        return [Views(visual=data, colour=bytes(2048), texture=data) for data in one]

    async def applications(self, usages: Sequence[Usage]) -> list[bytes]:
        self.asked += [f"{usage.sha256} {usage.caption}" for usage in usages]
        return [usage.caption.encode() for usage in usages]


def image(name: str, sharpness: float = 1.0) -> ImageInput:
    return ImageInput(sha256=name * 64, key=name, width=9, height=9, sharpness=sharpness, thumbnail=name.encode())


def usage(name: str, caption: str) -> Usage:
    return Usage(sha256=name * 64, role="product", caption=caption, area=0.1, aspect=1.5, centre=(0.5, 0.5))


async def test_the_same_pixels_are_analysed_once() -> None:
    inner, results = Analyser(), FakeResults()
    analyser = RememberedAnalyser(inner, results)
    first = await analyser.analyse([image("a"), image("b"), image("a")])
    again = await analyser.analyse([image("b"), image("c")])
    assert [answer.material for answer in first] == ["a", "b", "a"]
    assert [answer.material for answer in again] == ["b", "c"]
    assert [asked[0] for asked in inner.asked] == ["a", "b", "c"]
    newer = Analyser("2")
    await RememberedAnalyser(newer, results).analyse([image("a")])
    assert len(newer.asked) == 1


async def test_views_by_pixels_and_applications_by_what_is_around_too() -> None:
    inner = Embedder()
    embedder = RememberedEmbedder(inner, FakeResults())
    views = [(await embedder.views([image("a")]))[0] for _ in range(2)]
    assert views[0] == views[1] == Views(visual=b"a" * 2048, colour=bytes(2048), texture=b"a" * 2048)
    assert await embedder.applications([usage("a", "Oak"), usage("a", "Elm"), usage("a", "Oak")]) == [
        b"Oak", b"Elm", b"Oak",
    ]  # fmt: skip
    assert await embedder.applications([usage("b", "Oak")]) == [b"Oak"]
    assert [asked[0] + asked[64:] for asked in inner.asked] == ["a", "a Oak", "a Elm", "b Oak"]
