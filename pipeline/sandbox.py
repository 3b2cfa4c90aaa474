"""Subprocesses for everything that touches an uploaded file: a PDF that crashes, hangs or eats memory fails itself, not
the worker (DESIGN section 4). The pool is pebble's.
"""

import asyncio
import multiprocessing
import os
import resource
import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from pebble import ProcessExpired, ProcessPool

from pipeline.errors import Rejected, Transient

P = ParamSpec("P")
T = TypeVar("T")

OUT_OF_MEMORY = 77
"""Exit code of a subprocess that met MemoryError: its heap is in pieces, and the next call would suffer."""
LARGEST_FILE = 1 << 30
"""Bytes of a file that a subprocess may write."""
LONGER = 4.0
"""Times as long as the first try a second one has (`run_longer`)."""
STUFFED_SHARE = 0.5
"""Of its memory: a subprocess that still holds more after a call is replaced."""


class Sandbox:
    """A pool of `processes` subprocesses of at most `memory_bytes` private memory each, replaced after `max_tasks`, and
    all together once one has kept too much memory or died while it had nothing to do.

    `preload` names modules imported once, in the fork server, whose memory the subprocesses then share. Nothing starts
    before the first call.
    """

    def __init__(self, processes: int, *, memory_bytes: int, max_tasks: int = 100, preload: Sequence[str] = ()) -> None:
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([*preload, "pipeline.preloaded"])
        self.processes = processes
        self._memory_bytes = memory_bytes
        self._max_tasks = max_tasks
        self._starting = threading.Lock()
        self._pool = self._fresh()
        self._retiring: dict[ProcessPool, threading.Thread] = {}

    async def run(self, seconds: float, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """`function(*args, **kwargs)` in a subprocess, ended after `seconds`; cancelling ends it too.

        Waiting for a free subprocess does not count. Arguments, result and exceptions must pickle. Raises what
        `function` raises; Rejected(parse_timeout), Rejected(parse_memory) or Rejected(parse_crashed) when it hung, ran
        out of memory or took the subprocess down; Transient(sandbox_broken) when no subprocess can be had.
        """
        pool = self._pool
        try:
            result, kept = await self._scheduled(pool, seconds, function, args, kwargs)
        except (BrokenProcessPool, _Broken) as error:  # pebble's way to say that an idle subprocess was killed
            self._retire(pool)
            raise Transient("sandbox_broken", "a subprocess for reading files was killed while idle") from error
        except TimeoutError as error:
            raise Rejected("parse_timeout", f"the file was still being read after {seconds:g} s") from error
        except (MemoryError, ProcessExpired) as error:  # MemoryError where the result was too much to send
            if isinstance(error, MemoryError) or error.exitcode == OUT_OF_MEMORY:
                raise Rejected("parse_memory", "reading the file needs more memory than a document may use") from error
            raise Rejected(
                "parse_crashed", f"reading the file ended the subprocess (exit code {error.exitcode})"
            ) from error
        except CancelledError as error:
            raise asyncio.CancelledError from error
        if kept > STUFFED_SHARE * self._memory_bytes:
            self._retire(pool)
        return result

    def close(self) -> None:
        """End the subprocesses at once, whatever they do."""
        for pool in (self._pool, *self._retiring):
            pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()
        for thread in list(self._retiring.values()):
            thread.join()

    def _fresh(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self.processes,
            max_tasks=self._max_tasks,
            initializer=_limit,
            initargs=(self._memory_bytes,),
            context=self._context,
        )

    async def _scheduled(
        self,
        pool: ProcessPool,
        seconds: float,
        function: Callable[..., T],
        args: Sequence[Any],
        kwargs: Mapping[str, Any],
    ) -> tuple[T, int]:
        # a pool starts its subprocesses in the thread that first uses it, and waits until the fork server has imported
        await asyncio.to_thread(self._start, pool)
        try:
            future = pool.schedule(_call, args=(function, args, kwargs), timeout=seconds)
        except RuntimeError as error:  # broken since the last call
            raise _Broken from error
        return await asyncio.wrap_future(future)

    def _start(self, pool: ProcessPool) -> None:
        with self._starting:
            _ = pool.active

    def _retire(self, pool: ProcessPool) -> None:
        """Let the pool finish what it has in hand and end; what comes next goes to a fresh one."""
        if pool is not self._pool:
            return
        self._pool = self._fresh()

        def end() -> None:
            pool.close()  # type: ignore[no-untyped-call]
            pool.join()
            del self._retiring[pool]

        self._retiring[pool] = thread = threading.Thread(target=end, name="retiring", daemon=True)
        thread.start()


async def run_longer(sandbox: Sandbox, seconds: float, function: Callable[..., T], /, *args: Any) -> T:
    """`sandbox.run`, and once more with LONGER times as long if that was not enough: what is slow alone may have been
    so because the machine was busy. Raises as `run` does; Rejected(parse_timeout) names both times.
    """
    try:
        return await sandbox.run(seconds, function, *args)
    except Rejected as error:
        if error.code != "parse_timeout":
            raise
    try:
        return await sandbox.run(LONGER * seconds, function, *args)
    except Rejected as error:
        if error.code != "parse_timeout":
            raise
        words = f"the file was still being read after {seconds:g} s and, in a second try, {LONGER * seconds:g} s"
        raise Rejected(error.code, words) from error


class _Broken(Exception):
    """The pool takes no more calls."""


def _call(function: Callable[..., T], args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[T, int]:
    """The result, and the private memory that the subprocess holds after it."""
    try:
        return function(*args, **kwargs), _private_bytes()
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


def _private_bytes() -> int:
    """Resident anonymous memory (proc_pid_status(5)); 0 where nobody tells."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("RssAnon:")), 0)


def _limit(memory_bytes: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the worker's to handle
    # heap and private mappings, thread stacks too; RLIMIT_AS would count what libraries reserve and never use
    resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if (score := Path("/proc/self/oom_score_adj")).exists():
        score.write_text("1000")  # where the machine or the cgroup runs out of memory, this one goes, not the worker
