"""The service on topics and a database of the test's own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.integration.jobs import harness


@pytest.fixture
async def jobs(bootstrap: str, topic_prefix: str, database_url: str, tmp_path: Path) -> AsyncIterator[harness.Jobs]:
    async with harness.jobs(bootstrap, topic_prefix, database_url, tmp_path) as jobs:
        yield jobs
