"""The short part of the suite: every point, every stage and every kind of fault, by a fixed seed."""

import asyncio
from pathlib import Path

import pytest

from dev.stack import Stack
from pipeline.state import STAGES
from tests.chaos.schedule import POINTS, Plan
from tests.chaos.suite import Result, suite

pytestmark = pytest.mark.timeout(900)

PLAN = Plan(seed=2, kills=10, freezes=2, terms=1, away_seconds=5, session_seconds=3)


@pytest.fixture(scope="module")
def result(chaos_stack: Stack, chaos_folder: Path) -> Result:
    return asyncio.run(suite(PLAN, chaos_stack, chaos_folder / "short"))


def test_every_fault_landed_on_work_in_hand(result: Result) -> None:
    kills = [fired for fault in result.faults for fired in fault.landed if fault.kind == "kill"]
    assert {fired.token.point for fired in kills} == set(POINTS)
    assert {fired.token.stage for fired in kills} == set(STAGES)
    assert len(result.faults) == PLAN.kills + PLAN.freezes + PLAN.terms + PLAN.wide
    assert all(fired.in_hand for fault in result.faults for fired in fault.landed)


def test_no_invariant_is_violated(result: Result) -> None:
    assert {name: words for name, words in result.violations.items() if words} == {}


def test_restarted_workers_had_something_not_to_do_again(result: Result) -> None:
    """Else the invariants about progress inside a stage would hold of nothing."""
    answered, read = set(), set()
    for fired in (fired for fault in result.faults for fired in fault.landed):
        mine = [line for line in result.facts.diary if line["at"] < fired.monotonic and line["pid"] == fired.pid]
        mine = [line for line in mine if line["document"] in map(str, fired.in_hand)]
        answered |= {line["document"] for line in mine if line["what"] == "stored"}
        read |= {line["document"] for line in mine if line["what"] == "saved" and line["step"] == "pages"}
    assert answered
    assert read
