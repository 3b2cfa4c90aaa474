"""A thread that ends the process when something it watches stalls; the supervisor starts it again (DESIGN 4.7).

From a thread, since a blocked event loop is one of the things that stall. Also for services/jobs; knows no Kafka.
"""

import faulthandler
import os
import sys
import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass

EXIT_CODE = 70
TICK_SECONDS = 0.5


def end_process(message: str) -> None:
    """Say why, with what every thread was doing, and exit at once: what stalls cannot be trusted to stop in order."""
    print(f"watchdog: {message}; exiting so that the worker is started again", file=sys.stderr, flush=True)
    faulthandler.dump_traceback(all_threads=True)
    os._exit(EXIT_CODE)


@dataclass
class _Watched:
    what: str
    limit: float
    age: float = 0.0


class Watchdog:
    """Watches any number of things, each with its own limit in seconds; `on_stall` is called in the thread.

    Age is counted in the thread's own ticks, so that time in which the whole process stood still (frozen, a laptop
    asleep) is held against nobody.
    """

    def __init__(self, on_stall: Callable[[str], None] = end_process) -> None:
        self._on_stall = on_stall
        self._watched: dict[Hashable, _Watched] = {}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()

    def begin(self, key: Hashable, what: str, limit: float) -> None:
        """Watch `key` from now on: more than `limit` seconds without `beat` or `end` are a stall. `what` names it."""
        self._watched[key] = _Watched(what, limit)

    def watches(self, key: Hashable) -> bool:
        return key in self._watched

    def beat(self, key: Hashable) -> None:
        """`key` is alive; nothing if it is not watched."""
        if watched := self._watched.get(key):
            watched.age = 0.0

    def end(self, key: Hashable) -> None:
        """Watch `key` no longer; nothing if it is not watched."""
        self._watched.pop(key, None)

    def stalled(self) -> str | None:
        """What has stalled, if anything has."""
        for watched in list(self._watched.values()):
            if watched.age > watched.limit:
                return f"{watched.what} has stalled for {watched.age:.0f} s"
        return None

    def _watch(self) -> None:
        while not self._stopping.wait(TICK_SECONDS):
            for watched in list(self._watched.values()):
                watched.age += TICK_SECONDS
            if stalled := self.stalled():
                self._on_stall(stalled)
                return
