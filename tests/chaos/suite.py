"""The whole: a world with faults, the same documents in one without, and what they tell."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dev.stack import Stack
from tests.chaos import faults, invariants
from tests.chaos.documents import Document, catalogues, poisons
from tests.chaos.faults import Fault
from tests.chaos.invariants import Facts
from tests.chaos.running import IN_FLIGHT, Running, running
from tests.chaos.schedule import Plan, Single, rounds
from tests.chaos.world import World

SINGLE = {"kill": faults.kill, "freeze": faults.freeze, "term": faults.term}


@dataclass(frozen=True)
class Result:
    """What a run came to."""

    plan: Plan
    faults: list[Fault]
    facts: Facts
    unfaulted: Facts
    events: int
    seconds: float
    violations: dict[str, list[str]] = field(default_factory=dict)

    @property
    def measures(self) -> dict[str, float | int | str | None]:
        """The figures, by what they are called in the table."""
        kinds = Counter(fault.kind for fault in self.faults)
        takeovers = [fault.takeover for fault in self.faults if fault.kind == "kill" and fault.takeover]
        firsts = [fault.first for fault in self.faults if fault.kind == "kill" and fault.first]
        broker = [f.resumed for f in self.faults if f.kind == "broker kill -9" and f.resumed]
        database = [f.resumed for f in self.faults if f.kind.startswith("PostgreSQL") and f.resumed]
        lines = [*self.violations["nothing_lost"], *self.violations["all_committed"]]
        return {
            "documents": len(self.facts.documents),
            "upload events": self.events,
            **{f"faults: {kind}": count for kind, count in sorted(kinds.items())},
            "lost": len(lines),
            "duplicated": len(self.violations["one_result_per_event"]) + len(self.violations["same_tables"]),
            "zombie writes accepted": len(self.facts.zombies),
            "rows written, all audited": self.facts.writes,
            "samples of committed offsets": self.facts.samples,
            "kill -9 to work taken over, median s": _rounded(percentile(firsts, 0.5)),
            "kill -9 to work taken over, p95 s": _rounded(percentile(firsts, 0.95)),
            "kill -9 to the very document taken over, median s": _rounded(percentile(takeovers, 0.5)),
            "kill -9 to the very document taken over, p95 s": _rounded(percentile(takeovers, 0.95)),
            "broker back to work resumed, max s": _rounded(max(broker, default=None)),
            "database back to work resumed, max s": _rounded(max(database, default=None)),
            "AI questions asked": sum(len(line["keys"]) for line in self.facts.diary if line["what"] == "asked"),
            "AI questions asked again, in flight when interrupted": invariants.repeated_questions(self.facts),
            "AI questions asked again though answered": len(self.violations["nothing_asked_again"]),
            "violations": sum(len(each) for each in self.violations.values()),
            "session s": self.plan.session_seconds,
            "seconds": round(self.seconds),
        }


async def faulted(run: Running, plan: Plan, poisoned: Sequence[Document]) -> list[Fault]:
    """Go through the schedule. Raises Void when a fault does not land with work in hand."""
    await run.feed(poisoned)
    await run.feed_some(IN_FLIGHT)
    done: list[Fault] = []

    async def lane(singles: Sequence[Single]) -> None:
        for single in singles:
            await run.settled(single.stage)
            fault = await SINGLE[single.action](run, single.stage, single.point)
            _say(run, fault, single.stage)
            done.append(fault)

    for number, part in enumerate(rounds(plan), start=1):
        async with asyncio.TaskGroup() as group:
            for singles in part.lanes.values():
                group.create_task(lane(singles))
        for wide, stages in part.wide:
            for stage in (*run.stages, "jobs"):
                await run.settled(stage)
            fault = await wide(run, stages, plan.away_seconds)
            _say(run, fault, ", ".join(stages))
            done.append(fault)
        print(f"round {number} done, {len(run.fed)} documents fed", flush=True)
    return done


async def suite(plan: Plan, stack: Stack, folder: Path) -> Result:
    """The faulted run, then the unfaulted one of the same documents."""
    began = time.monotonic()
    inbox = folder / "inbox"
    inbox.mkdir(parents=True)
    stock, poisoned = catalogues(inbox, plan.seed), poisons(inbox, plan.seed)
    session = {"TESSERA_KAFKA_SESSION_SECONDS": str(plan.session_seconds)}
    world = await World.make(stack, "faulted", folder, inbox, **session)
    async with running(world, stock, seed=plan.seed, workers=2) as run:
        done = await faulted(run, plan, poisoned)
        await run.drain()
        found, events = await invariants.facts(run), run.events
    plain = await World.make(stack, "plain", folder, inbox, **session)
    async with running(plain, stock, seed=plan.seed, workers=1, faulted=False) as run:
        await run.feed(random.Random(plan.seed).sample(found.documents, len(found.documents)))
        await run.drain()
        unfaulted = await invariants.facts(run)
    said = invariants.violations(found, unfaulted)
    said["faults"] = [words for fault in done for words in fault.violations]
    said["unfaulted run"] = [w for check in invariants.ALONE for w in check(unfaulted)]
    return Result(plan, done, found, unfaulted, events, time.monotonic() - began, said)


def percentile(values: Sequence[float], share: float) -> float | None:
    """Nearest rank; None of nothing."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _say(run: Running, fault: Fault, where: str) -> None:
    """One line a fault, for who watches."""
    landed = fault.landed[0]
    then = f", taken over after {fault.takeover:.1f} s" if fault.takeover else ""
    then += f", resumed after {fault.resumed:.1f} s" if fault.resumed else ""
    in_hand = sum(len(each.in_hand) for each in fault.landed)
    print(f"{fault.kind} {where} at {landed.token.point}: {in_hand} in hand{then} {fault.violations or ''}", flush=True)
