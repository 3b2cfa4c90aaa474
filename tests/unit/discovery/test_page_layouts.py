"""How products lie on pages: told by colour or code, interrupted, among pages that list, sell or advertise."""

from collections.abc import Sequence

from pipeline.artefacts import Line, Page
from services.discovery import names, overviews, told_keys
from services.discovery.layout import views
from tests.unit.discovery.build import PHOTO, folio, heading, line, page, row, texts
from tests.unit.discovery.test_layouts import NAMES, discover, found, values

RED = 0xA8452F


def card(name: str, k: int, y: float = 150, colour: int = 0, size: float = 12) -> tuple[Line, ...]:
    """A name over its code, size and price."""
    named = line(name, 50, y, size=size, bold=True, block=10 * k).model_copy(update={"colour": colour})
    facts = texts(
        f"Réf. AB-{1000 + k}", f"Format : {20 + k} x 30 cm", f"Prix : {k + 4},50 €", y=y + 40, block=10 * k + 2
    )
    return (named, *facts)


def slogan(text: str, y: float, k: int) -> Line:
    return line(text, 50, y + 18, size=12, bold=True, block=10 * k + 1)


def test_names_that_only_their_colour_tells_from_other_bold_lines() -> None:
    def sheet(number: int, on_it: Sequence[str]) -> Page:
        lines: list[Line] = []
        for n, name in enumerate(on_it):
            k = 2 * number + n
            lines += [
                *card(name, k, 120 + 200 * n, RED),
                slogan(f"Beau comme le jour {'abcdefgh'[k - 2]}", 120 + 200 * n, k),
            ]
        return page(number, *lines)

    pages = [sheet(n, NAMES[2 * n - 2 : 2 * n]) for n in range(1, 5)]
    assert [name for name, _ in found(pages)] == list(NAMES)


def test_codes_are_names_where_there_are_no_others() -> None:
    def sheet(number: int, named: bool) -> Page:
        lines: list[Line] = [folio(number)]
        for n in range(3):
            y, k = 120 + 220 * n, 3 * number + n
            lines.append(line(f"MG-{1200 + k}", 50, y, size=13, bold=True, block=10 * n))
            lines += texts(f"Misure: {k + 20} x 12 mm", f"Prezzo: € {k},50", y=y + 30, block=10 * n + 1)
            if named:
                lines.append(line(f"Maniglia {NAMES[k % 8]}", 50, y - 40, size=20, bold=True, block=10 * n + 5))
        return page(number, *lines)

    coded = found([sheet(n, False) for n in range(1, 4)])
    assert coded == [(f"MG-{1200 + k}", (k // 3,)) for k in range(3, 12)]
    assert not any(names.is_code(name) for name, _ in found([sheet(n, True) for n in range(1, 3)]))


def test_a_code_after_its_word_is_no_name() -> None:
    assert not names.can_be_name("Cod T1194 87 x 63 cm")
    assert not names.can_be_name("Rouleau : 10,05 x 0,53 m")
    assert names.can_be_name("Model X200 Chair")
    assert names.split("AB-12345") == names.Name("AB-12345")


def test_a_page_that_lists_what_others_show_is_no_products() -> None:
    pages = [page(n + 2, *card(name, n, colour=RED), folio(n + 2)) for n, name in enumerate(NAMES)]
    listed = [line(name, 50, 150 + 30 * n, size=12, bold=True, block=n) for n, name in enumerate(NAMES)]
    glance = page(1, heading("Everything at once"), *[x.model_copy(update={"colour": RED}) for x in listed])
    assert overviews.overviews(views([glance, *pages]), ()) == {1}
    assert found([glance, *pages]) == [(name, (n + 2,)) for n, name in enumerate(NAMES)]
    priced = page(1, *glance.lines, *texts("Prix : 4,50 €", y=700))
    assert overviews.overviews(views([priced, *pages]), ()) == set()


def test_labels_that_repeat_make_no_overview() -> None:
    labels = ("Made by hand", "Good to know", "Every day", "In any room", "For the family", "All year round")
    pages = [page(n, *[line(text, y=150 + 30 * k, block=k) for k, text in enumerate(labels)]) for n in range(1, 7)]
    assert overviews.overviews(views(pages), ()) == set()


def test_terms_set_like_products_are_none() -> None:
    pages = [page(n + 1, *card(name, n, size=16), folio(n + 1)) for n, name in enumerate(NAMES[:6])]
    terms = page(
        7, heading("Selling"), line("Orders", y=200, size=16, bold=True), line("At least 80 €.", y=230, block=3),
        line("Freight", y=300, size=16, bold=True, block=4), line("It costs 12 €.", y=330, block=5), folio(7),
    )  # fmt: skip
    assert found([*pages, terms]) == [(name, (n + 1,)) for n, name in enumerate(NAMES[:6])]


def opening(number: int, name: str) -> Page:
    return page(number, heading(name, 500, size=40), *texts("Design Ana Soler", y=560), foot(name), folio(number))


def foot(text: str) -> Line:
    return line(text, 50, 815, size=8, block=999)


def items(number: int, name: str, k: int) -> Page:
    cells = [
        *row("Code", "Item", "Size", y=100, bold=True),
        *row(f"T{k}10", "Armchair", f"8{k} x 70 cm", y=116),
        *row(f"T{k}20", "Footstool", f"4{k} x 40 cm", y=132),
    ]
    return page(number, *cells, foot(name), folio(number))


def advertisement(number: int) -> Page:
    """Somebody else's: as loud as the products, with a price, but without a page number."""
    return page(number, heading("Parquet to love", 200, size=44), *texts("from 89,00 € / m²", y=600, size=26))


def test_a_product_goes_on_after_somebody_elses_page() -> None:
    essay = page(12, heading("A day at work", size=24), *texts("It begins early.", y=160), foot("Tihna"), folio(12))
    pages = [
        page(1, heading("Tihna")), opening(2, "Oslo"), items(3, "Oslo", 1),
        opening(4, "Riga"), advertisement(5), items(6, "Riga", 2), opening(7, "Pori"), items(8, "Pori", 3),
        opening(9, "Lund"), items(10, "Lund", 4), opening(11, "Umea"), essay, items(13, "Umea", 5),
    ]  # fmt: skip
    assert found(pages) == [("Oslo", (2, 3)), ("Riga", (4, 6)), ("Pori", (7, 8)), ("Lund", (9, 10)), ("Umea", (11, 13))]


def test_a_product_goes_on_after_an_advertisement_though_nothing_bears_its_name() -> None:
    def unsigned(found: Page) -> Page:
        return found.model_copy(update={"lines": tuple(x for x in found.lines if x.block != 999)})

    pages = [page(1, heading("Tihna"))]
    for k, name in enumerate(("Oslo", "Riga", "Pori", "Lund")):
        pages.append(unsigned(opening(len(pages) + 1, name)))
        if k == 1:
            pages.append(advertisement(len(pages) + 1))
        pages.append(unsigned(items(len(pages) + 1, name, k + 1)))
    assert found(pages) == [("Oslo", (2, 3)), ("Riga", (4, 6)), ("Pori", (7, 8)), ("Lund", (9, 10))]


def test_buildings_and_dishes_are_told_by_their_keys() -> None:
    building = texts("Client: City of Cluj", "Architect: Ana Soler", "Height: 12 m", "Budget: 900.000 €")
    dish = texts("Serves: 4", "Cooking time: 40 min", "Size: 20 x 30 cm")
    both = [page(n, heading(name), *(building, dish)[n % 2]) for n, name in enumerate(NAMES, 1)]
    assert found(both) == []
    [one] = {told_keys.kind(shown) for shown in views([page(1, *building)])} - {None}
    assert one == ("projects", ("Client", "Architect"))
    lamp = page(1, *texts("Architect: Ana Soler", "Height: 12 cm", "Price: 90 €"))
    coded = page(2, *building, *texts("Code: AB-1020", y=400))
    assert [told_keys.kind(shown) for shown in views([lamp, coded])] == [None, None]


def test_a_price_list_at_the_back_tells_prices_and_is_no_products_page() -> None:
    known = NAMES[:6]
    pages = [page(n + 1, *card(name, n, size=16)[:3], pictures=(PHOTO,)) for n, name in enumerate(known)]
    cells = [row(name, f"€ {100 + n},00", y=220 + 20 * n) for n, name in enumerate(known)]
    prices = page(
        7, heading("Prices"), *row("Product", "Price", y=200, bold=True), *[x for cell in cells for x in cell]
    )
    assert found([*pages, prices]) == [(name, (n + 1,)) for n, name in enumerate(known)]
    assert values([*pages, prices], "price") == [[f"{100 + n}.0"] for n in range(6)]
    told = [fact for product in discover([*pages, prices]).products for fact in product.facts if fact.name == "price"]
    assert {fact.page for fact in told} == {7}


def test_cards_of_items_are_variants_of_their_family() -> None:
    def sheet(number: int, name: str, k: int) -> Page:
        cards = [
            (line(item, 50 + 250 * n, 200, size=12, bold=True, block=3 * n),
             line(f"Cod T{k}{n}0", 50 + 250 * n, 220, block=3 * n + 1),
             line(f"{k}{n} x 60 cm", 50 + 250 * n, 240, block=3 * n + 2))
            for n, item in enumerate(("Fotoliu", "Taburet"))
        ]  # fmt: skip
        return page(number, heading(name, 100, size=30), *[x for own in cards for x in own])

    products = discover(
        [sheet(n, name, n) for n, name in enumerate(("Doina", "Retezat", "Ileana", "Delta"), 1)]
    ).products
    assert [product.name for product in products] == ["Doina", "Retezat", "Ileana", "Delta"]
    assert [(variant.name, variant.discriminator) for variant in products[1].variants] == [
        ("Fotoliu", "T200"), ("Taburet", "T210"),
    ]  # fmt: skip
    assert [str(fact.value) for fact in products[1].variants[0].facts if fact.name == "size"] == ["20×60"]


def test_swatches_with_codes_are_no_products_of_their_family() -> None:
    def sheet(number: int, name: str, k: int) -> Page:
        swatches = [
            (line(colour, 50 + 120 * n, 300, size=8, bold=True, block=2 * n),
             line(f"{name[:2].upper()}{k}{n}6", 50 + 120 * n, 310, size=8, bold=True, block=2 * n))
            for n, colour in enumerate((f"Ember {name}", f"Nebel {name}", f"Moos {name}"))
        ]  # fmt: skip
        sized = texts("Format: 60 x 60 cm", "A stone of our hills, quiet under the feet and warm.", y=400, block=20)
        said = line("Colours", 50, 180, size=11, bold=True, block=19)
        return page(number, heading(name, 100, size=30), said, *[x for own in swatches for x in own], *sized)

    pages = [sheet(n, name, n) for n, name in enumerate(("Doina", "Retezat", "Ileana", "Delta"), 1)]
    assert found(pages) == [("Doina", (1,)), ("Retezat", (2,)), ("Ileana", (3,)), ("Delta", (4,))]


def test_samples_of_colours_after_the_products_are_none() -> None:
    def door(name: str, x: float, k: int) -> tuple[Line, ...]:
        said = texts(f"Size: {70 + k} x 210 cm", "Colours: Ember, Nebel", y=540, x=x, size=9, block=100 * k)
        return (line(name, x, 500, size=18, block=90 + 100 * k), *said)

    pages = [
        page(n, *door(NAMES[2 * n - 2], 50, 1), *door(NAMES[2 * n - 1], 320, 2), pictures=(PHOTO,)) for n in range(1, 5)
    ]
    samples = [
        x for k, name in enumerate(("Ember", "Nebel", "Moos", "Dune", "Onyx", "Perle", "Korall", "Lehm"))
        for x in (line(name, 50 + 250 * (k % 2), 200 + 80 * (k // 2), size=18, block=3 * k),
                  line(f"K{k}45", 50 + 250 * (k % 2), 225 + 80 * (k // 2), size=18, block=3 * k + 1))
    ]  # fmt: skip
    assert [name for name, _ in found([*pages, page(5, *samples, pictures=(PHOTO,))])] == list(NAMES[:8])


def test_the_last_product_ends_before_a_headline_that_no_other_would_go_on_under() -> None:
    pages = [page(n + 1, *card(name, n, size=24)) for n, name in enumerate(NAMES[:5])]
    visit = page(6, line("Our house is open", 50, 60, size=21), *texts("A tasting of five: 9,50 €", y=120, block=4))
    assert found([*pages, visit]) == [(name, (n + 1,)) for n, name in enumerate(NAMES[:5])]
