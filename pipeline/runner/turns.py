"""Whose turn it is within a worker: documents in company or one alone, and one message of a run at a time."""

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager


class Solo:
    """A lock that many hold in company or one holds alone, as a document is tried over which a worker may have died
    (DESIGN 4.4). Who waits to be alone goes before new company.
    """

    def __init__(self) -> None:
        self._company = 0
        self._alone = False
        self._waiting = 0
        self._changed = asyncio.Event()

    @asynccontextmanager
    async def hold(self, *, alone: bool) -> AsyncIterator[None]:
        """Hold the lock, alone or in company."""
        if not alone:
            while self._alone or self._waiting:
                await self._changed.wait()
            self._company += 1
            try:
                yield
            finally:
                self._company -= 1
                self._wake()
            return
        self._waiting += 1
        try:
            while self._alone or self._company:
                await self._changed.wait()
            self._alone = True
        finally:
            self._waiting -= 1
            self._wake()
        try:
            yield
        finally:
            self._alone = False
            self._wake()

    def _wake(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()


class Turns:
    """One message of a run at a time, in the order they came: a redelivered one must not fence off the first."""

    def __init__(self) -> None:
        self._locks: dict[Hashable, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def hold(self, key: Hashable) -> AsyncIterator[None]:
        """Hold the turn of `key`."""
        lock, users = self._locks.get(key, (asyncio.Lock(), 0))
        self._locks[key] = lock, users + 1
        try:
            async with lock:
                yield
        finally:
            lock, users = self._locks.pop(key)
            if users > 1:
                self._locks[key] = lock, users - 1
