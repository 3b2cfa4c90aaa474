"""Daemons: found again by their record, never mistaken for another process, ended one way or the other."""

import os
import sys
from pathlib import Path

import psutil
import pytest

from dev import StackError
from dev.daemon import Daemon, Record

SLEEPS = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(600)"]
IGNORES_TERM = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)",
]


def started(daemon: Daemon, command: list[str]) -> psutil.Process:
    """Start `command` and wait until it has said something."""
    daemon.start(command, env=os.environ, port=1234)
    daemon.wait_ready(lambda: daemon.log.exists() and daemon.log.stat().st_size > 0, 20)
    process = daemon.process()
    assert process is not None
    return process


def test_another_command_finds_it_by_its_record_and_stops_it(tmp_path: Path) -> None:
    first = Daemon("sleeper", tmp_path)
    process = started(first, SLEEPS)
    later = Daemon("sleeper", tmp_path)
    assert later.process() == process
    assert later.port == 1234
    later.stop()
    assert later.process() is None
    assert later.port == 1234  # the next start asks for the same port
    assert first.exit_code == -15


def test_what_ignores_the_request_to_end_is_killed(tmp_path: Path) -> None:
    daemon = Daemon("deaf", tmp_path)
    started(daemon, IGNORES_TERM)
    daemon.stop(grace=0.2)
    assert daemon.process() is None
    assert daemon.exit_code == -9


def test_a_pid_used_again_by_another_process_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    stale = Record(pid=os.getpid(), created=psutil.Process().create_time() - 3600)
    (tmp_path / "run" / "old.json").write_text(stale.model_dump_json())
    daemon = Daemon("old", tmp_path)
    assert daemon.process() is None
    daemon.stop()  # would end this very test
    daemon.kill()


def test_one_that_ends_while_starting_is_an_error_with_its_last_words(tmp_path: Path) -> None:
    daemon = Daemon("brief", tmp_path)
    daemon.start([sys.executable, "-c", "print('no room on the disk')"], env=os.environ)
    with pytest.raises(StackError, match=r"brief stopped while starting: no room on the disk \(log: .*brief\.log\)"):
        daemon.wait_ready(lambda: False, 20)


def test_one_that_is_never_ready_is_an_error(tmp_path: Path) -> None:
    daemon = Daemon("slow", tmp_path)
    started(daemon, SLEEPS)
    with pytest.raises(StackError, match=r"slow was not ready after 0\.1 s: up"):
        daemon.wait_ready(lambda: False, 0.1)
    daemon.kill()
