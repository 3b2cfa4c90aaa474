"""Discovery put together: from the pages as read to products with pages and facts, and the page plan."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from pipeline.artefacts import Catalogue, Page, Product, Source, pack, unpack, unpack_pages
from pipeline.ids import product_id
from services.discovery import claims as claim_checks
from services.discovery import (
    contradictions,
    imposition,
    index_scan,
    languages,
    layout,
    misprints,
    names,
    ocr_sizes,
    page_kinds,
    placeholders,
    plan,
    targets,
    titles,
    turning,
    variants,
)
from services.discovery.answers import SaidFact
from services.discovery.book import Book
from services.discovery.claims import Claims
from services.discovery.drafts import Draft, drafts
from services.discovery.numbering import labelled
from services.discovery.opening import Opened
from services.discovery.printed_numbers import printed_numbers

DOUBTFUL = 0.8
"""Confidence of a page's OCR below which it is said to be doubtful."""
BACK_PAGES = 30
"""Last pages searched for an index as well as the first: alphabetical ones stand at the back."""


def discover(
    document_id: UUID,
    pages: Sequence[Page],
    opened: Opened,
    *,
    index_pages: int = 100,
    focused: bool = True,
    claims: Claims | None = None,
) -> Catalogue:
    """The catalogue of a document's `pages` (all, in order). No model is asked; the same pages give the same answer.
    An index of products is looked for on the first `index_pages` and the last few. What a model `claims` counts as one
    more index, and has to be found on the pages like any.
    """
    turns = {page.number: turn for page in pages if (turn := turning.turn_of(page))}
    upright = [turning.upright(page, turns[page.number]) if page.number in turns else page for page in pages]
    arrangement = imposition.arranged(ocr_sizes.even(upright))
    views = layout.views(arrangement.pages)
    printed = printed_numbers(views)
    entries = index_scan.scan(views, max(len(views), *printed.values(), 1))
    searched = {n: found for n, found in entries.items() if n <= index_pages or n > len(views) - BACK_PAGES}
    kinds = page_kinds.kinds(views, entries)
    book = Book(views, *(_numbers(kinds, attribute) for attribute in ("decoy", "called", "listing")))
    known = [printed, labelled(views)]
    listed, numbering = targets.from_index(book, searched, known)
    claimed, unfound = claim_checks.targets(book, claims, known) if claims else ([], [])
    found = drafts(book, [*listed, *claimed, *targets.from_outline(book, arrangement.outline(opened.outline))])
    products = _products(document_id, found)
    on_page: dict[int, list[UUID]] = defaultdict(list)
    for product in products:
        for number in product.pages:
            on_page[number].append(product.product_id)
    wrong = misprints.warnings(
        list(misprints.misprints(listed, found, numbering.numbers)), numbering.numbers, arrangement.pdf_page
    )
    products = [turning.put_back(arrangement.product(product), turns) for product in products]
    return Catalogue(
        title=titles.title(opened.title, views),
        language=languages.language(line.text for view in views for line in view.lines),
        page_count=len(pages),
        products=tuple(products),
        plan=plan.of_pdf(plan.plan(views, kinds, on_page, focused=focused), arrangement),
        warnings=(*_warnings(pages, products), *wrong, *unfound),
    )


def discover_packed(
    document_id: UUID, opened: Opened, pages: bytes, claims: Claims | None, *, index_pages: int, focused: bool
) -> bytes:
    """`discover` on packed pages, its result packed: what crosses to the sandbox and back."""
    read = list(unpack_pages(pages))
    return pack(discover(document_id, read, opened, index_pages=index_pages, focused=focused, claims=claims))


def texts(pages: bytes) -> list[str]:
    """The text of each of packed pages."""
    return [page.text for page in unpack_pages(pages)]


def with_facts(packed: bytes, pages: bytes, said: Mapping[UUID, Sequence[SaidFact]], by: str) -> bytes:
    """A packed catalogue with the facts that the model `by` says of its products, checked on packed pages."""
    return pack(claim_checks.with_facts(unpack(Catalogue, packed), unpack_pages(pages), said, by))


def _numbers(kinds: Mapping[int, page_kinds.Kind], attribute: str) -> set[int]:
    return {number for number, kind in kinds.items() if getattr(kind, attribute)}


def _products(document_id: UUID, found: Sequence[Draft]) -> list[Product]:
    """Drafts with their ids; namesakes get the first discriminator that tells them apart."""
    shared = Counter(names.key(draft.name) for draft in found)
    taken: set[UUID] = set()
    products: list[Product] = []
    for draft in found:
        discriminator = ""
        identity = product_id(document_id, draft.name)
        if shared[names.key(draft.name)] > 1:
            wanted = [d for d in draft.discriminators if d]
            wanted += [f"page {draft.pages[0]}", *(f"page {draft.pages[0]}-{n}" for n in range(2, len(found) + 2))]
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


def _warnings(pages: Sequence[Page], products: Sequence[Product]) -> list[str]:
    """What an operator should know: no products, pages that could not be read or only by OCR."""
    found: list[str] = []
    if not products:
        found.append("no products were found: nothing of the document looks like a catalogue's product")
    unfilled, example = placeholders.pages(pages)
    if unfilled:
        found.append(
            f"{titles.pages(unfilled)} hold placeholders as {example[:40]!r}: a template that was never filled"
        )
    unread = [page.number for page in pages if page.width == 0]
    if unread:
        found.append(f"{titles.pages(unread)} could not be read")
    silent = [page.number for page in pages if page.source == "none" and page.width and page.pictures and not page.why]
    if silent:
        found.append(f"no text could be read on {titles.pages(silent)}, only pictures")
    found += [
        f"the text of {titles.pages(numbers)} was read by OCR, as {why}, and may be wrong in places"
        for why, numbers in _by_why(pages, "ocr").items()
    ]
    found += [
        f"{titles.pages(numbers)} would have to be read by OCR, as {why}, and could not be"
        for why, numbers in _by_why(pages, "none").items()
    ]
    doubtful = [page.number for page in pages if page.source == "ocr" and page.confidence < DOUBTFUL]
    if doubtful:
        found.append(f"the text of {titles.pages(doubtful)} is doubtful: OCR is not sure of it")
    return [*found, *contradictions.told(products)]


def _by_why(pages: Sequence[Page], source: Source) -> dict[str, list[int]]:
    """The pages read in one way although their text could not be relied on, by the reason."""
    found: dict[str, list[int]] = defaultdict(list)
    for page in pages:
        if page.source == source and page.why:
            found[page.why].append(page.number)
    return found
