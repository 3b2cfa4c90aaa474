"""What in a group of lines speaks for a product: codes, prices, sizes, known keys, heads of product tables."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.artefacts import Line
from services.discovery import names, patterns, words
from services.discovery.measures import measures
from services.discovery.prices import prices
from services.discovery.sizes import sizes


@dataclass(frozen=True)
class Evidence:
    """Counts over some lines. Codes and prices identify an article; the others describe one, but for `prose`, the lines
    of running text.
    """

    codes: int = 0
    prices: int = 0
    sizes: int = 0
    measures: int = 0
    keys: int = 0
    labels: int = 0
    prose: int = 0

    @property
    def identity(self) -> bool:
        return self.codes + self.prices > 0

    @property
    def strong(self) -> bool:
        return self.identity or self.keys >= 2 or self.labels >= 3 or (self.sizes > 0 and self.keys + self.labels > 0)

    @property
    def any(self) -> bool:
        return self.strong or self.sizes + self.measures + self.keys + self.labels > 0

    def __add__(self, other: "Evidence") -> "Evidence":
        return Evidence(
            self.codes + other.codes,
            self.prices + other.prices,
            self.sizes + other.sizes,
            self.measures + other.measures,
            self.keys + other.keys,
            self.labels + other.labels,
            self.prose + other.prose,
        )


NONE = Evidence()


def of_lines(lines: Iterable[Line]) -> Evidence:
    """The evidence in `lines`."""
    total: Counter[str] = Counter()
    for line in lines:
        total.update(of_text(line.text))
    return Evidence(**{name: total[name] for name in Evidence.__dataclass_fields__})


@lru_cache(maxsize=65_536)
def of_text(text: str) -> tuple[str, ...]:
    """The kinds of evidence a line is, by its text."""
    found: list[str] = []
    if words.fact_of(text) and len(text) <= 40:
        return ("labels",)
    if any(c.isdigit() for c in text):
        if any(prices(text)):
            found.append("prices")
        if any(patterns.codes(text)) or patterns.marked_code(text):
            found.append("codes")
        if any(sizes(text)):
            found.append("sizes")
        if any(measures(text)):
            found.append("measures")
    pair = patterns.key_value(text)
    if pair and (words.fact_of(pair[0]) or words.fact_of(pair[0].split()[-1])):
        found.append("keys")
    elif names.is_sentence(text):
        found.append("prose")
    return tuple(found)


def share(cells: Sequence[Evidence], of: str) -> float:
    """Share of `cells` that have identity, strong or any evidence."""
    return sum(bool(getattr(cell, of)) for cell in cells) / len(cells) if cells else 0.0
