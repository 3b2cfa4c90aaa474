"""What discovery makes of the generated catalogues, against what they are known to hold. Those that need OCR are in
test_quality.py.
"""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

import pytest

from pipeline.artefacts import Catalogue, Fact, Page, Product
from pipeline.ids import normalise_name
from samples import DRAWN, VARIANTS
from samples.truth import Truth
from services.discovery import opening, reading
from services.discovery.catalogue import discover

Read = tuple[Truth, Catalogue, Sequence[Page]]
"""What a catalogue holds, what was found, and its pages as read."""
DOCUMENT = UUID("5f6b1a3e-93e5-5f0c-8a8e-0d6f5b7c2a11")
SEEDS = (7, 23)


@pytest.fixture(
    scope="module",
    params=[(variant, seed) for seed in SEEDS for variant in VARIANTS if variant not in DRAWN],
    ids=lambda each: f"{each[0]}-{each[1]}",
)
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Read:
    variant, seed = request.param
    path = tmp_path_factory.mktemp("sample") / f"{variant}.pdf"
    truth = VARIANTS[variant](path, seed)
    opened = opening.inspect(path, max_pages=1_000)
    batch = reading.read(path, 1, opened.page_count)
    assert not batch.failed
    pages = [Page.model_validate_json(line) for line in batch.pages]
    return truth, discover(DOCUMENT, pages, opened), pages


def test_every_product_with_its_exact_pages_and_no_other(sample: Read) -> None:
    truth, catalogue, _ = sample
    wanted = sorted((label["pages"], label["name"]) for label in truth.labels())
    found = sorted((list(product.pages), product.name) for product in catalogue.products)
    assert [pages for pages, _ in found] == [pages for pages, _ in wanted]
    assert {name for _, name in wanted} == {named(product, truth) for product in catalogue.products}
    if not wanted:
        assert any("no products" in warning for warning in catalogue.warnings)


def test_every_fact_on_its_page(sample: Read) -> None:
    truth, catalogue, _ = sample
    pages = {name: {page.page for page in truth.pages if name in page.products} for name in truth.products()}
    by_name = defaultdict(list)
    for product in catalogue.products:
        by_name[named(product, truth)].append(product)
    missing = [
        (fact.product, fact.page, value)
        for fact in truth.facts
        for value in (fact.value.values() if isinstance(fact.value, dict) else [fact.value])
        if not any(
            said(product, fact.page, value)
            for product in by_name[truth.namesakes.get(fact.product, fact.product)]
            if pages[fact.product] & set(product.pages)
        )
    ]
    assert not missing


def test_wrong_numbers_of_the_index_are_told_and_no_others(sample: Read) -> None:
    truth, catalogue, _ = sample
    told = [part for warning in catalogue.warnings if "the index" in warning for part in warning.split(";")]
    assert len(told) == len(truth.misprints)
    for wrong in truth.misprints:
        (one,) = [part for part in told if repr(wrong.entry) in part]
        assert f"on page {wrong.number}, but it is on " in one
        assert f"PDF page {wrong.page}" in one


def test_every_fact_is_printed_where_it_says(sample: Read) -> None:
    _, catalogue, pages = sample
    letters = {page.number: squeezed(page.text) for page in pages}
    sizes = {page.number: (page.width, page.height) for page in pages}
    for product in (p for family in catalogue.products for p in (family, *family.variants)):
        for fact in product.facts:
            wrong = [word for word in fact.text.split() if squeezed(word) not in letters[fact.page]]
            assert not wrong, (product.name, fact)
            assert 0 < fact.confidence <= 1
            assert fact.box is not None, (product.name, fact)
            x0, y0, x1, y1 = fact.box
            assert -1 <= x0 <= x1 <= sizes[fact.page][0] + 1
            assert -1 <= y0 <= y1 <= sizes[fact.page][1] + 1


def squeezed(text: str) -> str:
    """Letters and digits alone: words are broken at line ends, and set together from key and value."""
    return "".join(c for c in text.casefold() if c.isalnum())


def named(product: Product, truth: Truth) -> str | None:
    """The true name of a product: the heading may say its kind as well ("Regalsystem Anker")."""
    has = f" {normalise_name(product.name)} "
    true = {truth.namesakes.get(name, name) for name in truth.products()}
    return max((name for name in true if f" {normalise_name(name)} " in has), key=len, default=None)


def said(product: Product, page: int, value: str) -> bool:
    """Whether a fact of the product from that page holds `value` as printed."""
    wanted = normalise_name(value)
    return any(f" {wanted} " in f" {normalise_name(words(fact))} " for fact in product.facts if fact.page == page)


def words(fact: Fact) -> str:
    return f"{fact.name.replace('_', ' ')} {fact.text} {fact.value} {fact.unit or ''}"


def test_ids_are_distinct_and_the_plan_has_every_page_once(sample: Read) -> None:
    truth, catalogue, _ = sample
    assert len({product.product_id for product in catalogue.products}) == len(catalogue.products)
    assert [planned.number for planned in catalogue.plan] == list(range(1, len(truth.pages) + 1))
    on_page = {number for product in catalogue.products for number in product.pages}
    assert set(catalogue.included) == on_page
    assert all(planned.include != bool(planned.reason) for planned in catalogue.plan)


def test_the_language_is_the_catalogues(sample: Read) -> None:
    truth, catalogue, _ = sample
    assert catalogue.language in (truth.language, "")
