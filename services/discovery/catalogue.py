"""Discovery put together: from the pages as read to products with pages and facts, and the page plan."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pipeline.artefacts import Catalogue, Fact, Line, Page, Product, pack, unpack_pages
from pipeline.ids import product_id
from services.discovery import (
    anchors,
    cells,
    context,
    facts,
    index_scan,
    languages,
    layout,
    names,
    page_kinds,
    plan,
    ranges,
    row_products,
    targets,
    titles,
    variants,
)
from services.discovery.anchors import Anchor, Book
from services.discovery.collected import Collected
from services.discovery.headings import Heading
from services.discovery.opening import Opened
from services.discovery.printed_numbers import printed_numbers

FINER = 2.0
"""How many times more headings than index entries there must be before the index lists sections, not products."""


@dataclass(frozen=True)
class Draft:
    """A product before it has its id: its name, what tells it from namesakes, pages and facts."""

    name: str
    discriminators: tuple[str, ...]
    pages: tuple[int, ...]
    facts: tuple[Fact, ...]
    rows: tuple[variants.Row, ...]
    confidence: float
    evidence: tuple[str, ...]


def discover(
    document_id: UUID, pages: Sequence[Page], opened: Opened, *, index_pages: int = 100, focused: bool = True
) -> Catalogue:
    """The catalogue of a document's `pages` (all, in order). No model is asked; the same pages give the same answer."""
    views = layout.views(pages)
    printed = printed_numbers(views)
    largest = max(len(views), *printed.values(), 1)
    entries = index_scan.scan(views[:index_pages], largest)
    kinds = page_kinds.kinds(views, entries)
    book = Book(views, *(_numbers(kinds, attribute) for attribute in ("decoy", "called")))
    found, warnings = targets.from_index(book, entries, printed)
    found += targets.from_outline(book, opened.outline)
    drafts = _drafts(book, found)
    products = _products(document_id, drafts)
    on_page: dict[int, list[UUID]] = defaultdict(list)
    for product in products:
        for number in product.pages:
            on_page[number].append(product.product_id)
    return Catalogue(
        title=titles.title(opened.title, views),
        language=languages.language(line.text for view in views for line in view.lines),
        page_count=len(views),
        products=tuple(products),
        plan=plan.plan(views, kinds, on_page, focused=focused),
        warnings=(*_warnings(views, products), *warnings),
    )


def discover_packed(document_id: UUID, opened: Opened, pages: bytes, *, index_pages: int, focused: bool) -> bytes:
    """`discover` on packed pages, its result packed: what crosses to the sandbox and back."""
    found = discover(document_id, list(unpack_pages(pages)), opened, index_pages=index_pages, focused=focused)
    return pack(found)


def _numbers(kinds: Mapping[int, page_kinds.Kind], attribute: str) -> set[int]:
    return {number for number, kind in kinds.items() if getattr(kind, attribute)}


def _drafts(book: Book, found: Sequence[anchors.Target]) -> list[Draft]:
    """Products by the strongest evidence there is: index and outline, headings, rows of tables, one for all."""
    chosen = choose(anchors.by_entries(book, found), anchors.by_headings(book))
    rows = row_products.row_products(book)
    if rows and _rows_win(rows, chosen):
        return [_from_row(row) for row in rows]
    if chosen:
        return _from_anchors(book, chosen)
    return _whole_document(book)


def choose(listed: Sequence[Anchor], headed: Sequence[Anchor]) -> list[Anchor]:
    """Between what the index lists and what headings alone say: the index, with headings of its products' style that it
    leaves out; but the headings where the index names far fewer, as it then lists sections.
    """
    if len(listed) < 2 or len(listed) < len({(a.key, a.page) for a in headed}) / FINER:
        return list(headed)
    styles = {anchor.heading.style for anchor in listed}
    known = {(anchor.page, anchor.key) for anchor in listed}
    added = [a for a in headed if a.heading.style in styles and (a.page, a.key) not in known]
    return sorted([*listed, *added], key=lambda a: (a.page, a.heading.box[1], a.heading.box[0]))


def _rows_win(rows: Sequence[row_products.RowProduct], chosen: Sequence[Anchor]) -> bool:
    """Whether the catalogue is its tables: many more named rows than headings, on most of the pages."""
    row_pages = {row.table.page for row in rows}
    return len(rows) >= 2 * len(chosen) and len(row_pages) >= 0.6 * len({a.page for a in chosen})


def _from_row(row: row_products.RowProduct) -> Draft:
    page = row.table.page
    into = facts.of_row(row.table, row.row, row.column)
    if row.family is not None:
        into.on(row.family.page).add("collection", row.family.text, "heading", box=row.family.box, trust=0.9)
    return Draft(row.name, (row.code,), (page,), tuple(into.facts), (), 0.8, (f"table row p. {page}",))


def _from_anchors(book: Book, chosen: Sequence[Anchor]) -> list[Draft]:
    merged = merge(chosen)
    firsts = [group[0] for group in merged]
    page_lists = ranges.pages_of(book, firsts)
    around = context.Context(book, firsts, {number for pages in page_lists for number in pages})
    shares = _shares(book, chosen)
    return [_draft(book, group, pages, shares, around) for group, pages in zip(merged, page_lists, strict=True)]


def _shares(book: Book, chosen: Sequence[Anchor]) -> dict[tuple[int, Anchor], Sequence[Line]]:
    """The lines of each anchor on its page: all, or where it shares the page its cell."""
    by_page: dict[int, list[Anchor]] = defaultdict(list)
    for anchor in chosen:
        by_page[anchor.page].append(anchor)
    found: dict[tuple[int, Anchor], Sequence[Line]] = {}
    for number, on_page in by_page.items():
        lines = book.views[number].lines
        parts = cells.assign(lines, [a.heading for a in on_page]) if len(on_page) > 1 else [lines]
        found |= {(number, anchor): part for anchor, part in zip(on_page, parts, strict=True)}
    return found


def _draft(
    book: Book,
    group: Sequence[Anchor],
    pages: Sequence[int],
    shares: Mapping[tuple[int, Anchor], Sequence[Line]],
    around: context.Context,
) -> Draft:
    first = group[0]
    into = Collected()
    sheet = into.on(first.page)
    sheet.add("code", first.code, "heading", box=first.heading.box)
    sheet.add("section", first.section, "heading", box=first.heading.box)
    rows: list[variants.Row] = []
    numbers = sorted({*pages, *(anchor.page for anchor in group)})
    shared = {number for number, _ in shares}
    for number in numbers:
        own = [line for anchor in group for line in shares.get((number, anchor), ())]
        lines = own if number in shared else book.views[number].lines
        rows += variants.rows(facts.collect(into.on(number), lines, first.key, book.views[number].pictures))
    around.inherit(first, into)
    return Draft(
        first.name,
        (first.code, first.section, *into.values("code")[:1], f"page {first.page}"),
        tuple(numbers),
        tuple(into.facts),
        tuple(rows),
        0.95 if len(first.evidence) > 1 else 0.85,
        first.evidence,
    )


def merge(chosen: Sequence[Anchor]) -> list[list[Anchor]]:
    """Anchors of one product together: one name on pages that follow one another, with no other code or section."""
    groups: list[list[Anchor]] = []
    for anchor in chosen:
        last = groups[-1][-1] if groups else None
        same = last is not None and last.key == anchor.key and anchor.page - last.page <= 2
        if same and last is not None and (last.code, last.section) == (anchor.code, anchor.section):
            groups[-1].append(anchor)
        else:
            groups.append([anchor])
    return groups


def _whole_document(book: Book) -> list[Draft]:
    """A short document about one product: a data sheet. Its name is the first page's headline."""
    numbers = [n for n in book.views if n not in book.decoys]
    if not 1 <= len(numbers) <= 8 or book.count > 12:
        return []
    heading = next((h for n in numbers[:2] for h in _heads(book, n)), None)
    if heading is None:
        return []
    into = Collected()
    rows: list[variants.Row] = []
    for number in numbers:
        view = book.views[number]
        rows += variants.rows(facts.collect(into.on(number), view.lines, names.key(heading.text), view.pictures))
    telling = {fact.name for fact in into.facts if fact.rule in ("key_value", "table") and fact.name in facts.KNOWN}
    if len(telling) < 3:
        return []
    name = names.split(heading.text).text
    return [Draft(name, (), tuple(numbers), tuple(into.facts), tuple(rows), 0.6, (f"headline p. {heading.page}",))]


def _heads(book: Book, number: int) -> Iterable[Heading]:
    top = book.top(number)
    return [h for h in book.headings[number] if h.style.size >= top - 0.6 and names.can_be_name(h.text)]


def _products(document_id: UUID, drafts: Sequence[Draft]) -> list[Product]:
    """Drafts with their ids; namesakes get the first discriminator that tells them apart."""
    shared = Counter(names.key(draft.name) for draft in drafts)
    taken: set[UUID] = set()
    products: list[Product] = []
    for draft in drafts:
        wanted = [d for d in draft.discriminators if d] if shared[names.key(draft.name)] > 1 else [""]
        wanted += [f"{draft.pages[0]}-{n}" for n in range(2, 2 + len(drafts))]
        identity, discriminator = next(
            (i, d) for d in wanted if (i := product_id(document_id, draft.name, d)) not in taken
        )
        taken.add(identity)
        products.append(
            Product(
                product_id=identity,
                name=draft.name,
                discriminator=discriminator,
                pages=draft.pages,
                facts=draft.facts,
                variants=variants.products(document_id, draft.name, discriminator, draft.rows),
                confidence=draft.confidence,
                evidence=draft.evidence,
            )
        )
    return products


def _warnings(views: Sequence[layout.View], products: Sequence[Product]) -> list[str]:
    found: list[str] = []
    if not products:
        found.append("no products were found: nothing of the document looks like a catalogue's product")
    unread = [view.number for view in views if view.page.width == 0]
    if unread:
        found.append(f"{titles.pages(unread)} could not be read")
    silent = [v.number for v in views if v.page.source == "none" and v.page.width and v.page.pictures]
    if silent:
        found.append(f"{titles.pages(silent)} hold pictures and no text that could be read")
    recognised = [view.number for view in views if view.page.source == "ocr"]
    if recognised:
        found.append(f"the text of {titles.pages(recognised)} was read by OCR and may hold errors")
    return found
