"""One deployment for one run of the suite: topics, database and objects of its own on a stack, and its settings."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg

from cli.topics import create
from dev.stack import Stack
from pipeline.migrate import migrate

AUDIT = Path(__file__).with_name("audit.sql")

SETTINGS = {
    "TESSERA_STOP_SECONDS": "2",
    "TESSERA_PROCESSES": "1",
    # small, so that a document of a few pages has a middle
    "TESSERA_BATCH_PAGES": "1",
    "TESSERA_BATCH_IMAGES": "2",
    # what a hanging file costs the others of its subprocess
    "TESSERA_SECONDS_PER_DOCUMENT": "15",
}


@dataclass(frozen=True)
class World:
    """`folder` holds all its workers write: logs, objects, diaries, tokens."""

    stack: Stack
    name: str
    folder: Path
    inbox: Path
    settings: dict[str, str]

    @classmethod
    async def make(cls, stack: Stack, what: str, folder: Path, inbox: Path, **settings: str) -> "World":
        """A new one, migrated, audited and with its topics; `settings` are TESSERA_* variables of all its services."""
        world = cls(stack, f"{what}_{uuid4().hex[:6]}", folder / what, inbox, settings)
        world.folder.mkdir(parents=True)
        await asyncio.to_thread(stack.postgres.execute, f"CREATE DATABASE {world.name}")
        await asyncio.to_thread(migrate, world.database_url)
        async with world.database() as connection:
            await connection.execute(AUDIT.read_text())
        await create(stack.bootstrap, world.prefix)
        return world

    @property
    def prefix(self) -> str:
        return f"{self.name}."

    @property
    def database_url(self) -> str:
        return self.stack.postgres.url(self.name)

    @property
    def objects(self) -> Path:
        return self.folder / "objects"

    @property
    def environment(self) -> dict[str, str]:
        """What its services find in theirs."""
        return {
            **SETTINGS,
            "TESSERA_KAFKA_BOOTSTRAP": self.stack.bootstrap,
            "TESSERA_DATABASE_URL": self.database_url,
            "TESSERA_OBJECTS_URL": self.objects.as_uri(),
            "TESSERA_TOPIC_PREFIX": self.prefix,
            "TESSERA_SOURCE_ROOTS": str(self.inbox),
            **self.settings,
        }

    @asynccontextmanager
    async def database(self) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
        """A connection whose jsonb is Python data."""
        connection = await asyncpg.connect(self.database_url, server_settings={"application_name": "chaos"})
        try:
            await connection.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")
            yield connection
        finally:
            await connection.close()

    async def rows(self, query: str, *arguments: object) -> list[dict[str, Any]]:
        """What a query returns."""
        async with self.database() as connection:
            return [dict(row) for row in await connection.fetch(query, *arguments)]
