"""The models that settings turn on, reached by one gate a provider. SDKs are loaded only where there is a key."""

from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline.ai.images import ImageAnalyser, RememberedAnalyser
from pipeline.ai.locks import StoredLocks, Turns
from pipeline.ai.results import Results
from pipeline.ai.settings import OFFLINE, ModelSettings
from pipeline.ai.spending import Budget, StoredSpending
from pipeline.ai.text import RememberedTextEmbedder, TextEmbedder
from pipeline.db import Pool
from pipeline.errors import Misconfigured
from pipeline.work import Clock

if TYPE_CHECKING:  # they need the SDKs
    from openai import AsyncOpenAI

    from pipeline.ai.asking import Asker, Model
    from pipeline.ai.charging import Desk
    from pipeline.ai.errand import Errand
    from pipeline.ai.gate import Gate


class Models:
    """Of one worker. What it opens is closed with `closing`."""

    def __init__(
        self, settings: ModelSettings, pool: Pool, results: Results, clock: Clock, closing: AsyncExitStack
    ) -> None:
        self._settings = settings
        self._results = results
        self._closing = closing
        self._spending = StoredSpending(pool, Budget(settings.ai_run_usd, settings.ai_day_usd), clock)
        self._gates: dict[str, Gate] = {}

    def usable(self, wanted: Sequence[str], possible: Sequence[str], variable: str) -> tuple[str, ...]:
        """Those of `wanted` that have what they need. Raises Misconfigured for an unknown one, and for none."""
        unknown = [name for name in wanted if name not in possible]
        if unknown:
            raise Misconfigured(
                "providers", f"TESSERA_{variable.upper()}: {unknown[0]!r} is none of {', '.join(possible)}"
            )
        found = tuple(name for name in wanted if name == OFFLINE or getattr(self._settings, f"{name}_key"))
        if not found:
            keys = " or ".join(f"TESSERA_{name.upper()}_KEY" for name in wanted)
            raise Misconfigured(
                "providers", f"TESSERA_{variable.upper()} leaves no provider: set {keys or OFFLINE}, or add {OFFLINE}"
            )
        return found

    def asker(self, capability: str, provider: str, *, small: bool = False) -> "Asker":
        """Who asks `provider`'s model (its smaller one). Raises Misconfigured when the model has no price."""
        from pipeline.ai.asking import Asker

        model = self._model(provider, small=small)
        return Asker(model, self._desk(capability, model.provider, model.name), self._results, self._turns)

    def text_embedder(self) -> "Callable[[Errand], TextEmbedder]":
        """OpenAI's, for the document of an errand. Raises Misconfigured when the model has no price."""
        from pipeline.ai.openai_text import OpenAiTextEmbedder

        desk = self._desk("embed_text", "openai", self._settings.openai_embedding_model)
        return lambda errand: RememberedTextEmbedder(OpenAiTextEmbedder(self._openai, desk, errand), self._results)

    def image_analyser(self, provider: str, measures: ImageAnalyser) -> "Callable[[Errand], ImageAnalyser]":
        """`provider`'s vision model on top of `measures`. Raises Misconfigured when the model has no price."""
        from pipeline.ai.vision import VisionAnalyser

        asker = self.asker("describe_image", provider, small=True)
        return lambda errand: RememberedAnalyser(VisionAnalyser(asker, measures, errand), self._results)

    def _model(self, provider: str, *, small: bool) -> "Model":
        settings = self._settings
        if provider == "anthropic":
            from pipeline.ai import claude

            client = claude.client(_key(settings, provider), settings.anthropic_url)
            self._closing.push_async_callback(client.close)
            return claude.Claude(client, settings.anthropic_small_model if small else settings.anthropic_model)
        from pipeline.ai import gpt

        if provider == "openai":
            return gpt.Gpt(self._openai, settings.openai_small_model if small else settings.openai_model)
        other = gpt.client(_key(settings, provider), settings.vision_url)
        self._closing.push_async_callback(other.close)
        return gpt.Gpt(other, settings.vision_model, settings.vision_provider)

    @cached_property
    def _openai(self) -> "AsyncOpenAI":
        from pipeline.ai import gpt

        client = gpt.client(_key(self._settings, "openai"), self._settings.openai_url)
        self._closing.push_async_callback(client.close)
        return client

    @cached_property
    def _turns(self) -> Turns:
        locks = StoredLocks(self._settings.database_url)
        self._closing.callback(locks.close)
        return Turns(locks)

    def _desk(self, capability: str, provider: str, model: str) -> "Desk":
        from pipeline.ai.charging import Desk
        from pipeline.ai.gate import Bounds, Gate
        from pipeline.ai.prices import Price

        settings = self._settings
        bounds = Bounds(
            requests=settings.ai_requests,
            tokens=settings.ai_tokens,
            at_once=settings.ai_at_once,
            seconds=settings.ai_seconds,
            tries=settings.ai_tries,
        )
        price = Price(provider, model, settings.ai_prices)
        price.check()
        return Desk(capability, self._gates.setdefault(provider, Gate(provider, bounds)), price, self._spending)


def _key(settings: ModelSettings, provider: str) -> str:
    key = getattr(settings, f"{provider}_key")
    return str(key.get_secret_value())
