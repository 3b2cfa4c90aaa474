"""A stack of the suite's own: it is killed now and then."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from dev.stack import Stack


@pytest.fixture(scope="session")
def chaos_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("chaos")


@pytest.fixture(scope="session")
def chaos_stack(chaos_folder: Path) -> Iterator[Stack]:
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # servers are down here now and then
    with Stack(chaos_folder / "stack") as stack:
        yield stack
