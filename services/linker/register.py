"""The products of a catalogue: where they are, what they are called, and what a text says of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from pipeline.artefacts import Catalogue, Fact, PageKind
from pipeline.ids import normalise_name
from services.linker.names import codes, names

Values = dict[UUID, float | None]

MOST_NAMED = 3
"""A text off the product pages that names more products than this is a list of them."""


class Register:
    """Asked for every page, caption and chunk."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._products = {product.product_id: product for product in catalogue.products}
        self._names, self._codes = names(catalogue.products), codes(catalogue.products)
        self._kinds: dict[int, PageKind] = {page.number: page.kind for page in catalogue.plan}
        self._facts: dict[UUID, set[str]] = {}
        on: dict[int, set[UUID]] = defaultdict(set)
        for product in catalogue.products:
            for number in product.pages:
                on[number].add(product.product_id)
        for planned in catalogue.plan:
            on[planned.number] |= set(planned.products) & self._products.keys()
        self._on = {number: tuple(sorted(products)) for number, products in on.items()}

    def on(self, page: int) -> tuple[UUID, ...]:
        """Products that the plan puts on a page."""
        return self._on.get(page, ())

    def kind(self, page: int) -> PageKind:
        """What a page is about."""
        return self._kinds.get(page, "other")

    def named(self, text: str, *, misread: bool = False) -> Mapping[UUID, float]:
        """Products that `text` names, with how surely (0-1)."""
        exact = dict.fromkeys(self._names.find(text), 1.0)
        return exact or (self._names.find_misread(text) if misread else {})

    def coded(self, text: str) -> Mapping[UUID, float]:
        """Products of which `text` has a code."""
        return dict.fromkeys(self._codes.find(text), 1.0)

    def facts(self, product: UUID) -> Iterable[Fact]:
        """Facts of a product and of its variants."""
        found = self._products[product]
        return (fact for part in (found, *found.variants) for fact in part.facts)

    def repeated(self, text: str, among: Collection[UUID]) -> Values:
        """How many of its facts `text` prints, as a share of the product with most; None for all if none."""
        within = f" {normalise_name(text)} "
        hits = {}
        for product in among:
            hits[product] = sum(f" {words} " in within for words in self._printed(product))
        most = max(hits.values(), default=0)
        return {product: count / most if most else None for product, count in hits.items()}

    def _printed(self, product: UUID) -> set[str]:
        """The normalised words of its facts."""
        if product not in self._facts:
            self._facts[product] = {normalise_name(fact.text) for fact in self.facts(product)} - {""}
        return self._facts[product]

    def said(
        self, text: str, rivals: Collection[UUID], *, misread: bool, lists: bool
    ) -> dict[UUID, dict[str, float | None]]:
        """The components name, code and facts, for `rivals` (the products of the text's pages) and what else it is
        about: a page that `lists` products, or a text that names many, is about none of them.
        """
        named, coded = self.named(text, misread=misread), self.coded(text)
        facts = self.repeated(text, rivals) if len(rivals) > 1 else {}
        others = named.keys() | coded.keys()
        if lists or len(others) > MOST_NAMED:
            others = set()
        return {
            product: {
                "name": named.get(product, 0.0) if named else None,
                "code": coded.get(product, 0.0) if coded else None,
                "facts": facts.get(product),
            }
            for product in {*rivals, *others}
        }
