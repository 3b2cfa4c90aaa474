"""The six services on the embedded stack, from outside: start and stop their supervisor, ask whether they are ready."""

import http.client
import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from dev import StackError
from dev.daemon import Daemon, stop_all

NAMES = ("discovery", "chunker", "imager", "linker", "validator", "jobs")
COMMANDS = {name: [sys.executable, "-m", f"services.{name}"] for name in NAMES}
STARTS = 3
"""A service that was started this often without getting ready will not."""


class Services:
    """The services of the stack in `state_dir`; each serves its metrics and health on a port of its own."""

    def __init__(self, state_dir: Path) -> None:
        self._state_dir = state_dir
        self._supervisor = Daemon("supervisor", state_dir)
        self.daemons = {name: Daemon(name, state_dir) for name in NAMES}

    @property
    def running(self) -> bool:
        """Whether their supervisor is there."""
        return self._supervisor.process() is not None

    def start(self, settings: Mapping[str, str] | None = None) -> None:
        """Start the supervisor, and with it the services, unless it runs; `settings`: further TESSERA_* variables."""
        if not self.running:
            command = [sys.executable, "-m", "dev.supervisor", str(self._state_dir)]
            self._supervisor.start(command, env={**os.environ, **(settings or {})})

    def wait_ready(self, seconds: float = 60) -> None:
        """Wait until every service is ready. Raises StackError, naming the culprit and its last words, when one keeps
        exiting or time is up.
        """
        deadline = time.monotonic() + seconds
        starts: dict[str, set[int]] = {name: set() for name in NAMES}
        while waiting := [name for name, daemon in self.daemons.items() if not is_ready(daemon)]:
            for name in waiting:
                daemon = self.daemons[name]
                if (process := daemon.process()) is not None:
                    starts[name].add(process.pid)
                if len(starts[name]) > STARTS or time.monotonic() > deadline:
                    what = "keeps exiting" if len(starts[name]) > 1 else f"was not ready after {seconds:g} s"
                    raise StackError(f"service {name} {what}: {daemon.last_words()}")
            if not self.running:
                raise StackError(f"the supervisor stopped: {self._supervisor.last_words()}")
            time.sleep(0.1)

    def stop(self) -> None:
        """Stop the supervisor, which stops the services; also those that a killed supervisor left behind."""
        self._supervisor.stop(grace=40)
        stop_all(self.daemons.values())


def is_ready(daemon: Daemon) -> bool:
    """Whether the service answers 200 to GET /ready."""
    if daemon.port is None or daemon.process() is None:
        return False
    connection = http.client.HTTPConnection("127.0.0.1", daemon.port, timeout=2)
    try:
        connection.request("GET", "/ready")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
