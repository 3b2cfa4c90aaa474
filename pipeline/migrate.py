"""Migrations of the database, by dbmate (plain SQL files in pipeline/sql/migrations)."""

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from pipeline.db import Connection
from pipeline.errors import Misconfigured

MIGRATIONS = Path(__file__).parent / "sql" / "migrations"
MIGRATE_SECONDS = 3600.0
"""For all migrations: an index on a large table takes its time."""
DEFAULTS = ("sslmode=disable", "connect_timeout=10")
SCHEMA = Path(__file__).parent / "sql" / "schema.sql"


def _dbmate_url(url: str) -> str:
    """dbmate wants TLS unless told otherwise; we follow the URL: TLS only when it asks for it. Without a
    connect_timeout it would wait for ever for a server that does not answer.
    """
    parts = urlsplit(url)
    query = [parts.query] if parts.query else []
    query += [option for option in DEFAULTS if option.partition("=")[0] + "=" not in parts.query]
    return urlunsplit(parts._replace(scheme="postgres", query="&".join(query)))


def dbmate(url: str, *arguments: str, migrations: Path = MIGRATIONS, environment: dict[str, str] | None = None) -> str:
    """Run dbmate on the database at `url`; what it printed. Raises Misconfigured with dbmate's words when it fails."""
    command = Path(sys.executable).with_name("dbmate")
    try:
        done = subprocess.run(  # noqa: S603  our own arguments, no shell
            [str(command), "--migrations-dir", str(migrations), "--no-dump-schema", *arguments],
            env={**os.environ, **(environment or {}), "DATABASE_URL": _dbmate_url(url)},
            capture_output=True,
            text=True,
            check=False,
            timeout=MIGRATE_SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        words = f"the database was not migrated within {MIGRATE_SECONDS:g} s; what was not finished is rolled back"
        raise Misconfigured("migrate", words) from error
    if done.returncode:
        raise Misconfigured(
            "migrate", f"the database could not be migrated: {done.stderr.strip() or done.stdout.strip()}"
        )
    return done.stdout


def migrate(url: str) -> list[str]:
    """Bring the database at `url` up to date; the migrations applied. A second call applies none."""
    return re.findall(r"^Applied: (\S+)", dbmate(url, "up"), re.MULTILINE)


def versions() -> list[str]:
    """Versions of all migrations there are, oldest first."""
    return sorted(path.name.split("_", 1)[0] for path in MIGRATIONS.glob("*.sql"))


async def pending(connection: Connection) -> list[str]:
    """Versions this program needs and the database lacks."""
    if await connection.fetchval("SELECT to_regclass('schema_migrations')") is None:
        return versions()
    applied = {row["version"] for row in await connection.fetch("SELECT version FROM schema_migrations")}
    return [version for version in versions() if version not in applied]
