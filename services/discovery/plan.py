"""The page plan: what becomes of each page, and why one is left out."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from pipeline.artefacts import PlannedPage
from pipeline.ledger import Entry
from services.discovery.imposition import Arrangement
from services.discovery.layout import View, body_size
from services.discovery.page_kinds import Kind, is_divider

UNREADABLE = "the page could not be read"


def plan(
    views: Sequence[View], kinds: Mapping[int, Kind], products: Mapping[int, Sequence[UUID]], *, focused: bool
) -> tuple[PlannedPage, ...]:
    """One entry a page: a product's page is included; without `focused`, every readable page is."""
    body = body_size(line for view in views for line in view.lines)
    return tuple(
        _planned(
            view, kinds.get(view.number) or _plain_kind(view, body), products.get(view.number, ()), focused=focused
        ).model_copy(
            update={"read": view.page.source, "why": view.page.why, "confidence": view.page.confidence},
        )
        for view in views
    )


def _planned(view: View, kind: Kind, products: Sequence[UUID], *, focused: bool) -> PlannedPage:
    if products:
        return PlannedPage(number=view.number, kind="product", include=True, products=tuple(products))
    if view.page.width == 0:
        return PlannedPage(number=view.number, kind="other", include=False, reason=UNREADABLE)
    if not focused:
        return PlannedPage(number=view.number, kind=kind.kind, include=True)
    reason = f"no product is on it: {kind.kind} page, {kind.reason}"
    return PlannedPage(number=view.number, kind=kind.kind, include=False, reason=reason)


def _plain_kind(view: View, body: float) -> Kind:
    """What a page that is neither a product's nor a known decoy looks like."""
    if is_divider(view, body):
        return Kind("divider", "it opens a section", False)
    if not view.lines:
        return Kind("other", "it holds pictures and no text", False)
    return Kind("text", "it is not part of any product's pages", False)


def of_pdf(planned: Sequence[PlannedPage], arrangement: Arrangement) -> tuple[PlannedPage, ...]:
    """The plan of printed pages as one of PDF pages: one that holds two is included if either is, for the products of
    both, and otherwise left out for the reasons of both.
    """
    found: list[PlannedPage] = []
    for number in sorted(arrangement.on_page):
        held = [planned[n - 1] for n in arrangement.on_page[number]]
        first = next((page for page in held if page.include), held[0])
        reasons = dict.fromkeys(page.reason for page in held if not first.include)
        update = {
            "number": number,
            "reason": "; ".join(reasons),
            "products": tuple(dict.fromkeys(product for page in held for product in page.products)),
        }
        found.append(first.model_copy(update=update))
    return tuple(found)


def ledger_entries(
    planned: Sequence[PlannedPage], failed: Mapping[int, str], seconds: Sequence[float] = ()
) -> list[Entry]:
    """How each page ended: on to chunker and imager, left out with its reason, or not read; how its text was read, why
    if by OCR, how sure that is and what it cost, if `seconds` (in page order) say so.
    """
    return [
        _entry(page, failed.get(page.number), seconds[page.number - 1] if page.number <= len(seconds) else None)
        for page in planned
    ]


def _entry(page: PlannedPage, failure: str | None, seconds: float | None) -> Entry:
    details: dict[str, str | float] = {"read": page.read, "confidence": page.confidence}
    details |= {"why": page.why} if page.why else {}
    details |= {"seconds": seconds} if seconds is not None else {}
    item = {"kind": "page", "item": str(page.number), "page": page.number, "details": details}
    if failure is not None:
        return Entry(outcome="dead_lettered", reason=failure, **item)
    if page.include:
        return Entry(outcome="emitted", **item)
    return Entry(outcome="skipped", reason=page.reason, **item)
