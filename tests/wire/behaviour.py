"""How the server behaves: what it answers, how long that takes, and what goes wrong."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Fault = Literal[
    "busy", "overloaded", "error", "cut connection", "broken json", "malformed", "refused", "cut", "no key", "no model",
    "no credit", "blocked", "empty",
]  # fmt: skip
"""busy 429, overloaded 529, error 500, no key 401, no model 404, no credit 400 or 429, blocked 400; malformed: an
answer that does not keep to the schema; cut: an answer that ends for want of tokens; empty: 200 without a body.
"""


@dataclass(frozen=True)
class Asked:
    """One question as the server saw it. `pictures` are JPEG bytes."""

    provider: Literal["anthropic", "openai"]
    model: str
    system: str
    texts: tuple[str, ...]
    pictures: tuple[bytes, ...]
    schema: Mapping[str, Any]
    most_tokens: int


Brain = Callable[[Asked], Any]
"""Gives what is to be answered, as JSON data or a string sent as it is."""


def seconds_of_nothing(_: Asked | None) -> float:
    return 0.0


@dataclass
class Behaviour:
    """`script` faults come first, in order (None is none); then each call fails with the probability of `rate`, by one
    of `faults`, as `seed` has it. `latency` gives seconds; None stands for embeddings.
    """

    brain: Brain
    latency: Callable[[Asked | None], float] = seconds_of_nothing
    script: list[Fault | None] = field(default_factory=list)
    rate: float = 0.0
    faults: Sequence[Fault] = ("busy", "error", "cut connection")
    retry_after: str | None = None
    seed: int = 1
    asked: list[Asked] = field(default_factory=list)
    """Every question that arrived, whatever came of it."""
    embedded: list[list[str]] = field(default_factory=list)
    """The texts of every call for embeddings."""
    outcomes: Counter[str] = field(default_factory=Counter)
    given_up: int = 0
    """Calls whose connection the client closed before the answer."""
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    """Set with the first call."""
    left: asyncio.Event = field(default_factory=asyncio.Event)
    """Set with the first call that was given up."""
    at_once: int = 0
    most_at_once: int = 0

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)

    def fault(self) -> Fault | None:
        """What goes wrong with the next call."""
        if self.script:
            return self.script.pop(0)
        return self._dice.choice(list(self.faults)) if self._dice.random() < self.rate else None
