"""The validator on the real database: completion, the switch of runs, what is removed and what is refused."""

from collections.abc import AsyncIterator

import pytest

from pipeline import db
from pipeline.errors import Fenced, Rejected
from pipeline.events import LedgerCounts
from pipeline.testing.fakes import FakeObjects, FakeProgress, FixedClock
from pipeline.work import Claim
from services.validator.facts import UNVERIFIED
from services.validator.stage import Deps, handle
from services.validator.store import Store
from tests.integration.validator.rows import (
    DOCUMENT,
    IMAGES,
    NEW,
    OAK,
    OLD,
    RUN,
    add_artefacts,
    add_document,
    add_run,
    claim,
    event,
)  # fmt: skip

TABLES = ("products", "processed_documents", "document_images", "document_entities", "ledger", "fan_ins", "arrivals",
          "image_product_relevancies", "chunk_product_relevancies", "image_chunk_relevancies")  # fmt: skip


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[db.Pool]:
    pool = await db.connect(database_url)
    await add_document(pool)
    await claim(pool, RUN)
    yield pool
    await pool.close()


@pytest.fixture
async def objects() -> FakeObjects:
    objects = FakeObjects()
    await add_artefacts(objects)
    return objects


def deps(pool: db.Pool, objects: FakeObjects, run: object = RUN) -> Deps:
    assert run in (OLD, RUN, NEW)
    held = Claim(DOCUMENT, run, "validator", 1)  # type: ignore[arg-type]
    return Deps(held, objects, Store(pool), 0.3, FakeProgress(), FixedClock())


async def contents(pool: db.Pool) -> dict[str, list[str]]:
    """Every row, as text."""
    return {
        table: sorted(row[0] for row in await pool.fetch(f"SELECT t::text FROM {table} t"))
        for table in (*TABLES, "documents")
    }


async def test_a_balanced_run_completes_and_becomes_current(pool: db.Pool, objects: FakeObjects) -> None:
    await add_run(pool)
    given = deps(pool, objects)
    completed = await handle(event(), given)
    assert completed.products_discovered == 1
    assert (completed.chunks_created, completed.images_processed, completed.links) == (2, IMAGES, 3)
    assert completed.ledger == {
        "page": LedgerCounts(emitted=2),
        "chunk": LedgerCounts(emitted=2),
        "image": LedgerCounts(emitted=IMAGES),
        "product": LedgerCounts(emitted=1),
    }
    # half of the facts borne out, the product whole, one of two product pictures linked, pages at 1 and 0.5
    assert completed.confidence_score == pytest.approx(0.4 * 0.5 + 0.3 * 1 + 0.2 * 0.5 + 0.1 * 0.75)
    assert completed.warnings == [
        "page 2 was read by OCR",
        "1 of 2 facts are not in the text of the page they name",
        "1 of 3 images are of low quality",
    ]
    assert completed.seconds == {"linker": 1.5, "validator": 0.0}
    assert await pool.fetchval("SELECT current_run_id FROM documents") == RUN
    assert await pool.fetchval("SELECT name FROM current_products") == "Oak"
    assert isinstance(given.progress, FakeProgress)
    assert given.progress.checkpoints == ["COMPLETED"]


async def test_facts_and_images_that_fail_the_re_check_are_marked(pool: db.Pool, objects: FakeObjects) -> None:
    await add_run(pool)
    await handle(event(), deps(pool, objects))
    metadata = await pool.fetchval("SELECT metadata FROM products")
    assert [metadata[name][0]["verified"] for name in ("size", "designer")] == [True, False]
    assert metadata["designer"][0]["confidence"] == UNVERIFIED
    flagged = await pool.fetch("SELECT role FROM document_images WHERE (analysis -> 'low_quality')::boolean")
    assert [row["role"] for row in flagged] == ["swatch"]


async def test_completing_twice_leaves_the_same_rows_and_event(pool: db.Pool, objects: FakeObjects) -> None:
    await add_run(pool)
    first = await handle(event(), deps(pool, objects))
    once = await contents(pool)
    assert await handle(event(), deps(pool, objects)) == first
    again = await contents(pool)
    assert {table: rows for table, rows in again.items() if table != "documents"} == {
        table: rows for table, rows in once.items() if table != "documents"
    }


async def test_the_newer_run_replaces_the_older_one_which_goes(pool: db.Pool, objects: FakeObjects) -> None:
    await add_artefacts(objects, OLD)
    for run in (OLD, RUN):
        await add_run(pool, run)
    await pool.execute("UPDATE documents SET current_run_id = $1", OLD)
    await handle(event(), deps(pool, objects))
    assert await pool.fetchval("SELECT current_run_id FROM documents") == RUN
    for table in TABLES:
        assert {row["run_id"] for row in await pool.fetch(f"SELECT run_id FROM {table}")} == {RUN}, table
    assert set(objects.stored) == {"pages/a", f"runs/{RUN}/catalogue.json.zst"}


async def test_rows_of_a_newer_run_still_at_work_stay(pool: db.Pool, objects: FakeObjects) -> None:
    for run in (RUN, NEW):
        await add_run(pool, run)
    await handle(event(), deps(pool, objects))
    assert await pool.fetchval("SELECT current_run_id FROM documents") == RUN
    assert await pool.fetchval("SELECT count(*) FROM products WHERE run_id = $1", NEW) == 1


async def test_an_older_run_does_not_take_the_place_of_a_newer_one(pool: db.Pool, objects: FakeObjects) -> None:
    await add_run(pool)
    await pool.execute("UPDATE documents SET current_run_id = $1", NEW)
    before = await contents(pool)
    with pytest.raises(Fenced, match="newer and current"):
        await handle(event(), deps(pool, objects))
    assert await contents(pool) == before


async def test_another_attempt_is_fenced_off(pool: db.Pool, objects: FakeObjects) -> None:
    await add_run(pool)
    await claim(pool, RUN, attempt=2)
    before = await contents(pool)
    with pytest.raises(Fenced):
        await handle(event(), deps(pool, objects))
    assert await contents(pool) == before


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ("DELETE FROM document_images WHERE role = 'swatch'", "3 images emitted but 2 rows"),
        ("DELETE FROM products", "1 products emitted but 0 rows"),
        ("UPDATE processed_documents SET embedding = NULL", "1 of 2 chunks without an embedding where 0 may be"),
        ("DELETE FROM ledger WHERE stage = 'discovery' AND item = '0'", "1 page entries for 2 pages"),
        ("DELETE FROM chunk_product_relevancies", "1 links of kind chunk_product announced but 0 rows"),
    ],
)
async def test_an_imbalance_completes_nothing(pool: db.Pool, objects: FakeObjects, damage: str, words: str) -> None:
    await add_run(pool)
    await pool.execute(damage)
    with pytest.raises(Rejected) as raised:
        await handle(event(), deps(pool, objects))
    assert raised.value.code == "ledger_imbalance"
    assert words in raised.value.message
    assert await pool.fetchval("SELECT current_run_id FROM documents") is None


async def test_a_document_without_a_row_is_rejected(pool: db.Pool, objects: FakeObjects) -> None:
    await add_run(pool)
    await pool.execute("DELETE FROM documents")
    with pytest.raises(Rejected) as raised:
        await handle(event(), deps(pool, objects))
    assert raised.value.code == "document_missing"


async def test_the_linked_product_keeps_its_facts(pool: db.Pool, objects: FakeObjects) -> None:
    """The re-check adds to what the linker stored and takes nothing away."""
    await add_run(pool)
    await handle(event(), deps(pool, objects))
    metadata = await pool.fetchval("SELECT metadata FROM products")
    for name, (before,) in OAK.metadata().items():
        (after,) = metadata[name]
        assert {key: after[key] for key in before if key != "confidence"} == {
            key: value for key, value in before.items() if key != "confidence"
        }
