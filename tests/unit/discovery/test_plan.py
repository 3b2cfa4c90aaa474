"""The page plan: every page once, with a reason where it is left out."""

from uuid import uuid4

from pipeline.artefacts import Page
from services.discovery.layout import views
from services.discovery.page_kinds import Kind
from services.discovery.plan import UNREADABLE, ledger_entries, plan
from tests.unit.discovery.build import PHOTO, heading, page, texts

BODY = texts("a plain line of running text", "and one more of it", "and the last of these")
PAGES = [
    page(1, heading("Maison"), *BODY),
    page(2, *BODY),
    page(3, pictures=(PHOTO,)),
    page(4, *BODY),
    Page(number=5, width=0, height=0, key="0", source="none", confidence=0),
]
KINDS = {4: Kind("contact", "it gives addresses and numbers", True)}


def test_focused_only_products_pages_go_on() -> None:
    product = uuid4()
    planned = plan(views(PAGES), KINDS, {2: [product]}, focused=True)
    assert [entry.number for entry in planned] == [1, 2, 3, 4, 5]
    assert [entry.number for entry in planned if entry.include] == [2]
    assert planned[1].products == (product,)
    assert (planned[1].kind, planned[1].reason) == ("product", "")
    assert [entry.kind for entry in planned] == ["divider", "product", "other", "contact", "other"]
    assert all(entry.reason for entry in planned if not entry.include)
    assert "it gives addresses and numbers" in planned[3].reason
    assert planned[4].reason == UNREADABLE


def test_unfocused_every_readable_page_goes_on() -> None:
    planned = plan(views(PAGES), KINDS, {}, focused=False)
    assert [entry.number for entry in planned if entry.include] == [1, 2, 3, 4]
    assert planned[4].reason == UNREADABLE


def test_a_products_page_goes_on_whatever_it_looks_like() -> None:
    planned = plan(views(PAGES), KINDS, {4: [uuid4()]}, focused=True)
    assert (planned[3].kind, planned[3].include) == ("product", True)


def test_the_ledger_says_how_each_page_was_read_and_what_it_cost() -> None:
    scanned = PAGES[0].model_copy(update={"source": "ocr", "why": "its text is a picture", "confidence": 0.93})
    planned = plan(views([scanned, *PAGES[1:]]), KINDS, {}, focused=False)
    first, second, *_, last = ledger_entries(planned, {5: "it cannot be read"}, [1.9, 0.01])
    assert first.details == {"read": "ocr", "why": "its text is a picture", "confidence": 0.93, "seconds": 1.9}
    assert second.details == {"read": "text", "confidence": 1.0, "seconds": 0.01}
    assert (last.outcome, last.details) == ("dead_lettered", {"read": "none", "confidence": 0.0})
