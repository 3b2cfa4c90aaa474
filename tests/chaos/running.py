"""A world with its workers, its watch and what is fed to it, while it runs."""

import asyncio
import itertools
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiokafka import AIOKafkaProducer

from dev.services import is_ready
from pipeline.state import STAGES, StageState
from tests.chaos import points
from tests.chaos.documents import Document
from tests.chaos.fleet import Fleet
from tests.chaos.points import Action, Fired, Point, Token
from tests.chaos.proxy import Proxy
from tests.chaos.watching import AWAY, INPUTS, Watch
from tests.chaos.world import World

IN_FLIGHT = 6
"""Documents at once: enough work for every stage, few enough to last."""
FEED_SECONDS = 1.5
"""A token that nobody came by for so long gets a new document."""
FIRE_SECONDS = 90.0


class Void(Exception):
    """A fault found no work in hand, or did not come about: the run says nothing."""

    def __init__(self, why: str) -> None:
        super().__init__(f"void: {why}")


@dataclass
class Running:
    """`stock` is where documents come from; `fed` are those that came; `outages`: when a server was away, monotonic."""

    world: World
    fleet: Fleet
    watch: Watch
    producer: AIOKafkaProducer
    rng: random.Random
    stock: Iterator[Document]
    proxies: dict[str, tuple[Proxy, Proxy]] = field(default_factory=dict)
    fed: list[Document] = field(default_factory=list)
    events: int = 0
    outages: list[tuple[float, float]] = field(default_factory=list)
    _ids: Iterator[int] = field(default_factory=itertools.count)
    _feeding: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def feed(self, documents: Sequence[Document]) -> None:
        """Publish their uploads, shuffled, a third of them twice."""
        messages = [document for document in documents for _ in range(2 if self.rng.random() < 1 / 3 else 1)]
        self.rng.shuffle(messages)
        topic = f"{self.world.prefix}pdf.uploaded"
        for document in messages:
            message = document.message()
            await self.producer.send_and_wait(topic, message.value, key=message.key, headers=list(message.headers))
        self.fed += documents
        self.events += len(messages)

    async def feed_some(self, most: int = 1) -> None:
        """Publish up to `most` more of the stock, as long as not too many are in flight."""
        ended = self.watch.ended
        free = IN_FLIGHT - sum(document.run_id not in ended for document in self.fed if not document.poison)
        async with self._feeding:
            more = await asyncio.to_thread(lambda: list(itertools.islice(self.stock, max(0, min(free, most)))))
        await self.feed(more)

    def token(self, stage: str, point: Point, action: Action, **more: Any) -> Token:
        """A new token, laid out."""
        token = Token(id=f"{next(self._ids):04d}", stage=stage, point=point, action=action, **more)
        points.arm(self.world.folder, token)
        return token

    async def fires(self, token: Token, *, feeding: bool = True) -> Fired:
        """The evidence, once a worker with work in hand obeyed the token; meanwhile documents are fed. Raises Void."""
        began = fed_at = time.monotonic()
        while not (fired := points.fired(self.world.folder, token)):
            now = time.monotonic()
            if now - began > FIRE_SECONDS and points.disarm(self.world.folder, token):
                raise Void(f"no worker of {token.stage} came to {token.point} in {FIRE_SECONDS:g} s to {token.action}")
            if feeding and now - fed_at > FEED_SECONDS:
                await self.feed_some()
                fed_at = now
            await asyncio.sleep(0.05)
        if not fired.in_hand:
            raise Void(f"{fired.worker} had nothing in hand at {token.point}")
        return fired

    def go(self, token: Token) -> None:
        points.go(self.world.folder, token)

    async def drain(self, seconds: float = 180) -> None:
        """Wait until all that was fed has ended, every offset is committed, and no job runs. What has not is for the
        invariants to tell, so time up is no error here.
        """

        async def done() -> bool:
            if {document.run_id for document in self.fed} - self.watch.ended:
                return False
            if await self.uncommitted():
                return False
            query = "SELECT count(*) FILTER (WHERE status IN ('completed', 'failed')) AS n FROM async_jobs"
            return bool((await self.world.rows(query))[0]["n"] == len(self.fed))

        await until(done, seconds)

    async def drain_one(self, topic: str, seconds: float = 60) -> None:
        """The same for workers of one stage, which writes to `topic`."""

        async def done() -> bool:
            there = {seen.key for seen in self.watch.of(topic)}
            missing = [document for document in self.fed if str(document.document_id).encode() not in there]
            return not missing and not await self.uncommitted()

        await until(done, seconds)

    async def uncommitted(self) -> list[str]:
        """Partitions whose committed offset is not their end."""
        await self.watch.catch_up()
        committed = await self.watch.committed()
        ends: dict[tuple[str, int], int] = {}
        for topics in INPUTS.values():
            for topic in topics:
                for seen in self.watch.of(topic):
                    ends[topic, seen.partition] = max(seen.offset + 1, ends.get((topic, seen.partition), 0))
        return [
            f"{stage} has committed {committed.get((stage, topic, partition), 0)} of {end} in {topic}/{partition}"
            for stage in self.stages
            for (topic, partition), end in ends.items()
            if topic in INPUTS[stage] and committed.get((stage, topic, partition), 0) != end
        ]

    @property
    def stages(self) -> list[str]:
        """Those that have workers."""
        return [stage for stage in STAGES if any(name.startswith(f"{stage}-") for name in self.fleet.members)]

    async def claimed_again(self, fired: Fired, seconds: float = 60) -> float | None:
        """Seconds from the token's firing to the next claim of its document in its stage, negative if the worker had
        been overtaken before; None if there is none.
        """
        query = """SELECT extract(epoch FROM min(at))::float AS at FROM audit.fences
            WHERE document_id = $1 AND stage = $2 AND status = 'claimed'
            AND CASE WHEN $4::int > 0 THEN attempt > $4 ELSE at > to_timestamp($3) END"""

        async def claim() -> float | None:
            rows = await self.world.rows(query, fired.document, fired.token.stage, fired.time, fired.attempt)
            return float(rows[0]["at"]) - fired.time if rows[0]["at"] is not None else None

        async def claimed_or_finished() -> float | None:
            at = await claim()
            return self._finished(fired) if at is None else at

        result: float | None = await until(claimed_or_finished, seconds)
        return result

    async def first_claimed_again(self, fired: Fired) -> float | None:
        """Seconds from the token's firing to the first claim of any document that was in hand; None without one."""
        query = """SELECT extract(epoch FROM min(at))::float AS at FROM audit.fences
            WHERE document_id = ANY ($1) AND stage = $2 AND status = 'claimed' AND at > to_timestamp($3)"""
        (row,) = await self.world.rows(query, fired.in_hand, fired.token.stage, fired.time)
        return float(row["at"]) - fired.time if row["at"] is not None else None

    async def finished_by_another(self, fired: Fired, seconds: float = 60) -> float | None:
        """Seconds until a record says that the document is finished in its stage: its rows are there, and nobody need
        claim it again.
        """

        async def record() -> float | None:
            return self._finished(fired)

        result: float | None = await until(record, seconds)
        return result

    def _finished(self, fired: Fired) -> float | None:
        """As `claimed_again`. Another may have finished it before: of one who had not claimed yet, or who woke up from
        a freeze, went on with what had been taken over meanwhile, and met the next fault.
        """
        for seen in self.watch.of(f"{fired.token.stage}.state"):
            if seen.key == str(fired.document).encode():
                state = StageState.model_validate_json(seen.value or b"")
                if state.status == "finished" and state.run_id == fired.run:
                    return seen.at - fired.monotonic
        return None

    async def settled(self, stage: str, seconds: float = 60) -> None:
        """Return once all wanted workers of a stage are ready, so that the next fault leaves one. Raises Void."""

        async def ready() -> bool:
            wanted = [each for name, each in self.fleet.members.items() if name.startswith(stage) and each.wanted]
            return all([await asyncio.to_thread(is_ready, each.daemon) for each in wanted])

        if not await until(ready, seconds):
            raise Void(f"the workers of {stage} were not ready again after {seconds:g} s")

    async def wrote(self, worker: str, since: float, seconds: float = 90) -> float | None:
        """Seconds from `since` (monotonic) until a state record of `worker` was seen: it has Kafka and the database."""

        fed_at = time.monotonic()

        async def record() -> float | None:
            nonlocal fed_at
            if time.monotonic() - fed_at > FEED_SECONDS:
                await self.feed_some()
                fed_at = time.monotonic()
            for stage in STAGES:
                for seen in reversed(self.watch.of(f"{stage}.state")):
                    if seen.at <= since:
                        break
                    if f'"worker":"{worker}"'.encode() in (seen.value or b""):
                        return seen.at - since
            return None

        result: float | None = await until(record, seconds)
        return result


async def until(condition: Callable[[], Awaitable[Any]], seconds: float) -> Any:
    """What `condition` returns once that is truthy, else what it returned when time was up; asked again while servers
    are away.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            result = await condition()
        except AWAY:
            result = None
        if result or time.monotonic() > deadline:
            return result
        await asyncio.sleep(0.1)


@asynccontextmanager
async def running(
    world: World,
    stock: Iterator[Document],
    *,
    seed: int,
    workers: int,
    stages: Sequence[str] = STAGES,
    options: Sequence[str] = (),
    faulted: bool = True,
) -> AsyncIterator[Running]:
    """Start `workers` a stage, and jobs if all stages run. Faulted: the clock of every stage's first worker is five
    minutes fast, of its second as much slow, and the second has proxies to Kafka and PostgreSQL.
    """
    async with AsyncExitStack() as closing:
        producer = await closing.enter_async_context(
            AIOKafkaProducer(bootstrap_servers=world.stack.bootstrap, enable_idempotence=True, acks="all")
        )
        fleet = Fleet(world.folder, world.environment)
        closing.push_async_callback(fleet.stop)
        proxies = {}
        for stage in stages:
            for number in range(1, workers + 1):
                own = list(options)
                if faulted:
                    own += ["--clock", "300" if number % 2 else "-300"]
                if faulted and number == 2:
                    ports = port_of(world.stack.bootstrap), port_of(world.database_url.rpartition("/")[0])
                    pair = Proxy(ports[0]), Proxy(ports[1])
                    for proxy in pair:
                        await proxy.start()
                        closing.push_async_callback(proxy.stop)
                    proxies[f"{stage}-{number}"] = pair
                    mapped = ", ".join(f'"{port}": {proxy.port}' for port, proxy in zip(ports, pair, strict=True))
                    own += ["--ports", f"{{{mapped}}}"]
                fleet.add(stage, number, *own)
        if set(stages) == set(STAGES):
            fleet.add_jobs()
        watch = await closing.enter_async_context(Watch(world))
        supervising = asyncio.create_task(fleet.supervise())
        try:
            yield Running(world, fleet, watch, producer, random.Random(seed), stock, proxies)
        finally:
            supervising.cancel()
            await asyncio.gather(supervising, return_exceptions=True)


def port_of(address: str) -> int:
    """Of host:port at the end of an address."""
    return int(address.rpartition(":")[2])
