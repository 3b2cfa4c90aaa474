"""Text embeddings: what a provider gives, the offline one, and the memory of the answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from pipeline.ai import offline_text
from pipeline.ai.offline_text import DIMENSIONS as DIMENSIONS
from pipeline.ai.results import Provider, Results, remembered
from pipeline.sandbox import Sandbox

Vector = bytes
"""DIMENSIONS little-endian float32, L2-normalised."""

MODULES = ("pipeline.ai.offline_text",)
"""What the offline provider runs in the sandbox: preload them in the fork server."""
OFFLINE = Provider("text_embedding", "offline", "hashed-ngrams-1536", "1")
SECONDS, SECONDS_PER_TEXT = 10.0, 0.1
"""Deadline of the offline provider for one call, whatever its texts, and for each; one takes about a millisecond."""


class TextEmbedder(Protocol):
    """Embeds texts."""

    @property
    def provider(self) -> Provider:
        """Who answers."""

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        """One vector a text, in their order. Raises Transient when the provider is not there."""


@dataclass(frozen=True)
class OfflineTextEmbedder:
    """TextEmbedder by hashed n-grams: no model, no network, the same text always the same vector."""

    sandbox: Sandbox
    provider: Provider = OFFLINE

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        return await self.sandbox.run(SECONDS + SECONDS_PER_TEXT * len(texts), offline_text.embed, list(texts))


@dataclass(frozen=True)
class RememberedTextEmbedder:
    """Asks `embedder` about each text once, ever: over batches, restarts, runs and documents."""

    embedder: TextEmbedder
    results: Results

    @property
    def provider(self) -> Provider:
        return self.embedder.provider

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        async def ask(indexes: list[int]) -> list[bytes]:
            return await self.embedder.embed([texts[index] for index in indexes])

        return await remembered(self.results, self.provider, [text.encode() for text in texts], ask)
