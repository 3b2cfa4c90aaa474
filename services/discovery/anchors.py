"""Where products begin: names from indexes and outlines found again on their pages, and styles that head products."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import log2, sqrt

from services.discovery import cells, evidence, names, words
from services.discovery.evidence import Evidence
from services.discovery.headings import Heading, Style, headings
from services.discovery.layout import View, body_size

KINDS = ("codes", "prices", "sizes", "keys", "labels")
FOLLOWING = 8
"""Pages after its first looked at for evidence of a product."""
LEAST_COVERAGE = 0.4
"""Share of the pages that describe products which the products' names must cover."""
MAX_PER_PAGE = 150
"""Headings of one style on a page above which they are rows of a table, not headings."""


@dataclass(frozen=True)
class Anchor:
    """A place where a product begins: its name there, what speaks for it, and its pages if an index gives a range."""

    name: str
    heading: Heading
    evidence: tuple[str, ...] = ()
    section: str = ""
    code: str = ""
    pages: tuple[int, ...] = ()

    @property
    def page(self) -> int:
        return self.heading.page

    @property
    def key(self) -> str:
        return names.key(self.name)


class Book:
    """The pages, and what is computed of them once: headings by page and style, the evidence of each page."""

    def __init__(self, views: Sequence[View], decoys: Collection[int], called: Collection[int] = ()) -> None:
        """`decoys` are pages that are no products'; `called` those of them that only their headline tells."""
        self.views = {view.number: view for view in views}
        self.decoys = frozenset(decoys)
        self.called_decoys = sorted(called)
        self.headings = {view.number: headings(view) for view in views}
        self.count = len(views)

    @cached_property
    def body(self) -> float:
        """Size of the running text."""
        return body_size(line for view in self.views.values() for line in view.lines)

    @cached_property
    def evidence(self) -> dict[int, Evidence]:
        return {number: evidence.of_lines(view.lines) for number, view in self.views.items()}

    @cached_property
    def by_style(self) -> dict[Style, list[Heading]]:
        """Headings that can be names, on pages that are no decoys, by style."""
        found: dict[Style, list[Heading]] = defaultdict(list)
        for number, page_headings in self.headings.items():
            if number not in self.decoys:
                for heading in page_headings:
                    if names.can_be_name(names.split(heading.text).text):
                        found[heading.style].append(heading)
        return found

    def top(self, number: int) -> float:
        """The largest size on a page."""
        return max((heading.style.size for heading in self.headings[number]), default=0.0)


@dataclass(frozen=True)
class Group:
    """Headings of one style with what lies under each."""

    style: Style
    headings: tuple[Heading, ...]
    cells: tuple[Evidence, ...]
    pictured: float

    @property
    def distinct(self) -> float:
        return len({names.key(h.text) for h in self.headings}) / len(self.headings)

    @property
    def pages(self) -> set[int]:
        return {h.page for h in self.headings}

    def share(self, of: str) -> float:
        return evidence.share(self.cells, of)

    def share_of(self, kind: str) -> float:
        """Share of the headings that have one kind of evidence."""
        return sum(bool(getattr(cell, kind)) for cell in self.cells) / max(len(self.cells), 1)

    @property
    def consistent(self) -> float:
        """Share of the headings that have the kind of evidence most of them have: products are described alike."""
        return max(self.share_of(kind) for kind in KINDS)


def measure(book: Book, style: Style, heads: Sequence[Heading], stops: Collection[int] = ()) -> Group:
    """The group of `heads`, each with the evidence of its cell; the last of a page, if set largest on it, also has that
    of the pages up to the next, or to one of `stops`.
    """
    by_page: dict[int, list[Heading]] = defaultdict(list)
    for head in heads:
        by_page[head.page].append(head)
    starts = sorted(by_page)
    ordered: list[Heading] = []
    found: list[Evidence] = []
    for index, page in enumerate(starts):
        on_page = by_page[page][:MAX_PER_PAGE]
        parts = [evidence.of_lines(lines) for lines in cells.assign(book.views[page].lines, on_page)]
        if on_page[-1].style.size >= book.top(page) - 1:
            end = starts[index + 1] if index + 1 < len(starts) else book.count + 1
            parts[-1] += _following(book, page, min(end, page + FOLLOWING + 1), stops)
        ordered += on_page
        found += parts
    pictured = sum(bool(book.views[page].pictures) for page in starts) / max(len(starts), 1)
    return Group(style, tuple(ordered), tuple(found), pictured)


def _following(book: Book, page: int, end: int, stops: Collection[int]) -> Evidence:
    """Evidence of the pages after `page` up to `end`, as far as no decoy or stop comes between."""
    total = evidence.NONE
    for number in range(page + 1, end):
        if number in book.decoys or number in stops:
            break
        total += book.evidence[number]
    return total


def score(book: Book, group: Group) -> float:
    """How much a group of headings looks like the products' names: 0 when it cannot be."""
    body, coverage = book.body, _coverage(book, group)
    count = len(group.headings)
    usual = sorted(len(h.text.split()) for h in group.headings)[count // 2]
    if group.distinct < 0.6 or group.share("strong") < 0.6 or group.consistent < 0.6 or usual > 9:
        return 0.0
    if coverage < LEAST_COVERAGE:
        return 0.0
    if count < 3 and not (count == 2 and group.share("identity") == 1):
        return 0.0
    prominence = sqrt(max(group.style.size, 1.0) / max(body, 1.0)) * (1.3 if group.style.bold else 1.0)
    if group.style.size <= body and not group.style.bold:
        prominence *= 0.5
    return group.share("strong") * group.distinct * log2(1 + count) * prominence


def by_headings(book: Book) -> list[Anchor]:
    """Anchors by style alone: the best group, or a finer one under it if each of its headings has a code or price; and
    groups on pages the chosen one leaves out.
    """
    groups = [measure(book, style, heads) for style, heads in book.by_style.items() if len(heads) >= 2]
    scored = {group.style: score(book, group) for group in groups}
    ranked = sorted((g for g in groups if scored[g.style] > 0), key=lambda g: (-scored[g.style], g.style))
    if not ranked:
        return _picture_pages(book, groups)
    chosen = ranked[0]
    for finer in ranked[1:]:
        if _is_finer(finer, chosen):
            chosen = finer
    accepted = [chosen]
    for candidate in ranked:
        taken = {page for group in accepted for page in group.pages}
        if (
            candidate not in accepted
            and candidate.style.size >= 0.75 * chosen.style.size
            and not candidate.pages & taken
        ):
            other = measure(book, candidate.style, candidate.headings, taken)
            if score(book, other) > 0:
                accepted.append(other)
    found = [anchor for group in accepted for anchor in _anchors(book, group)]
    found += _siblings(book, chosen, found)
    return _sorted([*found, *_lone(book, chosen, {a.page for a in found}), *_misnamed(book, chosen)])


def _coverage(book: Book, group: Group) -> float:
    """Share of the pages with strong evidence that have one of the group's headings, or follow one as its last."""
    telling = [n for n, found in book.evidence.items() if n not in book.decoys and found.strong]
    covered = group.pages | {
        page + 1 + k
        for page in group.pages
        for k in range(FOLLOWING)
        if all(n not in group.pages and n not in book.decoys for n in range(page + 1, page + 2 + k))
    }
    return sum(n in covered for n in telling) / len(telling) if telling else 1.0


def _is_finer(finer: Group, chosen: Group) -> bool:
    """Whether `finer` heads the products and `chosen` only their sections: several to each, every one with its own code
    or price, and not named after it.
    """
    if finer.style.size > chosen.style.size or finer.share("identity") < 0.6:
        return False
    per_heading = len(finer.headings) / len(chosen.headings)
    known = {names.key(h.text) for h in chosen.headings}
    after = sum(any(names.key(h.text).startswith(name) for name in known) for h in finer.headings)
    own = sum(cell.identity for cell in finer.cells)
    return per_heading >= 1.5 and own >= 1.5 * len(chosen.headings) and after < 0.5 * len(finer.headings)


def _anchors(book: Book, group: Group) -> Iterable[Anchor]:
    """The headings of a group as anchors, without those that have nothing of what the others have."""
    strict = group.share("strong") >= 0.7
    for heading, cell in zip(group.headings, group.cells, strict=True):
        anchor = _anchor(heading, f"heading p. {heading.page}")
        bare = strict and not cell.any and not book.views[heading.page].pictures
        if anchor.name and not bare:
            yield anchor


def _anchor(heading: Heading, why: str) -> Anchor:
    name = names.split(heading.text)
    return Anchor(name.text, heading, (why,), name.section, name.code)


def _siblings(book: Book, chosen: Group, found: Sequence[Anchor]) -> list[Anchor]:
    """Headings set almost like the chosen ones that lie under none of them: names made smaller to fit."""
    siblings: list[Anchor] = []
    for style, heads in book.by_style.items():
        if style == chosen.style or not style.near(chosen.style):
            continue
        for head in heads:
            above = [a for a in found if a.page == head.page and a.heading.box[1] <= head.box[1] + head.style.size]
            if not above and head.page in chosen.pages:
                siblings.append(_anchor(head, f"heading p. {head.page}"))
    return siblings


def _lone(book: Book, chosen: Group, taken: Collection[int]) -> Iterable[Anchor]:
    """Headlines of pages between the products' that have none of their style: a range set in a style of its own."""
    first, last = min(chosen.pages), max(chosen.pages)
    for number in range(first, last + 1):
        if number in taken or number in book.decoys:
            continue
        largest = book.top(number)
        heads = [h for h in book.headings[number] if h.style.size >= largest - 0.6 and names.can_be_name(h.text)]
        if len(heads) == 1 and heads[0].style.size >= chosen.style.size and book.evidence[number].identity:
            yield _anchor(heads[0], f"headline p. {number}")


def _picture_pages(book: Book, groups: Sequence[Group]) -> list[Anchor]:
    """Pages that hold a name and pictures only, where other pages of the catalogue say sizes, prices or materials of
    whole groups of them.
    """
    measured = sum(book.evidence[n].strong or book.evidence[n].sizes > 0 for n in book.views if n not in book.decoys)
    if not measured:
        return []
    fitting = [
        g
        for g in groups
        if len(g.headings) >= 3
        and len(g.headings) == len(g.pages)
        and g.distinct >= 0.6
        and g.pictured >= 0.8
        and all(sum(len(line.text) for line in book.views[p].lines) < 200 for p in g.pages)
    ]
    if not fitting:
        return []
    best = max(fitting, key=lambda g: (len(g.headings), g.style))
    return _sorted(_anchor(h, f"heading p. {h.page}") for h in best.headings)


def by_entries(book: Book, targets: Sequence["Target"]) -> list[Anchor]:
    """Anchors from index and outline entries whose headings, by their style, head products: the style most of them are
    set in tells what a product's page has.
    """
    by_style: dict[Style, list[Target]] = defaultdict(list)
    for target in targets:
        if target.page not in book.decoys and names.can_be_name(names.split(target.heading.text).text):
            by_style[target.heading.style].append(target)
    stops = {target.page for found in by_style.values() for target in found}
    groups = {style: measure(book, style, [t.heading for t in found], stops) for style, found in by_style.items()}
    fitting = [g for g in groups.values() if g.share("strong") >= 0.5 and g.distinct >= 0.5]
    if not fitting:
        return []
    leading = max(fitting, key=lambda g: (len(g.headings) * g.share("strong"), g.style))
    required = {kind for kind in ("codes", "prices") if leading.share_of(kind) >= 0.8}
    found: list[Anchor] = []
    for group in fitting:
        if required and not any(group.share_of(kind) >= 0.5 for kind in required):
            continue
        meant = {target.heading: target for target in by_style[group.style]}
        found += [_named(anchor, meant[anchor.heading]) for anchor in _anchors(book, group)]
    return _sorted([*found, *_misnamed(book, leading)]) if found else []


def _misnamed(book: Book, leading: Group) -> Iterable[Anchor]:
    """Products that are called as other pages are ("Index"): headings of the products' style that no page but a
    product's could have, as it has the same codes and prices as the others'.
    """
    required = {kind for kind in KINDS if leading.share_of(kind) >= 0.8}
    if not required & {"codes", "prices"}:
        return
    suspects = [
        heading
        for number in book.called_decoys
        for heading in book.headings[number]
        if heading.style == leading.style and words.names_no_product(heading.text)
    ]
    for heading in suspects:
        end = min((page for page in leading.pages if page > heading.page), default=book.count + 1)
        pages = range(heading.page, min(end, heading.page + FOLLOWING))
        total = sum((book.evidence[number] for number in pages), evidence.NONE)
        if all(getattr(total, kind) for kind in required):
            yield _anchor(heading, f"heading p. {heading.page}")


@dataclass(frozen=True)
class Target:
    """An index or outline entry found again: its name, the heading it means, how it was found, its printed range."""

    name: str
    heading: Heading
    evidence: str
    pages: tuple[int, ...] = ()

    @property
    def page(self) -> int:
        return self.heading.page


def _named(anchor: Anchor, target: Target) -> Anchor:
    """The anchor with its entry's spelling where the heading is in capitals."""
    entry = names.split(target.name)
    name = entry.text if anchor.name.isupper() and names.same(entry.text, anchor.name) else anchor.name
    return replace(
        anchor,
        name=name,
        evidence=(target.evidence, *anchor.evidence),
        section=anchor.section or entry.section,
        code=anchor.code or entry.code,
        pages=target.pages,
    )


def _sorted(found: Iterable[Anchor]) -> list[Anchor]:
    return sorted(found, key=lambda a: (a.page, a.heading.box[1], a.heading.box[0]))
