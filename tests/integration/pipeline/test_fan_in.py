"""A run fires once, whatever the order of its parts and however often they come."""

import asyncio
import itertools
from uuid import UUID, uuid4

import pytest

from pipeline import db
from pipeline.events import ChunksCreated, ImagesEmbedded, StageEvent
from pipeline.fan_in import FanIn, Joined

Arrival = tuple[StageEvent, UUID, str | None]


def parts() -> tuple[Arrival, Arrival]:
    common = {
        "document_id": uuid4(),
        "run_id": uuid4(),
        "filename": "a.pdf",
        "sha256": "0" * 64,
        "page_count": 1,
        "document_ref": "d",
        "pages_ref": "p",
        "catalogue_ref": "c",
    }
    chunks = ChunksCreated.model_validate({**common, "chunks_created": 2})
    images = ImagesEmbedded.model_validate({**common, "images_processed": 1, "embeddings_created": 5})
    return (chunks, uuid4(), "e1"), (images, uuid4(), "e1")


def fan_in(pool: db.Pool) -> FanIn:
    return FanIn(pool, (ChunksCreated, ImagesEmbedded))


@pytest.mark.parametrize("order", sorted(set(itertools.permutations([0, 0, 1, 1]))), ids=str)
async def test_fires_for_one_event_only(database_url: str, order: tuple[int, ...]) -> None:
    pool = await db.connect(database_url)
    try:
        arrivals, join = parts(), fan_in(pool)
        fired = {index for index in order if await join(*arrivals[index]) is not None}
        assert len(fired) == 1, "another event's redelivery must not fire the run again"
        assert fired == {order[[order[0] != index for index in order].index(True)]}
    finally:
        await pool.close()


async def test_firing_event_redelivered_fires_again_with_both_parts(database_url: str) -> None:
    pool = await db.connect(database_url)
    try:
        chunks, images = parts()
        join = fan_in(pool)
        assert await join(*chunks) is None
        expected = Joined({chunks[0].type: chunks[0], images[0].type: images[0]})
        assert await join(*images) == expected
        assert await join(*images) == expected
        assert await join(*chunks) is None
    finally:
        await pool.close()


async def test_repaired_part_takes_the_old_ones_place_and_fires(database_url: str) -> None:
    pool = await db.connect(database_url)
    try:
        chunks, images = parts()
        join = fan_in(pool)
        await join(*chunks)
        await join(*images)
        repaired = chunks[0].model_copy(update={"chunks_created": 9})
        joined = await join(repaired, uuid4(), None)
        assert joined is not None
        assert joined.events[repaired.type] == repaired
        assert await join(*images) is None
    finally:
        await pool.close()


@pytest.mark.parametrize("before", ["e1", None], ids=["whole runs", "after a repair of one part"])
async def test_parts_made_anew_of_one_event_wait_for_one_another(database_url: str, before: str | None) -> None:
    """A repair of discovery: its chunks do not go with the images of before."""
    pool = await db.connect(database_url)
    try:
        (chunks, *_), (images, *_) = parts()
        join = fan_in(pool)
        await join(chunks, uuid4(), before)
        assert await join(images, uuid4(), "e1") is not None
        anew = (chunks, uuid4(), "e2")
        assert await join(*anew) is None
        assert await join(*anew) is None
        last = (images, uuid4(), "e2")
        assert await join(*last) is not None
        assert await join(*anew) is None
        assert await join(*last) is not None
        assert await join(images, uuid4(), None) is not None  # and then one part alone
    finally:
        await pool.close()


async def test_parts_arriving_at_once_fire_once(database_url: str) -> None:
    pool = await db.connect(database_url, size=8)
    try:
        join = fan_in(pool)
        for _ in range(20):
            chunks, images = parts()
            results = await asyncio.gather(join(*chunks), join(*images), join(*chunks), join(*images))
            by_event = [any(results[index::2]) for index in (0, 1)]
            assert sorted(by_event) == [False, True]
    finally:
        await pool.close()
