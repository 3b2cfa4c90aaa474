"""Migrations: from empty, from the previous version with rows in it, down and up again; schema.sql says the same."""

import shutil
from pathlib import Path

import asyncpg
import pytest

from dev.schema import dump
from pipeline.errors import Misconfigured
from pipeline.migrate import MIGRATIONS, SCHEMA, dbmate, migrate, pending, versions


def test_schema_sql_is_what_the_migrations_make(empty_database_url: str) -> None:
    assert migrate(empty_database_url) == [path.name for path in sorted(MIGRATIONS.glob("*.sql"))]
    assert migrate(empty_database_url) == []
    assert SCHEMA.read_text() == dump(empty_database_url), "run `make schema` and commit what it writes"


async def test_rows_of_the_previous_version_survive(empty_database_url: str, tmp_path: Path) -> None:
    *before, last = sorted(MIGRATIONS.glob("*.sql"))
    for path in before:
        shutil.copy(path, tmp_path)
    dbmate(empty_database_url, "up", migrations=tmp_path)
    connection = await asyncpg.connect(empty_database_url)
    try:
        assert await pending(connection) == [last.name.split("_", 1)[0]]
        await connection.execute(
            "INSERT INTO documents (document_id, tenant, source, filename, sha256, bytes, page_count)"
            " VALUES (gen_random_uuid(), 't', 's', 'f', 'h', 1, 1)"
        )
        migrate(empty_database_url)
        assert await pending(connection) == []
        assert await connection.fetchval("SELECT count(*) FROM documents") == 1
    finally:
        await connection.close()


def test_down_undoes_each_migration(empty_database_url: str) -> None:
    migrate(empty_database_url)
    before = dump(empty_database_url)
    for _ in versions():
        dbmate(empty_database_url, "down")
    assert "CREATE TABLE public.products" not in dump(empty_database_url)
    migrate(empty_database_url)
    assert dump(empty_database_url) == before


def test_unreachable_database_is_named() -> None:
    with pytest.raises(Misconfigured, match="could not be migrated"):
        dbmate("postgresql://nobody@127.0.0.1:1/none", "up")
