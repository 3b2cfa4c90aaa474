"""Facts as they are collected for one product: each once, in the order of the pages."""

import re
from dataclasses import dataclass, field

from pipeline.artefacts import Box, Fact, FactValue
from services.discovery.geometry import gap_x, gap_y
from services.discovery.text import fold

MAX_FACTS = 600
NOTHING = {"-", "–", "—", "n/a", "*", "/", "•"}


@dataclass
class Collected:
    """The facts of one product."""

    facts: list[Fact] = field(default_factory=list)
    _said: dict[tuple[str, str, int], list[int]] = field(default_factory=dict)

    def keep(self, fact: Fact) -> None:
        """Keep a fact; one found already in the same place, by another rule, is kept once, with the better evidence."""
        said = self._said.setdefault((fact.name, fold(str(fact.value)), fact.page), [])
        for index in said:
            known = self.facts[index]
            if _same(known, fact):
                self.facts[index] = _better(known, fact)
                return
        if len(self.facts) < MAX_FACTS:
            said.append(len(self.facts))
            self.facts.append(fact)

    def on(self, page: int, confidence: float = 1.0) -> "Sheet":
        """Where facts of one page are added, all with this confidence at most."""
        return Sheet(self, page, confidence)

    def values(self, name: str) -> list[str]:
        """The values of the facts called `name`, as text."""
        return [str(fact.value) for fact in self.facts if fact.name == name]


@dataclass(frozen=True)
class Sheet:
    """One page of a product."""

    collected: Collected
    page: int
    confidence: float

    def add(
        self,
        name: str,
        value: str,
        rule: str,
        *,
        text: str = "",
        box: Box | None = None,
        unit: str | None = None,
        trust: float = 1.0,
    ) -> None:
        """Keep a fact unless it is empty, a dash, or known from this place. `text` is what is printed, `value` if
        empty; `trust` (0-1) is in the rule.
        """
        value = value.strip(" .,;:") if len(value) < 100 else value.strip()
        if not value or not name or value.casefold() in NOTHING:
            return
        self.collected.keep(
            Fact(
                name=name,
                value=as_number(value),
                unit=unit,
                text=(text or value).strip(),
                page=self.page,
                box=box,
                confidence=round(self.confidence * trust, 3),
                rule=rule,
            )
        )


def _same(one: Fact, other: Fact) -> bool:
    """Whether two facts of one name, value and page are one: of one unit, or none, with words that hold one another, or
    from one place.
    """
    a, b = fold(one.text), fold(other.text)
    beside = (
        one.box is not None and other.box is not None and gap_x(one.box, other.box) == gap_y(one.box, other.box) == 0
    )
    return (one.unit == other.unit and (a in b or b in a)) or (beside and None in (one.unit, other.unit))


def _better(one: Fact, other: Fact) -> Fact:
    """The more certain of two, the first of equals, with the unit that either has."""
    best = other if other.confidence > one.confidence else one
    return best if best.unit else best.model_copy(update={"unit": one.unit or other.unit})


def as_number(value: str) -> FactValue:
    """A number if `value` is one and nothing else; leading zeros are a code's."""
    if re.fullmatch(r"-?(?:0|[1-9]\d{0,8})", value):
        return int(value)
    if re.fullmatch(r"-?(?:0|[1-9]\d{0,8})\.\d+", value):
        return float(value)
    return value


def slug(label: str) -> str:
    """A label as a fact's name: its folded words with underscores."""
    return "_".join(re.findall(r"[^\W_]+", fold(label.replace("²", "2").replace("³", "3"))))[:60]
