"""Subprocesses for everything that touches an uploaded file: a PDF that crashes, hangs or eats memory fails itself, not
the worker (DESIGN section 4). The pool is pebble's.
"""

import asyncio
import multiprocessing
import os
import resource
import signal
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from pebble import ProcessExpired, ProcessPool

from pipeline.errors import Rejected

P = ParamSpec("P")
T = TypeVar("T")

OUT_OF_MEMORY = 77
"""Exit code of a subprocess that met MemoryError: its heap is in pieces, and the next call would suffer."""
LARGEST_FILE = 1 << 30
"""Bytes of a file that a subprocess may write."""


class Sandbox:
    """A pool of `processes` subprocesses of at most `memory_bytes` private memory each, replaced after `max_tasks`.

    `preload` names modules imported once, in the fork server, whose memory the subprocesses then share. Nothing starts
    before the first call.
    """

    def __init__(self, processes: int, *, memory_bytes: int, max_tasks: int = 100, preload: Sequence[str] = ()) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([*preload, "pipeline.preloaded"])
        self._pool = ProcessPool(
            max_workers=processes, max_tasks=max_tasks, initializer=_limit, initargs=(memory_bytes,), context=context
        )
        self.processes = processes

    async def run(self, seconds: float, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """`function(*args, **kwargs)` in a subprocess, ended after `seconds`; cancelling ends it too.

        Arguments, result and exceptions must pickle. Raises what `function` raises; Rejected(parse_timeout),
        Rejected(parse_memory) or Rejected(parse_crashed) when it hung, ran out of memory or took the subprocess down.
        """
        future = self._pool.schedule(_call, args=(function, args, kwargs), timeout=seconds)
        try:
            return await asyncio.wrap_future(future)
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

    def close(self) -> None:
        """End the subprocesses at once, whatever they do."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


def _call(function: Callable[..., T], args: Sequence[Any], kwargs: Mapping[str, Any]) -> T:
    try:
        return function(*args, **kwargs)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


def _limit(memory_bytes: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the worker's to handle
    # heap and private mappings, thread stacks too; RLIMIT_AS would count what libraries reserve and never use
    resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if (score := Path("/proc/self/oom_score_adj")).exists():
        score.write_text("1000")  # where the machine or the cgroup runs out of memory, this one goes, not the worker
