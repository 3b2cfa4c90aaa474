"""Layouts of catalogues, each as small as shows it: what names a product, and what is its own."""

from collections.abc import Iterator, Sequence

from pipeline.artefacts import Catalogue, Line, Page, Picture
from services.discovery import catalogue
from tests.unit.discovery.build import DOCUMENT, PHOTO, folio, heading, line, opened, page, row, texts

NAMES = ("Oslo chair", "Riga lamp", "Pori stool", "Lund sofa", "Umea shelf", "Bodo table", "Kemi bench", "Turku desk")

KINDS = ("Drills", "Discs", "Keys")


def discover(pages: Sequence[Page]) -> Catalogue:
    return catalogue.discover(DOCUMENT, pages, opened(len(pages)))


def found(pages: Sequence[Page]) -> list[tuple[str, tuple[int, ...]]]:
    return [(product.name, product.pages) for product in discover(pages).products]


def values(pages: Sequence[Page], name: str) -> list[list[str]]:
    """For each product the values of its facts called `name`."""
    return [[str(f.value) for f in product.facts if f.name == name] for product in discover(pages).products]


def cards(number: int, names: Sequence[str], above: bool = False, foot: bool = False) -> Iterator[Line]:
    """Four cards on a page, two by two; the code above the name, or all the facts above it, or below."""
    for n, name in enumerate(names):
        x, y = 50 + 270 * (n % 2), 250 + 330 * (n // 2)
        code, price = f"AB{number}{n}00", f"€ {number}{n},50"
        yield line(name, x, y, size=13, bold=True, block=10 * n)
        if foot:
            yield line(code, x, y - 200, block=10 * n + 1)
            yield line(price, x + 120, y - 200, block=10 * n + 2)
        else:
            yield line(code, x, y - 15 if above else y + 20, block=10 * n + 1)
            yield line(price, x + 120, y + 20, block=10 * n + 2)


def photo(xref: int) -> Picture:
    """A photograph of its own: one that is on many pages counts as their background."""
    return PHOTO.model_copy(update={"xref": xref})


def two_pages(**how: bool) -> list[Page]:
    return [page(n, *cards(n, NAMES[4 * n - 4 : 4 * n], **how), pictures=(PHOTO,)) for n in (1, 2)]


BY_PAGE = [(name, (1 + n // 4,)) for n, name in enumerate(NAMES)]
CODES = [[f"AB{1 + n // 4}{n % 4}00"] for n in range(8)]


def test_cards_with_their_facts_below() -> None:
    assert found(two_pages()) == BY_PAGE
    assert values(two_pages(), "code") == CODES


def test_cards_with_the_code_over_the_name() -> None:
    assert found(two_pages(above=True)) == BY_PAGE
    assert values(two_pages(above=True), "code") == CODES


def test_cards_with_the_name_at_their_foot() -> None:
    assert found(two_pages(foot=True)) == BY_PAGE
    assert values(two_pages(foot=True), "code") == CODES


def test_sections_over_products_name_none() -> None:
    pages = [
        page(n, line(section, y=90, size=20, bold=True), *cards(n, NAMES[4 * n - 4 : 4 * n]), pictures=(PHOTO,))
        for n, section in ((1, "Seating"), (2, "Tables"))
    ]
    assert found(pages) == BY_PAGE
    assert values(pages, "category") == [["Seating"]] * 4 + [["Tables"]] * 4


def test_the_code_before_the_name_in_one_line() -> None:
    pages = [
        page(n, heading(f"4711{n} {name}"), *texts("Material: oak", f"Size: {n}0 x 20 cm", y=300), pictures=(PHOTO,))
        for n, name in enumerate(NAMES, 1)
    ]
    assert [name.split(" ", 1)[1] for name, _ in found(pages)] == list(NAMES)


def test_a_price_list_without_column_heads() -> None:
    listed = [
        x
        for n, name in enumerate(NAMES)
        for x in row(f"4711{n}", name, f"{n + 1}20.00 EUR", y=150 + 20 * n, xs=(50, 150, 450))
    ]
    pages = [page(1, line("Seating", y=110, size=18, bold=True), *listed)]
    assert found(pages) == [(name, (1,)) for name in NAMES]
    assert values(pages, "code") == [[f"4711{n}"] for n in range(8)]
    assert values(pages, "collection") == [["Seating"]] * 8


def test_the_picture_before_a_products_page_is_its_own_where_most_have_one() -> None:
    pages = [page(1, heading("Autumn", 400))]
    for n, name in enumerate(NAMES[:4]):
        full = PHOTO.model_copy(update={"box": (0, 0, 595, 842), "xref": n + 1})
        said = texts(f"Code: AB-{n}00", "€ 1,50")
        pages += [page(2 + 2 * n, pictures=(full,)), page(3 + 2 * n, heading(name), *said)]
    assert found(pages) == [(name, (2 + 2 * n, 3 + 2 * n)) for n, name in enumerate(NAMES[:4])]


def test_names_and_pictures_alone_inherit_from_the_page_before_the_group() -> None:
    divider = [
        line("Hybrid floors", y=200, size=40),
        *texts("Plank size: 230 x 1524 mm", "Thickness: 8 mm", y=400, size=30),
    ]
    pages = [
        page(1, *divider),
        *(page(n, line(name, y=120, size=20), pictures=(photo(n),)) for n, name in enumerate(NAMES, 2)),
        page(10, *texts("Floors Ltd", "www.example.com")),
    ]
    assert found(pages) == [(name, (n,)) for n, name in enumerate(NAMES, 2)]
    assert values(pages, "thickness") == [["8"]] * 8
    assert values(pages, "collection") == [["Hybrid floors"]] * 8


def test_pictures_with_words_are_no_catalogue() -> None:
    pages = [page(n, line(word, y=120, size=60), pictures=(photo(n),)) for n, word in enumerate(NAMES, 1)]
    assert found(pages) == []


def test_a_product_called_like_another_page() -> None:
    names = (*NAMES[:5], "Index")
    pages = [
        page(n, heading(name), *texts(f"Code: AB-{n}00", f"Price: € {n},50"), folio(n), pictures=(PHOTO,))
        for n, name in enumerate(names, 1)
    ]
    assert found(pages) == [(name, (n,)) for n, name in enumerate(names, 1)]


def test_the_line_over_a_name_is_its_collection_where_it_repeats() -> None:
    pages = [
        page(
            n,
            line(("Marble", "Stone")[n % 2], y=95, size=9),
            heading(name),
            *texts(f"Code: AB-{n}00", "Colour: sand"),
            pictures=(PHOTO,),
        )
        for n, name in enumerate(NAMES, 1)
    ]
    assert values(pages, "collection") == [["Stone"], ["Marble"]] * 4


def test_words_that_differ_by_a_space_are_two_products() -> None:
    names = ("Pebblelane", "Pebble Lane", *NAMES[:4])
    pages = [page(n, heading(name), *texts(f"Code: AB-{n}00", "€ 1,50")) for n, name in enumerate(names, 1)]
    assert found(pages) == [(name, (n,)) for n, name in enumerate(names, 1)]


def test_one_data_sheet_is_one_product() -> None:
    pairs = [
        x
        for n, pair in enumerate(
            (("Power", "1.1 kW"), ("Voltage", "230 V"), ("Weight", "12.5 kg"), ("Material", "steel"))
        )
        for x in (line(pair[0], 50, 300 + 20 * n, bold=True), line(pair[1], 200, 300 + 20 * n))
    ]
    sheet = page(1, heading("HydroFlow 300"), *pairs, pictures=(PHOTO,))
    assert found([sheet]) == [("HydroFlow 300", (1,))]
    assert values([sheet], "power") == [["1.1"]]


def test_codes_in_a_table_of_variants_name_no_products() -> None:
    def family(name: str, y: float, first: int) -> Iterator[Line]:
        yield heading(name, y=y, size=12)
        yield from row("Code", "Ø mm", "L mm", "Price", y=y + 30, bold=True)
        for n in range(4):
            yield from row(f"SC{first + n}", f"{n + 3}", f"{60 + n}", f"{n},50 €", y=y + 50 + 18 * n)

    pages = [
        page(
            n,
            *family(f"Drills no {n}A", 120, 100 * n),
            *family(f"Discs no {n}B", 340, 200 * n + 50),
            *family(f"Keys no {n}C", 560, 300 * n + 75),
        )
        for n in (1, 2)
    ]
    assert found(pages) == [(f"{what} no {n}{x}", (n,)) for n in (1, 2) for what, x in zip(KINDS, "ABC", strict=True)]


def test_an_essay_with_a_picture_is_no_product() -> None:
    """Set as the products are, but alone on its page, with running text and nothing of what the others have."""
    essay = texts(*["we have made chairs by hand in this workshop for years"] * 4)
    told = page(1, heading("From the workshop", size=24), *essay, pictures=(photo(50),))
    others = [
        page(n, heading(NAMES[n], size=24), *texts(f"Size: {n}0 x 80 cm", f"€ {n}90,00"), pictures=(photo(n),))
        for n in range(2, 8)
    ]
    assert found([told, *others]) == [(NAMES[n], (n,)) for n in range(2, 8)]


def test_names_in_the_style_of_all_other_text_under_a_running_head() -> None:
    """Only their place tells them; the running head, a little larger, is on too few pages to be furniture."""

    def shelf(number: int) -> Iterator[Line]:
        yield line("Ironware for sheds", 50, 90, size=9)
        for n, name in enumerate(NAMES[4 * number - 4 : 4 * number]):
            x, y = 50 + 270 * (n % 2), 250 + 330 * (n // 2)
            for k, text in enumerate((name, f"Code: {number}{n}450", f"€ {n},50")):
                yield line(text, x, y + 11 * k, size=8.5, block=n)

    assert found([page(n, *shelf(n), pictures=(PHOTO,)) for n in (1, 2)]) == BY_PAGE


def test_captions_that_say_name_size_and_price_in_one_line() -> None:
    """Numbered as the things in the picture over them."""
    pages = [
        page(
            n,
            heading("Morning light" if n == 1 else "In the garden"),
            *texts(*(f"{k + 1}. {NAMES[4 * n - 4 + k]} – Ø {k + 20} cm – H {k + 3} cm – 1{k},50 €" for k in range(4))),
            pictures=(photo(n),),
        )
        for n in (1, 2)
    ]
    assert [p for _, p in found(pages)] == [(1 + n // 4,) for n in range(8)]
    assert all(name in said for name, (said, _) in zip(NAMES, found(pages), strict=True))
