"""The linker as its service builds it, on the real database and a folder of objects."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from pipeline import db
from pipeline.ai.results import StoredResults
from pipeline.artefacts import pack, pack_pages
from pipeline.events import ChunksCreated, ImagesEmbedded
from pipeline.objects import Objects
from pipeline.service import Resources
from pipeline.testing.fakes import FakeProgress, FakeSteps, FixedClock
from pipeline.work import Claim, Work
from services.linker.app import build
from services.linker.settings import LinkerSettings
from tests.integration.linker.test_store import CHUNK, IMAGE, RUN, TABLES, add_chunk, add_image, rows
from tests.unit.linker.hand import DOCUMENT, catalogue, fact, line, page, product

CLAIM = Claim(DOCUMENT, RUN, "linker", 1)
COMMON: dict[str, Any] = {
    "document_id": DOCUMENT, "run_id": RUN, "filename": "a.pdf", "sha256": "0" * 64, "page_count": 9,
    "document_ref": "documents/a.pdf", "pages_ref": "pages/a", "catalogue_ref": f"runs/{RUN}/catalogue.json.zst",
}  # fmt: skip
CHUNKS = ChunksCreated.model_validate({**COMMON, "chunks_created": 2})
IMAGES = ImagesEmbedded.model_validate({**COMMON, "images_processed": 1, "embeddings_created": 5})


@pytest.fixture
async def resources(database_url: str, tmp_path: Path) -> AsyncIterator[Resources]:
    settings = LinkerSettings(
        kafka_bootstrap="unused:9092", database_url=database_url, objects_url=f"file://{tmp_path}"
    )
    pool = await db.connect(database_url)
    await pool.execute(
        """INSERT INTO fences (document_id, stage, run_id, attempt, status, worker)
        VALUES ($1, 'linker', $2, 1, 'claimed', 'w')""",
        DOCUMENT,
        RUN,
    )
    objects = Objects(settings.objects_url)
    oak = product("Oak", [3], fact("size", "20 x 20", 3))
    await objects.put(COMMON["catalogue_ref"], pack(catalogue(oak, kinds={8: "text"})))
    pages = [page(3, line("A calm floor", 50, 400)), page(8, line("Care", 46, 100, 28), line("Wash it.", 46, 150))]
    await objects.put("pages/a", pack_pages(pages))
    await add_image(pool)
    await add_chunk(pool)
    async with AsyncExitStack() as closing:
        yield Resources(settings, pool, objects, StoredResults(pool), FixedClock(), closing)
    await pool.close()


async def test_the_second_event_links_the_run_and_a_repeat_changes_nothing(resources: Resources) -> None:
    assert isinstance(resources.settings, LinkerSettings)
    stage = build(resources.settings, resources)
    assert stage.join is not None
    first, second = uuid4(), uuid4()
    assert await stage.join(IMAGES, first, "e1") is None
    arrived = await stage.join(CHUNKS, second, "e1")
    assert arrived is not None
    assert (arrived.chunks, arrived.images) == (CHUNKS, IMAGES)
    work = Work(CLAIM, FakeProgress(), FakeSteps(), FixedClock(), str(second), datetime.now(UTC), "default", {})
    linked = await stage.handle(arrived, stage.deps(work))
    assert linked.links == {"image_product": 1, "chunk_product": 1, "image_chunk": 1}
    assert (linked.products_discovered, linked.entities_found) == (1, 1)
    once = await rows(resources.pool)
    assert {table: count for table, (count, _) in once.items()} == dict(zip(TABLES, (1, 1, 1, 1, 1, 1), strict=True))
    assert await stage.join(CHUNKS, second, "e1") == arrived  # redelivered
    assert await stage.handle(arrived, stage.deps(work)) == linked
    assert await rows(resources.pool) == once
    pair = await resources.pool.fetchrow("SELECT image_id, chunk_id FROM image_chunk_relevancies")
    assert pair is not None
    assert tuple(pair) == (IMAGE.image_id, CHUNK.chunk_id)


def test_weights_are_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TESSERA_LINK_WEIGHTS", '{"name": 8}')
    settings = LinkerSettings(kafka_bootstrap="x:1", database_url="postgresql://x", objects_url="file:///x")
    assert (settings.link_weights.name, settings.link_weights.code) == (8, 12)
