"""The way to one provider, for all documents of a worker: how many calls at once and a minute, tries, and a breaker."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

import stamina
import structlog
from aiolimiter import AsyncLimiter
from purgatory import AsyncCircuitBreakerFactory
from purgatory.domain.model import OpenedState

from pipeline.ai.errand import Alive
from pipeline.ai.failures import Busy, Declined, Down

T = TypeVar("T")
log = structlog.stdlib.get_logger(__name__)

MINUTE = 60.0
BEAT = 20.0
"""Seconds between two signs of life of a call that lasts."""
LONGEST_WAIT = 60.0
"""Seconds that a provider may ask us to wait (Retry-After) before it counts as down."""
MOST_TIMES = 3
"""How many times as long as the first the last try may take."""


@dataclass(frozen=True)
class Bounds:
    """Of one provider. Requests and tokens are a minute's; seconds are for the first try, later ones have more."""

    requests: int = 50
    tokens: int = 400_000
    at_once: int = 8
    seconds: float = 120.0
    tries: int = 5
    first_wait: float = 1.0
    failures: int = 5
    """Calls in a row, each with all its tries, after which the breaker opens."""
    pause: float = 30.0
    """Seconds before an open breaker lets a call through again."""


class Gate:
    """Lets calls through to the provider `name` as its bounds allow. One for each worker and provider."""

    def __init__(self, name: str, bounds: Bounds) -> None:
        self.name = name
        self.bounds = bounds
        self._at_once = asyncio.Semaphore(bounds.at_once)
        self._requests = AsyncLimiter(bounds.requests, MINUTE)
        self._tokens = AsyncLimiter(bounds.tokens, MINUTE)
        # what is wrong with one question, or one worker that stops, says nothing about the provider
        self._breakers = AsyncCircuitBreakerFactory(
            bounds.failures, bounds.pause, exclude=[Declined, asyncio.CancelledError]
        )
        self._breakers.add_listener(self._tell)

    async def call(self, ask: Callable[[float], Awaitable[T]], tokens: int, alive: Alive) -> T:
        """The result of `ask`, given the seconds it has; `tokens` is how many it takes at most. `alive` is called now
        and then meanwhile: a turn and all tries may take minutes.

        Raises Declined as `ask` does; Busy when all tries failed; Down at once while the breaker is open.
        """
        breaker = await self._breakers.get_breaker(self.name)
        try:
            async with breaker, _telling(alive):
                return await self._tried(ask, tokens)
        except OpenedState as opened:
            words = f"{self.name}: call after call failed; the next is tried in {self.bounds.pause:g} s"
            raise Down("ai_down", words) from opened

    async def _tried(self, ask: Callable[[float], Awaitable[T]], tokens: int) -> T:
        async for retry in stamina.retry_context(
            on=_wait,
            attempts=self.bounds.tries,
            timeout=None,
            wait_initial=self.bounds.first_wait,
            wait_jitter=self.bounds.first_wait,
            wait_max=LONGEST_WAIT,
        ):
            with retry:
                seconds = self.bounds.seconds * min(retry.num, MOST_TIMES)
                async with self._at_once:
                    await self._requests.acquire()
                    await self._tokens.acquire(min(tokens, self.bounds.tokens))
                    return await self._in_time(ask, seconds)
        raise AssertionError("stamina returns a result or raises")

    async def _in_time(self, ask: Callable[[float], Awaitable[T]], seconds: float) -> T:
        """`ask`, whose connection is closed when it does not answer in time, or nobody waits for it any more."""
        try:
            async with asyncio.timeout(seconds):
                return await ask(seconds)
        except TimeoutError as error:
            raise Busy("ai_timeout", f"{self.name} has not answered in {seconds:g} s") from error

    def _tell(self, name: str, event: str, payload: object) -> None:
        if event == "state_changed":
            log.warning("breaker", provider=name, state=getattr(payload, "state", ""))


@asynccontextmanager
async def _telling(alive: Alive) -> AsyncIterator[None]:
    """Calls `alive` while what is within lasts."""

    async def tell() -> None:
        while True:
            await asyncio.sleep(BEAT)
            await alive()

    telling = asyncio.create_task(tell())
    try:
        yield
    finally:
        telling.cancel()
        await asyncio.wait([telling])


def _wait(error: Exception) -> bool | float:
    """Whether to try again after `error`, or after how many seconds. Raises Down for a wait that is too long."""
    if not isinstance(error, Busy):
        return False
    if error.after is None:
        return True
    if error.after > LONGEST_WAIT:
        raise Down(error.code, f"{error.message}; it asks to wait {error.after:g} s") from error
    return error.after
