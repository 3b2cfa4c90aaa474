"""Where products begin, by the index and the outline: entries found again on their pages, over products."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from services.discovery import groups, names, outliers
from services.discovery.anchors import Anchor, in_order, misnamed, of_group
from services.discovery.book import Book
from services.discovery.groups import Group
from services.discovery.headings import Heading, Style
from services.discovery.targets import Target

FINER = 2.0
"""How many times more headings than index entries there must be before the index lists sections, not products."""


def by_entries(book: Book, targets: Sequence[Target]) -> list[Anchor]:
    """Anchors from the entries whose headings, by their style, head products: what lies under the style most of them
    are set in tells what a product's page has.
    """
    meant: dict[Heading, list[Target]] = defaultdict(list)
    by_style: dict[Style, list[Heading]] = defaultdict(list)
    for target in targets:
        if target.page not in book.decoys and names.can_be_name(
            names.split(target.heading.text).text, large=book.is_large(target.heading)
        ):
            if target.heading not in meant:
                by_style[target.heading.style].append(target.heading)
            meant[target.heading].append(target)
    stops = {heading.page for heading in meant}
    measured = [outliers.trimmed(groups.measure(book, style, heads, stops)) for style, heads in by_style.items()]
    fitting = [g for g in measured if g.share("strong") >= 0.5 and g.distinct >= 0.5]
    if not fitting:
        return []
    leading = max(fitting, key=lambda g: (len(g.headings) * g.share("strong"), g.style))
    accepted = [g for g in fitting if groups.alike(g, leading) and (g is leading or not _sections(book, g, leading))]
    found = [_named(anchor, meant[anchor.heading]) for group in accepted for anchor in of_group(book, group)]
    styles = {group.style for group in accepted}
    listed = list(dict.fromkeys(target.heading for target in targets if target.heading.style in styles))
    return in_order([*found, *misnamed(book, leading, listed)])


def _sections(book: Book, group: Group, leading: Group) -> bool:
    """Whether most headings of a group have nothing under them but the products that `leading` heads: an outline lists
    both.
    """
    both = sorted((*group.headings, *leading.headings), key=lambda head: (head.page, head.box[1]))
    measured = groups.measure(book, group.style, both)
    mine = set(group.headings)
    own = [cell.strong for head, cell in zip(measured.headings, measured.cells, strict=True) if head in mine]
    return 2 * sum(map(bool, own)) < len(own)


def _named(anchor: Anchor, targets: Sequence[Target]) -> Anchor:
    """The anchor with all that points to it, and its entry's spelling where the heading is in capitals."""
    entry = names.split(targets[0].name)
    name = entry.text if anchor.name.isupper() and names.same(entry.text, anchor.name) else anchor.name
    return replace(
        anchor,
        name=name,
        evidence=(*dict.fromkeys(target.evidence for target in targets), *anchor.evidence),
        section=anchor.section or entry.section,
        code=anchor.code or entry.code,
        pages=next((target.pages for target in targets if target.pages), ()),
    )


def choose(listed: Sequence[Anchor], headed: Sequence[Anchor]) -> list[Anchor]:
    """Between what the index lists and what headings alone say: the index, with headings of its products' style that it
    leaves out; but the headings where the index names far fewer, as it then lists sections.
    """
    if len(listed) < 2 or len(listed) < len({(a.key, a.page) for a in headed}) / FINER:
        return list(headed)
    styles = {anchor.heading.style for anchor in listed}
    known = {(anchor.page, anchor.key) for anchor in listed}
    return in_order([*listed, *(a for a in headed if a.heading.style in styles and (a.page, a.key) not in known)])
