"""What a model says, checked on the pages: a product has its heading, a fact its words, or it is not believed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from pipeline.artefacts import Box, Catalogue, Fact, Line, Page, Product
from services.discovery import names, words
from services.discovery.answers import ListedProduct, SaidFact
from services.discovery.book import Book
from services.discovery.collected import as_number, slug
from services.discovery.geometry import union
from services.discovery.index_entries import Entry
from services.discovery.targets import Target, from_index
from services.discovery.text import fold

MOST_LINES = 4
"""Lines that a value may run over."""
UNVERIFIED = 0.2
"""Confidence in a fact whose words are not on its page."""
FOUND = 0.75
"""In one whose words are there: which product they are about only the model says."""
MOST_NAMED = 5
"""Names told in one warning."""


@dataclass(frozen=True)
class Claims:
    """What the model `by` lists."""

    by: str
    products: tuple[ListedProduct, ...]


def targets(book: Book, claims: Claims, known: Sequence[Mapping[int, int]]) -> tuple[list[Target], list[str]]:
    """Headings of the products claimed, found as those of an index are: by their numbers (`known` are those printed and
    those of labels), corrected by the pages; and a warning that names those without one.
    """
    entries = [Entry(each.name, max(each.first, 0), each.last or None, 0) for each in claims.products]
    found, _ = from_index(book, {0: entries}, known)
    kept = {names.key(target.name) for target in found}
    lost = [each.name for each in claims.products if names.key(each.name) not in kept]
    return [replace(target, evidence=claims.by) for target in found], _told(claims.by, lost)


def _told(by: str, lost: Sequence[str]) -> list[str]:
    if not lost:
        return []
    more = f" and {len(lost) - MOST_NAMED} more" if len(lost) > MOST_NAMED else ""
    named = ", ".join(repr(name) for name in lost[:MOST_NAMED])
    return [f"{by} names {named}{more}, which head no page: left out"]


def with_facts(
    catalogue: Catalogue, pages: Iterable[Page], said: Mapping[UUID, Sequence[SaidFact]], by: str
) -> Catalogue:
    """The catalogue with the facts that the model `by` adds to its products."""
    wanted = {page for facts in said.values() for page in {fact.page for fact in facts}}
    lines = {page.number: page.lines for page in pages if page.number in wanted}
    products = tuple(_with_facts(each, lines, said.get(each.product_id, ()), by) for each in catalogue.products)
    return catalogue.model_copy(update={"products": products})


def _with_facts(product: Product, lines: Mapping[int, Sequence[Line]], said: Sequence[SaidFact], by: str) -> Product:
    known = {_meaning(fact.text) for fact in product.facts} | {_meaning(str(fact.value)) for fact in product.facts}
    added: list[Fact] = []
    for each in said:
        meaning = _meaning(each.value)
        if not meaning or meaning in known or each.page not in product.pages:
            continue
        known.add(meaning)
        box = located(lines.get(each.page, ()), each.value)
        added.append(
            Fact(
                name=words.fact_of(each.name.replace("_", " ")) or slug(each.name) or "fact",
                value=as_number(each.value.strip()),
                text=each.value.strip(),
                page=each.page,
                box=box,
                confidence=FOUND if box else UNVERIFIED,
                rule=by if box else f"{by}, unverified",
            )
        )
    return product.model_copy(update={"facts": (*product.facts, *added)}) if added else product


def _meaning(text: str) -> str:
    return names.loose(text) or fold(text).strip()


def located(lines: Sequence[Line], value: str) -> Box | None:
    """The box of the lines that hold the words of `value` one after the other; None where they are not on the page."""
    wanted = names.key(value).split()
    if not wanted:
        return None
    for start, line in enumerate(lines):
        found: list[str] = []
        run: list[Line] = []
        for other in (line, *lines[start + 1 : start + MOST_LINES]):
            found += names.key(other.text).split()
            run.append(other)
            at = _position(found, wanted)
            if at is not None:
                if at >= len(names.key(line.text).split()):
                    break  # it begins in a later line: found there
                return union(each.box for each in run)
    return None


def _position(words_there: Sequence[str], wanted: Sequence[str]) -> int | None:
    """Where the wanted words begin among others."""
    for at in range(len(words_there) - len(wanted) + 1):
        if words_there[at : at + len(wanted)] == list(wanted):
            return at
    return None
