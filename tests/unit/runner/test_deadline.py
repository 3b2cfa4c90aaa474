"""Deadlines grow with the items that become known and with every try."""

import asyncio

import pytest

from pipeline.errors import Transient
from pipeline.runner.deadline import Deadline


async def hang_in(deadline: Deadline, seen: list[float]) -> None:
    async with deadline.one_try():
        seen.append(deadline.limit)
        await asyncio.Event().wait()


async def test_a_try_that_takes_too_long_is_transient_and_the_next_has_longer() -> None:
    deadline = Deadline(0.02, 0)
    limits: list[float] = []
    for _ in range(4):
        with pytest.raises(Transient, match="not done after") as raised:
            await hang_in(deadline, limits)
        assert raised.value.code == "work_timeout"
    assert limits == [0.02, 0.04, 0.08, 0.08]


async def test_every_known_item_adds_to_the_try_that_runs() -> None:
    deadline = Deadline(0.05, 10)
    async with deadline.one_try():
        deadline.items(3)
        deadline.items(2)  # an earlier step had more to do
        assert deadline.limit == pytest.approx(30.05)
        await asyncio.sleep(0.1)  # beyond what it had at first


async def test_a_timeout_of_the_work_itself_is_its_own() -> None:
    async def impatient() -> None:
        async with Deadline(60, 0).one_try():
            async with asyncio.timeout(0):
                await asyncio.Event().wait()

    with pytest.raises(TimeoutError):
        await impatient()
