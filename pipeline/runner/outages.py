"""When PostgreSQL or Kafka is away: wait and go on, rather than dead-letter the queue (DESIGN 4.1, 4.6)."""

import asyncio
import errno
import socket
from collections.abc import Awaitable, Callable
from typing import TypeVar
from urllib.parse import urlsplit

import asyncpg
import structlog

from pipeline.errors import Away, Transient
from pipeline.metrics import Metrics
from pipeline.runner.kafka import is_passing

T = TypeVar("T")
log = structlog.stdlib.get_logger(__name__)

FIRST_WAIT, LONGEST_WAIT = 0.2, 10.0
PROBE_TIMEOUT = 5.0

AWAY = (
    asyncpg.PostgresConnectionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.ReadOnlySQLTransactionError,  # a standby, during a fail-over
)
"""The server's own word that it cannot serve just now, whatever is asked."""

DOUBTFUL = (
    ConnectionError,
    TimeoutError,
    socket.gaierror,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.TransactionRollbackError,
    asyncpg.QueryCanceledError,
)
"""If the database answers a probe, the message's own trouble, retried so many times; else an outage, as is then any
error of PostgreSQL's: connections are refused for many reasons.
"""

FULL = (errno.ENOSPC, errno.EMFILE, errno.ENFILE, errno.ENETUNREACH, errno.EHOSTUNREACH)


class Database:
    """Whether PostgreSQL answers, asked on a connection of its own: the pool's may all be in use."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: asyncpg.Connection[asyncpg.Record] | None = None
        self._lock = asyncio.Lock()
        self._said_away = False
        self.reachable = False

    async def probe(self) -> bool:
        """Ask now; the answer is also kept in `reachable`."""
        async with self._lock:
            try:
                async with asyncio.timeout(PROBE_TIMEOUT):
                    if self._connection is None or self._connection.is_closed():
                        self._connection = await asyncpg.connect(self._url)
                    self.reachable = not await self._connection.fetchval("SELECT pg_is_in_recovery()")
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError) as error:
                if not self._said_away:
                    log.warning("database_away", error=str(error) or repr(error))
                self.reachable, self._said_away = False, True
                self._drop()
            if self.reachable and self._said_away:
                self._said_away = False
                log.info("database_back")
            return self.reachable

    def close(self) -> None:
        self._drop()

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None


class Broker:
    """Whether anyone listens at the brokers' addresses: the clients of Kafka wait without a word while nobody does."""

    def __init__(self, bootstrap: str) -> None:
        self._servers = [urlsplit(f"//{server}") for server in bootstrap.split(",")]
        self.reachable = True

    async def probe(self) -> bool:
        """Ask now; the answer is also kept in `reachable`."""
        reachable = False
        for server in self._servers:
            try:
                async with asyncio.timeout(PROBE_TIMEOUT):
                    _, writer = await asyncio.open_connection(server.hostname, server.port or 9092)
                writer.close()
                reachable = True
                break
            except (OSError, TimeoutError):
                continue
        if reachable != self.reachable:
            (log.info if reachable else log.warning)("kafka_back" if reachable else "kafka_away")
        self.reachable = reachable
        return reachable


class Outages:
    """Repeats what failed because PostgreSQL or Kafka was away, until they are back; `waiting` counts who waits."""

    def __init__(self, database: Database, metrics: Metrics) -> None:
        self._database = database
        self._metrics = metrics
        self.waiting = 0

    async def ride_out(self, function: Callable[[], Awaitable[T]], alive: Callable[[], None] = lambda: None) -> T:
        """The result of `function`, called again after every outage: it must bear that. `alive` is called meanwhile.

        Raises what `function` raises, and Transient(connection_trouble) for trouble that is no outage.
        """
        wait = FIRST_WAIT
        while True:
            try:
                return await function()
            except Exception as error:
                if not await self._is_outage(error):
                    raise
                self._metrics.outages().inc()
                log.warning("outage", error=f"{type(error).__name__}: {error}", next_try_seconds=wait)
                self.waiting += 1
                try:
                    while True:
                        alive()
                        await asyncio.sleep(wait)
                        if await self._database.probe():
                            break
                finally:
                    self.waiting -= 1
                wait = min(2 * wait, LONGEST_WAIT)

    async def _is_outage(self, error: Exception) -> bool:
        if isinstance(error, (Away, *AWAY)) or is_passing(error):
            return True
        if isinstance(error, OSError) and error.errno in FULL:
            return True
        if not isinstance(error, (*DOUBTFUL, asyncpg.PostgresError)):
            return False
        if not await self._database.probe():
            return True
        if isinstance(error, DOUBTFUL):
            raise Transient("connection_trouble", f"{type(error).__name__}: {error or 'no answer in time'}") from error
        return False
