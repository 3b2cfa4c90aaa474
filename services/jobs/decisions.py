"""The one decision maker: asked by timers, it looks at workers and jobs, and has restarted or given up what is stuck or
lost. What crashed is restarted by Kafka, which gives its partition to another worker: no order, nobody to fight.
"""

from collections.abc import Awaitable, Callable

from services.jobs.agents import note
from services.jobs.losses import Losses
from services.jobs.metrics import JobsMetrics
from services.jobs.restarts import Restarts
from services.jobs.store import Store
from services.jobs.tables import Table
from services.jobs.watch import Watch

STATUSES = ("running", "completed", "failed", "superseded")


class Decisions:
    """`unread` counts the heartbeats that Kafka has and we have not read, None while we cannot hear."""

    def __init__(
        self,
        watch: Watch,
        restarts: Restarts,
        losses: Losses,
        store: Store,
        workers: Table,
        metrics: JobsMetrics,
        unread: Callable[[], Awaitable[int | None]],
    ) -> None:
        self._watch = watch
        self._restarts = restarts
        self._losses = losses
        self._store = store
        self._workers = workers
        self._metrics = metrics
        self._unread = unread

    async def look(self) -> None:
        """At the workers: who is missing, and who is stuck."""
        unread = await self._unread()
        if unread is None:
            self._watch.deaf()
            self._losses.deaf()
        if unread != 0:
            return
        look = self._watch.check(self._workers.owned())
        await note(look.crashed, self._store, self._metrics)
        await self._restarts.look(look.fresh)
        await self._workers.put(dict.fromkeys(look.forget))

    async def sweep(self) -> None:
        """At the jobs: how many there are, and whose messages are lost."""
        counts, oldest = await self._store.counts()
        for status in STATUSES:
            self._metrics.jobs.labels(status).set(counts.get(status, 0))
        self._metrics.oldest.set(oldest)
        if await self._unread() == 0:
            await self._losses.sweep(self._watch.alive)
