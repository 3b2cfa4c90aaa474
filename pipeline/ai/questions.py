"""What a language or vision model is asked, and what it answers: the same for every provider."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Generic, Literal, TypeVar

from pydantic import BaseModel

from pipeline.ai.prompt import Prompt

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Text:
    """Words. What comes from a document is marked as data first (pipeline.ai.prompt.data)."""

    text: str


@dataclass(frozen=True)
class Picture:
    """A JPEG, at most as large as the model makes use of."""

    jpeg: bytes = field(repr=False)
    width: int
    height: int


Part = Text | Picture


@dataclass(frozen=True)
class Question(Generic[M]):
    """Parts to be looked at as `prompt` says, to be answered in the shape of `answer` in at most `most_tokens`."""

    prompt: Prompt
    parts: Sequence[Part]
    answer: type[M]
    most_tokens: int

    def key(self) -> bytes:
        """SHA-256 of all that the answer depends on beside the model."""
        schema = json.dumps(self.answer.model_json_schema(), sort_keys=True)
        digest = hashlib.sha256()
        said = (self.prompt.text, schema, str(self.most_tokens))
        for part in (*(text.encode() for text in said), *map(_bytes, self.parts)):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
        return digest.digest()


def _bytes(part: Part) -> bytes:
    return b"text:" + part.text.encode() if isinstance(part, Text) else b"jpeg:" + part.jpeg


@dataclass(frozen=True)
class Tokens:
    """What a call was charged for. `read` were in the provider's cache, `written` were put there: `input` has both."""

    input: int = 0
    output: int = 0
    read: int = 0
    written: int = 0

    def __add__(self, other: "Tokens") -> "Tokens":
        return Tokens(
            self.input + other.input, self.output + other.output, self.read + other.read, self.written + other.written
        )


@dataclass(frozen=True)
class Reply:
    """One answer as it came over the wire: `text` is JSON if all is well; "cut" is for want of tokens."""

    text: str
    ending: Literal["done", "cut", "refused"]
    tokens: Tokens


@dataclass(frozen=True)
class Spent:
    """What answers cost, and how many calls that took; nothing when they were known."""

    tokens: Tokens = Tokens()
    usd: Decimal = Decimal(0)
    calls: int = 0

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(self.tokens + other.tokens, self.usd + other.usd, self.calls + other.calls)
