"""Asking a model for what a catalogue has: its products, and their facts. What it says is checked in claims.py."""

import asyncio
from collections.abc import Coroutine, Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from pipeline.ai import prompt
from pipeline.ai.errand import Errand
from pipeline.ai.failures import Declined
from pipeline.ai.questions import Question, Text
from pipeline.artefacts import Product
from pipeline.work import batches
from services.discovery.answers import Facts, ListedProduct, Listing, SaidFact
from services.discovery.names import key

if TYPE_CHECKING:  # it loads price lists and more
    from pipeline.ai.asking import Asker

T = TypeVar("T")
PROMPTS = files("services.discovery") / "prompts"
LIST, EXTRACT = prompt.load(PROMPTS, "list-products"), prompt.load(PROMPTS, "extract-facts")
WINDOW = 8
"""Pages of one question for products. An index has seldom more."""
AT_ONCE = 2
"""Windows asked at once: the second is asked in any case, to know that the first names all."""
LETTERS = 24_000
"""Letters of pages in one question; some 8,000 tokens. Beyond it a window is split."""
LIST_TOKENS = 4_000
FACT_TOKENS = 40
FACTS_PER_PRODUCT = 40
MORE = 5
"""Times as much room for the answer about one product that did not fit."""
MOST_PRODUCTS = 12
"""Products of one question for facts: with more, models begin to leave some out."""


@dataclass(frozen=True)
class Asked:
    """Who is asked: `lists` names the products, `extracts` (a smaller model) their facts."""

    lists: "Asker"
    extracts: "Asker"

    @property
    def name(self) -> str:
        return self.lists.model.name


async def products(asked: Asked, errand: Errand, texts: Sequence[str], index_pages: int) -> tuple[ListedProduct, ...]:
    """The products that the first pages name, `AT_ONCE` windows after another, until one names none that are new.
    `texts` are all pages'. Raises Busy, Down, Declined.
    """
    found: dict[tuple[str, str], ListedProduct] = {}
    windows = batches(range(1, min(len(texts), index_pages) + 1), WINDOW)
    for some in batches(windows, AT_ONCE):
        answers = await all_of(_listed(asked, errand, texts, pages) for pages in some)
        for listed in answers:
            before = len(found)
            for product in listed:
                found.setdefault((key(product.name), product.code), product)
        if len(found) == before:
            break
    return tuple(found.values())


async def missing(
    asked: Asked, errand: Errand, texts: Sequence[str], listed: Sequence[ListedProduct], known: Sequence[Product]
) -> tuple[ListedProduct, ...]:
    """What the model adds when asked again about the pages of products that the rules know and it left out: lists are
    cut short after the first few tens.
    """
    names = {key(product.name) for product in listed}
    pages = sorted({product.pages[0] for product in known if product.pages and key(product.name) not in names})
    more = await all_of(_listed(asked, errand, texts, some) for some in batches(pages, WINDOW))
    return tuple(product for listed in more for product in listed if key(product.name) not in names)


async def _listed(
    asked: Asked, errand: Errand, texts: Sequence[str], pages: Sequence[int]
) -> tuple[ListedProduct, ...]:
    """The products on some pages; halves of them where the answer would not fit."""
    parts = [Text(prompt.data(texts[page - 1], page=page)) for page in pages if texts[page - 1].strip()]
    if not parts:
        return ()
    letters = sum(len(part.text) for part in parts)
    try:
        if letters > LETTERS and len(pages) > 1:
            raise Declined("ai_cut", "more than one question holds")
        answer, _ = await asked.lists.ask(errand, Question(LIST, parts, Listing, LIST_TOKENS))
    except Declined as error:
        if error.code != "ai_cut" or len(pages) == 1:
            raise
        half = len(pages) // 2
        halves = (pages[:half], pages[half:])
        first, second = await all_of(_listed(asked, errand, texts, part) for part in halves)
        return (*first, *second)
    return answer.products


async def facts(
    asked: Asked, errand: Errand, texts: Sequence[str], known: Sequence[Product]
) -> dict[UUID, list[SaidFact]]:
    """What the model says of each of the products `known`, several a question."""
    groups = _groups(texts, known)
    answers = await all_of(_facts(asked, errand, texts, known, group) for group in groups)
    found: dict[UUID, list[SaidFact]] = {}
    for group, said in zip(groups, answers, strict=True):
        for fact in said:
            if 1 <= fact.product <= len(group):
                found.setdefault(known[group[fact.product - 1]].product_id, []).append(fact)
    return found


async def all_of(questions: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """The answers to all questions, asked at once. Raises what the first of them raises; the others are given up."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(question) for question in questions]
    except ExceptionGroup as errors:
        raise errors.exceptions[0] from errors
    return [task.result() for task in tasks]


async def _facts(
    asked: Asked, errand: Errand, texts: Sequence[str], known: Sequence[Product], group: Sequence[int], room: int = 1
) -> tuple[SaidFact, ...]:
    """Halves of the group where the answer would not fit; of one product, with `room` for more."""
    pages = sorted({page for index in group for page in known[index].pages})
    listing = "\n".join(
        f"{number}. {known[index].name} ({known[index].discriminator or 'pages'} {_span(known[index].pages)})"
        for number, index in enumerate(group, start=1)
    )
    parts = [Text(prompt.data(listing)), *(Text(prompt.data(texts[page - 1], page=page)) for page in pages)]
    tokens = FACT_TOKENS * FACTS_PER_PRODUCT * len(group) * room
    try:
        answer, _ = await asked.extracts.ask(errand, Question(EXTRACT, parts, Facts, tokens))
    except Declined as error:
        if error.code != "ai_cut" or (len(group) == 1 and room > 1):
            raise
        if len(group) == 1:
            return await _facts(asked, errand, texts, known, group, MORE)
        half = len(group) // 2
        halves = (group[:half], group[half:])
        first, second = await all_of(_facts(asked, errand, texts, known, part) for part in halves)
        return (*first, *(fact.model_copy(update={"product": fact.product + half}) for fact in second))
    return answer.facts


def _span(pages: Sequence[int]) -> str:
    return ", ".join(map(str, pages))


def _groups(texts: Sequence[str], known: Sequence[Product]) -> list[list[int]]:
    """Products, by their place, so many a question that their pages fit; each page's letters count once a group."""
    groups: list[list[int]] = []
    pages: set[int] = set()
    for index, product in enumerate(known):
        wanted = pages | set(product.pages)
        letters = sum(len(texts[page - 1]) for page in wanted)
        if groups and letters <= LETTERS and len(groups[-1]) < MOST_PRODUCTS:
            groups[-1].append(index)
            pages = wanted
        else:
            groups.append([index])
            pages = set(product.pages)
    return groups
