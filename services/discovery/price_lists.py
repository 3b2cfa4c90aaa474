"""Tables on pages of their own that say more of the products shown elsewhere: a price list at the back."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from pipeline.artefacts import Fact
from services.discovery import names, shared_tables, table_facts
from services.discovery.book import Book
from services.discovery.collected import Collected

CONFIDENCE = 0.8
"""Of what is said on another page than the product's."""


def facts(book: Book, known: Sequence[Collection[str]], used: Collection[int]) -> Mapping[int, tuple[Fact, ...]]:
    """What the tables on pages that are not `used` by products say of each product, by its place in `known`, which has
    the names and codes of every product; those of several products tell nothing.
    """
    shared = Counter(key for texts in known for key in {names.key(text) for text in texts})
    owners = {
        key: place
        for place, texts in enumerate(known)
        for text in texts
        if (key := names.key(text)) and shared[key] == 1
    }
    named = shared_tables.Owners(owners)
    found: dict[int, Collected] = {}
    for number, view in book.views.items():
        if number in used:
            continue
        owned, _ = shared_tables.by_product(number, view.lines, named, ())
        for key, parts in owned.items():
            sheet = found.setdefault(owners[key], Collected()).on(number, CONFIDENCE)
            for part in parts:
                table_facts.from_table(part, sheet)
    return {place: tuple(collected.facts) for place, collected in found.items()}
