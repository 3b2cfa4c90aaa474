"""How much memory the services take together."""

import threading
from collections.abc import Mapping
from types import TracebackType

import psutil

from dev.daemon import Daemon

SAMPLE_SECONDS = 0.25


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
            sample = {
                name: family_pss(process) for name, daemon in self._daemons.items() if (process := daemon.process())
            }
            if sum(sample.values()) > self.total:
                self.peak = sample


def family_pss(process: psutil.Process) -> int:
    """PSS in bytes of a process and its subprocesses, deeply; 0 for those that have ended."""
    try:
        family = [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0
    return sum(_pss(each) for each in family)


def _pss(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0
