"""Kafka, PostgreSQL and the object store as one thing to start and stop; all they leave lies in one folder."""

import fcntl
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from dotenv import dotenv_values

from dev import ROOT
from dev.kafka import Kafka
from dev.postgres import Postgres

STATE_DIR = ROOT / ".stack"


class Stack:
    """The embedded stack whose state lies in `state_dir`. As a context manager: started, and stopped in the end.

    From a coroutine, call what starts or stops with asyncio.to_thread.
    """

    def __init__(self, state_dir: Path = STATE_DIR) -> None:
        self.state_dir = state_dir.resolve()
        self.kafka = Kafka(self.state_dir)
        self.postgres = Postgres(self.state_dir)

    @property
    def bootstrap(self) -> str:
        """host:port of the Kafka broker."""
        return self.kafka.bootstrap

    @property
    def database_url(self) -> str:
        return self.postgres.url()

    @property
    def objects_url(self) -> str:
        return f"file://{self.state_dir}/objects"

    @property
    def environment(self) -> dict[str, str]:
        """Settings by which services and the command line find the stack."""
        return {
            "TESSERA_KAFKA_BOOTSTRAP": self.bootstrap,
            "TESSERA_DATABASE_URL": self.database_url,
            "TESSERA_OBJECTS_URL": self.objects_url,
        }

    @property
    def running(self) -> bool:
        """Whether both processes are there."""
        return self.kafka.daemon.process() is not None and self.postgres.daemon.process() is not None

    def start(self) -> None:
        """Start what does not run yet, and write the environment file. Raises StackError; then nothing is left running
        that was not before.
        """
        with self._alone():
            was = [server for server in (self.kafka, self.postgres) if server.daemon.process()]
            try:
                with ThreadPoolExecutor() as both:
                    for started in [both.submit(self.kafka.start), both.submit(self.postgres.start)]:
                        started.result()
            except BaseException:
                for server in (self.kafka, self.postgres):
                    if server not in was:
                        server.stop()
                raise
            write_environment(self.state_dir / "env", self.environment)

    def stop(self) -> None:
        """Stop Kafka, then PostgreSQL; the data stays."""
        with self._alone():
            self.kafka.stop()
            self.postgres.stop()
            (self.state_dir / "env").unlink(missing_ok=True)

    def __enter__(self) -> "Stack":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One start or stop at a time, over all processes."""
        self.state_dir.mkdir(parents=True, exist_ok=True)
        with (self.state_dir / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def write_environment(path: Path, variables: Mapping[str, str]) -> None:
    """KEY=VALUE lines, for this user's eyes: the database's password is among them."""
    path.touch(mode=0o600)
    path.write_text("".join(f"{key}={value}\n" for key, value in variables.items()))


def read_environment(state_dir: Path = STATE_DIR) -> dict[str, str]:
    """What a started stack wrote; empty when none runs."""
    return {key: value for key, value in dotenv_values(state_dir / "env").items() if value is not None}
