"""Facts of one product that cannot all be true: kept, but less certain, and told in the catalogue's warnings."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from pipeline.artefacts import Fact, Product
from services.discovery.text import fold

ONE = frozenset({"brand", "designer", "origin", "warranty", "year"})
"""Facts of which a product has one value."""
OWN_FIRST = ONE | {"thickness", "weight", "material", "height", "width", "depth", "length", "diameter"}
"""Facts of which what a product says itself counts before what its section says."""
OVERRULED, DOUBTED = 0.5, 0.6
"""What the confidence of such facts is multiplied by."""


def weighed(facts: Sequence[Fact], pages: Collection[int]) -> tuple[Fact, ...]:
    """The facts of a product that has `pages`, in their order. What another page says of its whole section is less
    certain where the product says otherwise; so are two different values, in two places, of what it has one of.
    """
    by_name: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        by_name[fact.name].append(fact)
    factors: dict[int, float] = {}
    for name in OWN_FIRST & by_name.keys():
        own = [fact for fact in by_name[name] if fact.page in pages]
        said = {_value(fact) for fact in own}
        if own:
            others = (fact for fact in by_name[name] if fact.page not in pages and _value(fact) not in said)
            factors |= {id(fact): OVERRULED for fact in others}
        if name in ONE and _differ(own):
            factors |= {id(fact): DOUBTED for fact in own}
    return tuple(_less(fact, factors[id(fact)]) if id(fact) in factors else fact for fact in facts)


def told(products: Sequence[Product]) -> Iterator[str]:
    """A sentence for each product that says two things of what it has one of."""
    for product in products:
        by_name: dict[str, list[Fact]] = defaultdict(list)
        for fact in product.facts:
            if fact.name in ONE and fact.page in product.pages:
                by_name[fact.name].append(fact)
        for name, facts in by_name.items():
            if _differ(facts):
                values = " and ".join(f"{fact.text!r} (p. {fact.page})" for fact in _distinct(facts)[:3])
                yield f"{product.name!r} has more than one {name}: {values}"


def _differ(facts: Sequence[Fact]) -> bool:
    """Whether facts have different values in different places: a list in one place is no contradiction."""
    distinct = _distinct(facts)
    return len(distinct) > 1 and len({(fact.page, fact.box) for fact in distinct}) > 1


def _distinct(facts: Sequence[Fact]) -> list[Fact]:
    """One fact a value; a value that is part of another is the same ("Ada Brandt", "Ada Brandt, Oslo")."""
    found: list[Fact] = []
    for fact in sorted(facts, key=lambda f: -len(str(f.value))):
        if not any(_value(fact) in _value(other) for other in found):
            found.append(fact)
    return sorted(found, key=lambda f: f.page)


def _value(fact: Fact) -> str:
    return fold(f"{fact.value} {fact.unit or ''}").strip()


def _less(fact: Fact, factor: float) -> Fact:
    return fact.model_copy(update={"confidence": round(fact.confidence * factor, 3)})
