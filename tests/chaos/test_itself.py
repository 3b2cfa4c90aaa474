"""The suite notices: with one part of the worker core broken, the invariant that is about it speaks."""

import itertools
import os
import signal
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

from aiokafka.partitioner import murmur2

from dev.stack import Stack
from tests.chaos import invariants
from tests.chaos.documents import Document, catalogues
from tests.chaos.running import Running, running, until
from tests.chaos.world import World

SEED = 5
OUTPUT = "products.detected"


@asynccontextmanager
async def discovery(stack: Stack, folder: Path, mutant: str, workers: int) -> AsyncIterator[Running]:
    """Workers of discovery alone, with `mutant` in each."""
    place, inbox = folder / mutant, folder / mutant / "inbox"
    inbox.mkdir(parents=True)
    world = await World.make(stack, mutant.replace("-", "_"), place, inbox, TESSERA_KAFKA_SESSION_SECONDS="2")
    options, stages = ("--mutant", mutant), ("discovery",)
    async with running(
        world, iter(()), seed=SEED, workers=workers, stages=stages, options=options, faulted=False
    ) as run:
        yield run


async def test_without_fencing_a_zombie_is_seen_to_write(chaos_stack: Stack, chaos_folder: Path) -> None:
    async with discovery(chaos_stack, chaos_folder, "no-fencing", workers=2) as run:
        token = run.token("discovery", "mid_work", "freeze", checkpoint="PRODUCTS_DETECTED")
        await run.feed(list(itertools.islice(catalogues(run.world.inbox, SEED), 1)))
        fired = await run.fires(token, feeding=False)
        await run.drain_one(OUTPUT)  # another has taken it over and finished
        os.kill(fired.pid, signal.SIGCONT)
        own = "SELECT 1 FROM audit.writes WHERE writer = $1 AND attempt = $2"
        assert await until(lambda: run.world.rows(own, fired.worker, fired.attempt), 30)
        said = invariants.no_zombie_writes(await invariants.facts(run))
    assert any(fired.worker in words for words in said), said


async def test_an_offset_finished_before_its_output_is_seen_to_lose_it(chaos_stack: Stack, chaos_folder: Path) -> None:
    async with discovery(chaos_stack, chaos_folder, "commit-before-publish", workers=1) as run:
        first, second = itertools.islice(catalogues(run.world.inbox, SEED), 2)
        await run.feed([first])
        await run.drain_one(OUTPUT)  # by now its subprocesses have started, which takes long enough to lose partitions
        token = run.token("discovery", "after_database_commit", "kill")
        await run.feed([second])
        await run.fires(token, feeding=False)
        await run.settled("discovery")  # started again, it finds nothing to do
        samples = run.watch.samples
        await until(lambda: sampled(run, samples + 2), 30)
        found = await invariants.facts(run)
    assert str(second.document_id) in "".join(invariants.nothing_lost(found, OUTPUT))
    assert str(second.document_id) in "".join(invariants.never_above_the_lowest_unfinished(found))


async def test_commits_of_the_highest_finished_are_seen(chaos_stack: Stack, chaos_folder: Path) -> None:
    async with discovery(chaos_stack, chaos_folder, "highest-finished", workers=1) as run:
        first, second = same_partition(catalogues(run.world.inbox, SEED))
        token = run.token("discovery", "mid_work", "wait", document=first.document_id)
        await run.feed([first])
        await run.fires(token, feeding=False)
        await run.feed([second])

        async def second_is_out() -> bool:
            return any(seen.key == str(second.document_id).encode() for seen in run.watch.of(OUTPUT))

        assert await until(second_is_out, 60)
        samples = run.watch.samples
        await until(lambda: sampled(run, samples + 4), 30)
        run.go(token)
        await run.drain_one(OUTPUT)
        found = await invariants.facts(run)
    assert str(first.document_id) in "".join(invariants.never_above_the_lowest_unfinished(found))


async def sampled(run: Running, count: int) -> bool:
    return run.watch.samples >= count


def same_partition(documents: Iterable[Document]) -> tuple[Document, Document]:
    """Two documents whose events lie in one partition of twelve, by Kafka's own rule."""
    before: dict[int, Document] = {}
    for document in documents:
        partition = (murmur2(str(document.document_id).encode()) & 0x7FFFFFFF) % 12
        if partition in before:
            return before[partition], document
        before[partition] = document
    raise AssertionError
