"""The supervisor: what exits starts again, with growing pauses; what it started ends with it."""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dev import supervisor
from dev.daemon import Daemon
from dev.supervisor import Supervisor

SLEEPS = [sys.executable, "-c", "import time; time.sleep(600)"]
SAYS_PORT_AND_DIES = [sys.executable, "-c", "import os, sys; print(os.environ['TESSERA_METRICS_PORT']); sys.exit(1)"]


@contextmanager
def supervised(state_dir: Path, **commands: list[str]) -> Iterator[dict[str, Daemon]]:
    """A supervisor at work in a thread."""
    stopping = threading.Event()
    thread = threading.Thread(target=Supervisor(state_dir, commands, os.environ).run, args=(stopping,))
    thread.start()
    try:
        yield {name: Daemon(name, state_dir) for name in commands}
    finally:
        stopping.set()
        thread.join(30)


def wait_for(condition: Callable[[], object], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def lines(daemon: Daemon) -> list[str]:
    return daemon.log.read_text().splitlines() if daemon.log.exists() else []


def test_one_that_dies_starts_again_on_its_port_and_the_others_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(supervisor, "FIRST_PAUSE", 0.05)
    with supervised(tmp_path, mortal=SAYS_PORT_AND_DIES, steady=SLEEPS) as daemons:
        wait_for(daemons["steady"].process)
        first = daemons["steady"].process()
        wait_for(lambda: len(lines(daemons["mortal"])) >= 4)
        assert daemons["steady"].process() == first
    assert set(lines(daemons["mortal"])) == {str(daemons["mortal"].port)}
    said = capfd.readouterr().out
    pauses = [line.split("starts again in ")[1] for line in said.splitlines()]
    assert "mortal exited (1)" in said
    assert pauses[:3] == ["0.05 s", "0.1 s", "0.2 s"]


def test_one_that_met_too_many_bugs_is_left_to_people(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(supervisor, "FIRST_PAUSE", 0.01)
    gives_up = [sys.executable, "-c", "import sys; print('met bugs'); sys.exit(3)"]
    with supervised(tmp_path, gives_up=gives_up, mortal=SAYS_PORT_AND_DIES) as daemons:
        wait_for(lambda: len(lines(daemons["mortal"])) >= 6)  # it would have been started again several times
        assert lines(daemons["gives_up"]) == ["met bugs"]
    assert "gives_up exited (3), stays away until `tessera down` and `tessera up`" in capfd.readouterr().out


def test_all_end_with_the_supervisor(tmp_path: Path) -> None:
    with supervised(tmp_path, one=SLEEPS, two=SLEEPS) as daemons:
        wait_for(lambda: all(daemon.process() for daemon in daemons.values()))
    assert [daemon.process() for daemon in daemons.values()] == [None, None]


def test_what_a_killed_supervisor_left_behind_ends_before_new_ones_start(tmp_path: Path) -> None:
    orphan = Daemon("one", tmp_path)
    orphan.start(SLEEPS, env=os.environ)
    before = orphan.process()
    assert before is not None
    with supervised(tmp_path, one=SLEEPS) as daemons:
        wait_for(lambda: (now := daemons["one"].process()) is not None and now != before)
        assert orphan.exit_code is not None
