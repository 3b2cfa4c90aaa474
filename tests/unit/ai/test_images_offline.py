"""The offline measures of pictures: colour is colour, texture is texture."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from pipeline.ai.images import ROLES, ImageInput, Role, Usage
from pipeline.ai.offline_images_analysis import analyse
from pipeline.ai.offline_images_views import application, views
from tests.unit.ai.swatches import COLOURS, TEXTURES, jpeg, swatch

Vectors = NDArray[np.float32]


def vector(data: bytes) -> Vectors:
    return np.frombuffer(data, "<f4")


def image(thumbnail: bytes, width: int = 900, height: int = 900, sharpness: float = 1.0) -> ImageInput:
    return ImageInput(sha256="0" * 64, key="k", width=width, height=height, sharpness=sharpness, thumbnail=thumbnail)


@pytest.fixture(scope="module")
def swatches() -> list[tuple[str, str, bytes]]:
    made = [(colour, texture) for texture in TEXTURES for colour in COLOURS]
    return [(colour, texture, swatch(colour, texture, seed)) for seed, (colour, texture) in enumerate(made)]


@pytest.fixture(scope="module")
def embedded(swatches: list[tuple[str, str, bytes]]) -> dict[str, Vectors]:
    made = [views(thumbnail) for _, _, thumbnail in swatches]
    return {name: np.stack([vector(getattr(view, name)) for view in made]) for name in ("visual", "colour", "texture")}


def nearest(vectors: Vectors) -> NDArray[np.intp]:
    likeness = vectors @ vectors.T
    np.fill_diagonal(likeness, -1)
    found: NDArray[np.intp] = likeness.argmax(axis=1)
    return found


def test_nearest_by_colour_shares_the_colour_whatever_the_texture(
    swatches: list[tuple[str, str, bytes]], embedded: dict[str, Vectors]
) -> None:
    colours = [colour for colour, _, _ in swatches]
    same = [colours[near] == colour for near, colour in zip(nearest(embedded["colour"]), colours, strict=True)]
    assert np.mean(same) >= 0.95


def test_nearest_by_texture_shares_the_texture_whatever_the_colour(
    swatches: list[tuple[str, str, bytes]], embedded: dict[str, Vectors]
) -> None:
    textures = [texture for _, texture, _ in swatches]
    same = [textures[near] == texture for near, texture in zip(nearest(embedded["texture"]), textures, strict=True)]
    assert np.mean(same) >= 0.95


def test_the_views_are_not_one_vector_thrice(embedded: dict[str, Vectors]) -> None:
    for one, other in (("visual", "colour"), ("visual", "texture"), ("colour", "texture")):
        assert np.abs((embedded[one] * embedded[other]).sum(axis=1)).mean() < 0.5


def test_views_have_length_one_and_are_the_same_every_time(
    swatches: list[tuple[str, str, bytes]], embedded: dict[str, Vectors]
) -> None:
    for vectors in embedded.values():
        assert vectors.shape == (144, 512)
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert np.array_equal(vector(views(swatches[0][2]).texture), embedded["texture"][0])


@pytest.mark.parametrize("size", [(1, 1), (2, 200), (256, 3), (256, 256)])
@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 255), (120, 10, 10)])
def test_flat_and_tiny_pictures_have_views_too(size: tuple[int, int], colour: tuple[int, int, int]) -> None:
    thumbnail = jpeg(Image.new("RGB", size, colour))
    made = views(thumbnail)
    for data in (made.visual, made.colour, made.texture):
        assert np.linalg.norm(vector(data)) == pytest.approx(1, abs=1e-5)
    assert 0 <= analyse(image(thumbnail, *size)).quality.score <= 1


def usage(role: Role = "product", caption: str = "", words: str = "", area: float = 0.1) -> Usage:
    return Usage(sha256="0" * 64, role=role, caption=caption, words=words, area=area, aspect=1.5, centre=(0.5, 0.4))


def likeness(one: Usage, other: Usage) -> float:
    return float(vector(application(one)) @ vector(application(other)))


def test_applications_are_near_by_words_role_and_place() -> None:
    lamp = usage(caption="Pendant lamp for the dining table", words="glass brass 40 W")
    alike = usage(caption="Dining table lamp", words="brass E27", area=0.12)
    other = usage(caption="Garden chair", words="teak oiled")
    assert likeness(lamp, alike) > likeness(lamp, other)
    assert likeness(lamp, lamp) == pytest.approx(1, abs=1e-5)
    assert likeness(lamp, lamp.model_copy(update={"role": "logo"})) < 0.9
    for role in ROLES:
        assert np.linalg.norm(vector(application(usage(role)))) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("colour", ["anthracite", "beige", "brown", "terracotta", "green", "grey"])
def test_colours_have_names_shares_and_lab(colour: str) -> None:
    found = analyse(image(swatch(colour, "weave", 1))).colours
    assert found[0].name == colour
    assert found[0].share > 0.6
    assert sum(one.share for one in found) <= 1.001
    assert 0 <= found[0].lab[0] <= 100


def test_the_white_around_a_cut_out_is_not_its_colour() -> None:
    picture = Image.new("RGB", (200, 200), "white")
    ImageDraw.Draw(picture).ellipse((60, 60, 140, 140), fill=(200, 32, 44))
    thumbnail = jpeg(picture)
    found = analyse(image(thumbnail)).colours
    assert (found[0].name, found[0].share > 0.8) == ("red", True)
    plain = jpeg(Image.new("RGB", (200, 200), (200, 32, 44)))
    white = jpeg(Image.new("RGB", (200, 200), "white"))
    red, by_plain, by_white = (vector(views(data).colour) for data in (thumbnail, plain, white))
    assert red @ by_plain > red @ by_white


@pytest.mark.parametrize(
    ("texture", "word"),
    [
        ("fine", "fine"), ("cloudy", "coarse"), ("across", "striped"), ("upright", "striped"), ("diagonal", "striped"),
        ("wood", "striped"), ("checks", "regular"), ("dots", "regular"), ("weave", "regular"),
    ],
)  # fmt: skip
def test_textures_have_words(texture: str, word: str) -> None:
    for colour in ("grey", "terracotta", "pink"):
        assert word in {found.name for found in analyse(image(swatch(colour, texture, 3))).textures}


def test_plain_is_plain() -> None:
    (found,) = analyse(image(jpeg(Image.new("RGB", (200, 200), (90, 120, 90))))).textures
    assert (found.name, found.strength) == ("plain", 1.0)


@pytest.mark.parametrize(("texture", "degrees"), [("across", 0), ("upright", 90), ("diagonal", 135), ("wood", 0)])
def test_direction_of_the_lines(texture: str, degrees: float) -> None:
    measures = analyse(image(swatch("beige", texture, 5))).measures
    assert min(abs(measures["direction"] - degrees), 180 - abs(measures["direction"] - degrees)) < 3
    assert measures["coherence"] > 0.9


def test_quality_falls_with_each_of_its_parts() -> None:
    good = analyse(image(swatch("beige", "blotches", 1))).quality
    assert set(good.parts) == {"resolution", "sharpness", "contrast", "exposure"}
    small = analyse(image(swatch("beige", "blotches", 1), 80, 80)).quality
    blurred = analyse(image(swatch("beige", "blotches", 1), sharpness=0.1)).quality
    with Image.new("RGB", (200, 200), "black") as dark:
        black = analyse(image(jpeg(dark.filter(ImageFilter.BLUR)))).quality
    assert good.score > 0.7
    assert small.score < good.score
    assert blurred.score < good.score
    assert (black.parts["exposure"], black.parts["contrast"]) == (0.0, 0.0)
