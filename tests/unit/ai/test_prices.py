"""List prices of models."""

from decimal import Decimal

import pytest

from pipeline.ai import prices
from pipeline.ai.prices import Price
from pipeline.ai.questions import Picture, Tokens
from pipeline.errors import Misconfigured
from tests.unit.ai.asking import question


def test_tokens_read_from_the_cache_cost_less() -> None:
    price = Price("anthropic", "claude-sonnet-5-5")
    plain, read = price.of(Tokens(100_000, 1_000)), price.of(Tokens(100_000, 1_000, read=90_000))
    assert Decimal(0) < read < plain / 2
    assert price.of(Tokens(100_000, 1_000), batched=True) == plain / 2


def test_own_prices_are_dollars_a_million() -> None:
    price = Price("groq", "my-scout", {"my-scout": (Decimal("0.11"), Decimal("0.34"))})
    price.check()
    assert price.of(Tokens(2_000_000, 1_000_000)) == Decimal("0.56")


def test_a_model_without_a_price_is_no_start() -> None:
    with pytest.raises(Misconfigured, match=r"lists no price for the model 'nobody-7'.*TESSERA_AI_PRICES"):
        Price("openai", "nobody-7").check()


def test_the_most_a_question_may_take_is_more_than_it_usually_does() -> None:
    plain = prices.most(question("x" * 4_000))
    assert plain.output == 500
    assert plain.input > 1_000  # at four letters a token
    assert prices.most(question("x" * 4_000, Picture(b"", 1_000, 750))).input == plain.input + 1_000
