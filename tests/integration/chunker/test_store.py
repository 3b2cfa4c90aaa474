"""The chunker's rows on the real database."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from pgvector import Vector

from pipeline import db
from pipeline.ai import offline_text
from pipeline.errors import Fenced
from pipeline.events import ProductsDetected
from pipeline.ids import chunk_id
from pipeline.ledger import Entry
from pipeline.work import Claim
from services.chunker.stage import Row
from services.chunker.store import Store

DOCUMENT = UUID("0d3f6a52-5f0e-5c57-8f0a-2f7a4c1f9b10")
RUN = UUID("019ab0c2-7c00-7a3e-9d41-5b7f3f1e2a90")
CLAIM = Claim(DOCUMENT, RUN, "chunker", 1)
EVENT = ProductsDetected(
    document_id=DOCUMENT, run_id=RUN, filename="a.pdf", sha256="0" * 64, page_count=9, document_ref="d", pages_ref="p",
    catalogue_ref="c", tenant="acme", labels={"season": "2026"}, products_discovered=1, pages_planned=2,
)  # fmt: skip
FENCE = """
INSERT INTO fences (document_id, stage, run_id, attempt, status, worker)
VALUES ($1, 'chunker', $2, $3, 'claimed', 'w')
ON CONFLICT (document_id, stage) DO UPDATE SET run_id = excluded.run_id, attempt = excluded.attempt
"""


def row(text: str, level: int, ordinal: int, parent: Row | None = None) -> Row:
    sha256 = f"{ordinal:064x}"
    made = chunk_id(DOCUMENT, sha256, 0)
    return Row(made, parent.chunk_id if parent else None, level, ordinal, (3, 4), "Oak > Sizes", text, sha256)


PARENT = row("Oak 20×20\n\nOak 30×30", 1, 0)
LEAVES = [row("Oak 20×20", 2, 1, PARENT), row("Oak 30×30 \u202bعربي\u202c 白", 2, 2, PARENT)]
ROWS = [PARENT, *LEAVES]
VECTORS = dict(zip((leaf.chunk_id for leaf in LEAVES), offline_text.embed([leaf.text for leaf in LEAVES]), strict=True))
ENTRIES = [Entry(kind="chunk", item=str(made.chunk_id), outcome="emitted", page=3) for made in ROWS]


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[db.Pool]:
    pool = await db.connect(database_url)
    await pool.execute(FENCE, DOCUMENT, RUN, 1)
    yield pool
    await pool.close()


async def stored(pool: db.Pool, run: UUID = RUN) -> list[dict[str, Any]]:
    query = "SELECT * FROM processed_documents WHERE run_id = $1 ORDER BY ordinal"
    return [dict(record) for record in await pool.fetch(query, run)]


async def test_rows_as_given(pool: db.Pool) -> None:
    store = Store(pool)
    await store.write(CLAIM, EVENT, ROWS, VECTORS, "hashed")
    await store.finish(CLAIM, [made.chunk_id for made in ROWS], ENTRIES)
    parent, first, second = await stored(pool)
    assert parent == {
        "run_id": RUN, "chunk_id": PARENT.chunk_id, "document_id": DOCUMENT, "tenant": "acme",
        "labels": {"season": "2026"}, "parent_chunk_id": None, "level": 1, "ordinal": 0, "pages": [3, 4],
        "heading": "Oak > Sizes", "content": PARENT.text, "sha256": PARENT.sha256, "embedding": None,
        "embedding_model": None,
    }  # fmt: skip
    assert (first["parent_chunk_id"], first["embedding_model"]) == (PARENT.chunk_id, "hashed")
    assert second["content"] == LEAVES[1].text
    assert isinstance(first["embedding"], Vector)
    assert first["embedding"].dimensions() == 1536
    assert await pool.fetchval("SELECT count(*) FROM ledger WHERE run_id = $1 AND kind = 'chunk'", RUN) == 3


async def test_twice_is_the_same(pool: db.Pool) -> None:
    store = Store(pool)
    for _ in range(2):
        await store.write(CLAIM, EVENT, ROWS, VECTORS, "hashed")
        await store.finish(CLAIM, [made.chunk_id for made in ROWS], ENTRIES)
        rows = await stored(pool)
        assert [made["chunk_id"] for made in rows] == [made.chunk_id for made in ROWS]
    assert await pool.fetchval("SELECT count(*) FROM ledger") == 3


async def test_chunks_of_the_run_that_are_gone_are_removed_and_other_runs_stay(pool: db.Pool) -> None:
    store, older = Store(pool), UUID("019ab0c2-0000-7a3e-9d41-5b7f3f1e2a90")
    await pool.execute(FENCE, DOCUMENT, older, 1)
    await store.write(replace(CLAIM, run_id=older), EVENT, ROWS, VECTORS, "hashed")
    await pool.execute(FENCE, DOCUMENT, RUN, 1)
    await store.write(CLAIM, EVENT, ROWS, VECTORS, "hashed")
    await store.finish(CLAIM, [PARENT.chunk_id], ENTRIES[:1])
    assert [made["chunk_id"] for made in await stored(pool)] == [PARENT.chunk_id]
    assert len(await stored(pool, older)) == 3
    await store.finish(CLAIM, [], [])
    assert await stored(pool) == []


async def test_nearest_chunk_by_the_index(pool: db.Pool) -> None:
    await Store(pool).write(CLAIM, EVENT, ROWS, VECTORS, "hashed")
    nearest = await pool.fetchval(
        "SELECT content FROM processed_documents ORDER BY embedding <=> $1 LIMIT 1",
        (await stored(pool))[2]["embedding"],
    )
    assert nearest == LEAVES[1].text


async def test_a_lower_attempt_writes_nothing(pool: db.Pool) -> None:
    store = Store(pool)
    await pool.execute(FENCE, DOCUMENT, RUN, 2)
    with pytest.raises(Fenced):
        await store.write(CLAIM, EVENT, ROWS, VECTORS, "hashed")
    await store.write(replace(CLAIM, attempt=2), EVENT, ROWS, VECTORS, "hashed")
    with pytest.raises(Fenced):
        await store.finish(CLAIM, [], [])
    assert len(await stored(pool)) == 3
    assert await pool.fetchval("SELECT count(*) FROM ledger") == 0
