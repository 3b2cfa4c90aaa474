"""What a page says about which product its images and chunks belong to."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from pipeline.artefacts import Box, Page
from pipeline.ids import normalise_name
from services.linker.geometry import SLACK, WIDEST, apart, beside, gap, paired, reading, shares
from services.linker.register import Register, Values
from services.linker.views import View

LEAST_LETTERS = 4
"""Shorter lines ("cm", "2") are in any text and locate nothing."""

RUN_ON = 1.5
"""Widest gap between lines of the same product, as a share of the type's size."""

MOST_PICTURES = 300
"""On a page with more, their setting is not looked at: it would take longer than it tells."""


class Layout:
    """One page while its images and chunks are looked at."""

    def __init__(self, page: Page, register: Register, pictures: Sequence[Box]) -> None:
        self.page = page
        self._products = register.on(page.number)
        self._kind = register.kind(page.number)
        self._slack = SLACK * max(math.hypot(page.width, page.height), 1)
        self._words: dict[UUID, list[Box]] = {product: [] for product in self._products}
        self._headings: list[tuple[int, UUID]] = []
        self._normal = [normalise_name(line.text) for line in page.lines]
        self._rows = {product: {product} for product in self._products}
        if len(self._products) > 1:
            self._find_words(register)
            self._run_on()
            self._find_rows()
        if len(pictures) > MOST_PICTURES:
            pictures = ()
        worded = {product: boxes for product, boxes in self._words.items() if boxes}
        self._paired = paired(pictures, worded, self._slack)
        self._side = reading(pictures, worded, self._slack)

    def picture(self, box: Box) -> View:
        """A picture on this page."""
        distances = self._distances([box])
        nearness = self._split(shares(distances, self._slack))
        return self._view(nearness, self._order(box, distances), lists=self._kind == "index")

    def text(self, lines: Sequence[int]) -> View:
        """A chunk with these lines of the page."""
        before = [product for index, product in self._headings if lines and index <= lines[0]]
        order: Values = {product: float(product == before[-1]) for product in self._products} if before else {}
        letters = sum(len(self._normal[index]) for index in lines)
        boxes = [self.page.lines[index].box for index in lines]
        lists = self._kind in ("index", "cover", "divider")
        return self._view(shares(self._distances(boxes), self._slack), order, letters, lists=lists)

    def lines_of(self, text: str) -> list[int]:
        """Indexes of the page's lines that are in `text`, in reading order."""
        within = f" {normalise_name(text)} "
        return [
            index for index, words in enumerate(self._normal) if len(words) >= LEAST_LETTERS and f" {words} " in within
        ]

    def _find_words(self, register: Register) -> None:
        """What facts and names say of where each product is; what several share (a group's heading) tells nothing."""
        for product in self._products:
            places = (fact.box for fact in register.facts(product) if fact.page == self.page.number)
            self._words[product] += {box for box in places if box}
        for index, line in enumerate(self.page.lines):
            named = [product for product in register.named(line.text) if product in self._words]
            for product in named:
                self._words[product].append(line.box)
            if len(named) == 1:
                self._headings.append((index, named[0]))
        owners = Counter(box for boxes in self._words.values() for box in set(boxes))
        self._words = {key: [box for box in boxes if owners[box] == 1] for key, boxes in self._words.items()}

    def _run_on(self) -> None:
        """Lines that follow a product's words without a wider gap are its words too."""
        owner = {box: product for product, boxes in self._words.items() for box in boxes}
        for line in sorted(self.page.lines, key=lambda line: line.box[1]):
            if line.box in owner:
                continue
            reach = RUN_ON * line.size
            above = [
                (gap(line.box, box), box) for box in owner if box[1] <= line.box[1] and gap(line.box, box) <= reach
            ]
            if above:
                product = owner[min(above)[1]]
                owner[line.box] = product
                self._words[product].append(line.box)

    def _find_rows(self) -> None:
        """Products whose names stand line on line are rows of one table."""
        names = sorted(((self.page.lines[index].box, product) for index, product in self._headings), key=_top)
        for number, (box, product) in enumerate(names):
            for other, below in names[number + 1 :]:
                if other[1] - box[3] > box[3] - box[1]:
                    break
                if min(box[2], other[2]) > max(box[0], other[0]):
                    together = self._rows[product] | self._rows[below]
                    self._rows.update(dict.fromkeys(together, together))

    def _split(self, near: Mapping[UUID, float]) -> dict[UUID, float]:
        """Where a picture stands says nothing of which row of a table it shows: the rows share what the nearest has."""
        return {
            product: max(near.get(row, 0.0) for row in self._rows[product]) / len(self._rows[product])
            for product in near
        }

    def _order(self, box: Box, distances: Mapping[UUID, float]) -> Values:
        """Whose picture it is by the page's setting: each has its own, or all are on one side of their words."""
        if box in self._paired:
            return {product: float(product == self._paired[box]) for product in self._products}
        near = beside(box, self._words, self._side) if self._side else {}
        if not near or min(near.values()) + self._slack > WIDEST * (min(distances.values()) + self._slack):
            return {}  # nothing there, or far beyond other words: this one stands otherwise
        return {**dict.fromkeys(self._products, 0.0), **self._split(shares(near, self._slack))}

    def _distances(self, boxes: Sequence[Box]) -> dict[UUID, float]:
        """From an image or chunk to each product's words; none where there are no rivals."""
        if not boxes or len(self._products) < 2:
            return {}
        return {
            product: min(apart(box, word) for box in boxes for word in words)
            for product, words in self._words.items()
            if words
        }

    def _view(self, nearness: Mapping[UUID, float], order: Values, letters: int = 0, *, lists: bool) -> View:
        page = dict.fromkeys(self._products, 1 / max(len(self._products), 1))
        return View(page, {**nearness}, order, letters, self.page.source == "ocr", lists)


def _top(named: tuple[Box, UUID]) -> float:
    return named[0][1]
