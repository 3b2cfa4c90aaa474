"""Facts and variants from tables, and rows that are products."""

from uuid import UUID

from services.discovery import tables, variants
from services.discovery.collected import Collected
from services.discovery.table_facts import from_table
from tests.unit.discovery.build import DOCUMENT, row

XS = (50, 170, 290, 410)


def table(*rows: tuple[str, ...]) -> tables.Table:
    lines = [x for n, cells in enumerate(rows) for x in row(*cells, y=200 + 16 * n, bold=n == 0, xs=XS[: len(cells)])]
    [found] = tables.tables(7, lines)
    return found


ARTICLES = table(
    ("Article no.", "Colour", "Size", "Price"),
    ("SO01-173", "Blush", "90×180 cm", "€ 67.90"),
    ("SO01-176", "Ash", "80×80 cm", "€ 74.90"),
)


def test_columns_name_the_facts() -> None:
    into = Collected()
    from_table(ARTICLES, into.on(7))
    assert into.values("code") == ["SO01-173", "SO01-176"]
    assert into.values("colour") == ["Blush", "Ash"]
    assert into.values("price") == ["67.9", "74.9"]
    assert {fact.page for fact in into.facts} == {7}


def test_properties_with_value_unit_and_norm() -> None:
    into = Collected()
    found = table(
        ("Property", "Norm", "Value", "Unit"),
        ("Water absorption", "EN ISO 10545-3", "≤ 0.1", "%"),
        ("Frost resistance", "EN ISO 10545-12", "resistant", "–"),
    )
    from_table(found, into.on(7))
    absorbs, frost = into.facts
    assert (absorbs.name, absorbs.value, absorbs.unit) == ("water_absorption", "≤ 0.1", "%")
    assert "EN ISO 10545-3" in absorbs.text
    assert (frost.value, frost.unit) == ("resistant", None)


def test_a_number_alone_keeps_what_it_is_about() -> None:
    into = Collected()
    from_table(
        table(("Size", "Pieces / box", "kg / box"), ("60×60 cm", "4", "31.2"), ("80×80 cm", "2", "28.1")), into.on(7)
    )
    weights = [fact for fact in into.facts if fact.name == "weight" or fact.name.startswith("kg")]
    assert [fact.text for fact in weights] == ["60×60 cm kg / box: 31.2", "80×80 cm kg / box: 28.1"]


def test_rows_with_a_code_are_variants_each_once() -> None:
    rows = [*variants.rows([ARTICLES]), *variants.rows([ARTICLES])]
    found = variants.products(DOCUMENT, "Solenne", "", rows)
    assert [variant.name for variant in found] == ["Solenne SO01-173", "Solenne SO01-176"]
    assert [variant.discriminator for variant in found] == ["SO01-173", "SO01-176"]
    assert all(isinstance(variant.product_id, UUID) and variant.pages == (7,) for variant in found)
    assert {fact.name for fact in found[0].facts} == {"code", "colour", "size", "price"}


def test_a_table_goes_on_over_the_page() -> None:
    more = [
        *row("SO01-179", "Ink", "30×60 cm", "€ 81.90", y=60, xs=XS),
        *row("SO01-181", "Cocoa", "30×60 cm", "€ 81.90", y=76, xs=XS),
    ]
    [found] = tables.tables(8, more, ARTICLES)
    assert found.facts == ARTICLES.facts
    assert [cells[0].text for cells in found.rows if cells[0]] == ["SO01-179", "SO01-181"]
    assert tables.tables(8, more) == []
