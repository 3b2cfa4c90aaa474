"""What was done about dead letters, by whom and when (table dead_letters_handled): Kafka cannot take them away."""

import os
import pwd
import socket
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import asyncpg

from cli import connections
from cli.dlq_letter import Name
from cli.errors import Unreachable
from pipeline.db import Pool
from pipeline.errors import Misconfigured
from pipeline.settings import Settings

Action = Literal["requeued", "dropped"]
Letter = tuple[Name, datetime]
"""A letter and its time: names come again when a topic was deleted and made anew."""

LATEST = """
SELECT DISTINCT ON (topic, partition, kafka_offset, letter_at) * FROM dead_letters_handled
WHERE starts_with(topic, $1)
ORDER BY topic, partition, kafka_offset, letter_at, handled_at DESC
"""
ADD = """
INSERT INTO dead_letters_handled (topic, partition, kafka_offset, letter_at, action, reason, by_whom, host)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""


@dataclass(frozen=True)
class Handling:
    """What was last done about a letter."""

    action: Action
    by: str
    host: str
    at: datetime
    reason: str

    def __str__(self) -> str:
        why = f": {self.reason}" if self.reason else ""
        return f"{self.action} by {self.by}@{self.host} at {self.at:%Y-%m-%d %H:%M:%S} UTC{why}"


class Handled:
    """The table, for one deployment's letters."""

    def __init__(self, pool: Pool, prefix: str) -> None:
        self._pool = pool
        self._prefix = prefix

    async def load(self) -> Mapping[Letter, Handling]:
        """The last deed of each letter that was handled."""
        rows = await self._pool.fetch(LATEST, self._prefix)
        return {
            (
                Name(row["topic"].removeprefix(self._prefix), row["partition"], row["kafka_offset"]),
                row["letter_at"],
            ): Handling(row["action"], row["by_whom"], row["host"], row["handled_at"], row["reason"])
            for row in rows
        }

    async def add(self, letters: Iterable[Letter], action: Action, reason: str = "") -> None:
        """Remember that this program's user did it to all of them, just now."""
        what = action, reason, _login(), socket.gethostname()
        rows = [(self._prefix + name.topic, name.partition, name.offset, at, *what) for name, at in letters]
        await self._pool.executemany(ADD, rows)


@asynccontextmanager
async def handled(settings: Settings) -> AsyncIterator[Handled]:
    """The table, within. Raises Unreachable, and Misconfigured when the database lacks it."""
    async with connections.database(settings.database_url) as pool:
        try:
            yield Handled(pool, settings.topic_prefix)
        except asyncpg.UndefinedTableError as error:
            raise Misconfigured("migrations", f"the database lacks a table ({error}): run `tessera migrate`") from error
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise Unreachable(f"the database failed: {error or type(error).__name__}") from error


async def deeds(settings: Settings) -> Mapping[Letter, Handling]:
    """The last deed of each letter that was handled. Raises as `handled` does."""
    async with handled(settings) as table:
        return await table.load()


def _login() -> str:
    """Name of the user whose process this is; the number where a container gave it none."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())
