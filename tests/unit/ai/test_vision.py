"""Pictures described by a vision model over the wire, on top of what is measured."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from pipeline.ai.failures import Declined
from pipeline.ai.images import ImageAnalysis, ImageInput, Quality
from pipeline.ai.results import Provider
from pipeline.ai.vision import A_CALL, PROMPT, VisionAnalyser
from tests.unit.ai.asking import ERRAND, asking
from tests.wire.behaviour import Asked, Behaviour


class Measures:
    """Quality by the number in the digest."""

    provider = Provider("image_analysis", "offline", "m", "1")

    async def analyse(self, images: Sequence[ImageInput]) -> list[ImageAnalysis]:
        return [
            ImageAnalysis(colours=(), textures=(), quality=Quality(score=int(image.sha256) / 100, parts={}))
            for image in images
        ]


def picture(number: int) -> ImageInput:
    return ImageInput(
        sha256=str(number), key="k", width=1000, height=500, sharpness=1, thumbnail=f"jpeg {number}".encode()
    )


def describe(asked: Asked) -> object:
    """A material by the picture's bytes, which the test can tell from one another."""
    return {
        "pictures": [
            {
                "number": number,
                "material": f" {data.decode().replace('jpeg', 'Oak')} ",
                "confidence": 0.9,
                "finish": "Matt",
                "description": "A floor.",
            }
            for number, data in enumerate(asked.pictures, start=1)
        ]
    }


def nothing_seen(asked: Asked) -> object:
    empty = {"material": "", "confidence": 0.9, "finish": "", "description": ""}
    return {"pictures": [{"number": number, **empty} for number, _ in enumerate(asked.pictures, start=1)]}


def one_left_out(asked: Asked) -> object:
    answer = nothing_seen(asked)
    assert isinstance(answer, dict)
    return {"pictures": answer["pictures"][1:]}


@asynccontextmanager
async def analysing(behaviour: Behaviour) -> AsyncIterator[VisionAnalyser]:
    async with asking(behaviour, "openai") as (asker, _):
        yield VisionAnalyser(asker, Measures(), ERRAND)


async def test_each_picture_gets_its_own_description_and_keeps_what_was_measured() -> None:
    behaviour = Behaviour(describe)
    async with analysing(behaviour) as analyser:
        found = await analyser.analyse([picture(number) for number in range(A_CALL + 3)])
    assert [each.material for each in found] == [f"oak {number}" for number in range(A_CALL + 3)]
    assert [each.quality.score for each in found] == [number / 100 for number in range(A_CALL + 3)]
    assert {(each.material_confidence, each.finish, each.description) for each in found} == {(0.9, "matt", "A floor.")}
    assert sorted(len(asked.pictures) for asked in behaviour.asked) == [3, A_CALL]
    assert behaviour.asked[0].texts[0] == "Picture 1:"
    assert behaviour.asked[0].system == PROMPT.text


async def test_no_material_is_no_guess() -> None:
    async with analysing(Behaviour(nothing_seen)) as analyser:
        (found,) = await analyser.analyse([picture(1)])
    assert (found.material, found.material_confidence) == ("", 0.0)


async def test_a_model_that_miscounts_is_not_believed() -> None:
    async with analysing(Behaviour(one_left_out)) as analyser:
        with pytest.raises(Declined, match="asked about 3 pictures, the model describes 2, 3"):
            await analyser.analyse([picture(number) for number in range(3)])


async def test_the_prompt_s_version_is_the_answer_s() -> None:
    async with analysing(Behaviour(describe)) as analyser:
        assert analyser.provider == Provider("image_analysis", "openai", "gpt-5.2", f"describe-images-{PROMPT.version}")
