"""Found products against the right ones: the figures of one document. Pure.

The rules are those of the score_products tool that hand-labelled catalogues come with, to the digit; the figures would
not be comparable otherwise.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, PositiveInt

SAME = 0.8
"""Similarity from which two names are of one product."""
CONTAINED = 0.85
"""Similarity of names of which one has all the words of the other, if those have CONTAINED_LETTERS or more."""
CONTAINED_LETTERS = 4
NOTES = frozenset({"note", "section", "kind", "size_page", "label_note", "certainty", "source"})
"""Metadata keys that are words about the label, not facts of the product."""


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Label(Frozen):
    """A product that a document has: its name, its PDF pages from 1, and its facts in any nesting."""

    name: str = Field(min_length=1)
    pages: tuple[PositiveInt, ...] = Field(min_length=1)
    metadata: dict[str, Any] = {}


class Place(Frozen):
    """A product and its pages."""

    name: str
    pages: tuple[int, ...]


class Moved(Frozen):
    """A product found, but not on exactly its pages."""

    name: str
    expected: tuple[int, ...]
    got: tuple[int, ...]


class MissedFact(Frozen):
    """A value of a label that its product, which was found, does not have."""

    name: str
    value: str | int | float


class Figures(Frozen):
    """Shares, 0 to 1. None where there is nothing to take a share of: no product matched, or no label has facts."""

    precision: float
    recall: float
    f1: float
    pages_exact: float | None = Field(description="Of matched products, those whose pages are exactly right.")
    pages_jaccard: float | None = Field(description="Mean over matched products.")
    facts: float | None = Field(description="Of the values in matched labels, those their product has.")


class Score(Figures):
    """The figures of one document, and the names behind them."""

    labels: int
    predicted: int
    matched: int
    missed: tuple[Place, ...]
    invented: tuple[Place, ...]
    moved: tuple[Moved, ...]
    missed_facts: tuple[MissedFact, ...]


def score(labels: Sequence[Label], found: Sequence[Mapping[str, Any]]) -> Score:
    """Judge `found`, products as `tessera inspect --json` gives them, of which name and pages are required.

    A found product matches a label when their names agree (`similarity` of SAME or more) and they share a page; best
    pairs first, each at most once. Figures are rounded to three digits. With no labels the right answer is nothing:
    precision is 1 then if nothing was found, else 0.
    """
    said = [_Said.of(product) for product in found]
    matched = _matched(labels, said)
    n = len(matched)
    precision = n / len(said) if said else float(not labels)
    recall = n / len(labels) if labels else 1.0
    shares = [(set(labels[i].pages), said[j].pages) for i, j in matched]
    facts = [(labels[i].name, v, said[j].has(v)) for i, j in matched for v in values(labels[i].metadata)]
    hit, got = {i for i, _ in matched}, {j for _, j in matched}
    return Score(
        labels=len(labels),
        predicted=len(said),
        matched=n,
        precision=round(precision, 3),
        recall=round(recall, 3),
        f1=round(2 * precision * recall / (precision + recall) if precision + recall else 0.0, 3),
        pages_exact=_mean([float(wanted == pages) for wanted, pages in shares]),
        pages_jaccard=_mean([len(wanted & pages) / len(wanted | pages) for wanted, pages in shares]),
        facts=_mean([float(has) for _, _, has in facts]),
        missed=tuple(Place(name=each.name, pages=each.pages) for i, each in enumerate(labels) if i not in hit),
        invented=tuple(each.place for j, each in enumerate(said) if j not in got),
        moved=tuple(
            Moved(name=labels[i].name, expected=labels[i].pages, got=said[j].place.pages)
            for i, j in sorted(matched)
            if set(labels[i].pages) != said[j].pages
        ),
        missed_facts=tuple(MissedFact(name=name, value=value) for name, value, has in facts if not has),
    )


def similarity(one: str, other: str) -> float:
    """How alike two names are, 0 to 1: difflib's ratio of their normalised texts, or that one's words contain the
    other's.
    """
    one, other = norm(one), norm(other)
    if not one or not other:
        return 0.0
    small, large = sorted((set(one.split()), set(other.split())), key=len)
    contained = CONTAINED if small <= large and len(" ".join(small)) >= CONTAINED_LETTERS else 0.0
    return max(SequenceMatcher(None, one, other).ratio(), contained)


def norm(text: str) -> str:
    """Words without case and accents, one space apart."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    return " ".join(re.findall(r"\w+", "".join(c for c in folded if not unicodedata.combining(c))))


def values(metadata: object) -> Iterator[str | int | float]:
    """The facts in a label's metadata, however nested, without NOTES, nulls and truth values."""
    if isinstance(metadata, dict):
        for key, value in metadata.items():
            if key not in NOTES:
                yield from values(value)
    elif isinstance(metadata, list):
        for item in metadata:
            yield from values(item)
    elif isinstance(metadata, str | int | float) and not isinstance(metadata, bool):
        yield metadata


def numbers(text: str) -> frozenset[float]:
    """The unsigned numbers in `text`, with point or comma before the decimals."""
    return frozenset(float(n.replace(",", ".")) for n in re.findall(r"\d+(?:[.,]\d+)?", text))


@dataclass(frozen=True)
class _Said:
    """A found product and all the text in it, as JSON, in which facts are looked for."""

    place: Place
    pages: frozenset[int]
    text: str
    numbers: frozenset[float]
    numbers_escaped: frozenset[float]
    """With letters beyond ASCII as \\u escapes, whose digits count: the tool chooses among equal pairs by those."""

    @classmethod
    def of(cls, product: Mapping[str, Any]) -> "_Said":
        text = json.dumps(product, ensure_ascii=False)
        place = Place(name=product["name"], pages=product["pages"])
        return cls(place, frozenset(place.pages), norm(text), numbers(text), numbers(json.dumps(product)))

    def has(self, value: str | float, *, escaped: bool = False) -> bool:
        """Whether `value` is here: a number as a number; words as they stand, or all its numbers and long words."""
        known = self.numbers_escaped if escaped else self.numbers
        if not isinstance(value, str):
            return float(value) in known
        wanted = norm(value)
        if not wanted:
            return False
        if wanted in self.text:
            return True
        wanted_numbers = numbers(value)
        words = set(re.findall(r"[a-z]{3,}", wanted))
        return bool(wanted_numbers) and wanted_numbers <= known and words <= set(self.text.split())


def _matched(labels: Sequence[Label], said: Sequence[_Said]) -> list[tuple[int, int]]:
    """Which label is which found product, best pairs first."""
    pairs: list[tuple[float, int, int]] = []
    for i, label in enumerate(labels):
        for j, product in enumerate(said):
            shared = product.pages.intersection(label.pages)
            alike = similarity(label.name, product.place.name) if shared else 0.0
            if alike >= SAME:
                facts = sum(product.has(value, escaped=True) for value in values(label.metadata))
                pairs.append((alike + len(shared) / len(product.pages.union(label.pages)) + 0.01 * facts, i, j))
    matched: dict[int, int] = {}
    for _, i, j in sorted(pairs, reverse=True):
        if i not in matched and j not in matched.values():
            matched[i] = j
    return list(matched.items())


def _mean(shares: Sequence[float]) -> float | None:
    return round(sum(shares) / len(shares), 3) if shares else None
