"""`pipeline.service.main`: a service says in one line why it cannot start, serves its health, and stops in order."""

import asyncio
import os
import re
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from cli.topics import create
from dev.ports import free_port
from tests.integration.runner.harness import until

PROGRAM = [sys.executable, "-m", "tests.integration.runner.harness"]


@pytest.fixture
def environment(bootstrap: str, topic_prefix: str, database_url: str, tmp_path: Path) -> dict[str, str]:
    settings = {
        "kafka_bootstrap": bootstrap,
        "database_url": database_url,
        "objects_url": f"file://{tmp_path}/objects",
        "topic_prefix": topic_prefix,
        "metrics_port": str(free_port()),
    }
    return {f"TESSERA_{name.upper()}": value for name, value in settings.items()}


async def launch(environment: Mapping[str, str]) -> Process:
    others = {name: value for name, value in os.environ.items() if not name.startswith("TESSERA_")}
    return await asyncio.create_subprocess_exec(*PROGRAM, env={**others, **environment}, stderr=PIPE)


async def refusal(environment: Mapping[str, str]) -> str:
    """What a service that cannot start says; it exits with 2."""
    process = await launch(environment)
    _, said = await process.communicate()
    assert process.returncode == 2, said.decode()
    [line] = said.decode().splitlines()
    return line


async def test_missing_settings_are_named(environment: dict[str, str]) -> None:
    del environment["TESSERA_DATABASE_URL"]
    said = await refusal(environment)
    assert said == "TESSERA_DATABASE_URL: field required, e.g. postgresql://tessera@localhost:5432/tessera"


async def test_missing_topics_are_named_with_the_command(environment: dict[str, str], topic_prefix: str) -> None:
    said = await refusal(environment)
    assert re.fullmatch(
        rf"{topic_prefix}pdf\.uploaded has 0 partitions of 12 and \d+ more topics are wrong: run `tessera topics`", said
    )


async def test_missing_migrations_are_named_with_the_command(
    environment: dict[str, str], empty_database_url: str
) -> None:
    said = await refusal({**environment, "TESSERA_DATABASE_URL": empty_database_url})
    assert re.search(r"the database (is empty|lacks \d+ migrations): run `tessera migrate`", said)


async def test_unreachable_database_is_named_without_its_password(environment: dict[str, str]) -> None:
    url = f"postgresql://tessera:secret@127.0.0.1:{free_port()}/tessera"
    said = await refusal({**environment, "TESSERA_DATABASE_URL": url})
    assert said.startswith(f"the database cannot be reached at {url.split('@')[1]}: ")
    assert "secret" not in said


async def test_unreachable_kafka_is_named(environment: dict[str, str]) -> None:
    bootstrap = f"127.0.0.1:{free_port()}"
    said = await refusal({**environment, "TESSERA_KAFKA_BOOTSTRAP": bootstrap})
    assert said.startswith(f"Kafka cannot be reached at {bootstrap}: ")


async def test_health_metrics_and_orderly_stop(environment: dict[str, str], bootstrap: str, topic_prefix: str) -> None:
    await create(bootstrap, topic_prefix)
    process = await launch(environment)
    base = f"http://127.0.0.1:{environment['TESSERA_METRICS_PORT']}"

    def get(path: str) -> tuple[int, str]:
        try:
            with urlopen(f"{base}{path}", timeout=5) as answer:  # noqa: S310  our own
                return answer.status, answer.read().decode()
        except HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    async def ready() -> bool:
        return (await asyncio.to_thread(get, "/ready"))[0] == 200

    await until(ready)
    assert await asyncio.to_thread(get, "/live") == (200, "ok\n")
    assert (await asyncio.to_thread(get, "/else"))[0] == 404
    status, metrics = await asyncio.to_thread(get, "/metrics")
    assert status == 200
    assert 'tessera_assigned_partitions{stage="chunker"} 12.0' in metrics
    process.send_signal(signal.SIGTERM)
    _, log = await process.communicate()
    assert process.returncode == 0
    lines = log.decode().splitlines()
    assert '"event": "stopped"' in lines[-1]
    assert all('"stage": "chunker"' in line for line in lines)
