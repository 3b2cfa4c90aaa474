"""What a product inherits: the section it stands in, and what a page before it says of all that follow."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cached_property

from pipeline.artefacts import Line
from services.discovery import captions, facts, legends, names, patterns, sections, words
from services.discovery.anchors import Anchor
from services.discovery.book import Book
from services.discovery.collected import Collected
from services.discovery.headings import Heading
from services.discovery.layout import in_band
from services.discovery.text import fold

INHERITED = 0.8
"""Confidence of what is said on another page than the product's."""
COMMON = 0.6
"""Share of the pages from which a running head is the catalogue's, not a section's."""


class Context:
    """The surroundings of the products that begin at `anchors`."""

    def __init__(self, book: Book, anchors: Sequence[Anchor], pages: Sequence[Sequence[int]]) -> None:
        """`pages` are those of the products, in the order of `anchors`."""
        self._book = book
        self._anchors = anchors
        self._pages = dict(zip(anchors, map(frozenset, pages), strict=True))
        self._used = frozenset(number for own in pages for number in own)

    def inherit(self, anchor: Anchor, into: Collected) -> None:
        """Add what the product inherits: the line above its name, the heading of its part of the page, the running
        head, what its code stands for, and the page that opens its section.
        """
        sheet = into.on(anchor.page)
        kicker = self._kickers.get(anchor)
        if kicker:
            sheet.add("collection", kicker.text, "kicker", box=kicker.box, trust=0.9)
        category = category_above(self._book, anchor)
        if category:
            sheet.add("category", category.text, "heading", box=category.box, trust=0.7)
        elif anchor.page in self._sections:
            head = self._sections[anchor.page]
            into.on(head.page, INHERITED).add("category", head.text, "heading", box=head.box, trust=0.7)
        for line in self._running(anchor):
            sheet.add("collection", line.text, "running head", box=line.box, trust=0.7)
        kind = legends.meaning_of(into.values("code"), self._legend)
        if kind:
            on_legend = into.on(kind.page, INHERITED)
            on_legend.add("category", kind.value, "legend", text=kind.text, box=kind.box)
        divider = self._divider(anchor)
        if divider is not None:
            self._from_divider(divider, into)

    @cached_property
    def _kickers(self) -> dict[Anchor, Heading]:
        """The small line right above a product's name, where the same one stands above several."""
        above: dict[Anchor, Heading] = {}
        for anchor in self._anchors:
            box, size = anchor.heading.box, anchor.heading.style.size
            close = [
                h
                for h in self._book.headings[anchor.page]
                if h.style.size < size and 0 <= box[1] - h.box[3] < 1.5 * size and abs(h.box[0] - box[0]) < 2 * size
            ]
            if close and len(close[-1].text) <= 60 and not patterns.value_only(close[-1].text):
                above[anchor] = close[-1]
        repeated = Counter(names.key(h.text) for h in above.values())
        return {anchor: h for anchor, h in above.items() if repeated[names.key(h.text)] >= 2}

    @cached_property
    def _sections(self) -> dict[int, Heading]:
        """The head of the section that each page goes on with."""
        above = (category_above(self._book, anchor) for anchor in self._anchors)
        return sections.going_on(self._book, [head for head in above if head is not None])

    @cached_property
    def _legend(self) -> list[legends.Meaning]:
        """What the forms of codes stand for, by the pages that are no products'."""
        free = (view for number, view in self._book.views.items() if number not in self._used)
        return [meaning for view in free for meaning in legends.legend(view.number, view.lines)]

    @cached_property
    def _heads(self) -> dict[int, list[Line]]:
        """Lines at the top of each page."""
        return {
            number: [
                line
                for line in (*view.heads, *view.lines)
                if in_band(line, view.page) and line.box[3] < view.page.height / 2 and len(line.text) <= 60
            ]
            for number, view in self._book.views.items()
        }

    @cached_property
    def _headed(self) -> dict[str, set[int]]:
        """The pages on which each line, folded, stands at the top."""
        found: dict[str, set[int]] = defaultdict(set)
        for number, lines in self._heads.items():
            for line in lines:
                found[fold(line.text)].add(number)
        return found

    def _running(self, anchor: Anchor) -> list[Line]:
        """Running heads over several pages, not the product's alone and not most of the catalogue's."""
        most = max(COMMON * self._book.count, 2)
        return [
            line
            for line in self._heads[anchor.page]
            if 2 <= len(self._headed[fold(line.text)]) <= most
            and not self._headed[fold(line.text)] <= self._pages[anchor]
            and not patterns.value_only(line.text)
            and not words.names_no_product(line.text)
        ]

    def _divider(self, anchor: Anchor) -> int | None:
        """The page nearest before the anchor's that opens a section."""
        for number in range(anchor.page - 1, 0, -1):
            if number not in self._used and self._book.opens_section(number, anchor.heading.style):
                return number
        return None

    def _from_divider(self, divider: int, into: Collected) -> None:
        """Its title as collection, and what it says of all products of its section."""
        book, view = self._book, self._book.views[divider]
        sheet = into.on(divider, INHERITED)
        top = book.top(divider)
        title = next(
            (h for h in book.headings[divider] if h.style.size >= top - 0.6 and names.can_be_name(h.text)), None
        )
        if title:
            sheet.add("collection", title.text, "divider", box=title.box)
        if not book.evidence[divider].any:
            return
        facts.collect(sheet, view.lines)
        for caption in captions.whole(line for line in view.lines if line.size < top - 0.6):
            if names.can_be_name(caption.text):
                sheet.add("feature", caption.text, "divider", box=caption.box)
        for heading in book.headings[divider]:
            if heading.style.size < top - 0.6 and names.can_be_name(heading.text):
                sheet.add("feature", heading.text, "divider", box=heading.box)


def category_above(book: Book, anchor: Anchor) -> Heading | None:
    """The last heading above the name on its page that is set larger than it: "Sparkling wine"."""
    above = [
        h
        for h in book.headings[anchor.page]
        if h.style.size > anchor.heading.style.size + 0.6
        and h.box[3] <= anchor.heading.box[1] + 2
        and len(h.text) <= 60
        and not patterns.value_only(h.text)
    ]
    return max(above, key=lambda h: h.box[3], default=None)
