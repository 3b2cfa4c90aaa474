"""What a page says about which product its images and chunks belong to."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pipeline.artefacts import Box, Page
from pipeline.ids import normalise_name
from services.linker.geometry import SLACK, apart, beside, gap, paired, reading, shares
from services.linker.register import Register, Values

LEAST_LETTERS = 4
"""Shorter lines ("cm", "2") are in any text and locate nothing."""

RUN_ON = 1.5
"""Widest gap between lines of the same product, as a share of the type's size."""

MOST_PICTURES = 300
"""On a page with more, their setting is not looked at: it would take longer than it tells."""


@dataclass(frozen=True)
class View:
    """An image or chunk as a page shows it, by product the plan puts there. Without rivals on the page, nearness and
    order say nothing.
    """

    page: Mapping[UUID, float]  # a page's products share it
    nearness: Values
    order: Values
    letters: int = 0  # how much of a chunk is on the page
    misread: bool = False  # the page's words come from OCR
    lists: bool = False  # the page names products to lead to them: it is about none


def as_one(views: Sequence[View]) -> View:
    """A chunk over several pages: what counts on each page is how much of the chunk is there."""
    letters = sum(view.letters for view in views)
    page: dict[UUID, float] = defaultdict(float)
    nearness: Values = {}
    order: Values = {}
    for view in views:
        part = view.letters / letters if letters else 1 / len(views)
        for product, share in view.page.items():
            page[product] += part * share
            nearness[product] = _greater(nearness.get(product), view.nearness.get(product))
            order[product] = _greater(order.get(product), view.order.get(product))
    return View(page, nearness, order, letters, any(view.misread for view in views), all(view.lists for view in views))


def _greater(a: float | None, b: float | None) -> float | None:
    return b if a is None else a if b is None else max(a, b)


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
        if len(self._products) > 1:
            self._find_words(register)
            self._run_on()
        if len(pictures) > MOST_PICTURES:
            pictures = ()
        worded = {product: boxes for product, boxes in self._words.items() if boxes}
        self._paired = paired(pictures, worded, self._slack)
        self._side = reading(pictures, worded, self._slack)

    def picture(self, box: Box) -> View:
        """A picture on this page."""
        order: Values = {}
        if box in self._paired:
            order = {product: float(product == self._paired[box]) for product in self._products}
        elif self._side and (near := beside(box, self._words, self._side)):
            order = {**dict.fromkeys(self._products, 0.0), **shares(near, self._slack)}
        return self._view([box], order, lists=self._kind == "index")

    def text(self, lines: Sequence[int]) -> View:
        """A chunk with these lines of the page."""
        before = [product for index, product in self._headings if lines and index <= lines[0]]
        order: Values = {product: float(product == before[-1]) for product in self._products} if before else {}
        letters = sum(len(self._normal[index]) for index in lines)
        boxes = [self.page.lines[index].box for index in lines]
        return self._view(boxes, order, letters, lists=self._kind in ("index", "cover", "divider"))

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

    def _view(self, boxes: Sequence[Box], order: Values, letters: int = 0, *, lists: bool) -> View:
        nearness: Values = {}
        if boxes and len(self._products) > 1:
            distances = {
                product: min(apart(box, word) for box in boxes for word in words)
                for product, words in self._words.items()
                if words
            }
            nearness.update(shares(distances, self._slack))
        page = dict.fromkeys(self._products, 1 / max(len(self._products), 1))
        return View(page, nearness, order, letters, self.page.source == "ocr", lists)
