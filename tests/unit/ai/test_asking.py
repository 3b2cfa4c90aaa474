"""Asking models over the wire: answers, what they cost, and everything that can go wrong on the way."""

import asyncio
from decimal import Decimal

import pytest

from pipeline.ai.failures import Busy, Declined, Down, OverBudget
from pipeline.ai.questions import Picture, Spent
from pipeline.testing.fakes import FakeResults
from tests.unit.ai.asking import ANSWER, ERRAND, FAST, MODELS, Tiles, asking, question, slower
from tests.wire.behaviour import Asked, Behaviour, Fault

BOTH = pytest.mark.parametrize("provider", ["anthropic", "openai"])
TILES = Tiles.model_validate(ANSWER)


def tiles(_: Asked) -> object:
    return ANSWER


@BOTH
async def test_the_answer_has_the_form_asked_for_and_its_price(provider: str) -> None:
    behaviour = Behaviour(tiles)
    async with asking(behaviour, provider) as (asks, spending):
        answer, spent = await asks.ask(ERRAND, question())
    assert answer == TILES
    (asked,) = behaviour.asked
    assert (asked.provider, asked.model, asked.most_tokens) == (provider, MODELS[provider], 500)
    assert asked.texts == ('<data page="3">\nSolenne and Harbour\n</data>',)
    assert asked.schema["required"] == ["names", "count"]
    (call,) = spending.calls
    assert (call.outcome, call.about, call.capability) == ("answered", "tiles-1", "discover")
    assert spent == Spent(call.tokens, call.usd, 1)
    assert spending.usd == spent.usd > 0
    assert spent.tokens.input > 0 < spent.tokens.output


@BOTH
async def test_a_picture_arrives_whole(provider: str) -> None:
    behaviour = Behaviour(tiles)
    async with asking(behaviour, provider) as (asks, _):
        await asks.ask(ERRAND, question("see", Picture(b"\xff\xd8 jpeg", 100, 50)))
    assert behaviour.asked[0].pictures == (b"\xff\xd8 jpeg",)


async def test_what_was_asked_before_costs_nothing() -> None:
    behaviour = Behaviour(tiles)
    results = FakeResults()
    async with asking(behaviour, results=results) as (asks, _):
        await asks.ask(ERRAND, question())
    async with asking(behaviour, results=results) as (asks, spending):  # another worker
        answer, spent = await asks.ask(ERRAND, question())
        assert (answer, spent, spending.calls) == (TILES, Spent(), [])
        await asks.ask(ERRAND, question("another page"))
    assert len(behaviour.asked) == 2


async def test_equal_questions_at_one_time_are_one_call() -> None:
    behaviour = Behaviour(tiles, latency=lambda _: 0.05)
    async with asking(behaviour) as (asks, spending):
        answers = await asyncio.gather(*(asks.ask(ERRAND, question()) for _ in range(5)))
    assert [answer for answer, _ in answers] == [TILES] * 5
    assert len(behaviour.asked) == len(spending.calls) == 1


@BOTH
@pytest.mark.parametrize("fault", ["busy", "overloaded", "error", "cut connection", "broken json", "empty"])
async def test_what_passes_is_tried_again(provider: str, fault: Fault) -> None:
    behaviour = Behaviour(tiles, script=[fault, fault])
    async with asking(behaviour, provider) as (asks, spending):
        answer, _ = await asks.ask(ERRAND, question())
    assert answer == TILES
    assert len(behaviour.asked) == 3
    assert [call.outcome for call in spending.calls] == ["answered"]


async def test_retry_after_is_kept_to() -> None:
    behaviour = Behaviour(tiles, script=["busy"], retry_after="0.3")
    async with asking(behaviour) as (asks, spending):
        await asks.ask(ERRAND, question())
    assert spending.calls[0].seconds >= 0.3


async def test_a_wait_of_hours_is_no_retry() -> None:
    behaviour = Behaviour(tiles, script=["busy"], retry_after="7200")
    async with asking(behaviour) as (asks, _):
        with pytest.raises(Down, match="it asks to wait 7200 s"):
            await asks.ask(ERRAND, question())
    assert len(behaviour.asked) == 1


@BOTH
@pytest.mark.parametrize(
    ("fault", "code", "setting"),
    [("no key", "ai_key", "KEY"), ("no model", "ai_model", "MODEL"), ("no credit", "ai_credit", "KEY")],
)
async def test_what_a_setting_has_to_mend_is_not_tried_again(
    provider: str, fault: Fault, code: str, setting: str
) -> None:
    behaviour = Behaviour(tiles, script=[fault])
    async with asking(behaviour, provider) as (asks, spending):
        with pytest.raises(Down, match=f"TESSERA_{provider.upper()}_{setting}") as raised:
            await asks.ask(ERRAND, question())
    assert raised.value.code == code
    assert len(behaviour.asked) == 1
    assert spending.calls[0].outcome == "failed"
    assert not spending.usd


@BOTH
@pytest.mark.parametrize(("fault", "code"), [("blocked", "ai_declined"), ("refused", "ai_refused"), ("cut", "ai_cut")])
async def test_a_question_that_gets_no_answer_is_declined(provider: str, fault: Fault, code: str) -> None:
    behaviour = Behaviour(tiles, script=[fault])
    async with asking(behaviour, provider) as (asks, _):
        with pytest.raises(Declined) as raised:
            await asks.ask(ERRAND, question())
    assert raised.value.code == code
    assert len(behaviour.asked) == 1


@BOTH
async def test_an_answer_in_another_form_is_asked_for_once_more(provider: str) -> None:
    behaviour = Behaviour(tiles, script=["malformed"])
    async with asking(behaviour, provider) as (asks, spending):
        answer, spent = await asks.ask(ERRAND, question())
    assert answer == TILES
    assert "That is not valid: names: Field required; count: Field required" in behaviour.asked[1].texts[-1]
    assert [call.outcome for call in spending.calls] == ["malformed", "answered"]
    assert (spent.calls, spent.usd) == (2, spending.usd)


async def test_a_second_answer_in_another_form_is_the_end() -> None:
    behaviour = Behaviour(tiles, script=["malformed", "malformed"])
    results = FakeResults()
    async with asking(behaviour, results=results) as (asks, _):
        with pytest.raises(Declined, match="not answer tiles in the form asked for: names: Field required"):
            await asks.ask(ERRAND, question())
    assert results.stored == {}


async def test_after_call_after_call_failed_the_breaker_opens_and_later_lets_one_through() -> None:
    behaviour = Behaviour(tiles, script=["error"] * 4)
    async with asking(behaviour, bounds=slower(tries=2)) as (asks, _):
        for _ in range(2):
            with pytest.raises(Busy, match="anthropic says 500"):
                await asks.ask(ERRAND, question())
        with pytest.raises(Down, match="call after call failed") as raised:
            await asks.ask(ERRAND, question())
        assert raised.value.code == "ai_down"
        assert len(behaviour.asked) == 4
        async with asyncio.timeout(5):
            while True:  # the breaker has no event to wait for
                try:
                    answer, _ = await asks.ask(ERRAND, question())
                    break
                except Down:
                    await asyncio.sleep(0.02)
    assert answer == TILES


async def test_what_is_wrong_with_one_question_does_not_open_the_breaker() -> None:
    behaviour = Behaviour(tiles, script=["blocked"] * 4)
    async with asking(behaviour) as (asks, _):
        for number in range(4):
            with pytest.raises(Declined):
                await asks.ask(ERRAND, question(str(number)))
        assert (await asks.ask(ERRAND, question()))[0] == TILES


async def test_no_more_calls_at_once_than_allowed() -> None:
    behaviour = Behaviour(tiles, latency=lambda _: 0.02)
    async with asking(behaviour, bounds=slower(at_once=3)) as (asks, _):
        await asyncio.gather(*(asks.ask(ERRAND, question(str(n))) for n in range(10)))
    assert behaviour.most_at_once == 3


async def test_requests_a_minute_are_kept_to() -> None:
    behaviour = Behaviour(tiles)
    async with asking(behaviour, bounds=slower(requests=3)) as (asks, _):
        calls = [asyncio.create_task(asks.ask(ERRAND, question(str(n)))) for n in range(5)]
        done, waiting = await asyncio.wait(calls, timeout=0.5)
        for call in waiting:
            call.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
    assert (len(done), len(waiting), len(behaviour.asked)) == (3, 2, 3)


async def test_too_slow_an_answer_closes_the_connection_and_the_next_try_has_longer() -> None:
    behaviour = Behaviour(tiles, latency=lambda _: 0.5)
    async with asking(behaviour, bounds=slower(seconds=0.3, tries=3)) as (asks, _):
        answer, _ = await asks.ask(ERRAND, question())
    assert answer == TILES
    assert (behaviour.given_up, len(behaviour.asked)) == (1, 2)


async def test_cancelling_closes_the_connection_and_what_was_put_aside_is_given_back() -> None:
    behaviour = Behaviour(tiles, latency=lambda _: 30)
    async with asking(behaviour) as (asks, spending):
        call = asyncio.create_task(asks.ask(ERRAND, question()))
        async with asyncio.timeout(5):
            await behaviour.arrived.wait()
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call
            await behaviour.left.wait()
    assert spending.calls[0].outcome == "failed"
    assert not spending.usd


async def test_a_call_that_may_pass_the_budget_is_not_made() -> None:
    behaviour = Behaviour(tiles)
    async with asking(behaviour, limit=Decimal("0.012")) as (asks, spending):
        await asks.ask(ERRAND, question("1"))
        assert 0 < spending.usd < Decimal("0.005")  # less than the most it might have cost
        with pytest.raises(OverBudget):
            await asks.ask(ERRAND, question("2", most_tokens=5_000))
    assert len(behaviour.asked) == 1


async def test_a_prompt_that_comes_again_is_read_from_the_cache() -> None:
    behaviour = Behaviour(tiles)
    async with asking(behaviour) as (asks, spending):
        for page in ("1", "2"):
            await asks.ask(ERRAND, question(page))
    first, second = spending.calls
    assert first.tokens.written == second.tokens.read > 0
    assert first.tokens.read == second.tokens.written == 0


async def test_tries_have_an_end() -> None:
    behaviour = Behaviour(tiles, script=["overloaded"] * 9)
    async with asking(behaviour) as (asks, _):
        with pytest.raises(Busy, match="anthropic says 529"):
            await asks.ask(ERRAND, question())
    assert len(behaviour.asked) == FAST.tries
