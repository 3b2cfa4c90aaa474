"""The faults, each on work that is in hand: it is void otherwise."""

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiokafka.admin import AIOKafkaAdminClient

from dev import StackError
from tests.chaos.points import Fired, Point, Token
from tests.chaos.proxy import Mode
from tests.chaos.running import Running, Void, until

UP_SECONDS = 240.0


@dataclass(frozen=True)
class Fault:
    """What was done, where it landed, and what came of it, in seconds; None where nothing is to be expected.

    `takeover`: until the document at the point was claimed again or finished for good; `first`: until the first was of
    those that the worker had in hand. They differ as those over which a worker may have died are tried one at a time.
    """

    kind: str
    landed: list[Fired]
    takeover: float | None = None
    first: float | None = None
    resumed: float | None = None
    violations: list[str] = field(default_factory=list)


async def kill(run: Running, stage: str, point: Point) -> Fault:
    """kill -9."""
    fired = await run.fires(run.token(stage, point, "kill"))
    return await _taken_over("kill", run, fired)


async def freeze(run: Running, stage: str, point: Point) -> Fault:
    """SIGSTOP for longer than the session and until another has taken the document over, then SIGCONT."""
    fired = await run.fires(run.token(stage, point, "freeze"))
    fault = await _taken_over("freeze", run, fired)
    longer = fired.monotonic + 2 * float(run.world.environment["TESSERA_KAFKA_SESSION_SECONDS"]) - time.monotonic()
    await asyncio.sleep(max(0, longer))
    os.kill(fired.pid, signal.SIGCONT)
    return fault


async def term(run: Running, stage: str, point: Point = "mid_work") -> Fault:
    """SIGTERM to a worker whose work does not end in the time it has for it."""
    fired = await run.fires(run.token(stage, point, "term"))

    async def ended() -> int | None:
        return next((abs(each.code or 0) + 1 for each in run.fleet.exits if each.pid == fired.pid), None)

    code = await until(ended, 30)
    fault = await _taken_over("term", run, fired)
    violations = [] if code == 1 else [f"{fired.worker} did not stop in order at SIGTERM (code {code and code - 1})"]
    return Fault("term", [fired], fault.takeover, fault.first, violations=fault.violations + violations)


async def _taken_over(kind: str, run: Running, fired: Fired) -> Fault:
    if fired.token.point == "before_offset_commit":  # its document is finished: nobody claims it again
        return Fault(kind, [fired])
    closed = fired.token.point in ("after_database_commit", "after_publish")
    seconds = await (run.finished_by_another(fired) if closed else run.claimed_again(fired))
    where = f"document {fired.document} of {fired.worker} after {kind} at {fired.token.point}"
    violations = [] if seconds is not None else [f"nobody took over {where}"]
    first = min((each for each in (seconds, await run.first_claimed_again(fired)) if each and each > 0), default=None)
    return Fault(kind, [fired], seconds if seconds and seconds > 0 else None, first, violations=violations)


async def scale(run: Running, stage: str) -> Fault:
    """From 1 worker to 3 and back, with a document in hand."""
    fleet, others = run.fleet, (f"{stage}-2", f"{stage}-3")
    fleet.remove(others[0])
    await _members(run, stage, 1)
    token = run.token(stage, "mid_work", "wait")
    fired = await run.fires(token)
    fleet.revive(others[0])
    if others[1] in fleet.members:
        fleet.revive(others[1])
    else:
        fleet.add(stage, 3)
    await _members(run, stage, 3)
    for other in others:
        fleet.remove(other)
    await _members(run, stage, 1)
    run.go(token)
    fleet.revive(others[0])
    await _members(run, stage, 2)
    return Fault("scale 1-3-1", [fired])


async def _members(run: Running, stage: str, count: int) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=run.world.stack.bootstrap)
    await admin.start()

    async def reached() -> bool:
        (answer,) = await admin.describe_consumer_groups([run.world.prefix + stage])
        _, _, state, _, _, members, *_ = answer.groups[0]
        return bool(state == "Stable" and len(members) == count)

    try:
        if not await until(reached, 60):
            raise Void(f"the group of {stage} did not come to {count} members")
    finally:
        await admin.close()


async def _in_hand(run: Running, stages: tuple[str, ...]) -> tuple[list[Fired], Callable[[], None]]:
    """Have a worker of each stage wait in the middle of its work; what lets them go on."""
    tokens = [run.token(stage, "mid_work", "wait") for stage in stages]
    landed = [await run.fires(token) for token in tokens]

    def go() -> None:
        for token in tokens:
            run.go(token)

    return landed, go


async def _server(
    kind: str, run: Running, stages: tuple[str, ...], down: Callable[[], None], up: Callable[[], None], seconds: float
) -> Fault:
    """A server is down for `seconds`; how long after that until all whose work it met go on."""
    landed, go = await _in_hand(run, stages)
    began = time.monotonic()
    await asyncio.to_thread(down)
    go()  # the work goes on and meets the outage
    await asyncio.sleep(seconds)
    await asyncio.to_thread(_insist, up)
    back = time.monotonic()
    run.outages.append((began, back))
    waits = [await run.wrote(fired.worker, back) for fired in landed]
    silent = [fired.worker for fired, wait in zip(landed, waits, strict=True) if wait is None]
    violations = [f"{worker} did not go on after {kind}" for worker in silent]
    return Fault(kind, landed, resumed=max((wait for wait in waits if wait), default=None), violations=violations)


def _insist(up: Callable[[], None]) -> None:
    """Start a server; with all its clients knocking and a busy machine that may take longer than it usually may."""
    deadline = time.monotonic() + UP_SECONDS
    while True:
        try:
            return up()
        except StackError:
            if time.monotonic() > deadline:
                raise


async def broker_killed(run: Running, stages: tuple[str, ...], seconds: float) -> Fault:
    """The broker killed with -9 and started again."""
    kafka = run.world.stack.kafka
    return await _server("broker kill -9", run, stages, kafka.kill, kafka.start, seconds)


async def postgres_restarted(run: Running, stages: tuple[str, ...], _: float) -> Fault:
    """PostgreSQL killed with -9 and started again at once."""
    postgres = run.world.stack.postgres
    return await _server("PostgreSQL restart", run, stages, postgres.kill, postgres.start, 0)


async def postgres_away(run: Running, stages: tuple[str, ...], seconds: float) -> Fault:
    """PostgreSQL stopped, and started after a while."""
    postgres = run.world.stack.postgres
    return await _server("PostgreSQL away", run, stages, postgres.stop, postgres.start, seconds)


def _on_a_line(run: Running, stages: tuple[str, ...]) -> tuple[str, Token]:
    """A worker with proxies, told to wait in the middle of its work. Not linker's: where one of its two has all
    partitions of chunks.created, the other fires every fan-in.
    """
    stage = next(stage for stage in stages if stage != "linker")
    worker = f"{stage}-2"
    return worker, run.token(stage, "mid_work", "wait", worker=worker)


async def cut_from_kafka(run: Running, stages: tuple[str, ...], _: float) -> Fault:
    """A worker hears nothing of Kafka until another has its document; meanwhile its work goes on."""
    worker, token = _on_a_line(run, stages)
    fired = await run.fires(token)
    proxy = run.proxies[worker][0]
    proxy.set("black hole")
    fault = await _taken_over("cut from Kafka", run, fired)
    run.go(token)
    await asyncio.sleep(1)
    proxy.set("pass")
    resumed = await run.wrote(worker, time.monotonic())
    violations = [] if resumed else [f"{worker} did not go on after it was cut from Kafka"]
    return Fault(fault.kind, [fired], resumed=resumed, violations=fault.violations + violations)


async def cut_from_postgres(run: Running, stages: tuple[str, ...], seconds: float) -> Fault:
    """A worker gets no answer of PostgreSQL, or is refused, while Kafka finds it well."""
    worker, token = _on_a_line(run, stages)
    fired = await run.fires(token)
    proxy = run.proxies[worker][1]
    mode: Mode = run.rng.choice(("refuse", "black hole"))
    proxy.set(mode)
    run.go(token)
    await asyncio.sleep(seconds)
    proxy.set("pass")
    back = time.monotonic()
    resumed = await run.wrote(worker, back)
    violations = [] if resumed else [f"{worker} did not go on after it was cut from PostgreSQL ({mode})"]
    return Fault("cut from PostgreSQL", [fired], resumed=resumed, violations=violations)


async def jobs_killed(run: Running, stages: tuple[str, ...], _: float) -> Fault:
    """services/jobs killed with -9 while a document is in hand."""
    landed, go = await _in_hand(run, stages[:1])
    await asyncio.to_thread(run.fleet.members["jobs-1"].daemon.kill)
    go()
    return Fault("jobs kill -9", landed)


async def scaled(run: Running, stages: tuple[str, ...], _: float) -> Fault:
    return await scale(run, stages[0])


Wide = Callable[[Running, tuple[str, ...], float], Awaitable[Fault]]
WIDE: tuple[Wide, ...] = (
    scaled,
    broker_killed,
    postgres_restarted,
    cut_from_kafka,
    jobs_killed,
    postgres_away,
    cut_from_postgres,
)
"""Faults that reach further than one worker; nothing else goes on beside them."""
