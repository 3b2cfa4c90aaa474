"""Everything read of a document, brought together: each picture once, with its places, words and role."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.ai.images import Role, Usage
from pipeline.artefacts import Page, PageKind
from pipeline.ledger import Entry
from services.imager.captions import Words, words
from services.imager.found import Batch, Picture, Place
from services.imager.roles import context, judge


@dataclass(frozen=True)
class Image:
    """A picture of the document that is kept; `words` go with its places, one each."""

    picture: Picture
    places: Sequence[Place]
    words: Sequence[Words]
    role: Role

    @property
    def main(self) -> int:
        """Index of the place where it is largest."""
        return max(range(len(self.places)), key=lambda index: self.places[index].area)

    @property
    def caption(self) -> str:
        """That of the largest place; where that has none, the first there is."""
        return self.words[self.main].caption or next((words.caption for words in self.words if words.caption), "")

    @property
    def usage(self) -> Usage:
        """What it is used for."""
        place = self.places[self.main]
        width, height = place.box[2] - place.box[0], place.box[3] - place.box[1]
        return Usage(
            sha256=self.picture.sha256,
            role=self.role,
            caption=self.caption,
            words=self.words[self.main].words,
            area=round(place.area, 4),
            aspect=round(width / height, 4),
            centre=(round(place.centre[0], 4), round(place.centre[1], 4)),
        )


@dataclass
class Gathered:
    """Grows by a batch of pages at a time; holds words about pictures, never pixels."""

    _pictures: dict[str, Picture] = field(default_factory=dict)
    _places: dict[str, list[tuple[Place, Words]]] = field(default_factory=dict)
    _entries: dict[str, Entry] = field(default_factory=dict)
    _pages: dict[str, Entry] = field(default_factory=dict)
    _scans: set[int] = field(default_factory=set)
    _taken: set[str] = field(default_factory=set)

    def add(self, pages: Sequence[Page], batch: Batch) -> None:
        """Take in what `batch` found on `pages`."""
        for picture in batch.pictures:
            self._pictures.setdefault(picture.sha256, picture)
        for page in pages:
            here = [place for place in batch.places if place.page == page.number]
            for place, said in zip(here, words(page, [place.box for place in here]), strict=True):
                self._places.setdefault(place.sha256, []).append((place, said))
            if page.source == "ocr":
                self._scans.add(page.number)
        self._taken.update(batch.taken)
        for entry in batch.entries:
            (self._pages if entry.kind == "page" else self._entries).setdefault(entry.item, entry)

    def unread(self, number: int) -> None:
        """Page `number` was planned but is not among the pages as read."""
        reason = "the page was planned but never read"
        self._pages[str(number)] = Entry(
            kind="page", item=str(number), outcome="dead_lettered", reason=reason, page=number
        )

    def images(self, kinds: Mapping[int, PageKind]) -> tuple[list[Image], list[Entry]]:
        """What is kept, in order of first page, and how everything else ended: a picture is emitted, or skipped as
        decoration; a page is what its reading said.
        """
        document = context(
            kinds, frozenset(self._scans), [place for found in self._places.values() for place, _ in found]
        )
        left_out = [entry for item, entry in self._entries.items() if item not in self._taken]
        images, entries = [], [*self._pages.values(), *left_out]
        for sha256, found in self._places.items():
            places, said = [place for place, _ in found], [words for _, words in found]
            image = Image(self._pictures[sha256], places, said, "product")
            judged = judge(image.picture, places, image.caption, document)
            if judged.role == "decoration":
                first = places[0].page
                entries.append(Entry(kind="image", item=sha256, outcome="skipped", reason=judged.reason, page=first))
            else:
                images.append(Image(image.picture, places, said, judged.role))
        return images, entries
