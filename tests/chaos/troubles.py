"""Troubles a worker is born with: a wrong clock, other ways to Kafka and PostgreSQL, a sandbox that poison works in."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Any


def clock_off(seconds: float) -> None:
    """Every wall clock of this process is `seconds` off: ours and, by time.time, those of Kafka's client and the logs.
    (libfaketime would do the same to all of the process, but is a package of the system that machines may lack.)
    """
    from pipeline import service

    now = time.time

    def off(_: service.SystemClock) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=seconds)

    time.time = lambda: now() + seconds
    service.SystemClock.now = off  # type: ignore[method-assign, assignment]


def dial_instead(ports: dict[int, int]) -> None:
    """Connections to these ports of 127.0.0.1 go to others, where proxies listen. Kafka advertises its own port, so
    that the address in the settings would not do.
    """
    dial = asyncio.BaseEventLoop.create_connection

    async def create_connection(
        self: asyncio.BaseEventLoop, factory: Any, host: Any = None, port: Any = None, **more: Any
    ) -> Any:
        return await dial(self, factory, host, ports.get(port, port), **more)

    asyncio.BaseEventLoop.create_connection = create_connection  # type: ignore[method-assign, assignment]


def poisonable() -> None:
    """Have the sandbox's fork server import tests.chaos.poison, last of what it preloads."""
    from pipeline import sandbox

    init = sandbox.Sandbox.__init__

    def with_poison(self: sandbox.Sandbox, *args: Any, preload: Any = (), **kwargs: Any) -> None:
        init(self, *args, preload=(*preload, "tests.chaos.poison"), **kwargs)

    sandbox.Sandbox.__init__ = with_poison  # type: ignore[method-assign]
