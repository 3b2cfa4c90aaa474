"""Which products a caption or a chunk names, by name or by code."""

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from rapidfuzz import fuzz, process

from pipeline.artefacts import Product
from pipeline.ids import normalise_name

ALIKE = 88
"""Least rapidfuzz partial ratio (0-100) of a name misread by OCR: one wrong letter in eight or more."""
SHORTEST_MISREAD = 6
"""Shorter names are too like other words to be looked for with errors."""

Token = tuple[str, bool]  # normalised word, and whether it is printed with a small first letter


class Phrases:
    """Finds phrases in texts word by word, the longest first: "Harbour Mist" is not "Harbour"."""

    def __init__(self, phrases: Iterable[tuple[str, UUID]]) -> None:
        self._by_start: dict[str, dict[tuple[str, ...], dict[UUID, bool]]] = {}
        self._by_text: dict[str, set[UUID]] = {}
        for phrase, product in phrases:
            tokens = list(_tokens(phrase))
            if not tokens:
                continue
            words = tuple(word for word, _ in tokens)
            self._by_start.setdefault(words[0], {}).setdefault(words, {})[product] = tokens[0][1]
            self._by_text.setdefault(" ".join(words), set()).add(product)
        self._longest = {start: max(map(len, phrases)) for start, phrases in self._by_start.items()}

    def find(self, text: str) -> set[UUID]:
        """Products with a phrase in `text`. A word all in small letters is no mention of a capitalised name, unless
        the whole text is set so: a linen curtain is not the series Linen.
        """
        tokens = list(_tokens(text))
        if all(small for _, small in tokens):
            tokens = [(word, False) for word, _ in tokens]
        found: set[UUID] = set()
        at = 0
        while at < len(tokens):
            length, products = self._at(tokens, at)
            found |= products
            at += length or 1
        return found

    def find_misread(self, text: str) -> dict[UUID, float]:
        """Products whose phrase is in `text` but for a misread letter, with how alike it is (0-1)."""
        within = normalise_name(text)
        phrases = [phrase for phrase in self._by_text if SHORTEST_MISREAD <= len(phrase) <= len(within)]
        matches = process.extract(within, phrases, scorer=fuzz.partial_ratio, score_cutoff=ALIKE, limit=None)
        return {product: ratio / 100 for phrase, ratio, _ in matches for product in self._by_text[phrase]}

    def _at(self, tokens: list[Token], at: int) -> tuple[int, set[UUID]]:
        """Length in words and products of the longest phrase that begins at `at`; 0 if none does."""
        word, small = tokens[at]
        phrases = self._by_start.get(word, {})
        for length in range(min(self._longest.get(word, 0), len(tokens) - at), 0, -1):
            named = phrases.get(tuple(word for word, _ in tokens[at : at + length]), {})
            products = {product for product, name_is_small in named.items() if name_is_small or not small}
            if products:
                return length, products
        return 0, set()


def names(products: Sequence[Product]) -> Phrases:
    """Names of products; those of variants too where they are telling: more than a word or with a figure, of one
    product only.
    """
    phrases = [(product.name, product.product_id) for product in products]
    owners: dict[str, dict[UUID, str]] = {}
    for product in products:
        for variant in product.variants:
            name = normalise_name(variant.name)
            if " " in name or any(c.isdigit() for c in name):
                owners.setdefault(name, {})[product.product_id] = variant.name
    telling = [(name, product) for by in owners.values() if len(by) == 1 for product, name in by.items()]
    return Phrases([*phrases, *telling])


def codes(products: Sequence[Product]) -> Phrases:
    """Codes of products and of their variants: three characters or more, one of them a figure."""
    phrases = []
    for product in products:
        for fact in (fact for part in (product, *product.variants) for fact in part.facts if fact.name == "code"):
            code = str(fact.value)
            if len(code) >= 3 and any(c.isdigit() for c in code):
                phrases.append((code, product.product_id))
    return Phrases(phrases)


def _tokens(text: str) -> Iterator[Token]:
    for raw in text.split():
        letter = next((c for c in raw if c.isalpha()), "")
        for word in normalise_name(raw).split():
            yield word, letter.islower()
