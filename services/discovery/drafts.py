"""Products before they have their ids: found by their anchors, as rows of tables, or as the one a document is about."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.artefacts import Fact, Line
from services.discovery import (
    anchors,
    cells,
    code_names,
    context,
    contradictions,
    facts,
    groups,
    listed,
    names,
    price_lists,
    ranges,
    row_products,
    shared_tables,
    table_facts,
    variants,
)
from services.discovery.anchors import Anchor
from services.discovery.book import Book
from services.discovery.collected import Collected
from services.discovery.filled import Row
from services.discovery.tables import Table
from services.discovery.targets import Target

DATA_SHEET = 12
"""Most pages of a document that is about one product."""


@dataclass(frozen=True)
class Draft:
    """A product: its name, what could tell it from namesakes (best first), its pages and facts."""

    name: str
    discriminators: tuple[str, ...]
    pages: tuple[int, ...]
    facts: tuple[Fact, ...]
    rows: tuple[variants.Row, ...]
    confidence: float
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Share:
    """What of a page is one product's: lines, and its rows of tables it shares with others."""

    lines: Sequence[Line]
    tables: Sequence[Table] = ()


def drafts(book: Book, targets: Sequence[Target]) -> list[Draft]:
    """Products by the strongest evidence there is: index and outline, headings, rows of tables, one for all."""
    chosen = listed.choose(listed.by_entries(book, targets), anchors.by_headings(book))
    chosen = code_names.by_codes(book, chosen) or chosen
    rows = row_products.row_products(book)
    if rows and _rows_win(rows, chosen):
        return [_from_row(row) for row in rows]
    return _from_anchors(book, chosen) if chosen else _whole_document(book)


def _rows_win(rows: Sequence[row_products.RowProduct], chosen: Sequence[Anchor]) -> bool:
    """Whether the catalogue is its tables: headings are the rows' own cells, or many more named rows than headings,
    on most of the pages, with names of their own: "armchair" in every table is an item of each family.
    """
    row_pages = {row.table.page for row in rows}
    cells = {(row.table.page, cell.box) for row in rows if (cell := row.cell) is not None}
    if sum((a.page, a.heading.box) in cells for a in chosen) > 0.5 * len(chosen):
        return len(rows) >= len(chosen)
    if chosen and len({names.key(row.name) for row in rows}) < groups.LEAST_DISTINCT * len(rows):
        return False
    return len(rows) >= 2 * len(chosen) and len(row_pages) >= 0.6 * len({a.page for a in chosen})


def _from_row(row: row_products.RowProduct) -> Draft:
    page = row.table.page
    into = facts.of_row(row.table, Row(row.table.rows[row.row]), row.column)
    if row.family is not None:
        into.on(row.family.page).add("collection", row.family.text, "heading", box=row.family.box, trust=0.9)
    return Draft(row.name, (row.code,), (page,), tuple(into.facts), (), 0.8, (f"table row p. {page}",))


def _from_anchors(book: Book, chosen: Sequence[Anchor]) -> list[Draft]:
    merged = merge(chosen)
    firsts = [group[0] for group in merged]
    page_lists = ranges.pages_of(book, firsts)
    around = context.Context(book, firsts, page_lists)
    shares = _shares(book, chosen)
    found = [_draft(book, group, pages, shares, around) for group, pages in zip(merged, page_lists, strict=True)]
    return _with_price_lists(book, found)


def _with_price_lists(book: Book, found: Sequence[Draft]) -> list[Draft]:
    """The products with what tables on other pages than theirs say of them, by name or code."""
    known = [(draft.name, *(str(fact.value) for fact in draft.facts if fact.name == "code")) for draft in found]
    more = price_lists.facts(book, known, {number for draft in found for number in draft.pages})
    return [replace(draft, facts=(*draft.facts, *more.get(place, ()))) for place, draft in enumerate(found)]


def merge(chosen: Sequence[Anchor]) -> list[list[Anchor]]:
    """Anchors of one product together: one name on pages that follow one another, with no other code or section."""
    merged: list[list[Anchor]] = []
    for anchor in chosen:
        last = merged[-1][-1] if merged else None
        same = last is not None and last.key == anchor.key and anchor.page - last.page <= 2
        if same and last is not None and (last.code, last.section) == (anchor.code, anchor.section):
            merged[-1].append(anchor)
        else:
            merged.append([anchor])
    return merged


def _shares(book: Book, chosen: Sequence[Anchor]) -> dict[int, dict[Anchor, Share]]:
    """What is each anchor's on its page: all of it, or where it shares the page its cell and its rows of tables."""
    by_page: dict[int, list[Anchor]] = defaultdict(list)
    for anchor in chosen:
        by_page[anchor.page].append(anchor)
    found: dict[int, dict[Anchor, Share]] = {}
    for number, on_page in by_page.items():
        lines = book.views[number].lines
        if len(on_page) == 1:
            found[number] = {on_page[0]: Share(lines)}
            continue
        heads = {id(line) for a in on_page for line in a.heading.lines}
        keys = [key for key, count in Counter(a.key for a in on_page).items() if count == 1]
        owned, used = shared_tables.by_product(number, lines, shared_tables.Owners(keys), heads)
        rest = [line for line in lines if id(line) not in used]
        parts = cells.assign(rest, [a.heading for a in on_page], upward=all(a.upward for a in on_page))
        found[number] = {a: Share(part, owned.get(a.key, ())) for a, part in zip(on_page, parts, strict=True)}
    return found


def _draft(
    book: Book,
    group: Sequence[Anchor],
    pages: Sequence[int],
    shares: Mapping[int, Mapping[Anchor, Share]],
    around: context.Context,
) -> Draft:
    first = group[0]
    into = Collected()
    sheet = into.on(first.page)
    sheet.add("code", first.code, "heading", box=first.heading.box)
    sheet.add("section", first.section, "heading", box=first.heading.box)
    rows: list[variants.Row] = []
    numbers = tuple(sorted({*pages, *(anchor.page for anchor in group)}))
    found: list[Table] = []
    for number in numbers:
        view = book.views[number]
        own = [share for anchor in group if (share := shares.get(number, {}).get(anchor))]
        lines = [line for share in own for line in share.lines] if number in shares else view.lines
        above = found[-1] if found and found[-1].page == number - 1 else None
        found = facts.collect(into.on(number), lines, first.key, view.pictures, above)
        shared = [table for share in own for table in share.tables]
        for table in shared:
            table_facts.from_table(table, into.on(number))
        rows += variants.rows([*found, *(table for table in shared if len(table.rows) > 1)])
        rows += variants.cards(number, lines, first.heading.style)
    around.inherit(first, into)
    return Draft(
        first.name,
        (first.code, first.section, *into.values("code")[:1], f"page {first.page}"),
        numbers,
        contradictions.weighed(into.facts, numbers),
        tuple(rows),
        0.95 if len(first.evidence) > 1 else 0.85,
        first.evidence,
    )


def _whole_document(book: Book) -> list[Draft]:
    """A short document about one product, as a data sheet is: named by its first headline, if it says enough."""
    numbers = tuple(n for n in book.views if n not in book.decoys)
    heads = [
        h
        for n in numbers[:2]
        for h in book.headings[n]
        if h.style.size >= book.top(n) - 0.6 and names.can_be_name(h.text)
    ]
    if not heads or book.count > DATA_SHEET:
        return []
    into = Collected()
    rows: list[variants.Row] = []
    for number in numbers:
        view = book.views[number]
        rows += variants.rows(facts.collect(into.on(number), view.lines, names.key(heads[0].text), view.pictures))
    telling = {fact.name for fact in into.facts if fact.rule in ("key_value", "table") and fact.name in facts.KNOWN}
    if len(telling) < 3:
        return []
    name = names.split(heads[0].text).text
    return [Draft(name, (), numbers, tuple(into.facts), tuple(rows), 0.6, (f"headline p. {heads[0].page}",))]
