"""Subprocesses for everything that touches an uploaded file: a PDF that crashes, hangs or eats memory fails itself, not
the worker (DESIGN section 4). The pool is pebble's.
"""

import asyncio
import multiprocessing
import resource
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError
from typing import ParamSpec, TypeVar

from pebble import ProcessExpired, ProcessPool

from pipeline.errors import Rejected

P = ParamSpec("P")
T = TypeVar("T")


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
        future = self._pool.schedule(function, args=args, kwargs=kwargs, timeout=seconds)
        try:
            return await asyncio.wrap_future(future)
        except TimeoutError as error:
            raise Rejected("parse_timeout", f"the file was still being read after {seconds:g} s") from error
        except MemoryError as error:
            raise Rejected("parse_memory", "reading the file needs more memory than a document may use") from error
        except ProcessExpired as error:
            raise Rejected(
                "parse_crashed", f"reading the file ended the subprocess (exit code {error.exitcode})"
            ) from error
        except CancelledError as error:
            raise asyncio.CancelledError from error

    def close(self) -> None:
        """End the subprocesses at once, whatever they do."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


def _limit(memory_bytes: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the worker's to handle
    resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
