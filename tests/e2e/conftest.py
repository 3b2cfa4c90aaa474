"""The six services as real processes on the shared Kafka and PostgreSQL."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.topics import create
from dev.services import Services
from dev.stack import Stack
from pipeline.migrate import migrate
from samples import Sample, generate
from tests.e2e.client import Client


@pytest.fixture(scope="session")
def client(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """The running services; they have the database `tessera` and the topics without prefix to themselves."""
    inbox = tmp_path_factory.mktemp("inbox")
    asyncio.run(create(stack.bootstrap))
    migrate(stack.database_url)
    services = Services(stack.state_dir)
    services.start({"TESSERA_SOURCE_ROOTS": str(inbox)})
    try:
        services.wait_ready()
        yield Client(stack, services, inbox)
    finally:
        services.stop()


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """The 71-page sample with its ground truth."""
    folder: Path = tmp_path_factory.mktemp("samples")
    return generate("tiles-71", folder)
