"""Whole small catalogues made by hand, from pages to products and plan."""

from collections.abc import Sequence

from hypothesis import given, settings

from pipeline.artefacts import Catalogue, Line, Page, Product, pack_pages, unpack
from services.discovery import catalogue
from services.discovery.names import key
from services.discovery.opening import Opened, OutlineEntry
from tests.unit.discovery.build import (
    DOCUMENT,
    PHOTO,
    any_lines,
    folio,
    heading,
    line,
    opened,
    page,
    row,
    texts,
)

NAMES = ("Aurora", "Brume", "Céleste", "Dune", "Écume", "Falaise")


def discover(pages: Sequence[Page], *, focused: bool = True, outline: Sequence[OutlineEntry] = ()) -> Catalogue:
    known = Opened(page_count=len(pages), outline=tuple(outline))
    return catalogue.discover(DOCUMENT, pages, known, focused=focused)


def described(name: str, n: int, *, y: float = 110) -> tuple[Line, ...]:
    """A product's name with what a catalogue says of it."""
    said = (f"Code: AB-{1000 + n}", f"Size: {60 + n} x 120 cm", f"Designer: Ada B{'abcdefgh'[n]}rg", f"€ {100 + n},00")
    return (heading(name, y), *texts(*said, y=y + 40, block=int(y)))


def found(result: Catalogue) -> list[tuple[str, tuple[int, ...]]]:
    return [(product.name, product.pages) for product in result.products]


def values(product: Product, name: str) -> list[str]:
    """Different values of the facts called `name`, in the order found (two rules may find one)."""
    return list(dict.fromkeys(str(fact.value) for fact in product.facts if fact.name == name))


def one_each(first: int = 1) -> list[Page]:
    """A page for each name, from PDF page `first` on."""
    return [page(first + n, *described(name, n), pictures=(PHOTO,)) for n, name in enumerate(NAMES)]


def indexed(numbers: Sequence[int], offset: int) -> list[Page]:
    """A cover, an index with dot leaders to printed `numbers`, and the products; printed is PDF page less `offset`."""
    entries = texts(*(f"{name} ........... {number}" for name, number in zip(NAMES, numbers, strict=True)))
    cover = page(1, heading("Maison Galet", 300), pictures=(PHOTO,))
    products = [
        page(3 + n, *described(name, n), folio(3 + n - offset), pictures=(PHOTO,)) for n, name in enumerate(NAMES)
    ]
    return [cover, page(2, heading("Sommaire"), *entries), *products]


def test_one_product_a_page_with_its_facts() -> None:
    result = discover(one_each())
    assert found(result) == [(name, (n + 1,)) for n, name in enumerate(NAMES)]
    for n, product in enumerate(result.products):
        assert f"AB-{1000 + n}" in values(product, "code")
        assert f"{60 + n}×120" in values(product, "size")
        assert values(product, "designer") == [f"Ada B{'abcdefgh'[n]}rg"]
        assert values(product, "price") == [str(float(f"{100 + n}.00"))]
    assert result.warnings == ()


def test_an_index_whose_numbers_are_off_by_the_offset_of_the_pages() -> None:
    result = discover(indexed([1, 2, 3, 4, 5, 6], offset=2))
    assert found(result) == [(name, (n + 3,)) for n, name in enumerate(NAMES)]
    assert all("index p. 2" in product.evidence for product in result.products)
    assert [entry.kind for entry in result.plan[:2]] == ["cover", "index"]
    assert result.warnings == ()


def test_a_wrong_number_in_the_index_is_corrected_and_told() -> None:
    result = discover(indexed([1, 2, 6, 4, 5, 6], offset=2))
    assert found(result) == [(name, (n + 3,)) for n, name in enumerate(NAMES)]
    (warning,) = result.warnings
    assert "'Céleste'" in warning
    assert "on page 6" in warning
    assert "PDF page 5" in warning


def test_bookmarks_count_as_an_index() -> None:
    outline = [OutlineEntry(level=1, title=name, page=n + 1) for n, name in enumerate(NAMES)]
    result = discover(one_each(), outline=outline)
    assert [product.name for product in result.products] == list(NAMES)
    assert all("outline" in product.evidence for product in result.products)


def test_several_products_on_a_page_keep_their_own_facts() -> None:
    pages = [
        page(1 + n, *described(NAMES[2 * n], 2 * n, y=110), *described(NAMES[2 * n + 1], 2 * n + 1, y=460))
        for n in range(3)
    ]
    result = discover(pages)
    assert found(result) == [(name, (n // 2 + 1,)) for n, name in enumerate(NAMES)]
    for n, product in enumerate(result.products):
        assert values(product, "code")[0] == f"AB-{1000 + n}"
        assert [value for value in values(product, "size") if not value.startswith(str(60 + n))] == []
    assert result.plan[0].products == (result.products[0].product_id, result.products[1].product_id)


def test_a_product_goes_on_over_a_page_of_pictures() -> None:
    pages = [
        *one_each()[:3],
        page(4, pictures=(PHOTO,)),
        page(5, *texts("Thickness: 9 mm", "Finish: matt", "Weight: 12 kg"), pictures=(PHOTO,)),
        page(6, *described("Dune", 3), pictures=(PHOTO,)),
        page(7, *described("Écume", 4), pictures=(PHOTO,)),
    ]
    result = discover(pages)
    assert found(result) == [
        ("Aurora", (1,)), ("Brume", (2,)), ("Céleste", (3, 4, 5)), ("Dune", (6,)), ("Écume", (7,))
    ]  # fmt: skip
    assert values(result.products[2], "thickness") == ["9"]
    assert {fact.page for fact in result.products[2].facts if fact.name == "finish"} == {5}
    assert all(entry.kind == "product" for entry in result.plan)


def test_a_table_of_products_without_headings() -> None:
    head = row("Article", "Code", "Price", y=120, bold=True, xs=(50, 250, 400))
    rows = [
        cell
        for n, name in enumerate(NAMES)
        for cell in row(f"Vase {name}", f"AB-{1000 + n}", f"€ {10 + n},00", y=140 + 16 * n, xs=(50, 250, 400))
    ]
    more = [
        cell
        for n, name in enumerate(NAMES)
        for cell in row(f"Coupe {name}", f"CD-{1000 + n}", f"€ {20 + n},00", y=140 + 16 * n, xs=(50, 250, 400))
    ]
    result = discover([page(1, *head, *rows), page(2, *head, *more)])
    assert found(result) == [(f"{kind} {name}", (p,)) for p, kind in ((1, "Vase"), (2, "Coupe")) for name in NAMES]
    assert values(result.products[7], "code") == ["CD-1001"]
    assert values(result.products[7], "price") == ["21.0"]


def test_decoy_pages_are_kept_out_with_a_reason() -> None:
    decoys = {
        1: (heading("Maison Galet", 300),),
        5: (heading("Conditions générales de vente"), *texts("Livraison : € 12,00", "Délai : 30 jours")),
        9: (heading("Contact"), *texts("Tel. +33 1 23 45 67 89", "info@maison.fr", "www.maison.fr")),
    }
    on_page = dict(zip((2, 3, 4, 6, 7, 8), NAMES, strict=True))
    pages = [page(n, *(decoys[n] if n in decoys else described(on_page[n], n - 2))) for n in range(1, 10)]
    result = discover(pages)
    assert found(result) == [(name, (n,)) for n, name in on_page.items()]
    left_out = {entry.number: entry for entry in result.plan if not entry.include}
    assert {number: entry.kind for number, entry in left_out.items()} == {1: "cover", 5: "text", 9: "contact"}
    assert all(entry.reason for entry in left_out.values())
    assert not any("12.0" in values(product, "price") for product in result.products)
    assert discover(pages, focused=False).included == list(range(1, 10))


def test_namesakes_are_told_apart_by_their_codes() -> None:
    names = ("Aurora", "Brume", "Céleste", "Aurora", "Dune", "Écume")
    result = discover([page(1 + n, *described(name, n)) for n, name in enumerate(names)])
    assert found(result) == [(name, (n + 1,)) for n, name in enumerate(names)]
    assert [p.discriminator for p in result.products] == ["AB-1000", "", "", "AB-1003", "", ""]
    assert len({p.product_id for p in result.products}) == len(names)


def test_orderable_items_are_variants() -> None:
    def sheet(n: int) -> Page:
        head = row("Code", "Colour", "Size", y=300, bold=True)
        rows = [
            cell
            for k, colour in enumerate(("white", "sand", "grey"))
            for cell in row(f"AB-{n}0{k}", colour, "60 x 60", y=316 + 16 * k)
        ]
        return page(n, *described(NAMES[n - 1], n), *head, *rows)

    result = discover([sheet(n) for n in range(1, 6)])
    assert [len(product.variants) for product in result.products] == [3] * 5
    first = result.products[0].variants[1]
    assert (first.discriminator, first.pages, values(first, "colour")) == ("AB-101", (1,), ["sand"])


def test_a_document_without_products_says_so() -> None:
    essay = [
        page(n, *texts("A plain paragraph of running text, which says nothing at all.", "And one more of it."))
        for n in range(1, 5)
    ]
    result = discover(essay)
    assert result.products == ()
    assert result.included == []
    assert any("no products" in warning for warning in result.warnings)
    assert [entry.number for entry in result.plan] == [1, 2, 3, 4]


def test_pages_without_text_or_size_are_told() -> None:
    broken = Page(number=8, width=0, height=0, key="0", source="none", confidence=0)
    result = discover([*one_each(), page(7, pictures=(PHOTO,)), broken])
    assert [product.name for product in result.products] == list(NAMES)
    assert "page 8 could not be read" in result.warnings
    assert "no text could be read on page 7, only pictures" in result.warnings


def test_the_same_pages_give_the_same_catalogue_packed_or_not() -> None:
    pages = indexed([1, 2, 6, 4, 5, 6], offset=2)
    first = catalogue.discover(DOCUMENT, pages, opened(len(pages)))
    assert catalogue.discover(DOCUMENT, pages, opened(len(pages))) == first
    packed = catalogue.discover_packed(
        DOCUMENT, opened(len(pages)), pack_pages(pages), None, index_pages=100, focused=True
    )
    assert unpack(Catalogue, packed) == first


def test_facts_say_where_they_are_printed() -> None:
    pages = indexed([1, 2, 3, 4, 5, 6], offset=2)
    for product in discover(pages).products:
        for fact in product.facts:
            printed = key(pages[fact.page - 1].text)
            assert all(word in printed for word in key(fact.text).split())
            assert 0 < fact.confidence <= 1


@settings(max_examples=40, deadline=None)
@given(any_lines(), any_lines(), any_lines())
def test_any_pages_have_a_catalogue(first: tuple[Line, ...], second: tuple[Line, ...], third: tuple[Line, ...]) -> None:
    pages = [page(n, *lines) for n, lines in enumerate((first, second, third), start=1)]
    result = discover(pages)
    assert [entry.number for entry in result.plan] == [1, 2, 3]
    assert bool(result.products) != any("no products" in warning for warning in result.warnings)
    assert len({p.product_id for p in result.products}) == len(result.products)
    for product in result.products:
        assert product.name
        for fact in product.facts:
            printed = key(pages[fact.page - 1].text)
            assert all(word in printed for word in key(fact.text).split())


def test_vertical_lines_name_nothing() -> None:
    pages = [page(p.number, *p.lines, line("Collection Été", 20, 300, size=30, vertical=True)) for p in one_each()]
    assert [product.name for product in discover(pages).products] == list(NAMES)
