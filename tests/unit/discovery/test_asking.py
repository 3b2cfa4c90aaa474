"""How a model is asked for products and facts: which pages, how many questions."""

import re
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from pipeline.ai.errand import Errand
from pipeline.ai.failures import Declined
from pipeline.ai.questions import M, Question, Spent, Text
from pipeline.artefacts import Product
from pipeline.work import Claim
from services.discovery import asking
from services.discovery.answers import Facts, Listing
from services.discovery.asking import Asked

ERRAND = Errand(Claim(UUID(int=1), UUID(int=2), "discovery", 1))
Answer = Callable[[list[int], str], object]


class Asks:
    """An asker that answers by the pages it is shown; keeps them."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.pages: list[list[int]] = []
        self.rooms: list[int] = []

    async def ask(self, _: Errand, question: Question[M]) -> tuple[M, Spent]:
        shown = "\n".join(part.text for part in question.parts if isinstance(part, Text))
        pages = [int(number) for number in re.findall(r'page="(\d+)"', shown)]
        self.pages.append(pages)
        self.rooms.append(question.most_tokens)
        return question.answer.model_validate(self.answer(pages, shown)), Spent()


def asked(answer: Answer) -> tuple[Asked, Asks]:
    asks = Asks(answer)
    return Asked(asks, asks), asks  # type: ignore[arg-type]


def named(*names: str) -> dict[str, object]:
    return {"products": [{"name": name, "code": "", "section": "", "first": 0, "last": 0, "page": 1} for name in names]}


def product(name: str, *pages: int) -> Product:
    return Product(product_id=uuid4(), name=name, pages=pages)


async def test_windows_are_read_until_one_names_nothing_new() -> None:
    by, asks = asked(lambda pages, _: named("Oak", "Elm") if pages[0] <= 16 else named("oak"))
    found = await asking.products(by, ERRAND, [f"page {n}" for n in range(1, 101)], 100)
    assert [each.name for each in found] == ["Oak", "Elm"]
    assert sorted(pages[0] for pages in asks.pages) == [1, 9]


async def test_a_catalogue_without_an_index_is_read_on_and_no_further_than_asked() -> None:
    by, asks = asked(lambda pages, _: named(*(f"Oak {n}" for n in pages)))
    found = await asking.products(by, ERRAND, ["text"] * 100, 40)
    assert len(found) == 40
    assert sorted(pages[0] for pages in asks.pages) == [1, 9, 17, 25, 33]


async def test_empty_pages_are_not_asked_about() -> None:
    by, asks = asked(lambda *_: named())
    assert await asking.products(by, ERRAND, ["", " \n", ""], 100) == ()
    assert asks.pages == []


async def test_a_list_that_would_be_cut_short_is_asked_for_in_halves() -> None:
    def answer(pages: list[int], _: str) -> object:
        if len(pages) > 2:
            raise Declined("ai_cut", "too long")
        return named(*(f"Oak {n}" for n in pages))

    by, _ = asked(answer)
    found = await asking.products(by, ERRAND, ["text"] * 8, 100)
    assert [each.name for each in found] == [f"Oak {n}" for n in range(1, 9)]


async def test_what_is_declined_for_another_reason_is_declined() -> None:
    def answer(_: list[int], __: str) -> object:
        raise Declined("ai_refused", "no")

    by, _ = asked(answer)
    with pytest.raises(Declined, match="no"):
        await asking.products(by, ERRAND, ["text"] * 8, 100)


async def test_pages_of_products_that_the_model_left_out_are_asked_about_again() -> None:
    by, asks = asked(lambda *_: named("Oak", "Ash"))
    listed = Listing.model_validate(named("Oak")).products
    more = await asking.missing(
        by, ERRAND, ["text"] * 9, listed, [product("OAK", 2), product("Ash", 5, 6), product("Fir", 9)]
    )
    assert asks.pages == [[5, 9]]
    assert [each.name for each in more] == ["Ash"]


def fact(number: int, value: str, page: int) -> dict[str, object]:
    return {"product": number, "name": "size", "value": value, "page": page}


async def test_facts_come_back_to_their_products_and_numbers_out_of_range_to_none() -> None:
    by, asks = asked(lambda *_: {"facts": [fact(2, "60", 4), fact(9, "70", 4), fact(0, "80", 4)]})
    oak, elm = product("Oak", 2, 3), product("Elm", 4)
    said = await asking.facts(by, ERRAND, ["text"] * 5, [oak, elm])
    assert asks.pages == [[2, 3, 4]]
    assert {key: [each.value for each in facts] for key, facts in said.items()} == {elm.product_id: ["60"]}


async def test_many_products_are_some_questions() -> None:
    by, asks = asked(lambda *_: {"facts": []})
    await asking.facts(by, ERRAND, ["x" * 5_000] * 30, [product(f"Oak {n}", n) for n in range(1, 31)])
    assert [len(pages) for pages in asks.pages] == [4] * 7 + [2]
    by, asks = asked(lambda *_: {"facts": []})
    await asking.facts(by, ERRAND, ["x"] * 30, [product(f"Oak {n}", n) for n in range(1, 31)])
    assert [len(pages) for pages in asks.pages] == [12, 12, 6]


async def test_facts_that_do_not_fit_are_asked_for_by_halves_and_at_last_with_more_room() -> None:
    def answer(pages: list[int], _: str) -> object:
        if len(pages) > 1 or asks.rooms[-1] < 5_000:
            raise Declined("ai_cut", "too long")
        return Facts.model_validate({"facts": [fact(1, f"size {pages[0]}", pages[0])]}).model_dump()

    by, asks = asked(answer)
    known = [product("Oak", 1), product("Elm", 2)]
    said = await asking.facts(by, ERRAND, ["text"] * 2, known)
    assert [said[each.product_id][0].value for each in known] == ["size 1", "size 2"]
