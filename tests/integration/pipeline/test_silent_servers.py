"""Servers that take connections and never answer: every call ends in its time, and says what did not answer."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import pytest

from pipeline import db, objects, service
from pipeline.errors import Misconfigured, Transient
from pipeline.objects import Objects
from pipeline.runner.kafka import KafkaError, Producer, is_passing, partition_counts
from pipeline.runner.outages import Database
from pipeline.runner.reader import Reader, Tail
from pipeline.settings import Settings
from pipeline.work import Claim
from services.discovery.sources import Sources
from tests.blackhole import BlackHole, black_hole


@contextmanager
def within(seconds: float) -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < seconds


@pytest.fixture
async def hole() -> AsyncIterator[BlackHole]:
    async with black_hole() as hole:
        yield hole


@pytest.fixture
async def valve(database_url: str) -> AsyncIterator[BlackHole]:
    """Between a test and PostgreSQL."""
    parts = urlsplit(database_url)
    async with black_hole((parts.hostname or "", parts.port or 0)) as valve:
        yield valve


def through(valve: BlackHole, database_url: str) -> str:
    parts = urlsplit(database_url)
    return urlunsplit(parts._replace(netloc=f"{parts.netloc.rpartition('@')[0]}@{valve.address}"))


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in {"CONNECT_SECONDS": 0.5, "TRANSACTION_SECONDS": 2.0, "CLOSE_SECONDS": 0.5}.items():
        monkeypatch.setattr(db, name, seconds)


@pytest.mark.usefixtures("impatient")
async def test_a_service_does_not_start_on_a_database_that_does_not_answer(hole: BlackHole) -> None:
    settings = Settings(
        kafka_bootstrap="none:1", database_url=f"postgresql://tessera@{hole.address}/x", objects_url="file:///x"
    )
    with within(5), pytest.raises(Misconfigured, match=r"the database cannot be reached at .*does not answer"):
        await service.connect(settings)


@pytest.mark.usefixtures("impatient")
async def test_a_connection_that_the_pool_must_make_anew_is_not_waited_for(valve: BlackHole, database_url: str) -> None:
    pool = await db.connect(through(valve, database_url), size=1, seconds=1)
    assert await pool.fetchval("SELECT 1") == 1
    valve.silent = True
    with within(8), pytest.raises(TimeoutError):
        await pool.fetchval("SELECT 1")
    with within(8), pytest.raises(TimeoutError):
        await pool.fetchval("SELECT 1")
    valve.silent = False
    assert await pool.fetchval("SELECT 1") == 1, "and once it answers again all is well"
    await db.close(pool)


@pytest.mark.usefixtures("impatient")
async def test_a_full_pool_is_not_waited_for_for_ever(database_url: str) -> None:
    pool = await db.connect(database_url, size=1, seconds=0.5)
    async with pool.acquire():
        with within(5), pytest.raises(TimeoutError):
            await pool.fetchval("SELECT 1")
    await db.close(pool)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("when", ["in a statement", "at the commit"])
async def test_a_transaction_ends_although_nothing_answers_its_rollback(
    valve: BlackHole, database_url: str, when: str
) -> None:
    """asyncpg waits without end for the answer to the cancelling of what timed out."""
    pool = await db.connect(through(valve, database_url), size=1, seconds=1)

    async def work() -> None:
        async with db.transaction(pool) as connection:
            await connection.execute("CREATE TABLE marks ()")
            valve.silent = True
            if when == "in a statement":
                await connection.execute("SELECT 1")

    with within(10), pytest.raises(TimeoutError):
        await work()
    await db.close(pool)
    valve.silent = False
    pool = await db.connect(database_url, size=1)
    assert await pool.fetchval("SELECT to_regclass('marks')") is None
    await db.close(pool)


@pytest.mark.usefixtures("impatient")
async def test_a_fenced_write_ends(valve: BlackHole, database_url: str) -> None:
    pool = await db.connect(through(valve, database_url), size=1, seconds=1)
    valve.silent = True
    with within(10), pytest.raises(TimeoutError):
        async with db.fenced(pool, Claim(uuid4(), uuid4(), "chunker", 1)):
            pytest.fail("nobody said that the claim is the newest")
    with within(3):
        await db.close(pool)


async def test_the_probe_of_the_database_ends(hole: BlackHole, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.runner.outages.PROBE_TIMEOUT", 0.5)
    database = Database(f"postgresql://tessera@{hole.address}/x")
    with within(3):
        assert not await database.probe()
    database.close()


@pytest.fixture
def s3(hole: BlackHole, monkeypatch: pytest.MonkeyPatch) -> str:
    """An S3 endpoint that does not answer."""
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://{hole.address}", "AWS_ALLOW_HTTP": "true", "AWS_REGION": "x",
        "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    return "s3://bucket/prefix"


@pytest.mark.parametrize("call", ["put", "put_file", "get", "exists", "delete", "path"])
async def test_storage_that_does_not_answer_is_something_to_try_again(s3: str, tmp_path: Path, call: str) -> None:
    await asyncio.to_thread((tmp_path / "a").write_bytes, b"x")
    arguments = {"put": (b"x",), "put_file": (tmp_path / "a",)}.get(call, ())
    store = Objects(s3, scratch=tmp_path / "scratch", seconds=1)
    with within(5), pytest.raises(Transient, match="object k could not be") as caught:
        await getattr(store, call)("k", *arguments)
    assert caught.value.code == "objects_unavailable"


async def test_a_source_that_does_not_answer_is_something_to_try_again(s3: str, tmp_path: Path) -> None:
    assert s3
    sources = Sources(Objects(f"file://{tmp_path}"), 1 << 20, buckets=("bucket",), seconds=1)
    with within(5), pytest.raises(Transient) as caught:
        await sources.fetch("s3://bucket/a.pdf")
    assert caught.value.code == "source_unavailable"


async def test_a_source_that_stalls_or_drips_is_given_up(tmp_path: Path) -> None:
    class Dripping(Sources):
        async def _file(self, _source: str) -> AsyncIterator[bytes]:  # type: ignore[override]
            while True:
                yield b"%"
                await asyncio.sleep(0.05)

    alive = 0

    async def told() -> None:
        nonlocal alive
        alive += 1

    sources = Dripping(Objects(f"file://{tmp_path}"), 1 << 20, seconds=0.5)
    with within(3), pytest.raises(Transient, match="it stalls or is too slow"):
        await sources.fetch("file:///a.pdf", told)
    assert alive > 2, "it told that it went on while it did"


async def test_kafka_that_does_not_answer_ends_every_start(hole: BlackHole, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.runner.reader.ANSWER_SECONDS", 1.0)
    for client in (Producer(hole.address, 1), Reader(hole.address, "topic", 1), Tail(hole.address, "topic")):
        with within(4), pytest.raises(KafkaError, match="within 1 s") as caught:
            await client.start()
        assert is_passing(caught.value)
    with within(4), pytest.raises(KafkaError, match="tell its topics within 1 s"):
        await partition_counts(hole.address, ["topic"], 1)


def test_the_figures_of_the_documentation() -> None:
    """docs/timeouts.md names them."""
    text = (Path(__file__).parents[3] / "docs" / "timeouts.md").read_text()
    for name, value in {
        "CONNECT_SECONDS": db.CONNECT_SECONDS,
        "STATEMENT_SECONDS": db.STATEMENT_SECONDS,
        "TRANSACTION_SECONDS": db.TRANSACTION_SECONDS,
        "ANSWER_SECONDS": objects.ANSWER_SECONDS,
    }.items():
        assert f"`{name}` {value:g} s" in text
