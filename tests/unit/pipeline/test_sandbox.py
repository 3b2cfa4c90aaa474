"""A file that hangs, crashes or eats memory fails itself."""

import asyncio
import os
import time
from collections.abc import Iterator

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
