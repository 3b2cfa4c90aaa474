"""PostgreSQL: the pool, fenced transactions and batched upserts. No call waits for ever (docs/timeouts.md)."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import asyncpg
from pgvector.asyncpg import register_vector

from pipeline.errors import Fenced
from pipeline.work import Claim

if TYPE_CHECKING:
    from asyncpg.pool import PoolAcquireContext, PoolConnectionProxy

    _Pool = asyncpg.Pool[asyncpg.Record]
    Connection = asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]
else:  # generic only in the stubs
    _Pool = asyncpg.Pool
    Connection = asyncpg.Connection

BATCH = 100
"""Rows sent in one upsert (DESIGN section 3)."""
CONNECT_SECONDS = 10.0
"""For one connection to be made."""
STATEMENT_SECONDS = 60.0
"""For one statement, its locks included, and for a connection of the pool to become free."""
TRANSACTION_SECONDS = 180.0
"""For a transaction from its first statement to the commit or rollback: asyncpg would wait for ever to roll back a
statement that timed out on a server that no longer answers.
"""
CLOSE_SECONDS = 5.0

CHECK_FENCE = """
SELECT 1 FROM fences
WHERE document_id = $1 AND stage = $2 AND run_id = $3 AND attempt = $4
FOR SHARE
"""


async def _prepare(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    await register_vector(connection)
    await connection.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")


class Pool(_Pool):
    """asyncpg's, but waiting for a free connection (also in `fetch` and its kin), and for one to be reset when it is
    given back, ends with TimeoutError.
    """

    patience = STATEMENT_SECONDS

    def acquire(self, *, timeout: float | None = None) -> "PoolAcquireContext[asyncpg.Record]":
        """A connection, within `timeout` seconds, by default `patience`."""
        return super().acquire(timeout=self.patience if timeout is None else timeout)


async def connect(url: str, *, size: int = 4, name: str = "tessera", seconds: float = STATEMENT_SECONDS) -> Pool:
    """A pool of at most `size` connections whose jsonb is Python data and whose vectors are pgvector's types; `seconds`
    is for one statement and for a free connection.

    Raises OSError (TimeoutError is one) or asyncpg.PostgresError when the database cannot be reached, ValueError when
    it lacks the vector extension.
    """
    pool = Pool(
        url,
        connection_class=asyncpg.Connection,
        record_class=asyncpg.Record,
        min_size=1,
        max_size=size,
        max_queries=50_000,
        max_inactive_connection_lifetime=300.0,
        loop=None,
        init=_prepare,
        timeout=CONNECT_SECONDS,
        command_timeout=seconds,
        # a frozen worker's open transaction would keep its fence row, and so its successor, waiting
        server_settings={"application_name": name, "idle_in_transaction_session_timeout": "10s"},
    )
    pool.patience = seconds
    try:
        async with asyncio.timeout(2 * CONNECT_SECONDS):
            return await pool
    except TimeoutError as error:
        pool.terminate()
        raise TimeoutError("it takes connections but does not answer") from error


async def close(pool: Pool) -> None:
    """Close the pool; connections that still work are cut after a while."""
    try:
        async with asyncio.timeout(CLOSE_SECONDS):
            await pool.close()
    except TimeoutError:
        pool.terminate()


@asynccontextmanager
async def transaction(pool: Pool) -> AsyncIterator[Connection]:
    """A connection in a transaction. Raises TimeoutError when it is not over in TRANSACTION_SECONDS."""
    async with asyncio.timeout(TRANSACTION_SECONDS), pool.acquire() as connection, connection.transaction():
        yield connection


@asynccontextmanager
async def fenced(pool: Pool, claim: Claim) -> AsyncIterator[Connection]:
    """A transaction that only the newest attempt can enter: its fence row keeps a new claim out until commit.

    Every write of a stage goes through here. Raises Fenced when a newer attempt or run has claimed the document.
    """
    async with transaction(pool) as connection:
        if not await connection.fetchval(CHECK_FENCE, claim.document_id, claim.stage, claim.run_id, claim.attempt):
            raise Fenced
        yield connection


async def upsert(connection: Connection, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Run `statement` for every row, `BATCH` rows a round trip."""
    for start in range(0, len(rows), BATCH):
        await connection.executemany(statement, rows[start : start + BATCH])
