"""Headings of one style as a group, and how much the group looks like the names of the products."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from math import log2, sqrt

from services.discovery import cells, evidence, names, patterns
from services.discovery.book import Book
from services.discovery.evidence import Evidence
from services.discovery.headings import Heading, Style

KINDS = ("codes", "prices", "sizes", "keys", "labels")
FOLLOWING = 8
"""Pages after its first looked at for evidence of a product."""
LEAST_COVERAGE = 0.4
"""Share of the pages that describe products which the products' names must cover."""
LEAST_DISTINCT, LEAST_STRONG = 0.6, 0.6
"""Shares of different texts, and of headings with strong evidence, that names of products have at least: headings
inside products ("Technical data") repeat, headings of other things have nothing under them.
"""
FEW = 6
"""Headings below which nearly all must be alike in what lies under them."""
MOST_WORDS = 9
"""Words of the usual heading above which a group is running text."""
MOSTLY_CODES = 0.4
"""Share of a group's headings from which they are a list of codes."""
MAX_PER_PAGE = 150
"""Headings of one style on a page above which they are rows of a table, not headings."""


@dataclass(frozen=True)
class Group:
    """Headings of one style, each with the evidence of what lies under it, or over it if `upward`; `pictured` is the
    share with pictures.
    """

    style: Style
    headings: tuple[Heading, ...]
    cells: tuple[Evidence, ...]
    pictured: float
    upward: bool = False

    @cached_property
    def pages(self) -> frozenset[int]:
        return frozenset(heading.page for heading in self.headings)

    @cached_property
    def distinct(self) -> float:
        """Share of different texts."""
        return len({names.key(heading.text) for heading in self.headings}) / max(len(self.headings), 1)

    def share(self, of: str) -> float:
        """Share of the headings with "identity", "strong" or "any" evidence, or with one of KINDS."""
        return sum(bool(getattr(cell, of)) for cell in self.cells) / max(len(self.cells), 1)

    @cached_property
    def usual(self) -> frozenset[str]:
        """Those of KINDS that nearly all of the headings have."""
        return frozenset(kind for kind in KINDS if self.share(kind) >= 0.8)

    @property
    def consistent(self) -> float:
        """Share of the headings that have the kind of evidence most of them have: products are described alike."""
        return max(self.share(kind) for kind in KINDS)


def measure(book: Book, style: Style, heads: Sequence[Heading], stops: Collection[int] = ()) -> Group:
    """The group of `heads`, each with the evidence of its cell; the last of a page, if set largest on it, also has that
    of the pages up to the next, or to one of `stops`.
    """
    by_page: dict[int, list[Heading]] = defaultdict(list)
    for head in heads:
        by_page[head.page].append(head)
    ordered = [by_page[page][:MAX_PER_PAGE] for page in sorted(by_page)]
    found, upward = _cells(book, ordered)
    for number, on_page in enumerate(ordered):
        page = on_page[0].page
        if on_page[-1].style.size >= book.top(page) - 1:
            following = ordered[number + 1][0].page if number + 1 < len(ordered) else book.count + 1
            found[number][-1] += book.evidence_after(page, min(following, page + FOLLOWING + 1), stops)
    pictured = sum(bool(book.views[on_page[0].page].pictures) for on_page in ordered) / max(len(ordered), 1)
    return Group(style, tuple(chain(*ordered)), tuple(chain(*found)), pictured, upward)


def _cells(book: Book, ordered: Sequence[Sequence[Heading]]) -> tuple[list[list[Evidence]], bool]:
    """The evidence of each heading's cell, page by page, and whether cells lie above their headings: as they do where
    clearly more headings then have a code or price.
    """
    down, up = (
        [
            [evidence.of_lines(lines) for lines in cells.assign(book.views[page[0].page].lines, page, upward=upward)]
            for page in ordered
        ]
        for upward in (False, True)
    )
    identified = [sum(cell.identity for cell in chain(*found)) for found in (down, up)]
    upward = identified[1] >= 1.15 * identified[0] + 1
    return (up, True) if upward else (down, False)


def score(book: Book, group: Group) -> float:
    """How much a group looks like the products' names: 0 when it cannot be, more the larger and bolder it is set, the
    more often, and the more evidence lies under it; a little more in a colour of its own, which decides among equals.
    """
    count = len(group.headings)
    usual = sorted(_words(heading.text) for heading in group.headings)[count // 2]
    alike = LEAST_STRONG if count >= FEW else 0.8
    too_few = count < 3 and not (count == 2 and group.share("identity") == 1)
    if too_few or usual > MOST_WORDS or group.distinct < LEAST_DISTINCT or group.share("strong") < LEAST_STRONG:
        return 0.0
    if group.consistent < alike or coverage(book, group) < LEAST_COVERAGE:
        return 0.0
    prominence = sqrt(max(group.style.size, 1.0) / max(book.body, 1.0)) * (1.3 if group.style.bold else 1.0)
    if group.style.size <= book.body and not group.style.bold:
        prominence *= 0.5
    if group.style.colour != book.ink:
        prominence *= 1.1
    return group.share("strong") * group.distinct * log2(1 + count) * prominence


def alike(group: Group, leading: Group) -> bool:
    """Whether a group has codes or prices, where nearly all of the leading one have them."""
    required = [kind for kind in ("codes", "prices") if leading.share(kind) >= 0.8]
    return not required or any(group.share(kind) >= 0.5 for kind in required)


def _words(text: str) -> int:
    """Words of a heading, without the numbers, units and signs of a price or size beside the name."""
    return sum(sum(c.isalpha() for c in part) > 2 for part in text.split())


def coverage(book: Book, group: Group) -> float:
    """Share of the pages with strong evidence that have one of the group's headings, or follow one as its last."""
    telling = [n for n, found in book.evidence.items() if n not in book.decoys and found.strong]
    covered: set[int] = set()
    for page in group.pages:
        covered.add(page)
        for number in range(page + 1, page + 1 + FOLLOWING):
            if number in group.pages or number in book.decoys:
                break
            covered.add(number)
    return sum(number in covered for number in telling) / len(telling) if telling else 1.0


def is_finer(finer: Group, chosen: Group) -> bool:
    """Whether `finer` heads the products and `chosen` only their sections: several to each, every one with its own code
    or price, and not named after it. Codes alone under names are the articles of the named.
    """
    if finer.style.size > chosen.style.size or finer.share("identity") < 0.6:
        return False
    if _coded(finer) >= MOSTLY_CODES > _coded(chosen):
        return False
    known = {names.key(heading.text) for heading in chosen.headings}
    after = sum(_begins_with(names.key(heading.text), known) for heading in finer.headings)
    own = sum(cell.identity for cell in finer.cells)
    several = min(len(finer.headings), own) >= 1.5 * len(chosen.headings)
    return several and after < 0.5 * len(finer.headings)


def _coded(group: Group) -> float:
    """Share of the headings that are a code and nothing else."""
    alone = sum(any(found.text == h.text for found in patterns.codes(h.text)) for h in group.headings)
    return alone / max(len(group.headings), 1)


def _begins_with(name: str, known: Collection[str]) -> bool:
    parts = name.split()
    return any(" ".join(parts[:count]) in known for count in range(1, len(parts) + 1))
