"""How much memory the services take together."""

import contextlib
import os
import threading
from collections.abc import Iterator, Mapping
from types import TracebackType

import psutil

from dev.daemon import Daemon

SAMPLE_SECONDS = 0.5


class MemoryPeak:
    """Samples, while entered, the memory of processes with all their subprocesses, and keeps the highest sum.

    Counts proportional set size (PSS, proc_pid_smaps(5)): a page that n processes share counts 1/n in each, so that
    the sum is what they take from the machine.
    """

    def __init__(self, daemons: Mapping[str, Daemon]) -> None:
        self._daemons = daemons
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="memory", daemon=True)
        self.peak: dict[str, int] = {}
        """Bytes by process at the moment of the highest sum."""

    @property
    def total(self) -> int:
        """The highest sum, in bytes."""
        return sum(self.peak.values())

    def __enter__(self) -> "MemoryPeak":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.wait(SAMPLE_SECONDS):
            sessions = {process.pid: name for name, daemon in self._daemons.items() if (process := daemon.process())}
            sample = dict.fromkeys(sessions.values(), 0)
            for pid, name in members(sessions):
                sample[name] += pss(pid)
            if sum(sample.values()) > self.total:
                self.peak = sample


def members(sessions: Mapping[int, str]) -> Iterator[tuple[int, str]]:
    """Processes of the sessions whose leaders' pids are given, with the leader's name. A daemon leads a session of its
    own, and its subprocesses stay in it; walking the tree of processes costs many times as much.
    """
    for pid in psutil.pids():
        with contextlib.suppress(ProcessLookupError):
            if (leader := os.getsid(pid)) in sessions:
                yield pid, sessions[leader]


def pss(pid: int) -> int:
    """PSS of a process in bytes; 0 when it has ended."""
    try:
        return int(psutil.Process(pid).memory_full_info().pss)
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0
