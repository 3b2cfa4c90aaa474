"""Discovery's rows on the real database."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from asyncpg import UniqueViolationError

from pipeline import db
from pipeline.artefacts import Catalogue
from pipeline.errors import Fenced
from pipeline.events import PdfUploaded
from pipeline.ledger import Entry
from pipeline.work import Claim
from services.discovery.sources import Fetched
from services.discovery.store import Store

DOCUMENT = UUID("0d3f6a52-5f0e-5c57-8f0a-2f7a4c1f9b10")
RUN = UUID("019ab0c2-7c00-7a3e-9d41-5b7f3f1e2a90")
CLAIM = Claim(DOCUMENT, RUN, "discovery", 1)
EVENT = PdfUploaded(source="object:///uploads/a.pdf", tenant="acme", labels={"season": "2026"})
FETCHED = Fetched("documents/a.pdf", "a" * 64, 12_345)
CATALOGUE = Catalogue(title="Böden 白 2026", language="de", page_count=3)
ENTRIES = [
    Entry(kind="page", item="1", outcome="skipped", reason="no product is on it: cover page", page=1),
    Entry(kind="page", item="2", outcome="emitted", page=2),
    Entry(kind="page", item="3", outcome="dead_lettered", reason="cannot be read", page=3),
]
FENCE = """
INSERT INTO fences (document_id, stage, run_id, attempt, status, worker)
VALUES ($1, 'discovery', $2, $3, 'claimed', 'w')
ON CONFLICT (document_id, stage) DO UPDATE SET run_id = excluded.run_id, attempt = excluded.attempt
"""


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[db.Pool]:
    pool = await db.connect(database_url)
    await pool.execute(FENCE, DOCUMENT, RUN, 1)
    yield pool
    await pool.close()


async def document(pool: db.Pool) -> dict[str, Any]:
    return dict(await pool.fetchrow("SELECT * FROM documents WHERE document_id = $1", DOCUMENT) or {})


async def ledger(pool: db.Pool, run: UUID = RUN) -> list[Entry]:
    columns = "kind, item, outcome, reason, page"
    rows = await pool.fetch(
        f"SELECT {columns} FROM ledger WHERE run_id = $1 AND stage = 'discovery' ORDER BY page", run
    )
    return [Entry.model_validate(dict(row)) for row in rows]


async def test_rows_as_given(pool: db.Pool) -> None:
    await Store(pool).save(CLAIM, EVENT, "Böden.pdf", FETCHED, CATALOGUE, ENTRIES)
    expected = {
        "document_id": DOCUMENT, "tenant": "acme", "labels": {"season": "2026"}, "source": EVENT.source,
        "filename": "Böden.pdf", "sha256": FETCHED.sha256, "bytes": 12_345, "page_count": 3, "title": "Böden 白 2026",
        "language": "de", "current_run_id": None,
    }  # fmt: skip
    row = await document(pool)
    assert {name: row[name] for name in expected} == expected
    assert await ledger(pool) == ENTRIES


async def test_twice_is_the_same(pool: db.Pool) -> None:
    await Store(pool).save(CLAIM, EVENT, "a.pdf", FETCHED, CATALOGUE, ENTRIES)
    first = await document(pool)
    await Store(pool).save(CLAIM, EVENT, "a.pdf", FETCHED, CATALOGUE, ENTRIES)
    second = await document(pool)
    assert second.pop("updated_at") > first.pop("updated_at")
    assert second == first
    assert await ledger(pool) == ENTRIES


async def test_a_new_run_renews_the_document_and_leaves_the_older_ledger(pool: db.Pool) -> None:
    store, newer = Store(pool), UUID("019ab0c2-ffff-7a3e-9d41-5b7f3f1e2a90")
    await store.save(CLAIM, EVENT, "a.pdf", FETCHED, CATALOGUE, ENTRIES)
    await pool.execute(FENCE, DOCUMENT, newer, 1)
    fetched, catalogue = replace(FETCHED, sha256="b" * 64, size=9), CATALOGUE.model_copy(update={"page_count": 1})
    await store.save(replace(CLAIM, run_id=newer), EVENT, "b.pdf", fetched, catalogue, ENTRIES[:1])
    row = await document(pool)
    assert (row["filename"], row["sha256"], row["bytes"], row["page_count"]) == ("b.pdf", "b" * 64, 9, 1)
    assert await pool.fetchval("SELECT count(*) FROM documents") == 1
    assert (await ledger(pool), await ledger(pool, newer)) == (ENTRIES, ENTRIES[:1])


@pytest.mark.parametrize("newest", [(RUN, 2), (UUID("019ab0c2-ffff-7a3e-9d41-5b7f3f1e2a90"), 1)])
async def test_who_is_no_longer_the_owner_writes_nothing(pool: db.Pool, newest: tuple[UUID, int]) -> None:
    await pool.execute(FENCE, DOCUMENT, *newest)
    with pytest.raises(Fenced):
        await Store(pool).save(CLAIM, EVENT, "a.pdf", FETCHED, CATALOGUE, ENTRIES)
    assert await document(pool) == {}
    assert await ledger(pool) == []


async def test_the_row_and_the_ledger_are_written_together_or_not_at_all(pool: db.Pool) -> None:
    with pytest.raises(UniqueViolationError):
        await Store(pool).save(CLAIM, EVENT, "a.pdf", FETCHED, CATALOGUE, [ENTRIES[0], ENTRIES[0]])
    assert await document(pool) == {}
    assert await ledger(pool) == []
