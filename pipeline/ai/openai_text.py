"""Text embeddings of OpenAI's text-embedding-3-small, or of another model behind the same interface."""

import asyncio
import base64
import math
import sys
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import openai

from pipeline.ai.charging import Charged, Desk
from pipeline.ai.errand import Errand
from pipeline.ai.failures import Declined
from pipeline.ai.gpt import failures
from pipeline.ai.prices import LETTERS_PER_TOKEN
from pipeline.ai.questions import Tokens
from pipeline.ai.results import Provider
from pipeline.ai.text import DIMENSIONS, Vector
from pipeline.ai.wire import whole

LONGEST = 20_000
"""Letters of a text; 8191 tokens are OpenAI's limit. Chunks have far fewer, and what is beyond is left out."""
MOST_TEXTS, MOST_LETTERS = 256, 400_000
"""Of one call: OpenAI allows 2048 texts and 300,000 tokens."""


@dataclass(frozen=True)
class OpenAiTextEmbedder:
    """TextEmbedder by an embeddings endpoint, for the document of `errand`."""

    client: openai.AsyncOpenAI
    desk: Desk
    errand: Errand

    @property
    def provider(self) -> Provider:
        return Provider(self.desk.capability, self.desk.price.provider, self.desk.price.model, "1")

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        """Vectors of `texts`. Raises Busy, Down or Declined."""
        answers = await asyncio.gather(*(self._call(some) for some in _calls([text[:LONGEST] for text in texts])))
        return [vector for answer in answers for vector in answer]

    async def _call(self, texts: Sequence[str]) -> list[Vector]:
        model = self.desk.price.model

        async def ask(seconds: float) -> Charged[list[Vector]]:
            with failures(self.desk.price.provider, model):
                raw = await self.client.embeddings.with_raw_response.create(
                    model=model,
                    input=[text or " " for text in texts],  # an empty one is refused
                    dimensions=DIMENSIONS,
                    encoding_format="base64",
                    timeout=seconds,
                )
            with whole(self.desk.price.provider):
                body = raw.http_response.json()
                found = sorted(body["data"], key=lambda item: int(item["index"]))
                vectors = [_vector(item["embedding"]) for item in found]
                tokens = Tokens(input=int(body["usage"]["prompt_tokens"]))
                if len(vectors) != len(texts):
                    raise ValueError(f"{len(vectors)} vectors for {len(texts)} texts")
            return Charged(vectors, tokens)

        most = Tokens(input=round(sum(map(len, texts)) / LETTERS_PER_TOKEN) + len(texts))
        vectors, _ = await self.desk.call(self.errand, "embedding", most, ask)
        return vectors


def _calls(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """The texts in as few calls as their number and letters allow."""
    some: list[str] = []
    letters = 0
    for text in texts:
        if some and (len(some) == MOST_TEXTS or letters + len(text) > MOST_LETTERS):
            yield some
            some, letters = [], 0
        some.append(text)
        letters += len(text)
    if some:
        yield some


def _vector(encoded: str) -> Vector:
    """Little-endian float32 at length 1. Raises ValueError for a vector of another length; Declined for zeros."""
    values = array("f", base64.b64decode(encoded))
    if len(values) != DIMENSIONS:
        raise Declined("ai_dimensions", f"the embedding model gives {len(values)} dimensions instead of {DIMENSIONS}")
    length = math.hypot(*values)
    if not length or not math.isfinite(length):
        raise ValueError("a vector without a direction")
    unit = array("f", [value / length for value in values])
    if sys.byteorder == "big":
        unit.byteswap()
    return unit.tobytes()
