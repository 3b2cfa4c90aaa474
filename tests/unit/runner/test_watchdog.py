"""The watchdog ends the process when something stalls, and only then."""

import subprocess
import sys
import threading

from pipeline.runner.watchdog import EXIT_CODE, Watchdog

BLOCKED_LOOP = """
import asyncio, time
from pipeline.runner.watchdog import Watchdog

async def main():
    dog = Watchdog()
    dog.start()
    dog.begin("poll", "polling", 0.5)
    time.sleep(30)

asyncio.run(main())
"""


def test_stall_is_reported_once_with_its_name() -> None:
    stalls: list[str] = []
    stalled = threading.Event()

    def on_stall(message: str) -> None:
        stalls.append(message)
        stalled.set()

    dog = Watchdog(on_stall)
    dog.begin("poll", "polling", 0.1)
    dog.begin("else", "something else", 60)
    dog.start()
    assert stalled.wait(5)
    dog.stop()
    [message] = stalls
    assert message.startswith("polling has stalled for ")


def test_what_beats_or_has_ended_does_not_stall() -> None:
    stalls: list[str] = []
    dog = Watchdog(stalls.append)
    dog.begin("work", "work", 0.8)
    dog.begin("done", "done", 0.1)
    dog.end("done")
    dog.start()
    waiting = threading.Event()
    for _ in range(12):
        waiting.wait(0.1)
        dog.beat("work")
    assert dog.stalled() is None
    dog.stop()
    assert stalls == []


def test_a_blocked_event_loop_is_exited_with_what_it_was_doing() -> None:
    done = subprocess.run([sys.executable, "-c", BLOCKED_LOOP], capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == EXIT_CODE
    assert "watchdog: polling has stalled" in done.stderr
    assert 'File "<string>", line 9 in main' in done.stderr
