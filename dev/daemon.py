"""Detached processes that a later command can find again, and never mistake for somebody else's."""

import contextlib
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import psutil
from pydantic import BaseModel

from dev import ROOT, StackError


class Record(BaseModel):
    """What identifies a process: pids are used again, so its start time (seconds since the epoch) belongs to it."""

    pid: int
    created: float
    port: int | None = None


class Daemon:
    """One process by name: its record in run/, its output in logs/."""

    def __init__(self, name: str, state_dir: Path) -> None:
        self.name = name
        self.log = state_dir / "logs" / f"{name}.log"
        self._record = state_dir / "run" / f"{name}.json"
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def port(self) -> int | None:
        """The port it was last started with, also when it is not running."""
        record = self._read()
        return record.port if record else None

    @property
    def exit_code(self) -> int | None:
        """How a process started by this object ended, negative for a signal; None while it runs."""
        return self._child.poll() if self._child else None

    def process(self) -> psutil.Process | None:
        """The running process, None when it has ended (also when its pid now belongs to another)."""
        record = self._read()
        if record is None:
            return None
        child = self._child if self._child and self._child.pid == record.pid else None
        if child and child.poll() is not None:  # asking reaps it, else it would stay as a zombie
            return None
        try:
            process = psutil.Process(record.pid)
            same = abs(process.create_time() - record.created) < 1  # psutil derives it from the clock, which may be set
            zombie = child is None and process.status() == psutil.STATUS_ZOMBIE
            return process if same and not zombie else None
        except psutil.NoSuchProcess:
            return None

    def start(self, command: Sequence[str], *, env: Mapping[str, str], port: int | None = None) -> None:
        """Start `command` in a session of its own, so that a terminal's Ctrl-C does not reach it."""
        for folder in (self.log.parent, self._record.parent):
            folder.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._child = subprocess.Popen(
                command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        record = Record(pid=self._child.pid, created=psutil.Process(self._child.pid).create_time(), port=port)
        whole = self._record.with_suffix(".new")
        whole.write_text(record.model_dump_json())
        whole.replace(self._record)  # at once: a reader never sees half of it

    def wait_ready(self, ready: Callable[[], bool], seconds: float) -> None:
        """Ask `ready` until it says yes. Raises StackError when the process ends or time is up."""
        deadline = time.monotonic() + seconds
        while not ready():
            if self.process() is None:
                raise StackError(f"{self.name} stopped while starting: {self.last_words()}")
            if time.monotonic() > deadline:
                raise StackError(f"{self.name} was not ready after {seconds:g} s: {self.last_words()}")
            time.sleep(0.05)

    def last_words(self) -> str:
        """The last line of the log that says something, and where the log is."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        last = next((line.strip() for line in reversed(lines) if line.strip()), "it wrote nothing")
        return f"{last} (log: {self.log})"

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the process, if it runs."""
        process = self.process()
        if process is not None:
            with contextlib.suppress(psutil.NoSuchProcess):  # it has ended meanwhile
                process.send_signal(number)

    def stop(self, number: signal.Signals = signal.SIGTERM, *, grace: float = 20) -> None:
        """Ask the process to end; kill it after `grace` seconds."""
        stop_all([self], number, grace=grace)

    def kill(self) -> None:
        """End the process and its subprocesses as a power cut would."""
        process = self.process()
        family = [*process.children(recursive=True), process] if process else []
        for each in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                each.kill()
        psutil.wait_procs(family[:-1], timeout=5)
        while self.process() is not None:
            time.sleep(0.02)

    def _read(self) -> Record | None:
        if not self._record.exists():
            return None
        return Record.model_validate_json(self._record.read_text())


def stop_all(daemons: Iterable[Daemon], number: signal.Signals = signal.SIGTERM, *, grace: float = 20) -> None:
    """Ask all to end at once; kill, with their subprocesses, those that still run after `grace` seconds."""
    daemons = list(daemons)
    for daemon in daemons:
        daemon.send(number)
    deadline = time.monotonic() + grace
    while any(daemon.process() for daemon in daemons) and time.monotonic() < deadline:
        time.sleep(0.02)
    for daemon in daemons:
        daemon.kill()
