"""Pages before and after the products whose headings are set like names and head other things: terms, projects,
samples of colours.
"""

from collections import defaultdict
from dataclasses import replace

from services.discovery.evidence import Evidence
from services.discovery.groups import KINDS, Group

USUAL = 0.75
"""Share of the pages that must have a kind of evidence for it to be what products here have."""
LEAST_KINDS = 2
"""Such kinds below which nothing can be told from them."""
DESCRIBING = frozenset(("sizes", "keys", "labels"))
"""Kinds of which one must be usual: codes and prices alone tell nothing, as some products have none yet."""


def trimmed(group: Group) -> Group:
    """The group without its headings on such pages."""
    beyond = outside(group)
    if not beyond:
        return group
    kept = [(h, cell) for h, cell in zip(group.headings, group.cells, strict=True) if h.page not in beyond]
    return replace(group, headings=tuple(h for h, _ in kept), cells=tuple(cell for _, cell in kept))


def outside(group: Group) -> set[int]:
    """The group's pages before the first and after the last on which a heading has most of what products here usually
    have under them (something, but none of two such kinds): products of one catalogue are described alike.
    """
    cells: dict[int, list[Evidence]] = defaultdict(list)
    for heading, cell in zip(group.headings, group.cells, strict=True):
        cells[heading.page].append(cell)
    having = {kind: sum(any(getattr(cell, kind) for cell in found) for found in cells.values()) for kind in KINDS}
    usual = [kind for kind, count in having.items() if count >= USUAL * len(cells)]
    if len(usual) < LEAST_KINDS or DESCRIBING.isdisjoint(usual):
        return set()
    enough = len(usual) // 2 + 1 if len(usual) > 2 else 1
    alike = [page for page, found in cells.items() if any(_count(cell, usual) >= enough for cell in found)]
    beyond = {page for page in cells if not min(alike) <= page <= max(alike)} if alike else set()
    # of two kinds only what is described otherwise is told: products that are just named are products
    return {page for page in beyond if len(usual) > 2 or any(cell.any for cell in cells[page])}


def _count(cell: Evidence, kinds: list[str]) -> int:
    return sum(bool(getattr(cell, kind)) for kind in kinds)
