"""Fixtures for every test. Nothing is started before a test asks for it, and nothing is imported that a service alone
does not have, so that its own tests run with its own dependencies.
"""

import asyncio
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

if TYPE_CHECKING:
    from dev.stack import Stack

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # a shell that starts us in the background has it so, and programs that tests interrupt would inherit that
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Stack"]:
    """A real Kafka and a real PostgreSQL with pgvector, for all tests of this run. Not for tests that stop them."""
    from dev.stack import Stack

    with Stack(tmp_path_factory.mktemp("stack")) as stack:
        yield stack


@pytest.fixture(scope="session")
def bootstrap(stack: "Stack") -> str:
    """host:port of Kafka. Topics are shared by all tests: put `topic_prefix` before their names."""
    return stack.bootstrap


@pytest.fixture
def topic_prefix(request: pytest.FixtureRequest) -> Iterator[str]:
    """What keeps the topics and groups of one test from another's (Settings.topic_prefix). Its topics are deleted
    afterwards: a broker with ten thousand partitions does little else than look after them.
    """
    prefix = f"t{uuid4().hex[:8]}."
    yield prefix
    if "stack" in request.fixturenames:
        from tests.topics import delete

        with ThreadPoolExecutor() as apart:  # there may be an event loop in this thread
            apart.submit(asyncio.run, delete(request.getfixturevalue("bootstrap"), prefix)).result()


@pytest.fixture(scope="session")
def template_database(stack: "Stack") -> str:
    """Name of a migrated, empty database that others are copied from."""
    from pipeline.migrate import migrate

    stack.postgres.execute("CREATE DATABASE template_tessera")
    migrate(stack.postgres.url("template_tessera"))
    return "template_tessera"


@pytest.fixture
def empty_database_url(stack: "Stack") -> Iterator[str]:
    """A database of this test's own without any table."""
    yield from _database(stack, "template1")


@pytest.fixture
def database_url(stack: "Stack", template_database: str) -> Iterator[str]:
    """A migrated, empty database of this test's own."""
    yield from _database(stack, template_database)


def _database(stack: "Stack", template: str) -> Iterator[str]:
    name = f"test_{uuid4().hex}"
    stack.postgres.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield stack.postgres.url(name)
    stack.postgres.execute(f"DROP DATABASE {name} WITH (FORCE)")
