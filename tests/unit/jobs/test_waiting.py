"""The sweep over fan-ins: a waiting run is told once and counted while it waits."""

from datetime import UTC, datetime
from typing import cast
from uuid import uuid4

from prometheus_client import CollectorRegistry
from structlog.testing import capture_logs

from services.jobs.metrics import JobsMetrics
from services.jobs.settings import JobsSettings
from services.jobs.store import Store, WaitingFanIn
from services.jobs.waiting import FanIns

SETTINGS = JobsSettings(kafka_bootstrap="k:1", database_url="d", objects_url="file:///o", fan_in_seconds=60)


class FakeStore:
    def __init__(self) -> None:
        self.found: list[WaitingFanIn] = []
        self.asked: list[float] = []

    async def waiting(self, seconds: float) -> list[WaitingFanIn]:
        self.asked.append(seconds)
        return self.found


async def test_a_waiting_run_is_told_once_and_counted_while_it_waits() -> None:
    store, registry = FakeStore(), CollectorRegistry()
    sweep = FanIns(SETTINGS, cast(Store, store), JobsMetrics(registry)).sweep
    store.found = [WaitingFanIn(uuid4(), uuid4(), datetime(2026, 1, 1, tzinfo=UTC), ["chunks.created.v1"])]
    with capture_logs() as logs:
        await sweep()
        await sweep()
    assert [(entry["event"], entry["arrived"]) for entry in logs] == [("fan_in_waits", ["chunks.created.v1"])]
    assert registry.get_sample_value("tessera_fan_ins_waiting") == 1
    store.found = []
    await sweep()
    assert registry.get_sample_value("tessera_fan_ins_waiting") == 0
    assert store.asked == [60, 60, 60]
