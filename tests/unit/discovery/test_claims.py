"""What a model says, against the pages."""

from services.discovery import claims
from services.discovery.answers import ListedProduct, SaidFact
from services.discovery.book import Book
from services.discovery.catalogue import discover
from services.discovery.claims import FOUND, UNVERIFIED, Claims
from services.discovery.layout import views
from tests.unit.discovery.build import DOCUMENT, PHOTO, folio, heading, line, opened, page, texts

PAGES = [
    page(1, heading("Floors", size=40)),
    *(
        page(
            number,
            heading(name),
            *texts(f"Code: TV-{number}01", "Size: 60 x 60 cm", "Finish: matt"),
            folio(number + 2),
            pictures=(PHOTO,),
        )
        for number, name in ((2, "Tavira"), (3, "Lisboa"), (4, "Sintra"))
    ),
]


def listed(name: str, first: int = 0, last: int = 0) -> ListedProduct:
    return ListedProduct(name=name, code="", section="", first=first, last=last, page=1)


def test_a_claimed_product_needs_a_heading_and_the_others_are_named() -> None:
    book = Book(views(PAGES))
    said = Claims(by="m-1", products=(listed("TAVIRA", 4), listed("Lisboa", 77), listed("Zephyron", 5)))
    found, warnings = claims.targets(book, said, [{2: 4, 3: 5, 4: 6}])
    assert [(target.name, target.page, target.evidence) for target in found] == [
        ("TAVIRA", 2, "m-1"),
        ("Lisboa", 3, "m-1"),
    ]
    assert warnings == ["m-1 names 'Zephyron', which head no page: left out"]


def test_many_lost_names_are_counted() -> None:
    said = Claims(by="m-1", products=tuple(listed(f"Zephyron {n}") for n in range(9)))
    _, (warning,) = claims.targets(Book(views(PAGES)), said, [{}])
    assert warning.endswith("'Zephyron 4' and 4 more, which head no page: left out")


def test_what_a_model_leaves_out_stays_and_what_it_invents_does_not_come() -> None:
    said = Claims(by="m-1", products=(listed("Tavira", 4), listed("Lisboa", 5), listed("Zephyron", 5)))
    catalogue = discover(DOCUMENT, PAGES, opened(len(PAGES)), claims=said)
    assert [product.name for product in catalogue.products] == ["Tavira", "Lisboa", "Sintra"]
    assert "m-1" in catalogue.products[0].evidence
    assert any("Zephyron" in warning for warning in catalogue.warnings)


def test_a_fact_has_the_box_of_its_words_or_is_unverified() -> None:
    catalogue = discover(DOCUMENT, PAGES, opened(len(PAGES)))
    tavira = catalogue.products[0].product_id
    pages = [
        *PAGES[:1],
        page(2, heading("Tavira"), line("Fired in Porto", y=400), line("for two days", y=416)),
        *PAGES[2:],
    ]
    said = [
        SaidFact(product=1, name="firing", value="in Porto for two days", page=2),
        SaidFact(product=1, name="water_absorption", value="0.5 %", page=2),
        SaidFact(product=1, name="finish", value="Matt", page=2),  # the rules have it
        SaidFact(product=1, name="size", value="60 x 60 cm", page=3),  # another product's page
    ]
    product = claims.with_facts(catalogue, pages, {tavira: said}, "m-1").products[0]
    porto, water = product.facts[len(catalogue.products[0].facts) :]
    assert (porto.name, porto.value, porto.page, porto.confidence, porto.rule) == (
        "firing",
        "in Porto for two days",
        2,
        FOUND,
        "m-1",
    )
    assert porto.box is not None
    assert porto.box[1] == 400
    assert porto.box[3] > 416
    assert (water.box, water.confidence, water.rule) == (None, UNVERIFIED, "m-1, unverified")


def test_words_are_found_whole_and_one_after_the_other() -> None:
    lines = texts("Thickness 95 mm", "9 mm", "in fine", "oak veneer")
    assert claims.located(lines, "9 mm") == lines[1].box
    assert claims.located(lines, "fine oak") is not None
    assert claims.located(lines, "5 mm") is None
    assert claims.located(lines, "oak fine") is None
    assert claims.located(lines, "–") is None
