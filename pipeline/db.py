"""PostgreSQL: the pool, fenced transactions and batched upserts."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import asyncpg
from pgvector.asyncpg import register_vector

from pipeline.errors import Fenced
from pipeline.work import Claim

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

    Pool = asyncpg.Pool[asyncpg.Record]
    Connection = asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]
else:  # generic only in the stubs
    Pool = asyncpg.Pool
    Connection = asyncpg.Connection

BATCH = 100
"""Rows sent in one upsert (DESIGN section 3)."""

CHECK_FENCE = """
SELECT 1 FROM fences
WHERE document_id = $1 AND stage = $2 AND run_id = $3 AND attempt = $4
FOR SHARE
"""


async def _prepare(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    await register_vector(connection)
    await connection.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")


async def connect(url: str, *, size: int = 4, name: str = "tessera") -> Pool:
    """A pool of at most `size` connections whose jsonb is Python data and whose vectors are pgvector's types.

    Raises OSError or asyncpg.PostgresError when the database cannot be reached or lacks the vector extension.
    """
    return await asyncpg.create_pool(
        url,
        min_size=1,
        max_size=size,
        init=_prepare,
        command_timeout=60,
        # a frozen worker's open transaction would keep its fence row, and so its successor, waiting
        server_settings={"application_name": name, "idle_in_transaction_session_timeout": "30s"},
    )


@asynccontextmanager
async def fenced(pool: Pool, claim: Claim) -> AsyncIterator[Connection]:
    """A transaction that only the newest attempt can enter: its fence row keeps a new claim out until commit.

    Every write of a stage goes through here. Raises Fenced when a newer attempt or run has claimed the document.
    """
    async with pool.acquire() as connection, connection.transaction():
        if not await connection.fetchval(CHECK_FENCE, claim.document_id, claim.stage, claim.run_id, claim.attempt):
            raise Fenced
        yield connection


async def upsert(connection: Connection, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Run `statement` for every row, `BATCH` rows a round trip."""
    for start in range(0, len(rows), BATCH):
        await connection.executemany(statement, rows[start : start + BATCH])
