"""Settings of the services that can ask models. A key turns a provider on; without one everything runs offline."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PositiveFloat, PositiveInt, SecretStr
from pydantic_settings import NoDecode

from pipeline.ai.fallback import Fallback
from pipeline.settings import Settings

OFFLINE = "offline"


def _listed(value: object) -> object:
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)]
"""Providers, comma-separated, the preferred one first. Those without a key are passed over."""
Usd = Annotated[Decimal, Field(ge=0)]
Limit = Annotated[Usd | None, BeforeValidator(lambda value: None if value == "" else value)]


class ModelSettings(Settings):
    """Keys, models, budgets and bounds."""

    anthropic_key: SecretStr | None = Field(None, description="Key of Anthropic's API.")
    anthropic_url: str | None = Field(None, description="Another endpoint that speaks Anthropic's API.")
    anthropic_model: str = Field("claude-sonnet-5-5", description="Lists the products of catalogues.")
    anthropic_small_model: str = Field("claude-haiku-5-5", description="Extracts facts, and looks at pictures.")
    openai_key: SecretStr | None = Field(None, description="Key of OpenAI's API.")
    openai_url: str | None = Field(None, description="Another endpoint that speaks OpenAI's API.")
    openai_model: str = Field("gpt-5.2", description="Lists the products of catalogues.")
    openai_small_model: str = Field("gpt-5-mini", description="Extracts facts, and looks at pictures.")
    openai_embedding_model: str = Field("text-embedding-3-small", description="Embeds texts, in 1536 dimensions.")
    vision_key: SecretStr | None = Field(None, description="Key of the endpoint that looks at pictures.")
    vision_url: str = Field("https://api.groq.com/openai/v1", description="That endpoint; it speaks OpenAI's API.")
    vision_provider: str = Field("groq", description="Whose it is, as genai-prices names it.")
    vision_model: str = Field("meta-llama/llama-4-scout-17b-16e-instruct", description="Its model.")

    ai_prices: Mapping[str, tuple[Usd, Usd]] = Field(
        default_factory=dict,
        description="Dollars a million tokens in and out, by model: for models without a list price.",
        examples=['{"my-llama": [0.11, 0.34]}'],
    )
    ai_run_usd: Limit = Field(
        Decimal("0.50"), description="Most that one run of a document may cost over all stages; no limit if empty."
    )
    ai_day_usd: Limit = Field(None, description="Most that all runs of a day (UTC) may cost.")
    ai_over_budget: Literal["offline", "fail"] = Field(
        "offline", description="A run whose budget is spent goes on with the offline provider, or is dead-lettered."
    )
    ai_when_down: Literal["wait", "next"] = Field(
        "wait", description="While a provider is out of reach the stage waits for it, or takes the next provider."
    )
    ai_requests: PositiveInt = Field(50, description="Most requests a minute to one provider from one worker.")
    ai_tokens: PositiveInt = Field(400_000, description="Most tokens a minute, the same.")
    ai_at_once: PositiveInt = Field(8, description="Most calls to one provider at once, the same.")
    ai_seconds: PositiveFloat = Field(120, description="For the first try of a call; the third and later have thrice.")
    ai_tries: PositiveInt = Field(5, description="Tries of a call that the provider is too busy for.")

    @property
    def fallback(self) -> Fallback:
        return Fallback(self.ai_when_down, self.ai_over_budget)
