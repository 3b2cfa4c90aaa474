"""What single lines tell of a product."""

import pytest
from hypothesis import given

from pipeline.artefacts import Line
from services.discovery import facts
from services.discovery.collected import Collected
from services.discovery.line_facts import from_line
from tests.unit.discovery.build import PHOTO, any_lines, line


def told(text: str, product: str = "solenne") -> dict[str, object]:
    into = Collected()
    from_line(line(text), product, into.on(3))
    return {fact.name: fact.value for fact in into.facts}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Design Ivo Norrby, 2021", {"designer": "Ivo Norrby", "year": 2021}),
        ("by Ada Moretti", {"designer": "Ada Moretti"}),
        ("Tomás Norrby, 2004", {"designer": "Tomás Norrby", "year": 2004}),
        ("Tervezte: Kovács Éva", {"designer": "Kovács Éva"}),
        ("by the sea", {}),
        ("Italy", {"origin": "Italy"}),
        ("anthracite", {"colour": "anthracite"}),
        ("71 pieces", {"pieces": 71}),
        ("Age 4+", {"age": "4+"}),
        ("15.5% Alc/Vol", {"alc_vol": 15.5}),
        ("LEED v4", {"certification": "LEED v4"}),
        ("Solenne Blush, polished", {"variant": "polished"}),
        ("€ 67.90", {"price": 67.9}),
        ("Set #30510", {"code": 30510}),
        ("Size 89 × 37 × 66 cm. Made of wool felt.", {"size": "89×37×66", "material": "wool felt"}),
    ],
)
def test_one_line(text: str, wanted: dict[str, object]) -> None:
    found = told(text)
    assert {name: found.get(name) for name in wanted} == wanted
    assert wanted or not found


def test_a_caption_names_the_variant_first() -> None:
    into = Collected()
    from_line(line("Solenne Blush, polished"), "solenne", into.on(3))
    assert into.values("variant") == ["Blush", "polished"]


def test_a_fact_keeps_what_is_printed_its_page_and_box() -> None:
    into = Collected()
    said = line("€ 67.90", 120, 340)
    from_line(said, "", into.on(3, 0.5))
    [fact] = into.facts
    assert (fact.text, fact.unit, fact.page, fact.box, fact.confidence) == ("€ 67.90", "EUR", 3, said.box, 0.5)


def test_the_same_fact_of_a_page_is_kept_once_and_dashes_never() -> None:
    into = Collected()
    for text in ("€ 67.90", "€ 67.90", "–"):
        from_line(line(text), "", into.on(3))
    into.on(3).add("finish", "–", "table")
    into.on(4).add("price", "67.90", "table", unit="EUR", text="€ 67.90")
    assert [(fact.name, fact.page) for fact in into.facts] == [("price", 3), ("price", 4)]


def test_short_lines_under_pictures_are_attributes() -> None:
    into = Collected()
    many = [line("This floor is calm and honest.", y=700 + 5 * n, block=9 + n) for n in range(20)]
    facts.collect(into.on(1), [line("petrol", y=604), line("elsewhere", y=100), *many], "oak", [PHOTO])
    assert into.values("attribute") == ["petrol"]


@given(any_lines())
def test_any_lines_at_all(lines: tuple[Line, ...]) -> None:
    into = Collected()
    facts.collect(into.on(1), lines, "sofa", [PHOTO])
    assert all(fact.page == 1 and fact.text and str(fact.value) for fact in into.facts)
