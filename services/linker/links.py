"""What is linked, and which links are worth a row."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from pipeline.artefacts import Box
from services.linker.scoring import Components


@dataclass(frozen=True)
class Place:
    """Where a document shows an image, and the caption it has there."""

    page: int
    box: Box
    caption: str = ""


@dataclass(frozen=True)
class Image:
    """An image of the run; its `caption` is that of one of its places."""

    image_id: UUID
    role: str
    caption: str
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Chunk:
    """A leaf chunk of the run; `text` is its heading and content."""

    chunk_id: UUID
    pages: tuple[int, ...]
    text: str


@dataclass(frozen=True)
class Link:
    """`item` (an image or chunk) and `target` (a product, or for an image a chunk) belong together; `score` is 0-1."""

    item: UUID
    target: UUID
    score: float
    components: Components


@dataclass(frozen=True)
class Limits:
    """Which links are kept: scoring at least `threshold` and `margin` of the item's best, at most `most` an item."""

    threshold: float
    margin: float
    most: int

    def keep(self, links: Iterable[Link]) -> list[Link]:
        """The best links of each item, best first; ties go by the target's id, so that a repeat keeps the same."""
        by_item: dict[UUID, list[Link]] = defaultdict(list)
        for link in links:
            by_item[link.item].append(link)
        kept = []
        for of_item in by_item.values():
            of_item.sort(key=lambda link: (-link.score, link.target))
            least = max(self.threshold, self.margin * of_item[0].score)
            kept += [link for link in of_item[: self.most] if link.score >= least]
        return kept


@dataclass(frozen=True)
class Links:
    """The three kinds: image to product, chunk to product, image to chunk."""

    image_product: list[Link]
    chunk_product: list[Link]
    image_chunk: list[Link]
