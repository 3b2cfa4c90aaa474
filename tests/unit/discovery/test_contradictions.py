"""Facts that cannot all be true are kept, less certain, and told."""

from uuid import UUID

from pipeline.artefacts import Fact, Product
from services.discovery import contradictions

IDENTITY = UUID("5f6b1a3e-93e5-5f0c-8a8e-0d6f5b7c2a11")


def fact(name: str, value: str | float, page: int, y: float = 100, confidence: float = 1.0) -> Fact:
    box = (50, y, 150, y + 12)
    return Fact(name=name, value=value, text=str(value), page=page, box=box, confidence=confidence, rule="key_value")


def test_what_the_product_says_counts_before_what_its_section_says() -> None:
    own, section, same = fact("thickness", 6.5, 8), fact("thickness", 8, 7, confidence=0.8), fact("origin", "Italy", 7)
    found = contradictions.weighed([own, section, same], {8})
    assert [f.confidence for f in found] == [1.0, 0.4, 1.0]
    assert [f.value for f in found] == [6.5, 8, "Italy"]


def test_two_designers_in_two_places_are_doubtful_and_told() -> None:
    facts = [fact("designer", "Ada Brandt", 3), fact("designer", "Ivo Norrby", 4), fact("colour", "sand", 3)]
    found = contradictions.weighed(facts, {3, 4})
    assert [f.confidence for f in found] == [0.6, 0.6, 1.0]
    product = Product(product_id=IDENTITY, name="Oslo", pages=(3, 4), facts=found)
    [said] = contradictions.told([product])
    assert said == "'Oslo' has more than one designer: 'Ada Brandt' (p. 3) and 'Ivo Norrby' (p. 4)"


def test_a_list_in_one_place_and_the_same_said_longer_are_no_contradiction() -> None:
    facts = [fact("designer", "Ada Brandt", 3), fact("designer", "Ivo Norrby", 3), fact("brand", "Kade", 3)]
    longer = [*facts, fact("brand", "Kade Oslo", 4)]
    assert contradictions.weighed(longer, {3, 4}) == tuple(longer)
    assert list(contradictions.told([Product(product_id=IDENTITY, name="O", pages=(3, 4), facts=tuple(longer))])) == []
