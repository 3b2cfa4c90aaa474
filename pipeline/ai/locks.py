"""One worker at a time asks a question: advisory locks of PostgreSQL, which end with the worker's connection."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol
from weakref import WeakValueDictionary

import asyncpg

FIRST_WAIT, LONGEST_WAIT = 0.1, 2.0
"""Seconds between two looks at a lock that another worker holds."""
ANSWER_SECONDS = 10.0
"""For PostgreSQL to answer."""


class Locks(Protocol):
    """Where the locks are."""

    async def take(self, number: int, /) -> bool:
        """Take the lock if no other worker has it."""

    async def give(self, number: int, /) -> None:
        """Give it back."""


class StoredLocks:
    """Locks in PostgreSQL, on a connection of their own."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: asyncpg.Connection[asyncpg.Record] | None = None
        self._turn = asyncio.Lock()

    async def take(self, number: int, /) -> bool:
        async with self._turn, asyncio.timeout(ANSWER_SECONDS):
            if self._connection is None or self._connection.is_closed():
                self._connection = await asyncpg.connect(self._url)
            return bool(await self._connection.fetchval("SELECT pg_try_advisory_lock($1)", number))

    async def give(self, number: int, /) -> None:
        async with self._turn, asyncio.timeout(ANSWER_SECONDS):
            if self._connection is not None and not self._connection.is_closed():  # else the server gave it back
                await self._connection.fetchval("SELECT pg_advisory_unlock($1)", number)

    def close(self) -> None:
        """Give back all that are held."""
        if self._connection is not None:
            self._connection.terminate()


class Turns:
    """Turns at equal questions, in this worker and, by `locks`, among all."""

    def __init__(self, locks: Locks) -> None:
        self._locks = locks
        self._mine: WeakValueDictionary[bytes, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def at(self, key: bytes) -> AsyncIterator[None]:
        """Within, nobody else is at `key` (a digest)."""
        number = int.from_bytes(key[:8], "big", signed=True)
        mine = self._mine.setdefault(key, asyncio.Lock())
        async with mine:
            wait = FIRST_WAIT
            while not await self._locks.take(number):
                await asyncio.sleep(wait)
                wait = min(2 * wait, LONGEST_WAIT)
            try:
                yield
            finally:
                await asyncio.shield(self._locks.give(number))
