"""A file that hangs, crashes or eats memory fails itself."""

import asyncio
import ctypes
import mmap
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from pipeline.errors import Rejected, Transient
from pipeline.sandbox import Sandbox

MIB = 1024 * 1024


MUCH = 600 * MIB
"""More than what other tests made the one fork server load, which every subprocess begins with."""


@pytest.fixture
def roomy() -> Iterator[Sandbox]:
    pool = Sandbox(1, memory_bytes=2 * MUCH)
    yield pool
    pool.close()


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


kept: list[bytearray] = []


def keep(size: int) -> int:
    """What a library's cache does."""
    kept.append(bytearray(b"x") * size)
    return os.getpid()


async def pid_of(sandbox: Sandbox) -> int:
    return await sandbox.run(20, os.getpid)


async def test_subprocess_that_keeps_too_much_memory_is_replaced_after_its_call(roomy: Sandbox) -> None:
    sandbox = roomy
    first = await pid_of(sandbox)
    assert await sandbox.run(20, keep, 10 * MIB) == await pid_of(sandbox) == first, "a little is fine"
    assert await sandbox.run(20, keep, MUCH + 100 * MIB) == first, "and what it found is not lost"
    assert await pid_of(sandbox) != first
    await asyncio.to_thread(psutil.wait_procs, [psutil.Process(first)] if psutil.pid_exists(first) else [], 10)
    assert not psutil.pid_exists(first)


async def test_what_the_others_have_in_hand_outlives_the_replacing() -> None:
    sandbox = Sandbox(2, memory_bytes=2 * MUCH)
    try:
        slow = asyncio.create_task(sandbox.run(20, hold, 1.5))
        await sandbox.run(20, keep, MUCH + 100 * MIB)
        assert await pid_of(sandbox) != await slow, "it ended where it began, and others went on elsewhere"
    finally:
        sandbox.close()


def hold(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


async def test_idle_subprocess_killed_is_no_end_of_the_sandbox(sandbox: Sandbox) -> None:
    """As the kernel does when memory is short: pebble then gives its whole pool up."""
    os.kill(await pid_of(sandbox), signal.SIGKILL)
    broken: list[str] = []

    async def goes_on() -> bool:
        try:
            return await sandbox.run(20, hoard, 3) == 3
        except Transient as error:
            broken.append(error.code)
            return False

    async with asyncio.timeout(20):
        while not await goes_on():
            pass
    assert broken in ([], ["sandbox_broken"]), "told once at most, as something to try again"


async def test_closing_ends_retiring_subprocesses_too() -> None:
    sandbox = Sandbox(2, memory_bytes=2 * MUCH)
    slow = asyncio.create_task(sandbox.run(60, hold, 60))
    pids = {await sandbox.run(20, keep, MUCH + 100 * MIB), await pid_of(sandbox)}
    assert len(pids) == 2, "the first pool retires and waits for the slow call"
    slow.cancel()
    began = time.monotonic()
    await asyncio.to_thread(sandbox.close)
    assert time.monotonic() - began < 20
    assert not [thread for thread in threading.enumerate() if thread.name == "retiring"]
    assert not [pid for pid in pids if psutil.pid_exists(pid)]


def test_its_first_use_leaves_the_event_loop_free() -> None:
    """A worker that stands still while its fork server imports MuPDF is thrown out of its group on a busy machine."""
    program = [sys.executable, "-m", "tests.unit.pipeline.first_use"]  # there is one fork server a process
    done = subprocess.run(program, capture_output=True, text=True, check=True)
    longest, total = map(float, done.stdout.split())
    assert total > 1.5
    assert longest < total / 2
