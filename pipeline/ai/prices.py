"""What calls cost: list prices of providers (genai-prices, shipped with its package; nothing is fetched)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from genai_prices import Usage, calc_price

from pipeline.ai.questions import M, Part, Question, Text, Tokens
from pipeline.errors import Misconfigured

MILLION = Decimal(1_000_000)
LETTERS_PER_TOKEN = 2.5
"""Fewest usual in text with figures and accents; English prose has some four. An estimate must not be too low."""
PIXELS_PER_TOKEN = 750
"""Anthropic's rule for pictures; OpenAI's counts come out lower."""
BATCH = Decimal("0.5")
"""Share of the price that batched calls cost, at Anthropic and OpenAI."""


@dataclass(frozen=True)
class Price:
    """Of a model at `provider`; `own` is what settings say, dollars a million tokens in and out."""

    provider: str
    model: str
    own: Mapping[str, tuple[Decimal, Decimal]] = field(default_factory=dict)

    def check(self) -> None:
        """Raises Misconfigured when the model has no known price: a budget could not hold."""
        try:
            self.of(Tokens(1, 1))
        except LookupError as error:
            raise Misconfigured(
                "ai_price",
                f"{self.provider} lists no price for the model {self.model!r}: correct the model's name, or give its"
                f" price in dollars a million tokens, TESSERA_AI_PRICES='{{\"{self.model}\": [0.11, 0.34]}}'",
            ) from error

    def of(self, tokens: Tokens, *, batched: bool = False) -> Decimal:
        """Dollars for `tokens`. Raises LookupError for a model without a price."""
        if self.model in self.own:
            into, out = self.own[self.model]
            usd = (into * tokens.input + out * tokens.output) / MILLION
        else:
            usage = Usage(
                input_tokens=tokens.input,
                output_tokens=tokens.output,
                cache_read_tokens=tokens.read,
                cache_write_tokens=tokens.written,
            )
            usd = calc_price(usage, self.model, provider_id=self.provider).total_price
        return usd * BATCH if batched else usd


def most(question: Question[M], more: Sequence[Part] = ()) -> Tokens:
    """What asking `question` once, with `more` parts, takes at most, estimated."""
    schema = len(json.dumps(question.answer.model_json_schema()))
    letters = len(question.prompt.text) + schema + sum(map(_letters, (*question.parts, *more)))
    return Tokens(round(letters / LETTERS_PER_TOKEN), question.most_tokens)


def _letters(part: Part) -> float:
    if isinstance(part, Text):
        return len(part.text)
    return part.width * part.height / PIXELS_PER_TOKEN * LETTERS_PER_TOKEN
