"""Facts as they are collected for one product: each once, in the order of the pages."""

import re
from dataclasses import dataclass, field

from pipeline.artefacts import Box, Fact, FactValue
from services.discovery.text import fold

MAX_FACTS = 600
NOTHING = {"-", "–", "—", "n/a", "*", "/", "•"}


@dataclass
class Collected:
    """The facts of one product."""

    facts: list[Fact] = field(default_factory=list)
    _seen: dict[tuple[str, str, str | None, int], list[str]] = field(default_factory=dict)

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
        """Keep a fact unless it is empty, a dash, or known from these words of this page. `text` is what is printed,
        `value` if empty; `trust` (0-1) is in the rule.
        """
        value = value.strip(" .,;:") if len(value) < 100 else value.strip()
        if not value or not name or value.casefold() in NOTHING or len(self.collected.facts) >= MAX_FACTS:
            return
        printed = (text or value).strip()
        said = self.collected._seen.setdefault((name, fold(value), unit, self.page), [])
        if any(fold(printed) in other or other in fold(printed) for other in said):
            return
        said.append(fold(printed))
        self.collected.facts.append(
            Fact(
                name=name,
                value=as_number(value),
                unit=unit,
                text=printed,
                page=self.page,
                box=box,
                confidence=round(self.confidence * trust, 3),
                rule=rule,
            )
        )


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
