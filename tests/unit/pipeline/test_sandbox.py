"""A file that hangs, crashes or eats memory fails itself."""

import asyncio
import ctypes
import mmap
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from pipeline.errors import Rejected
from pipeline.sandbox import Sandbox

MIB = 1024 * 1024


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    pool = Sandbox(1, memory_bytes=600 * MIB)  # room for what other tests made the one fork server load
    yield pool
    pool.close()


def reject() -> None:
    raise Rejected("pdf_password", "a.pdf needs a password", page=3)


def hoard(size: int) -> int:
    return len(bytearray(size))


def crash() -> None:
    os.abort()


def by_malloc(size: int) -> None:
    """As libraries in C do, who then say so: nothing of Python's is asked."""
    libc = ctypes.CDLL(None)
    libc.malloc.restype = ctypes.c_void_p
    if not libc.malloc(ctypes.c_size_t(size)):
        raise MemoryError


def by_mmap(size: int) -> None:
    try:
        mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    except OSError as error:
        raise MemoryError from error


def in_small_pieces(size: int) -> None:
    kept = [bytearray(50_000) for _ in range(size // 50_000)]
    assert kept


def kill_myself() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def touch_nothing() -> None:
    ctypes.string_at(0)


def hang_beside_the_interpreter() -> None:
    ctypes.PyDLL(None).sleep(60)  # without letting go of the interpreter, as a library in C does


def hang_with_threads() -> None:
    for _ in range(3):
        threading.Thread(target=time.sleep, args=(60,)).start()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(60)


def write_much(path: Path) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    with path.open("wb") as file:
        file.truncate(1 << 31)


async def test_result_comes_back(sandbox: Sandbox) -> None:
    assert await sandbox.run(10, hoard, 5) == 5


async def test_rejection_crosses_whole(sandbox: Sandbox) -> None:
    with pytest.raises(Rejected) as caught:
        await sandbox.run(10, reject)
    assert (caught.value.code, caught.value.message, caught.value.page) == ("pdf_password", "a.pdf needs a password", 3)


@pytest.mark.parametrize(
    ("function", "argument", "code"),
    [(time.sleep, 60, "parse_timeout"), (hoard, 1200 * MIB, "parse_memory"), (os._exit, 7, "parse_crashed")],
)
async def test_ill_fated_call_fails_and_the_next_goes_on(
    sandbox: Sandbox, function: object, argument: int, code: str
) -> None:
    with pytest.raises(Rejected) as caught:
        await sandbox.run(1 if code == "parse_timeout" else 20, function, argument)  # type: ignore[arg-type]
    assert caught.value.code == code
    assert await sandbox.run(20, hoard, 1) == 1


@pytest.mark.parametrize("hoarder", [by_malloc, by_mmap, in_small_pieces])
async def test_memory_is_bounded_however_it_is_taken(sandbox: Sandbox, hoarder: object) -> None:
    with pytest.raises(Rejected) as caught:
        await sandbox.run(20, hoarder, 1200 * MIB)  # type: ignore[arg-type]
    assert caught.value.code == "parse_memory"
    assert await sandbox.run(20, hoard, 1) == 1


async def test_who_ran_out_of_memory_is_replaced(sandbox: Sandbox) -> None:
    before = await sandbox.run(20, os.getpid)
    with pytest.raises(Rejected):
        await sandbox.run(20, hoard, 1200 * MIB)
    assert await sandbox.run(20, os.getpid) != before


@pytest.mark.parametrize(
    ("function", "code"),
    [
        (kill_myself, "parse_crashed"),  # as the OOM killer does
        (touch_nothing, "parse_crashed"),
        (hang_beside_the_interpreter, "parse_timeout"),
        (hang_with_threads, "parse_timeout"),
    ],
)
async def test_however_it_ends_the_pool_goes_on(sandbox: Sandbox, function: object, code: str) -> None:
    with pytest.raises(Rejected) as caught:
        await sandbox.run(2, function)  # type: ignore[arg-type]
    assert caught.value.code == code
    assert await sandbox.run(20, hoard, 1) == 1


async def test_the_machine_short_of_memory_takes_the_subprocess_not_the_worker(sandbox: Sandbox) -> None:
    assert (await sandbox.run(20, Path.read_text, Path("/proc/self/oom_score_adj"))).strip() == "1000"


async def test_no_file_grows_without_end(sandbox: Sandbox, tmp_path: Path) -> None:
    with pytest.raises(Rejected) as caught:
        await sandbox.run(20, write_much, tmp_path / "much")
    assert caught.value.code == "parse_crashed"
    assert await sandbox.run(20, hoard, 1) == 1


async def test_abort_is_a_crash(sandbox: Sandbox) -> None:
    with pytest.raises(Rejected, match="ended the subprocess") as caught:
        await sandbox.run(20, crash)
    assert caught.value.code == "parse_crashed"


async def test_cancelling_ends_the_subprocess(sandbox: Sandbox) -> None:
    pid = await sandbox.run(20, os.getpid)
    task = asyncio.create_task(sandbox.run(60, time.sleep, 60))
    await asyncio.sleep(0.5)  # long enough that the subprocess has taken the call
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.to_thread(psutil.wait_procs, [psutil.Process(pid)] if psutil.pid_exists(pid) else [], timeout=10)
    assert not psutil.pid_exists(pid)
    assert await sandbox.run(20, os.getpid) != pid
