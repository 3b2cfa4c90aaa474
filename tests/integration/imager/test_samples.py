"""Pictures, captions and roles of generated catalogues against their truth."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pipeline.artefacts import Box, Page, PageKind
from samples import generate
from services.discovery import reading as discovery
from services.imager.bounds import Bounds
from services.imager.captions import Words
from services.imager.found import Place
from services.imager.gathering import Gathered, Image
from services.imager.reading import read
from tests.unit.imager.build import DOCUMENT

BATCH = 8
LAYOUTS = ("tiles-71", "lamps-fr", "furniture-it", "parts-de", "cards-es", "grid-ro", "rotated-de", "decoys-en")


@dataclass(frozen=True)
class Pair:
    """A picture of the truth with what was read in its place, if anything."""

    truth: dict[str, Any]
    image: Image | None
    said: Words


def overlap(one: Box, other: Box) -> float:
    """Intersection over union."""
    width, height = min(one[2], other[2]) - max(one[0], other[0]), min(one[3], other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return width * height / (sum(areas) - width * height)


def shown(images: list[Image]) -> Iterator[tuple[Place, Image, Words]]:
    for image in images:
        for place, said in zip(image.places, image.words, strict=True):
            yield place, image, said


def pairs(layout: str, folder: Path) -> tuple[list[Pair], int]:
    """The truth's pictures with ours, and how many we have that the truth lacks."""
    sample = generate(layout, folder)
    truth = json.loads(sample.truth.read_text())
    count = len(truth["pages"])
    kinds: dict[int, PageKind] = {
        page["page"]: "product" if page["products"] else "certificates" if page["kind"] == "certificates" else "other"
        for page in truth["pages"]
    }
    gathered = Gathered()
    for first in range(1, count + 1, BATCH):
        last = min(count, first + BATCH - 1)
        pages = [Page.model_validate_json(line) for line in discovery.read(sample.pdf, first, last).pages]
        gathered.add(pages, read(sample.pdf, range(first, last + 1), DOCUMENT, folder, Bounds(4_000_000)))
    images, _ = gathered.images(kinds)
    left = list(shown(images))
    found = []
    for one in truth["images"]:
        same = [entry for entry in left if entry[0].page == one["page"] and overlap(entry[0].box, one["box"]) > 0.9]
        for entry in same[:1]:
            left.remove(entry)
        found.append(Pair(one, same[0][1], same[0][2]) if same else Pair(one, None, Words("", "")))
    return found, len(left)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_pictures_and_captions_are_found(layout: str, tmp_path: Path) -> None:
    found, extra = pairs(layout, tmp_path)
    wanted = [pair for pair in found if pair.truth["role"] != "decoration"]
    assert sum(pair.image is not None for pair in wanted) / len(wanted) >= 0.99
    assert extra == 0
    captioned = [pair for pair in wanted if pair.truth["caption"]]
    right = sum(pair.said.caption.split() == pair.truth["caption"].split() for pair in captioned)
    assert right >= 0.95 * len(captioned)
    roles = sum(pair.image is not None and pair.image.role == pair.truth["role"] for pair in wanted)
    assert roles / len(wanted) >= 0.75
