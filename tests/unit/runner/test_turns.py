"""Solo and Turns: who may go on when."""

import asyncio

import pytest

from pipeline.runner.turns import Solo, Turns


class Log:
    """Tasks that enter, stay until told, and leave."""

    def __init__(self, solo: Solo) -> None:
        self.solo = solo
        self.inside: set[str] = set()
        self.tasks: dict[str, asyncio.Task[None]] = {}
        self.leave: dict[str, asyncio.Event] = {}

    async def start(self, name: str, *, alone: bool = False) -> None:
        self.leave[name] = asyncio.Event()

        async def stay() -> None:
            async with self.solo.hold(alone=alone):
                self.inside.add(name)
                try:
                    await self.leave[name].wait()
                finally:
                    self.inside.discard(name)

        self.tasks[name] = asyncio.create_task(stay())
        await settle()

    async def end(self, name: str) -> None:
        self.leave[name].set()
        await self.tasks[name]
        await settle()


async def settle() -> None:
    """Let every task go as far as it can."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_alone_waits_for_company_and_goes_before_new_company() -> None:
    log = Log(Solo())
    await log.start("a")
    await log.start("b")
    await log.start("suspect", alone=True)
    await log.start("c")
    assert log.inside == {"a", "b"}
    await log.end("a")
    assert log.inside == {"b"}
    await log.end("b")
    assert log.inside == {"suspect"}
    await log.end("suspect")
    assert log.inside == {"c"}
    await log.end("c")


async def test_two_suspects_are_alone_one_after_the_other() -> None:
    log = Log(Solo())
    await log.start("first", alone=True)
    await log.start("second", alone=True)
    assert log.inside == {"first"}
    await log.end("first")
    assert log.inside == {"second"}
    await log.end("second")


async def test_a_suspect_that_is_cancelled_while_waiting_holds_up_nobody() -> None:
    log = Log(Solo())
    await log.start("a")
    await log.start("suspect", alone=True)
    await log.start("b")
    assert log.inside == {"a"}
    log.tasks["suspect"].cancel()
    with pytest.raises(asyncio.CancelledError):
        await log.tasks["suspect"]
    await settle()
    assert log.inside == {"a", "b"}
    await log.end("a")
    await log.end("b")


async def test_turns_are_one_at_a_time_by_key_in_order() -> None:
    turns = Turns()
    seen: list[str] = []
    first_may_go = asyncio.Event()

    async def take(name: str, key: str) -> None:
        async with turns.hold(key):
            seen.append(name)
            if name == "first":
                await first_may_go.wait()

    async with asyncio.TaskGroup() as group:
        for name, key in (("first", "a"), ("second", "a"), ("other", "b"), ("third", "a")):
            group.create_task(take(name, key))
        await settle()
        assert seen == ["first", "other"]
        first_may_go.set()
    assert seen == ["first", "other", "second", "third"]
    assert turns._locks == {}
