"""Each fact once, with the best evidence."""

from services.discovery.collected import Collected, as_number, slug


def test_the_same_fact_by_two_rules_is_one_with_the_better_evidence() -> None:
    into = Collected()
    sheet = into.on(3)
    sheet.add("size", "60×60", "pattern", text="60x60", box=(100, 50, 160, 62), trust=0.7)
    sheet.add("size", "60×60", "key_value", text="60x60 cm", box=(50, 50, 200, 62), unit="cm")
    [fact] = into.facts
    assert (fact.rule, fact.unit, fact.confidence, fact.text) == ("key_value", "cm", 1.0, "60x60 cm")


def test_the_unit_is_kept_from_the_weaker() -> None:
    into = Collected()
    into.on(3).add("size", "60×60", "key_value", text="60x60", box=(50, 50, 200, 62))
    into.on(3).add("size", "60×60", "pattern", text="60x60 cm", box=(50, 50, 200, 62), unit="cm", trust=0.7)
    [fact] = into.facts
    assert (fact.rule, fact.unit) == ("key_value", "cm")


def test_the_same_value_elsewhere_or_in_another_unit_is_another_fact() -> None:
    into = Collected()
    for page, unit, y in ((3, "cm", 50), (4, "cm", 50), (3, "mm", 50)):
        into.on(page).add("width", "60", "pattern", text=f"60 {unit}", box=(50, y, 90, y + 12), unit=unit)
    assert len(into.facts) == 3


def test_numbers_are_numbers_and_codes_are_not() -> None:
    assert [as_number(text) for text in ("12", "-3", "1.50", "007", "1.2.3", "12 mm")] == [
        12,
        -3,
        1.5,
        "007",
        "1.2.3",
        "12 mm",
    ]
    assert slug("Épaisseur (m²)") == "epaisseur_m2"
