"""How long a handler may take: a stage's own seconds and some for every item, more with every try."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pipeline.errors import Transient

MOST_TIMES = 4
"""The first try has the plain limit, the second twice as much, every later one this many times as much."""


class Deadline:
    """Of one claimed message. `seconds` for any document and `per_item` for each page or image it turns out to have."""

    def __init__(self, seconds: float, per_item: float) -> None:
        self._seconds = seconds
        self._per_item = per_item
        self._tries = 0
        self._items = 0
        self._began = 0.0
        self._timeout: asyncio.Timeout | None = None

    @property
    def limit(self) -> float:
        """Seconds that the current try may take."""
        return (self._seconds + self._per_item * self._items) * min(1 << max(0, self._tries - 1), MOST_TIMES)

    @asynccontextmanager
    async def one_try(self) -> AsyncIterator[None]:
        """Raises Transient(work_timeout) when what is done within takes longer than this try may."""
        self._tries += 1
        self._began = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(self.limit) as self._timeout:
                yield
        except TimeoutError as error:
            if not self._timeout or not self._timeout.expired():
                raise
            words = f"not done after {self.limit:g} s with {self._items} items known (try {self._tries})"
            raise Transient("work_timeout", words) from error
        finally:
            self._timeout = None

    def items(self, total: int) -> None:
        """The document has `total` pages or images to work on: the limit of the try that runs grows with them."""
        if total > self._items:
            self._items = total
            if self._timeout:
                self._timeout.reschedule(self._began + self.limit)
