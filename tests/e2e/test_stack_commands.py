"""up, down and demo as people type them, on a stack of their own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pymupdf
import pytest

from dev.daemon import Daemon
from dev.services import NAMES, Services
from dev.stack import Stack, read_environment

TESSERA = [sys.executable, "-c", "from cli.main import app; app()"]


@pytest.fixture
def state_dir(tmp_path: Path) -> Iterator[Path]:
    """A state folder; what still runs there in the end is stopped."""
    folder = tmp_path / "stack"
    yield folder
    Services(folder).stop()
    Stack(folder).stop()


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "page.pdf"
    with pymupdf.open() as document:  # type: ignore[no-untyped-call]
        document.new_page().insert_text((72, 72), "A page about nothing that can be bought.")
        document.save(path)
    return path


def tessera(state_dir: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TESSERA_")}
    command = [*TESSERA, "--state-dir", str(state_dir), *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def running(state_dir: Path) -> dict[str, psutil.Process]:
    names = ("kafka", "postgres", "supervisor", *NAMES)
    return {name: process for name in names if (process := Daemon(name, state_dir).process())}


def wait_for(condition: Callable[[], object], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def test_up_recovers_from_kills_the_demo_leaves_it_running_and_down_ends_it(state_dir: Path, pdf: Path) -> None:
    up = tessera(state_dir, "up")
    assert up.returncode == 0, up.stderr
    assert set(running(state_dir)) == {"kafka", "postgres", "supervisor", *NAMES}
    environment = read_environment(state_dir)
    assert environment["TESSERA_KAFKA_BOOTSTRAP"] in up.stdout
    again = tessera(state_dir, "up")
    assert (again.returncode, again.stdout.splitlines()[0]) == (0, f"The stack runs already in {state_dir}.")

    before = running(state_dir)
    for name in ("supervisor", "kafka", "linker"):
        before[name].kill()
    wait_for(lambda: "kafka" not in running(state_dir), 10)
    recovered = tessera(state_dir, "up")
    assert recovered.returncode == 0, recovered.stderr
    after = running(state_dir)
    assert set(after) == set(before)
    assert after["postgres"] == before["postgres"]
    assert read_environment(state_dir) == environment

    demo = tessera(state_dir, "demo", str(pdf))
    assert demo.returncode == 0, demo.stderr
    assert "peak memory of all six services" in " ".join(demo.stdout.split())
    assert running(state_dir) == after
    status = tessera(state_dir, "status")
    assert "completed" in status.stdout

    down = tessera(state_dir, "down")
    assert (down.returncode, down.stderr) == (0, "")
    assert running(state_dir) == {}
    assert psutil.wait_procs([*after.values()], timeout=10)[1] == []  # who adopted them may reap them a little later
    assert tessera(state_dir, "status").returncode == 3


def test_a_failing_demo_says_why_and_stops_what_it_started(state_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "picture.pdf").write_bytes(b"GIF89a")
    demo = tessera(state_dir, "demo", str(tmp_path / "picture.pdf"))
    assert demo.returncode == 1
    said = " ".join(demo.stdout.split())
    assert "(not_a_pdf): the file is not a PDF" in said
    assert "logs" in said
    assert running(state_dir) == {}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_demo_stops_what_it_started(state_dir: Path, pdf: Path, number: signal.Signals) -> None:
    command = [*TESSERA, "--state-dir", str(state_dir), "demo", str(pdf)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as demo:
        wait_for(lambda: "linker" in running(state_dir), 60)
        demo.send_signal(number)
        output, _ = demo.communicate(timeout=60)
    assert demo.returncode == 130, output
    assert "Traceback" not in output
    assert running(state_dir) == {}
