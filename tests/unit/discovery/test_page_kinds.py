"""What pages are that are no products', by their form and their headlines."""

import pytest
from hypothesis import given

from pipeline.artefacts import Line, Page
from services.discovery.layout import views
from services.discovery.page_kinds import is_divider, kinds
from tests.unit.discovery.build import PHOTO, any_lines, heading, line, page, texts, view

PRODUCT = (heading("Aurora"), *texts("Code: AB-1234", "Size: 60 x 120 cm", "€ 120,00"))


def shown(*pages: Page, indexes: tuple[int, ...] = ()) -> dict[int, str]:
    return {number: kind.kind for number, kind in kinds(views(pages), indexes).items()}


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Certificates", "certificates"),
        ("Zertifikate", "certificates"),
        ("Tanúsítványok", "certificates"),
        ("Contatti", "contact"),
        ("Kapcsolat", "contact"),
        ("Über uns", "text"),
        ("Conditions générales de vente", "text"),
        ("3. Instrucțiuni de montaj", "text"),
        ("Nos réalisations", "other"),
        ("Übersicht", "other"),
    ],
)
def test_a_headline_tells(title: str, kind: str) -> None:
    pages = [page(1, *PRODUCT), page(2, heading(title), *texts("Some words below it", "and more")), page(3, *PRODUCT)]
    found = kinds(views(pages), ())
    assert {n: k.kind for n, k in found.items()} == {2: kind}
    assert found[2].decoy
    assert found[2].called
    assert title in found[2].reason


def test_blank_index_and_contact_pages_by_their_form() -> None:
    contact = texts("Maison Galet", "Tel. +33 1 23 45 67 89", "info@maison.fr", "www.maison.fr", "12 rue Haute")
    pages = [page(1, *PRODUCT), page(2), page(3, *texts("Aurora 4")), page(4, *contact), page(5, *PRODUCT)]
    assert shown(*pages, indexes=(3,)) == {2: "blank", 3: "index", 4: "contact"}


def test_the_outer_pages_with_few_words_are_covers() -> None:
    cover = (heading("Catalogue 2025"), line("Maison Galet", y=400))
    assert shown(page(1, *cover), page(2, *PRODUCT), page(3, *cover)) == {1: "cover", 3: "cover"}
    assert shown(page(1, *PRODUCT), page(2, *PRODUCT), page(3, *PRODUCT)) == {}


def test_a_page_of_pictures_is_not_blank() -> None:
    assert shown(page(1, *PRODUCT), page(2, pictures=(PHOTO,)), page(3, drawings=9), page(4, *PRODUCT)) == {}


def test_the_sections_of_a_decoy_chapter_belong_to_it() -> None:
    pages = [
        page(1, *PRODUCT),
        page(2, heading("1. Introduction"), *texts("Words of welcome")),
        page(3, heading("1.2. Voltages"), *texts("More words")),
        page(4, heading("2.1. Amplifier"), *texts("Code: AB-1234")),
        page(5, *PRODUCT),
    ]
    found = kinds(views(pages), ())
    assert set(found) == {2, 3}
    assert "Introduction" in found[3].reason


def test_a_divider_has_one_large_heading_and_little_else() -> None:
    assert is_divider(view(heading("Suspensions"), line("Pendant lamps", y=300)), body=10)
    assert not is_divider(view(heading("Suspensions", size=12), line("Pendant lamps", y=300)), body=10)
    assert not is_divider(view(heading("Suspensions"), *texts(*["many words in a line of text"] * 30)), body=10)
    assert not is_divider(view(), body=10)


@given(any_lines(), any_lines())
def test_every_kind_has_a_reason(first: tuple[Line, ...], second: tuple[Line, ...]) -> None:
    found = kinds(views([page(1, *first), page(2, *second), page(3, *PRODUCT)]), ())
    assert all(kind.reason for kind in found.values())
    assert set(found) <= {1, 2, 3}
