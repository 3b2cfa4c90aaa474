"""Answers kept by their question (table ai_results): over runs, restarts and documents nothing is asked twice."""

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from pipeline.db import Pool


@dataclass(frozen=True)
class Provider:
    """Who answers: `version` changes whenever the same input would be answered differently (prompt, schema, code)."""

    capability: str
    name: str
    model: str
    version: str

    def key(self, question: bytes) -> bytes:
        """SHA-256 of the provider and the question."""
        digest = hashlib.sha256()
        for part in (
            self.capability.encode(),
            self.name.encode(),
            self.model.encode(),
            self.version.encode(),
            question,
        ):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
        return digest.digest()


class Results(Protocol):
    """Where answers are kept."""

    async def get(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """The answers there are, by key."""

    async def put(self, provider: Provider, answers: dict[bytes, bytes], /) -> None:
        """Keep `answers` by key; one that is there already stays."""


async def remembered(
    results: Results,
    provider: Provider,
    questions: Sequence[bytes],
    ask: Callable[[list[int]], Awaitable[list[bytes]]],
) -> list[bytes]:
    """Answers to `questions`, in their order; `ask` gets the indexes of those not known, equal ones once."""
    keys = [provider.key(question) for question in questions]
    known = await results.get(list(dict.fromkeys(keys)))
    missing = {key: index for index, key in reversed(list(enumerate(keys))) if key not in known}
    if missing:
        indexes = sorted(missing.values())
        answers = dict(zip((keys[i] for i in indexes), await ask(indexes), strict=True))
        await results.put(provider, answers)
        known = known | answers
    return [known[key] for key in keys]


GET = "SELECT key, result FROM ai_results WHERE key = ANY($1::bytea[])"
PUT = """
INSERT INTO ai_results (key, capability, provider, model, version, result)
SELECT k, $1, $2, $3, $4, r FROM unnest($5::bytea[], $6::bytea[]) AS answers (k, r)
ON CONFLICT (key) DO NOTHING
"""


class StoredResults:
    """Results in PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def get(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        return {row["key"]: row["result"] for row in await self._pool.fetch(GET, list(keys))}

    async def put(self, provider: Provider, answers: dict[bytes, bytes], /) -> None:
        await self._pool.execute(
            PUT,
            provider.capability,
            provider.name,
            provider.model,
            provider.version,
            list(answers.keys()),
            list(answers.values()),
        )
