"""When the watchdog is fed: the App is played by a stand-in whose offsets the test sets."""

import asyncio
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import cast

import pytest
from faust.types import TP

from pipeline.runner.kafka import KafkaError
from pipeline.runner.outages import Broker, Outages
from pipeline.runner.watchdog import Watchdog
from services.jobs.app import JobsApp
from services.jobs.progress import keep_fed
from services.jobs.settings import JobsSettings

SOURCE = TP("discovery.state", 0)


class FakeWatchdog:
    """Counts its beats."""

    def __init__(self) -> None:
        self.beats = 0

    def begin(self, _key: object, _what: str, _limit: float) -> None:
        self.beats = 0

    def beat(self, _key: object) -> None:
        self.beats += 1


@dataclass
class FakeOutages:
    """`looks` has an entry for every time it was asked who waits: once a round."""

    waits: int = 0
    looks: asyncio.Queue[None] = field(default_factory=asyncio.Queue)

    @property
    def waiting(self) -> int:
        self.looks.put_nowait(None)
        return self.waits


@dataclass
class FakeConsumer:
    end: int = 5
    read: int = 5
    error: Exception | None = None

    async def highwaters(self, *sources: TP) -> dict[TP, int]:
        if self.error:
            raise self.error
        return dict.fromkeys(sources, self.end)

    async def position(self, _source: TP) -> int:
        return self.read


@dataclass
class FakeApp:
    reason: str | None = None
    in_hand: int = 0
    handled: int = 5
    restored: int = 0
    sources: tuple[TP, ...] = (SOURCE,)
    committed: dict[TP, int] = field(default_factory=lambda: {SOURCE: 5})
    consumer: FakeConsumer = field(default_factory=FakeConsumer)

    @property
    def faust(self) -> SimpleNamespace:
        return SimpleNamespace(consumer=self.consumer, rebalancing_count=1)

    def not_ready(self) -> str | None:
        return self.reason


@pytest.fixture
def listening() -> Iterator[str]:
    """host:port where somebody accepts connections."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"127.0.0.1:{server.getsockname()[1]}"


async def is_fed(app: FakeApp, *, waits: int = 0, bootstrap: str = "127.0.0.1:1") -> bool:
    """Whether the watchdog is still fed once the situation has been looked at several times."""
    watchdog, outages = FakeWatchdog(), FakeOutages(waits)
    settings = JobsSettings(kafka_bootstrap=bootstrap, database_url="d", objects_url="o", fold_stall_seconds=0.05)
    feeding = asyncio.create_task(
        keep_fed(cast(Watchdog, watchdog), cast(JobsApp, app), cast(Outages, outages), Broker(bootstrap), settings)
    )

    async def look(times: int) -> int:
        for _ in range(times):
            await outages.looks.get()
        return watchdog.beats

    try:
        return await look(4) < await look(4)
    finally:
        feeding.cancel()


async def test_fed_with_nothing_to_do() -> None:
    assert await is_fed(FakeApp())


@pytest.mark.parametrize(
    "stalled",
    [
        FakeApp(consumer=FakeConsumer(end=6)),
        FakeApp(in_hand=1),
        FakeApp(committed={SOURCE: 4}),
        FakeApp(reason="restoring the Tables"),
    ],
    ids=["not read", "not handled", "read but lost", "not restored"],
)
async def test_hungry_when_something_waits_and_nothing_moves(stalled: FakeApp) -> None:
    assert not await is_fed(stalled)


async def test_fed_while_things_move() -> None:
    class Moving(FakeApp):
        @property
        def faust(self) -> SimpleNamespace:
            self.handled += 1
            return super().faust

    assert await is_fed(Moving(in_hand=1))


async def test_fed_while_the_database_or_kafka_is_waited_for() -> None:
    assert await is_fed(FakeApp(in_hand=1), waits=1)


async def test_kafka_that_nobody_can_reach_is_not_our_fault_but_one_that_only_we_cannot_is(listening: str) -> None:
    app = FakeApp(consumer=FakeConsumer(error=KafkaError()))
    assert await is_fed(app)
    assert not await is_fed(app, bootstrap=listening)
