"""A worker whose own process has grown is replaced: it takes in nothing new, finishes what it has, and ends in order.

Python and its libraries give back less than they take; subprocesses are replaced by the sandbox (pipeline/sandbox.py).
"""

import asyncio

import psutil
import structlog

log = structlog.stdlib.get_logger(__name__)

LOOKS = 3
"""In a row above the limit: a large document in hand is no growth."""


class Recycling:
    """`limit`: bytes of the process alone, None for never. `wanted`: intake rests; `due`: nothing is left in hand."""

    def __init__(self, limit: int | None) -> None:
        self._limit = limit
        self._looks = 0
        self.wanted = False
        self.due = asyncio.Event()

    def look(self, *, idle: bool) -> None:
        """Measure; `idle` when nothing is in hand. Once wanted, always wanted: intake does not flicker."""
        if self._limit is None:
            return
        if not self.wanted:
            used = own_bytes()
            self._looks = self._looks + 1 if used > self._limit else 0
            self.wanted = self._looks >= LOOKS
            if self.wanted:
                log.info("recycling", own_bytes=used, recycle_bytes=self._limit)
        if self.wanted and idle:
            self.due.set()


def own_bytes() -> int:
    """Resident memory of this process alone."""
    return int(psutil.Process().memory_info().rss)
