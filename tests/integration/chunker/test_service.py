"""The chunker as wired: real sandbox, object store and database."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipeline import db
from pipeline.ai.results import StoredResults
from pipeline.ai.text import OFFLINE
from pipeline.artefacts import pack, pack_pages
from pipeline.errors import Away, Misconfigured
from pipeline.events import ChunksCreated
from pipeline.objects import Objects
from pipeline.service import Resources
from pipeline.testing.fakes import FakeProgress, FakeSteps, FixedClock
from pipeline.work import Claim, Work
from services.chunker.app import build
from services.chunker.settings import ChunkerSettings
from tests.integration.chunker.test_store import DOCUMENT, EVENT, FENCE, RUN
from tests.unit.chunker.build import catalogue, said
from tests.wire.behaviour import Asked, Behaviour
from tests.wire.server import running


@pytest.fixture
async def closing() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


class Wired:
    """The stage as built from settings, with a document of two pages in hand."""

    def __init__(self, pool: db.Pool, url: str, folder: Path, closing: AsyncExitStack, **settings: Any) -> None:
        objects_url = f"file://{folder}"
        self.settings = ChunkerSettings(
            kafka_bootstrap="none:1", database_url=url, objects_url=objects_url, ai_tries=1, **settings
        )
        self.pool, self.objects, clock = pool, Objects(objects_url), FixedClock()
        self.stage = build(
            self.settings, Resources(self.settings, pool, self.objects, StoredResults(pool), clock, closing)
        )
        claim = Claim(DOCUMENT, RUN, "chunker", 1)
        self.work = Work(
            claim, FakeProgress(), FakeSteps(), clock, "event", datetime.now(UTC), EVENT.tenant, EVENT.labels
        )

    async def prepared(self) -> "Wired":
        pages = [said(1, *(f"Oak {i}, a calm floor for rooms with much light" for i in range(60))), said(2, "Elm")]
        await self.objects.put("p", pack_pages(pages))
        await self.objects.put("c", pack(catalogue({"Oak": [1], "Elm": [2]}, 2)))
        await self.pool.execute(FENCE, DOCUMENT, RUN, 1)
        return self

    async def handle(self) -> ChunksCreated:
        created: ChunksCreated = await self.stage.handle(EVENT, self.stage.deps(self.work))
        return created

    async def models(self) -> set[str]:
        rows = await self.pool.fetch("SELECT DISTINCT embedding_model FROM processed_documents WHERE level = 2")
        return {row["embedding_model"] for row in rows}


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[db.Pool]:
    pool = await db.connect(database_url)
    yield pool
    await pool.close()


async def test_a_document_from_objects_to_rows(
    database_url: str, pool: db.Pool, tmp_path: Path, closing: AsyncExitStack
) -> None:
    wired = await Wired(pool, database_url, tmp_path, closing).prepared()
    created = [await wired.handle() for _ in range(2)]
    assert created[0] == created[1]
    rows = await pool.fetch("SELECT level, heading, embedding IS NOT NULL AS embedded FROM processed_documents")
    assert created[0].chunks_created == len(rows)
    assert {(row["level"], row["embedded"]) for row in rows} == {(0, False), (1, False), (2, True)}
    assert {row["heading"] for row in rows} == {"Oak", "Elm"}
    leaves = sum(row["embedded"] for row in rows)
    assert await pool.fetchval("SELECT count(*) FROM ai_results") == leaves
    assert await wired.models() == {OFFLINE.model}
    assert await pool.fetchval("SELECT count(*) FROM ai_calls") == 0


def nothing(_: Asked) -> object:
    raise AssertionError("the chunker asks no questions")


async def test_with_a_key_openai_embeds_and_every_call_is_on_the_bill_once(
    database_url: str, pool: db.Pool, tmp_path: Path, closing: AsyncExitStack
) -> None:
    behaviour = Behaviour(nothing)
    async with running(behaviour) as url, closing:
        key = {"openai_key": "sk", "openai_url": f"{url}/v1"}
        wired = await Wired(pool, database_url, tmp_path, closing, **key).prepared()
        created = [await wired.handle() for _ in range(2)]  # as when it is replayed
    assert created[0] == created[1]
    assert created[0].warnings == []
    assert await wired.models() == {"text-embedding-3-small"}
    (cost,) = await pool.fetch("SELECT * FROM ai_costs")
    assert (cost["document_id"], cost["stage"], cost["capability"]) == (DOCUMENT, "chunker", "embed_text")
    assert cost["calls"] == len(behaviour.embedded) == 1
    assert 0 < cost["usd"] < Decimal("0.001")


async def test_what_openai_declines_is_embedded_offline_and_said(
    database_url: str, pool: db.Pool, tmp_path: Path, closing: AsyncExitStack
) -> None:
    behaviour = Behaviour(nothing, script=["blocked"])
    async with running(behaviour) as url, closing:
        key = {"openai_key": "sk", "openai_url": f"{url}/v1"}
        wired = await Wired(pool, database_url, tmp_path, closing, **key).prepared()
        created = await wired.handle()
    (warning,) = created.warnings
    assert warning.startswith("openai says 400")
    assert warning.endswith("the prompt was blocked by our safety system")
    assert await wired.models() == {OFFLINE.model}


async def test_a_wrong_key_names_its_setting_and_is_waited_for(
    database_url: str, pool: db.Pool, tmp_path: Path, closing: AsyncExitStack
) -> None:
    behaviour = Behaviour(nothing, script=["no key"])
    async with running(behaviour) as url, closing:
        key = {"openai_key": "sk", "openai_url": f"{url}/v1"}
        wired = await Wired(pool, database_url, tmp_path, closing, **key).prepared()
        with pytest.raises(Away, match="TESSERA_OPENAI_KEY is wrong"):
            await wired.handle()
        await wired.handle()  # once it is mended
    assert await wired.models() == {"text-embedding-3-small"}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"embed_text": "openai"}, "TESSERA_EMBED_TEXT leaves no provider: set TESSERA_OPENAI_KEY, or add offline"),
        ({"embed_text": "cohere,offline"}, "TESSERA_EMBED_TEXT: 'cohere' is none of openai, offline"),
        ({"openai_key": "sk", "openai_embedding_model": "ours-3"}, "lists no price for the model 'ours-3'"),
    ],
)
async def test_wrong_settings_are_no_start(
    pool: db.Pool, database_url: str, tmp_path: Path, closing: AsyncExitStack, wrong: dict[str, str], words: str
) -> None:
    with pytest.raises(Misconfigured, match=words):
        Wired(pool, database_url, tmp_path, closing, **wrong)
