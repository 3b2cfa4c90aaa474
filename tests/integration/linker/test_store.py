"""The linker's rows on the real database."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from pgvector import HalfVector, Vector

from pipeline import db
from pipeline.errors import Fenced, Transient
from pipeline.events import ProductsLinked
from pipeline.ledger import Entry
from pipeline.work import Claim
from services.linker.entities import Entity
from services.linker.links import Link, Links
from services.linker.stage import Result
from services.linker.store import Store
from tests.unit.linker.hand import DOCUMENT, chunk, fact, image, product

RUN = UUID("019ab0c2-7c00-7a3e-9d41-5b7f3f1e2a90")
CLAIM = Claim(DOCUMENT, RUN, "linker", 1)
EVENT = ProductsLinked(
    document_id=DOCUMENT, run_id=RUN, filename="a.pdf", sha256="0" * 64, page_count=9, document_ref="d", pages_ref="p",
    catalogue_ref="c", tenant="acme", labels={"season": "2026"}, products_discovered=2, chunks_created=1,
    images_processed=1, entities_found=1, links={"image_product": 2, "chunk_product": 1, "image_chunk": 1},
)  # fmt: skip
OAK = product("Oak", [3, 4], fact("size", "20 x 20", 3, (1, 2, 3, 4)), variants=(product("Oak white", [4]),))
ELM = product("Elm", [5])
IMAGE, CHUNK = image("a", (3, (1.0, 2.0, 3.0, 4.0)), caption="Oak", role="room"), chunk("Heading\nA calm floor", 3)
COMPONENTS = {"page": 1.0, "name": None}
RESULT = Result(
    products=[OAK, ELM],
    entities=[Entity("certificate", "ISO 9001", [7, 8], "no. 12", {"number": "12"})],
    links=Links(
        [Link(IMAGE.image_id, OAK.product_id, 0.9, COMPONENTS), Link(IMAGE.image_id, ELM.product_id, 0.4, COMPONENTS)],
        [Link(CHUNK.chunk_id, OAK.product_id, 1.0, COMPONENTS)],
        [Link(IMAGE.image_id, CHUNK.chunk_id, 0.7, {"nearness": 0.7})],
    ),
    entries=[Entry(kind="product", item="a", outcome="emitted"), Entry(kind="product", item="b", outcome="emitted")],
)
TABLES = ("products", "document_entities", "image_product_relevancies", "chunk_product_relevancies",
          "image_chunk_relevancies", "ledger")  # fmt: skip


async def add_image(pool: db.Pool, run: UUID = RUN) -> None:
    vector, long = Vector([1.0] * 512), HalfVector([1.0] * 2048)
    places = [{"page": 3, "box": [1.0, 2.0, 3.0, 4.0], "caption": "Oak"}]
    await pool.execute(
        """
        INSERT INTO document_images (run_id, image_id, document_id, tenant, sha256, object_key, format, width, height,
            page, places, role, caption, quality, analysis_model, visual_embedding, colour_embedding, texture_embedding,
            application_embedding, multimodal_embedding, embedding_model)
        VALUES ($1, $2, $3, 'acme', '', '', 'png', 9, 9, 3, $4, $5, $6, 1, 'm', $7, $7, $7, $7, $8, 'm')
        """,
        run, IMAGE.image_id, DOCUMENT, places, IMAGE.role, IMAGE.caption, vector, long,
    )  # fmt: skip


async def add_chunk(pool: db.Pool, run: UUID = RUN) -> None:
    statement = """
        INSERT INTO processed_documents
            (run_id, chunk_id, document_id, tenant, level, ordinal, pages, heading, content, sha256, embedding)
        VALUES ($1, $2, $3, 'acme', $4, 0, $5, 'Heading', 'A calm floor', '', $6)
        """
    await pool.execute(statement, run, CHUNK.chunk_id, DOCUMENT, 2, [3], Vector([1.0] * 1536))
    await pool.execute(statement, run, DOCUMENT, DOCUMENT, 0, [3], None)  # a parent


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[db.Pool]:
    pool = await db.connect(database_url)
    await pool.execute(
        """INSERT INTO fences (document_id, stage, run_id, attempt, status, worker)
        VALUES ($1, 'linker', $2, 1, 'claimed', 'w')""",
        DOCUMENT,
        RUN,
    )
    await add_image(pool)
    await add_chunk(pool)
    yield pool
    await pool.close()


async def rows(pool: db.Pool) -> dict[str, Any]:
    """Every row of the linker's tables, as text."""
    found = {}
    for table in TABLES:
        texts = sorted(row[0] for row in await pool.fetch(f"SELECT t::text FROM {table} t"))
        found[table] = (len(texts), hashlib.sha256("\n".join(texts).encode()).hexdigest())
    return found


async def test_images_and_leaf_chunks_come_without_their_vectors(pool: db.Pool) -> None:
    store = Store(pool)
    assert await store.images(RUN) == [IMAGE]
    assert await store.chunks(RUN) == [CHUNK]


async def test_product_rows_have_every_fact_with_its_page_and_box(pool: db.Pool) -> None:
    await Store(pool).save(CLAIM, EVENT, RESULT)
    row = await pool.fetchrow("SELECT * FROM products WHERE product_id = $1", OAK.product_id)
    assert row is not None
    assert (row["name"], row["pages"], row["tenant"], row["labels"]) == ("Oak", [3, 4], "acme", {"season": "2026"})
    (size,) = row["metadata"]["size"]
    assert (size["text"], size["page"], size["box"]) == ("20 x 20", 3, [1, 2, 3, 4])
    assert [variant["name"] for variant in row["variants"]] == ["Oak white"]
    entity = await pool.fetchrow("SELECT kind, name, pages, content, metadata FROM document_entities")
    assert entity is not None
    assert tuple(entity) == ("certificate", "ISO 9001", [7, 8], "no. 12", {"number": "12"})
    link = await pool.fetchrow("SELECT * FROM image_product_relevancies WHERE product_id = $1", OAK.product_id)
    assert link is not None
    assert link["score"] == pytest.approx(0.9)
    assert link["components"] == COMPONENTS


async def test_saving_twice_leaves_the_same_rows(pool: db.Pool) -> None:
    store = Store(pool)
    await store.save(CLAIM, EVENT, RESULT)
    once = await rows(pool)
    await store.save(CLAIM, EVENT, RESULT)
    assert await rows(pool) == once
    assert {table: count for table, (count, _) in once.items()} == dict(zip(TABLES, (2, 1, 2, 1, 1, 2), strict=True))


async def test_a_repair_removes_what_is_no_longer_found(pool: db.Pool) -> None:
    store = Store(pool)
    await store.save(CLAIM, EVENT, RESULT)
    fewer = Links(RESULT.links.image_product[:1], [], RESULT.links.image_chunk)
    await store.save(
        CLAIM, EVENT, replace(RESULT, products=[OAK], entities=[], links=fewer, entries=RESULT.entries[:1])
    )
    counts = {table: count for table, (count, _) in (await rows(pool)).items()}
    assert counts == dict(zip(TABLES, (1, 0, 1, 0, 1, 1), strict=True))


async def test_another_attempt_is_fenced_off_and_nothing_is_written(pool: db.Pool) -> None:
    await pool.execute("UPDATE fences SET attempt = 2")
    with pytest.raises(Fenced):
        await Store(pool).save(CLAIM, EVENT, RESULT)
    assert {count for count, _ in (await rows(pool)).values()} == {0}


async def test_images_replaced_meanwhile_are_tried_again(pool: db.Pool) -> None:
    await pool.execute("DELETE FROM document_images")
    with pytest.raises(Transient, match="replaced while it was being linked"):
        await Store(pool).save(CLAIM, EVENT, RESULT)
    assert {count for count, _ in (await rows(pool)).values()} == {0}
