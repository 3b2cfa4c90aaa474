"""The embedded stack for real: what was stored outlives kills and restarts, and a second start is clean."""

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from dev.stack import Stack, read_environment


@pytest.fixture(scope="module")
def own_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Not the shared one: these tests stop and kill it."""
    with Stack(tmp_path_factory.mktemp("own")) as stack:
        yield stack


async def produce(bootstrap: str, topic: str, value: bytes) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    await admin.create_topics([NewTopic(topic, 1, 1)])
    await admin.close()
    async with AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all") as producer:
        await producer.send_and_wait(topic, value)


async def consume(bootstrap: str, topic: str) -> bytes | None:
    async with AIOKafkaConsumer(topic, bootstrap_servers=bootstrap, auto_offset_reset="earliest") as consumer:
        value: bytes | None = (await consumer.getone()).value
    return value


async def test_messages_outlive_a_killed_broker_and_its_port_stays(own_stack: Stack) -> None:
    bootstrap = own_stack.bootstrap
    await produce(bootstrap, "kept", b"hello")
    own_stack.kafka.kill()
    assert not own_stack.running
    await asyncio.to_thread(own_stack.kafka.start)
    assert own_stack.running
    assert own_stack.bootstrap == bootstrap
    assert await consume(bootstrap, "kept") == b"hello"


def test_rows_outlive_a_killed_server(own_stack: Stack) -> None:
    own_stack.postgres.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    own_stack.postgres.kill()
    own_stack.postgres.start()
    assert own_stack.postgres.execute("SELECT answer FROM kept") == "42"


def test_pgvector_is_there(own_stack: Stack) -> None:
    own_stack.postgres.execute("CREATE EXTENSION vector", "tessera")
    assert own_stack.postgres.execute("SELECT '[3,4]'::vector <-> '[0,0]'", "tessera") == "5"


def test_starting_what_runs_changes_nothing(own_stack: Stack) -> None:
    before = own_stack.kafka.daemon.process(), own_stack.postgres.daemon.process(), own_stack.environment
    Stack(own_stack.state_dir).start()
    assert (own_stack.kafka.daemon.process(), own_stack.postgres.daemon.process(), own_stack.environment) == before
    assert read_environment(own_stack.state_dir) == own_stack.environment


def test_a_port_taken_meanwhile_is_changed(own_stack: Stack) -> None:
    port = own_stack.postgres.daemon.port
    own_stack.stop()
    assert read_environment(own_stack.state_dir) == {}
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        own_stack.start()
    assert own_stack.postgres.daemon.port != port
    assert own_stack.postgres.execute("SELECT 1") == "1"


def test_stopping_leaves_no_process(tmp_path: Path) -> None:
    with Stack(tmp_path) as stack:
        processes = [stack.kafka.daemon.process(), stack.postgres.daemon.process()]
    assert all(process is not None and not psutil.pid_exists(process.pid) for process in processes)
    stack.stop()  # a second time does no harm
