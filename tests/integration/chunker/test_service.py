"""The chunker as wired: real sandbox, object store and database."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline import db
from pipeline.ai.results import StoredResults
from pipeline.artefacts import pack, pack_pages
from pipeline.objects import Objects
from pipeline.service import Resources
from pipeline.testing.fakes import FakeProgress, FakeSteps, FixedClock
from pipeline.work import Claim, Work
from services.chunker.app import build
from services.chunker.settings import ChunkerSettings
from tests.integration.chunker.test_store import DOCUMENT, EVENT, FENCE, RUN
from tests.unit.chunker.build import catalogue, said


@pytest.fixture
async def closing() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


async def test_a_document_from_objects_to_rows(database_url: str, tmp_path: Path, closing: AsyncExitStack) -> None:
    pool = await db.connect(database_url)
    try:
        url = f"file://{tmp_path}"
        settings = ChunkerSettings(kafka_bootstrap="none:1", database_url=database_url, objects_url=url)
        objects, clock, progress = Objects(url), FixedClock(), FakeProgress()
        resources = Resources(
            settings=settings, pool=pool, objects=objects, results=StoredResults(pool), clock=clock, closing=closing
        )
        stage = build(settings, resources)
        pages = [said(1, *(f"Oak {i}, a calm floor for rooms with much light" for i in range(60))), said(2, "Elm")]
        await objects.put("p", pack_pages(pages))
        await objects.put("c", pack(catalogue({"Oak": [1], "Elm": [2]}, 2)))
        await pool.execute(FENCE, DOCUMENT, RUN, 1)
        claim = Claim(DOCUMENT, RUN, "chunker", 1)
        work = Work(claim, progress, FakeSteps(), clock, "event", datetime.now(UTC), EVENT.tenant, EVENT.labels)
        created = [await stage.handle(EVENT, stage.deps(work)) for _ in range(2)]
        assert created[0] == created[1]
        rows = await pool.fetch("SELECT level, heading, embedding IS NOT NULL AS embedded FROM processed_documents")
        assert created[0].chunks_created == len(rows)
        assert {(row["level"], row["embedded"]) for row in rows} == {(0, False), (1, False), (2, True)}
        assert {row["heading"] for row in rows} == {"Oak", "Elm"}
        leaves = sum(row["embedded"] for row in rows)
        assert await pool.fetchval("SELECT count(*) FROM ai_results") == leaves
    finally:
        await pool.close()
