"""Each way in which a run can fail to balance, told with both numbers."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from pipeline import ids
from pipeline.artefacts import Catalogue, Product
from pipeline.errors import Rejected
from pipeline.events import LedgerCounts, ProductsLinked
from services.validator.balance import Ledger, Rows, check, whole

DOCUMENT, RUN = UUID("0d3f6a52-5f0e-5c57-8f0a-2f7a4c1f9b10"), UUID("019ab0c2-7c00-7a3e-9d41-5b7f3f1e2a90")
LINKS = {"image_product": 3, "chunk_product": 4, "image_chunk": 5}
CATALOGUE = Catalogue(
    page_count=9,
    products=tuple(Product(product_id=ids.product_id(DOCUMENT, n), name=n, pages=(3,)) for n in ("Oak", "Elm", "Ash")),
)
LEDGER: Ledger = {
    ("discovery", "page"): LedgerCounts(emitted=6, skipped=2, dead_lettered=1),
    ("chunker", "chunk"): LedgerCounts(emitted=7, skipped=1),
    ("imager", "image"): LedgerCounts(emitted=4, skipped=9),
    ("imager", "page"): LedgerCounts(emitted=6),
    ("linker", "product"): LedgerCounts(emitted=2, skipped=1),
}
ROWS = Rows(products=2, chunks=7, chunks_without_embedding=0, images=4, entities=1, links=LINKS)  # type: ignore[arg-type]


def event(**changes: Any) -> ProductsLinked:
    whole = {
        "document_id": DOCUMENT, "run_id": RUN, "filename": "a.pdf", "sha256": "0" * 64, "page_count": 9,
        "document_ref": "d", "pages_ref": "p", "catalogue_ref": "c", "products_discovered": 2, "chunks_created": 7,
        "images_processed": 4, "entities_found": 1, "links": LINKS,
    }  # fmt: skip
    return ProductsLinked.model_validate(whole | changes)


def test_a_run_whose_counts_agree_balances() -> None:
    check(event(), CATALOGUE, LEDGER, ROWS)


def test_an_empty_document_balances() -> None:
    nothing = Rows(0, 0, 0, 0, 0, dict.fromkeys(ROWS.links, 0))
    ledger = {("discovery", "page"): LedgerCounts(skipped=9)}
    counts = {"products_discovered": 0, "chunks_created": 0, "images_processed": 0, "entities_found": 0, "links": {}}
    check(event(**counts), Catalogue(page_count=9), ledger, nothing)


@pytest.mark.parametrize(
    ("words", "changes"),
    [
        ("8 page entries for 9 pages", {"ledger": {("discovery", "page"): LedgerCounts(emitted=8)}}),
        ("0 page entries for 9 pages", {"ledger": {("discovery", "page"): LedgerCounts()}}),
        ("2 products emitted or skipped of 3 discovered", {"ledger": {("linker", "product"): LedgerCounts(emitted=2)}}),
        ("2 products emitted but 1 rows", {"rows": {"products": 1}}),
        ("3 products announced but 2 rows", {"event": {"products_discovered": 3}}),
        ("7 chunks emitted but 0 rows", {"rows": {"chunks": 0}}),
        ("8 chunks announced but 7 rows", {"event": {"chunks_created": 8}}),
        ("5 images emitted but 4 rows", {"ledger": {("imager", "image"): LedgerCounts(emitted=5)}}),
        ("0 images announced but 4 rows", {"event": {"images_processed": 0}}),
        ("1 entities announced but 2 rows", {"rows": {"entities": 2}}),
        ("3 links of kind image_product announced but 1 rows", {"rows": {"links": {**LINKS, "image_product": 1}}}),
        ("0 links of kind image_chunk announced but 5 rows",
         {"event": {"links": {"image_product": 3, "chunk_product": 4}}}),
        ("2 of 7 chunks without an embedding where 0 may be", {"rows": {"chunks_without_embedding": 2}}),
    ],
)  # fmt: skip
def test_an_imbalance_is_rejected_with_both_numbers(words: str, changes: dict[str, Any]) -> None:
    ledger = {**LEDGER, **changes.get("ledger", {})}
    rows = replace(ROWS, **changes.get("rows", {}))
    with pytest.raises(Rejected, match="does not balance") as raised:
        check(event(**changes.get("event", {})), CATALOGUE, ledger, rows)
    assert raised.value.code == "ledger_imbalance"
    assert words in raised.value.message
    assert str(RUN) in raised.value.message


def test_all_that_is_off_is_told_at_once() -> None:
    with pytest.raises(Rejected) as raised:
        check(event(chunks_created=1, images_processed=1), CATALOGUE, LEDGER, ROWS)
    assert "1 chunks announced but 7 rows; 1 images announced but 4 rows" in raised.value.message


def test_the_document_s_ledger_counts_each_kind_by_its_owner() -> None:
    assert whole(LEDGER) == {
        "page": LEDGER["discovery", "page"],
        "chunk": LEDGER["chunker", "chunk"],
        "image": LEDGER["imager", "image"],
        "product": LEDGER["linker", "product"],
    }
