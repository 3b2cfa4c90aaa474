"""A command line on topics and a database of the test's own."""

from pathlib import Path

import pytest

from tests.integration.cli.dlq_harness import Dlq


@pytest.fixture
def letters(
    bootstrap: str, database_url: str, topic_prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Dlq:
    """Made topics without any dead letter yet."""
    monkeypatch.setenv("TESSERA_KAFKA_BOOTSTRAP", bootstrap)
    monkeypatch.setenv("TESSERA_DATABASE_URL", database_url)
    monkeypatch.setenv("TESSERA_OBJECTS_URL", f"file://{tmp_path}/objects")
    monkeypatch.setenv("TESSERA_TOPIC_PREFIX", topic_prefix)
    dlq = Dlq(bootstrap, topic_prefix, tmp_path)
    made = dlq.tessera("topics")
    assert made.exit_code == 0, made.stderr
    return dlq
