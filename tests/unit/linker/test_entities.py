"""Certificates, logos, specifications, care, installation and contacts on pages made by hand."""

from collections.abc import Sequence
from typing import get_args

import pytest

from pipeline.artefacts import Catalogue, Page, PageKind
from pipeline.events import EntityKind
from services.linker.entities import Entity, Finder
from services.linker.links import Image
from tests.unit.linker.hand import catalogue, fact, image, line, page, product

ALL: tuple[EntityKind, ...] = get_args(EntityKind)
BODY = "Words of the body run on and on over the whole width of the page, so that it is the usual size."


def find(
    what: Catalogue, pages: Sequence[Page], images: Sequence[Image] = (), wanted: Sequence[EntityKind] = ALL
) -> list[Entity]:
    finder = Finder(what, images, wanted)
    for each in pages:
        finder.page(each)
    return finder.found()


def certificates(number: int) -> Page:
    """Two columns of two certificates, as an editor sets them."""
    lines = [line("Certificates and memberships", 46, 100, 28)]
    for k, name in enumerate(("ISO 9001", "EPD", "House of Clay", "LEED v4")):
        x, y = 150 + (k % 2) * 258, 180 + (k // 2) * 158
        lines += [line(name, x, y, 13, bold=True), line(f"Certificate no. 12-{k}4567", x, y + 20),
                  line("Institute for Building Surfaces", x, y + 34)]  # fmt: skip
    return page(number, *lines)


def test_each_certificate_of_a_page_with_its_number_text_and_products() -> None:
    oak = product("Oak", [3], fact("certification", "ISO 9001, EPD", 3))
    found = find(catalogue(oak, kinds={7: "certificates"}), [certificates(7)])
    assert [(entity.kind, entity.name, entity.pages) for entity in found] == [
        ("certificate", name, [7]) for name in ("EPD", "House of Clay", "ISO 9001", "LEED v4")
    ]
    by_name = {entity.name: entity for entity in found}
    assert by_name["ISO 9001"].metadata["number"] == "12-04567"
    assert by_name["LEED v4"].metadata["number"] == "12-34567"
    assert "Institute for Building Surfaces" in by_name["EPD"].content
    assert by_name["EPD"].metadata["products"] == [str(oak.product_id)]
    assert "products" not in by_name["LEED v4"].metadata


def test_an_emblem_joins_the_certificate_it_is_captioned_with() -> None:
    emblem = image("e", (7, (46, 170, 140, 260)), caption="EPD", role="certificate")
    found = find(catalogue(kinds={7: "certificates"}), [certificates(7)], [emblem])
    assert [entity.metadata.get("images") for entity in found if entity.name == "EPD"] == [[str(emblem.image_id)]]


def test_certificates_without_headings_are_known_by_their_standard() -> None:
    flat = page(7, line("Our plant is certified to ISO 14001:2015 and EN 14411.", 50, 100), line(BODY, 50, 120))
    found = find(catalogue(kinds={7: "certificates"}), [flat])
    assert [entity.name for entity in found] == ["EN 14411", "ISO 14001:2015"]


def test_a_norm_in_technical_notes_is_no_certificate() -> None:
    notes = page(
        6, line("Technical notes", 46, 100, 28), line("EN ISO 10545-3 Water absorption", 46, 150), line(BODY, 46, 170)
    )
    found = find(catalogue(kinds={6: "text"}), [notes])
    assert [(entity.kind, entity.name) for entity in found] == [("specification", "Technical notes")]
    assert "EN ISO 10545-3" in found[0].content


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Care and cleaning", "care"), ("Pflege und Reinigung", "care"), ("Entretien", "care"),
        ("Pulizia e manutenzione", "care"), ("Limpieza", "care"), ("Tisztítás és ápolás", "care"),
        ("Laying", "installation"), ("Verlegung", "installation"), ("Posa in opera", "installation"),
        ("Instalación", "installation"), ("Lerakás", "installation"), ("Technische Daten", "specification"),
        ("Caractéristiques techniques", "specification"), ("Műszaki adatok", "specification"),
        ("Date tehnice", "specification"),
    ],
)  # fmt: skip
def test_sections_by_their_heading_in_seven_languages(title: str, kind: EntityKind) -> None:
    steps = page(6, line(title, 46, 100, 28), line("First", 60, 150, 11, bold=True), line(BODY, 60, 170))
    found = find(catalogue(kinds={6: "text"}), [steps])
    assert [(entity.kind, entity.name, entity.pages) for entity in found] == [(kind, title, [6])]
    assert found[0].content == f"First\n{BODY}"
    assert found[0].metadata["box"] == list(steps.lines[0].box)


def test_pages_that_focus_left_out_are_read_too_and_product_pages_give_no_specification() -> None:
    oak = product("Oak", [3])
    pages = [page(n, line("Technical data", 46, 100, 20), line(BODY, 46, 150)) for n in (3, 6)]
    assert [entity.pages for entity in find(catalogue(oak, kinds={6: "text"}), pages)] == [[6]]


def test_running_heads_and_feet_are_no_part_of_a_section() -> None:
    steps = page(6, line("Installation", 46, 20, 12, bold=True), line("Care", 46, 100, 28), line(BODY, 46, 150),
                 line("Clay — General Catalogue", 46, 818))  # fmt: skip
    found = find(catalogue(kinds={6: "text"}), [steps])
    assert [(entity.kind, entity.content) for entity in found] == [("care", BODY)]


def test_contacts_under_their_headings_and_addresses_by_their_host() -> None:
    kinds: dict[int, PageKind] = {8: "contact"}
    showrooms = page(
        8, line("Showrooms", 46, 100, 28), line("Graz", 46, 160, 12, bold=True), line("Ring 5, 8010 Graz", 46, 180),
        line("+43 316 123 456", 46, 194), line("Husum", 304, 160, 12, bold=True),
        line("Hafen 2, 25813 Husum", 304, 180),
    )  # fmt: skip
    back = page(9, line("www.clay.example   info@clay.example", 46, 700), line(BODY, 46, 100))
    found = find(catalogue(kinds=kinds), [showrooms, back])
    assert [(entity.name, entity.pages) for entity in found] == [("Graz", [8]), ("Husum", [8]), ("clay.example", [9])]
    assert found[0].metadata["phones"] == ["+43 316 123 456"]
    assert found[2].metadata == {"emails": ["info@clay.example"], "urls": ["www.clay.example"]}


def test_an_address_on_every_page_is_one_contact() -> None:
    pages = [page(n, line("www.clay.example", 46, 800)) for n in range(1, 10)]
    assert [(entity.name, entity.pages) for entity in find(catalogue(), pages)] == [
        ("clay.example", list(range(1, 10)))
    ]


def test_logos_come_from_pictures_and_have_names_of_their_own() -> None:
    logos = [
        image("a", (1, (0, 0, 9, 9)), (4, (0, 0, 9, 9)), role="logo"),
        image("b", (1, (20, 0, 29, 9)), role="logo"),
    ]
    found = find(catalogue(), [page(1)], logos)
    assert [entity.pages for entity in found] in ([[1, 4], [1]], [[1], [1, 4]])
    assert len({entity.name for entity in found}) == 2


def test_only_wanted_kinds_are_looked_for() -> None:
    pages = [certificates(7), page(8, line("www.clay.example", 46, 800))]
    logo = image("a", (1, (0, 0, 9, 9)), role="logo")
    found = find(catalogue(kinds={7: "certificates"}), pages, [logo], wanted=("contact",))
    assert [entity.kind for entity in found] == ["contact"]


def test_a_page_without_text_says_nothing() -> None:
    assert find(catalogue(), [page(1)]) == []
