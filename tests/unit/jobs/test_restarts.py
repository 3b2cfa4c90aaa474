"""When orders about stuck attempts are given, repeated and complained about, on a clock of ours."""

from datetime import timedelta

import pytest
from prometheus_client import CollectorRegistry
from structlog.testing import capture_logs

from pipeline.state import Heartbeat, Order, RunningDocument, StageName
from services.jobs.incidents import Incident, InHand, Kind
from services.jobs.metrics import JobsMetrics
from services.jobs.restarts import Restarts
from services.jobs.settings import JobsSettings
from tests.unit.jobs.test_agents import DOCUMENT, NOW, RUN
from tests.unit.jobs.test_incidents import stuck_work

SETTINGS = JobsSettings(kafka_bootstrap="k", database_url="d", objects_url="o", restarts=2, order_seconds=60)


class Stage:
    """The decision maker with a database in a dict."""

    def __init__(self) -> None:
        self.incidents: dict[tuple[object, ...], Incident] = {}
        self.orders: list[Order] = []
        self.registry = CollectorRegistry()
        self.ended: set[int] = set()
        self.now = 0.0
        self.beats = 0
        self.anew()

    def anew(self) -> None:
        """As after a restart of jobs."""
        self.registry = CollectorRegistry()
        metrics = JobsMetrics(self.registry)
        self.restarts_ = Restarts(SETTINGS, self, metrics, self.in_hand, self.give, lambda: self.now)

    async def incident(self, run_id: object, stage: StageName, attempt: int, kind: Kind) -> Incident | None:
        return self.incidents.get((run_id, stage, attempt, kind))

    async def note(self, incidents: list[Incident]) -> list[Incident]:
        for each in incidents:
            self.incidents[each.run_id, each.stage, each.attempt, each.kind] = each
        return incidents

    async def restarts(self, run_id: object, stage: StageName) -> int:  # noqa: ARG002
        return max((each.restarts for each in self.incidents.values()), default=0)

    async def tell(self, incident: Incident) -> None:
        await self.note([incident])

    def in_hand(self, heartbeat: Heartbeat, document: RunningDocument) -> InHand | None:
        return None if document.attempt in self.ended else InHand(heartbeat, document, "t")

    async def give(self, order: Order) -> None:
        self.orders.append(order)

    async def look(self, attempt: int, idle: float) -> list[str]:
        """A new heartbeat with this attempt; what was logged."""
        self.beats += 1
        work = stuck_work(idle)
        document = work.document.model_copy(update={"attempt": attempt})
        at = NOW + timedelta(seconds=10 * self.beats)
        heartbeat = work.heartbeat.model_copy(update={"at": at, "running": [document]})
        with capture_logs() as logs:
            await self.restarts_.look([heartbeat])
            await self.restarts_.look([heartbeat])  # the timer is quicker than the heartbeat
        return [entry["event"] for entry in logs]


@pytest.fixture
def stage() -> Stage:
    return Stage()


async def test_work_that_makes_progress_is_never_touched(stage: Stage) -> None:
    for idle in (0, 299, 300, 1):
        assert await stage.look(1, idle) == []
    assert (stage.orders, stage.incidents) == ([], {})


async def test_the_order_is_repeated_with_each_heartbeat_and_the_incident_is_one(stage: Stage) -> None:
    assert await stage.look(1, 301) == ["stuck", "restart"]
    assert await stage.look(1, 311) == []
    assert [(order.document_id, order.run_id, order.attempt, order.action) for order in stage.orders] == [
        (DOCUMENT, RUN, 1, "restart")
    ] * 2
    assert len(stage.incidents) == 1


async def test_each_attempt_is_decided_once_and_the_last_is_given_up(stage: Stage) -> None:
    for attempt in (1, 2, 3):
        await stage.look(attempt, 301)
        await stage.look(attempt, 311)
    decided = [(order.attempt, order.action, order.restarts) for order in stage.orders[::2]]
    assert decided == [(1, "restart", 0), (2, "restart", 1), (3, "give_up", 2)]
    for action, count in (("restart", 2), ("give_up", 1)):
        labels = {"stage": "imager", "kind": "stuck", "action": action}
        assert stage.registry.get_sample_value("tessera_incidents_total", labels) == count


async def test_a_new_jobs_goes_on_where_the_old_one_was(stage: Stage) -> None:
    await stage.look(1, 301)
    stage.anew()
    assert await stage.look(1, 311) == []
    assert [(order.action, order.restarts) for order in stage.orders] == [("restart", 0)] * 2
    await stage.look(2, 301)
    assert stage.orders[-1].restarts == 1


async def test_what_has_ended_meanwhile_is_left(stage: Stage) -> None:
    stage.ended.add(1)
    assert await stage.look(1, 301) == []
    assert stage.orders == []


async def test_a_worker_that_does_not_let_go_is_named_once(stage: Stage) -> None:
    await stage.look(1, 301)
    stage.now += 61
    assert await stage.look(1, 361) == ["order_not_obeyed"]
    assert await stage.look(1, 371) == []
    [incident] = stage.incidents.values()
    assert "it has not let go for 61 s: w must be started again" in incident.what
