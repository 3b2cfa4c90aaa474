"""The worker processes of a world, started again when they exit, as a supervisor does."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from dev.daemon import Daemon, stop_all
from dev.ports import free_port

PAUSE = 0.5
"""Seconds before a worker that exited starts again (dev.supervisor's first)."""
LINGER_SECONDS = 20.0
"""Subprocesses must be gone so long after the worker they belong to; a fork server first ends its imports."""


@dataclass(frozen=True)
class Exit:
    """A worker that ended: `code` is negative for a signal."""

    worker: str
    pid: int
    code: int | None
    at: float


@dataclass
class Member:
    """One worker and how it is started; `wanted` says whether it is to run."""

    daemon: Daemon
    command: list[str]
    environment: dict[str, str]
    wanted: bool = True
    pid: int = 0
    start_at: float = 0.0


@dataclass
class Fleet:
    """Workers by name, STAGE-NUMBER. Times are monotonic."""

    folder: Path
    environment: Mapping[str, str]
    members: dict[str, Member] = field(default_factory=dict)
    exits: list[Exit] = field(default_factory=list)
    lingered: list[str] = field(default_factory=list)
    _orphans: dict[int, float] = field(default_factory=dict)

    def add(self, stage: str, number: int, *options: str) -> None:
        """Have a chaos worker run from now on; `options` are tests.chaos.worker's."""
        name = f"{stage}-{number}"
        self._add(name, [sys.executable, "-m", "tests.chaos.worker", stage, str(self.folder), name, *options])

    def add_jobs(self) -> None:
        """Have services.jobs run, as it is."""
        self._add("jobs-1", [sys.executable, "-m", "services.jobs"])

    def _add(self, name: str, command: list[str]) -> None:
        environment = {**os.environ, **self.environment, "TESSERA_WORKER": name}
        self.members[name] = Member(Daemon(name, self.folder), command, environment)
        self._start(self.members[name])

    def remove(self, name: str) -> None:
        """SIGTERM it and do not start it again."""
        self.members[name].wanted = False
        self.members[name].daemon.send(signal.SIGTERM)

    def revive(self, name: str) -> None:
        """Have a worker that was removed run again."""
        self.members[name].wanted = True

    async def supervise(self) -> None:
        """Start again what exits, until cancelled."""
        while True:
            for member in self.members.values():
                self._look_at(member)
            self._look_for_orphans()
            await asyncio.sleep(0.1)

    async def stop(self) -> None:
        """End all: in order, else by force."""
        for member in self.members.values():
            member.wanted = False
            member.daemon.send(signal.SIGCONT)
        await asyncio.to_thread(stop_all, [member.daemon for member in self.members.values()], grace=15)

    def _start(self, member: Member) -> None:
        port = free_port(member.daemon.port)
        member.daemon.start(member.command, env={**member.environment, "TESSERA_METRICS_PORT": str(port)}, port=port)
        process = member.daemon.process()
        member.pid, member.start_at = process.pid if process else 0, 0.0

    def _look_at(self, member: Member) -> None:
        if member.daemon.process() is not None:
            return
        now = time.monotonic()
        if member.pid:
            self.exits.append(Exit(member.daemon.name, member.pid, member.daemon.exit_code, now))
            self._orphans[member.pid] = now + LINGER_SECONDS
            member.pid, member.start_at = 0, now + PAUSE
        elif member.wanted and now >= member.start_at:
            self._start(member)

    def _look_for_orphans(self) -> None:
        due = {session for session, at in self._orphans.items() if time.monotonic() >= at}
        if not due:
            return
        for session in due:
            del self._orphans[session]
        for pid in psutil.pids():
            with suppress(ProcessLookupError, psutil.NoSuchProcess):
                if os.getsid(pid) in due:
                    process = psutil.Process(pid)
                    what = " ".join(process.cmdline())[:120]
                    self.lingered.append(f"process {pid} ({what}) outlived its worker {os.getsid(pid)}")
                    process.kill()
