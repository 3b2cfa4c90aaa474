"""Facts re-checked against the words of the page they name."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from pipeline.artefacts import Page
from pipeline.ids import normalise_name

UNVERIFIED = 0.3
"""Most confidence (0-1) of a fact that its page does not bear out. A cap, so that checking twice changes nothing."""


@dataclass
class ProductRow:
    """A product's facts as stored: `metadata` by fact, and those of each variant."""

    product_id: UUID
    pages: Sequence[int]
    metadata: dict[str, list[dict[str, Any]]]
    variants: list[dict[str, Any]]
    changed: bool = False

    def facts(self) -> Iterator[dict[str, Any]]:
        """Its own and its variants'."""
        for metadata in (self.metadata, *(variant["metadata"] for variant in self.variants)):
            for entries in metadata.values():
                yield from entries


@dataclass
class Recheck:
    """Feed it every page; then `finish`. What is printed on no page named is marked and loses confidence."""

    products: Sequence[ProductRow]
    verified: int = 0
    unverified: int = 0
    _open: dict[int, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    _borne_out: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        for product in self.products:
            for fact in product.facts():
                self._open[fact["page"]].append(fact)

    def page(self, page: Page) -> None:
        """Look for the facts that name this page."""
        facts = self._open.get(page.number)
        if not facts:
            return
        text = page.text
        words = normalise_name(text).split()
        run, known = "".join(words), set(words)
        self._borne_out |= {id(fact) for fact in facts if _printed(fact["text"], text, run, known)}

    def finish(self) -> None:
        """Mark every fact as verified or not."""
        for product in self.products:
            for fact in product.facts():
                verified = id(fact) in self._borne_out
                confidence = fact["confidence"] if verified else min(fact["confidence"], UNVERIFIED)
                if fact.get("verified") != verified or fact["confidence"] != confidence:
                    fact |= {"verified": verified, "confidence": confidence}
                    product.changed = True
                self.verified += verified
                self.unverified += not verified


def _printed(fact: str, text: str, run: str, known: set[str]) -> bool:
    """Whether a page prints the words of a fact: in one run (however spaced or broken into lines), or each somewhere,
    as the cells of a table row are. `run` and `known` are the page's normalised words.
    """
    words = normalise_name(fact).split()
    if not words:  # nothing but signs
        return bool(fact.strip()) and fact.strip() in text
    return "".join(words) in run or known.issuperset(words)
