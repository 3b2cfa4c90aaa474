"""Where products begin, by the style of their names alone."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from services.discovery import evidence, groups, names, outliers, swatches, twins, words
from services.discovery.book import Book
from services.discovery.groups import FOLLOWING, Group
from services.discovery.headings import Heading

CONTEMPORARY = 0.75
"""Share of the chosen style's size that another style's must have to name products as well."""
ESSAY = 3
"""Lines of running text from which a page with one heading and no evidence is an essay."""
FRAMED = 0.8
"""Share of the products' pages with a page number or a running head, from which all have one."""
FEW_LETTERS = 200
"""Letters of a page that is a name and pictures."""


@dataclass(frozen=True)
class Anchor:
    """A place where a product begins: its name there, what speaks for it, its pages if an index gives a range, and
    whether its lines stand above its name.
    """

    name: str
    heading: Heading
    evidence: tuple[str, ...] = ()
    section: str = ""
    code: str = ""
    pages: tuple[int, ...] = ()
    upward: bool = False

    @property
    def page(self) -> int:
        return self.heading.page

    @property
    def key(self) -> str:
        """What the name is compared by."""
        return names.key(self.name)


def anchor(heading: Heading, why: str, *, upward: bool = False) -> Anchor:
    """The anchor at a heading."""
    name = names.split(heading.text)
    return Anchor(name.text, heading, (why,), name.section, name.code, upward=upward)


def in_order(found: Iterable[Anchor]) -> list[Anchor]:
    """Anchors by page and place."""
    return sorted(found, key=lambda a: (a.page, a.heading.box[1], a.heading.box[0]))


def by_headings(book: Book) -> list[Anchor]:
    """Anchors by style alone: the best group, or a finer one under it if each of its headings has a code or price and
    they are no swatches; and groups on pages the chosen one leaves out.
    """
    measured = [
        outliers.trimmed(groups.measure(book, style, heads))
        for style, heads in book.by_style.items()
        if len(heads) >= 2
    ]
    scores = {group.style: groups.score(book, group) for group in measured}
    ranked = sorted((g for g in measured if scores[g.style] > 0), key=lambda g: (-scores[g.style], g.style))
    if not ranked:
        return _picture_pages(book, measured)
    chosen = ranked[0]
    for finer in ranked[1:]:
        if groups.is_finer(finer, chosen) and not swatches.are_swatches(book, finer):
            chosen = finer
    accepted = _beside(book, chosen, twins.with_twins(book, chosen), ranked)
    found = [a for group in accepted for a in of_group(book, group)]
    found += _siblings(book, chosen, found)
    return in_order([*found, *_lone(book, chosen, {a.page for a in found}), *misnamed(book, chosen)])


def of_group(book: Book, group: Group) -> Iterator[Anchor]:
    """The headings of a group as anchors, without those that have nothing of what the others have: neither evidence nor
    a picture, or a page of running text.
    """
    strict = group.share("strong") >= 0.7
    on_page = Counter(heading.page for heading in group.headings)
    for heading, cell in zip(group.headings, group.cells, strict=True):
        found = anchor(heading, f"heading p. {heading.page}", upward=group.upward)
        essay = cell.prose >= ESSAY and on_page[heading.page] == 1 and not book.evidence[heading.page].any
        bare = strict and not cell.any and (essay or not book.views[heading.page].pictures)
        if found.name and not bare:
            yield found


def _beside(book: Book, chosen: Group, family: Sequence[Group], ranked: Sequence[Group]) -> list[Group]:
    """The chosen group, its `family` (itself among it) and groups on pages they leave out, about as large as it: one
    catalogue may have several layouts.
    """
    accepted = [*family]
    foreign = _foreign(book, chosen)
    for candidate in ranked:
        taken = frozenset().union(*(group.pages for group in accepted))
        large = candidate.style.size >= CONTEMPORARY * chosen.style.size
        if large and candidate not in accepted and not candidate.pages & (taken | foreign):
            other = groups.measure(book, candidate.style, candidate.headings, taken)
            if groups.score(book, other) > 0 and groups.alike(other, chosen):
                accepted.append(other)
    return accepted


def _foreign(book: Book, chosen: Group) -> frozenset[int]:
    """Pages without page number and running head where the products' have them: somebody else's, as advertisements."""
    framed = sum(book.is_framed(number) for number in chosen.pages) >= FRAMED * len(chosen.pages)
    return frozenset(number for number in book.views if framed and not book.is_framed(number))


def _siblings(book: Book, chosen: Group, found: Sequence[Anchor]) -> Iterator[Anchor]:
    """Headings set almost like the chosen ones that lie under none of them: names made smaller to fit. What repeats is
    a running head.
    """
    highest: dict[int, float] = defaultdict(lambda: float("inf"))
    for a in found:
        highest[a.page] = min(highest[a.page], a.heading.box[1])
    for style, heads in book.by_style.items():
        if style != chosen.style and style.near(chosen.style):
            repeated = Counter(names.key(head.text) for head in heads)
            for head in heads:
                once = repeated[names.key(head.text)] == 1
                if once and head.page in chosen.pages and head.box[1] + style.size < highest[head.page]:
                    yield anchor(head, f"heading p. {head.page}")


def _lone(book: Book, chosen: Group, taken: Collection[int]) -> Iterator[Anchor]:
    """Headlines of pages between the products' that have none of their style: a range set in a style of its own."""
    others = _foreign(book, chosen).union(taken, book.decoys)
    for number in range(min(chosen.pages), max(chosen.pages) + 1):
        if number in others or not book.evidence[number].identity:
            continue
        largest = max(book.top(number), chosen.style.size)
        heads = [h for h in book.headings[number] if h.style.size >= largest - 0.6 and names.can_be_name(h.text)]
        if len(heads) == 1:
            yield anchor(heads[0], f"headline p. {number}")


def _picture_pages(book: Book, measured: Sequence[Group]) -> list[Anchor]:
    """Pages that hold a name and pictures only, where other pages of the catalogue say sizes, prices or materials of
    whole groups of them.
    """
    described = any(found.strong or found.sizes for n, found in book.evidence.items() if n not in book.decoys)
    fitting = [
        g
        for g in measured
        if len(g.headings) == len(g.pages) >= 3
        and g.distinct >= groups.LEAST_DISTINCT
        and g.pictured >= 0.8
        and all(len(book.views[page].text) < FEW_LETTERS for page in g.pages)
    ]
    if not described or not fitting:
        return []
    best = max(fitting, key=lambda g: (len(g.headings), g.style))
    return in_order(anchor(heading, f"heading p. {heading.page}") for heading in best.headings)


def misnamed(book: Book, leading: Group, listed: Sequence[Heading] = ()) -> Iterator[Anchor]:
    """Products that are called as other things are ("Index", "Chapter"): headings of the products' style on pages that
    are decoys only by that name, and those `listed` in an index, if codes and prices follow as they do on the others.
    """
    required = leading.usual
    if not required & {"codes", "prices"}:
        return
    suspects = [h for n in book.called_decoys for h in book.headings[n] if h.style == leading.style]
    for heading in (*suspects, *listed):
        if not words.names_no_product(heading.text):
            continue
        end = min((page for page in leading.pages if page > heading.page), default=book.count + 1)
        pages = range(heading.page, min(end, heading.page + FOLLOWING))
        total = sum((book.evidence[number] for number in pages), evidence.NONE)
        if all(getattr(total, kind) for kind in required):
            yield anchor(heading, f"heading p. {heading.page}")
