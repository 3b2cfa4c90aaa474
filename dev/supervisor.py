"""Runs the services as processes and starts again those that exit: `python -m dev.supervisor STATE_DIR`."""

import math
import os
import signal
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dev.daemon import Daemon, stop_all
from dev.ports import free_port
from dev.services import COMMANDS
from dev.stack import read_environment

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
"""Seconds before a start after an exit; doubled with every exit in a row."""

HEALTHY_SECONDS = 60.0
"""A service that ran this long starts again without having its earlier exits held against it."""

STOP_SECONDS = 20.0

TOO_MANY_BUGS = 3
"""Exit code of a worker that met a bug in message after message (pipeline.service). Started again, it would give up as
many more, and so drain its topic: people are to look first.
"""


@dataclass
class Service:
    """One service and how its starts have gone."""

    daemon: Daemon
    command: Sequence[str]
    exits: int = 0
    started_at: float = 0.0
    start_at: float = 0.0


class Supervisor:
    """Keeps one process per command alive until `stopping` is set."""

    def __init__(self, state_dir: Path, commands: Mapping[str, Sequence[str]], environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._services = [Service(Daemon(name, state_dir), command) for name, command in commands.items()]

    def run(self, stopping: threading.Event) -> None:
        """Start all, keep them running, and stop them when `stopping` is set."""
        daemons = [service.daemon for service in self._services]
        stop_all(daemons, grace=STOP_SECONDS)  # left over from a supervisor that was killed
        try:
            for service in self._services:
                self._start(service)
            while not stopping.wait(0.1):
                for service in self._services:
                    self._revive(service)
        finally:
            stop_all(daemons, grace=STOP_SECONDS)

    def _start(self, service: Service) -> None:
        port = free_port(service.daemon.port)
        environment = {**self._environment, "TESSERA_METRICS_PORT": str(port)}
        service.daemon.start(service.command, env=environment, port=port)
        service.started_at, service.start_at = time.monotonic(), 0.0

    def _revive(self, service: Service) -> None:
        if service.daemon.process() is not None:
            return
        now = time.monotonic()
        if not service.start_at:
            if service.daemon.exit_code == TOO_MANY_BUGS:
                service.start_at = math.inf
                _say(
                    f"{service.daemon.name} exited ({TOO_MANY_BUGS}), stays away until `tessera down` and `tessera up`"
                )
                return
            service.exits = 1 if now - service.started_at > HEALTHY_SECONDS else service.exits + 1
            pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (service.exits - 1))
            service.start_at = now + pause
            _say(f"{service.daemon.name} exited ({service.daemon.exit_code}), starts again in {pause:g} s")
        elif now >= service.start_at:
            self._start(service)


def _say(message: str) -> None:
    print(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {message}", flush=True)


def main() -> None:
    state_dir = Path(sys.argv[1])
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    Supervisor(state_dir, COMMANDS, {**os.environ, **read_environment(state_dir)}).run(stopping)


if __name__ == "__main__":
    main()
