"""A run as the other stages leave it in the database."""

from typing import Any
from uuid import UUID, uuid5

from pgvector import HalfVector, Vector

from pipeline import db, ids
from pipeline.artefacts import Catalogue, Fact, Line, Page, PlannedPage, Product, pack, pack_pages
from pipeline.events import ProductsLinked
from pipeline.testing.fakes import FakeObjects

DOCUMENT = UUID("0d3f6a52-5f0e-5c57-8f0a-2f7a4c1f9b10")
OLD, RUN, NEW = (UUID(f"019ab0c2-7c0{n}-7a3e-9d41-5b7f3f1e2a90") for n in range(3))
FACTS = (
    Fact(name="size", value="20 x 20", text="20 x 20", page=1, rule="pattern"),
    Fact(name="designer", value="Nobody", text="Nobody", page=1, rule="pattern"),
)
OAK = Product(product_id=ids.product_id(DOCUMENT, "Oak"), name="Oak", pages=(1,), facts=FACTS)
PAGES = [
    Page(number=1, width=595, height=842, key="a", lines=(Line(text="Oak 20 x 20", box=(0, 0, 9, 9), size=9),)),
    Page(number=2, width=595, height=842, key="b", source="ocr", confidence=0.5),
]
IMAGES = 3
CHUNK = """
INSERT INTO processed_documents (run_id, chunk_id, document_id, tenant, parent_chunk_id, level, ordinal, pages, content,
    sha256, embedding)
VALUES ($1, $2, $3, 'default', $4, $5, 0, '{1}', 'Oak', '', $6)
"""
IMAGE = """
INSERT INTO document_images (run_id, image_id, document_id, tenant, sha256, object_key, format, width, height, page,
    places, role, quality, analysis_model, visual_embedding, colour_embedding, texture_embedding, application_embedding,
    multimodal_embedding, embedding_model)
VALUES ($1, $2, $3, 'default', '', $4, 'png', 9, 9, 1, '[]', $5, $6, 'm', $7, $7, $7, $7, $8, 'm')
"""


def event(run: UUID = RUN, **changes: Any) -> ProductsLinked:
    """What the linker says of `add_run`'s rows."""
    whole = {
        "document_id": DOCUMENT, "run_id": run, "filename": "a.pdf", "sha256": "0" * 64, "page_count": 2,
        "document_ref": "documents/a", "pages_ref": "pages/a", "catalogue_ref": f"runs/{run}/catalogue.json.zst",
        "products_discovered": 1, "chunks_created": 2, "images_processed": IMAGES, "entities_found": 1,
        "links": {"image_product": 1, "chunk_product": 1, "image_chunk": 1}, "seconds": {"linker": 1.5},
        "warnings": ["page 2 was read by OCR"],
    }  # fmt: skip
    return ProductsLinked.model_validate(whole | changes)


async def add_artefacts(objects: FakeObjects, run: UUID = RUN) -> None:
    plan = tuple(PlannedPage(number=n, kind="product", include=True) for n in (1, 2))
    await objects.put(f"runs/{run}/catalogue.json.zst", pack(Catalogue(page_count=2, products=(OAK,), plan=plan)))
    await objects.put("pages/a", pack_pages(PAGES))


async def add_document(pool: db.Pool) -> None:
    await pool.execute(
        """INSERT INTO documents (document_id, tenant, source, filename, sha256, bytes, page_count)
        VALUES ($1, 'default', 'file:///a.pdf', 'a.pdf', '', 1, 2)""",
        DOCUMENT,
    )


async def claim(pool: db.Pool, run: UUID, stage: str = "validator", attempt: int = 1) -> None:
    await pool.execute(
        """INSERT INTO fences (document_id, stage, run_id, attempt, status, worker)
        VALUES ($1, $2, $3, $4, 'claimed', 'w')
        ON CONFLICT (document_id, stage) DO UPDATE SET run_id = $3, attempt = $4""",
        DOCUMENT,
        stage,
        run,
        attempt,
    )


async def add_run(pool: db.Pool, run: UUID = RUN) -> None:
    """One product, a parent chunk and its leaf, three images (one poor, one a logo), links, ledger, fan-in."""
    leaf, parent = uuid5(DOCUMENT, "leaf"), uuid5(DOCUMENT, "parent")
    await pool.execute(CHUNK, run, parent, DOCUMENT, None, 0, None)
    await pool.execute(CHUNK, run, leaf, DOCUMENT, parent, 2, Vector([1.0] * 1536))
    images = [uuid5(DOCUMENT, str(n)) for n in range(IMAGES)]
    for image, role, quality in zip(images, ("room", "swatch", "logo"), (0.9, 0.1, 0.8), strict=True):
        vectors = Vector([1.0] * 512), HalfVector([1.0] * 2048)
        await pool.execute(IMAGE, run, image, DOCUMENT, f"images/{run}/{image}", role, quality, *vectors)
    await pool.execute(
        """INSERT INTO products (run_id, product_id, document_id, tenant, name, pages, metadata, confidence)
        VALUES ($1, $2, $3, 'default', 'Oak', '{1}', $4, 1)""",
        run,
        OAK.product_id,
        DOCUMENT,
        OAK.metadata(),
    )
    await pool.execute(
        """INSERT INTO document_entities (run_id, entity_id, document_id, tenant, kind, name, pages)
        VALUES ($1, $2, $2, 'default', 'logo', 'Logo', '{1}')""",
        run,
        DOCUMENT,
    )
    for left, right, pair in (
        ("image", "product", (images[0], OAK.product_id)),
        ("chunk", "product", (leaf, OAK.product_id)),
        ("image", "chunk", (images[0], leaf)),
    ):
        await pool.execute(
            f"""INSERT INTO {left}_{right}_relevancies
                (run_id, {left}_id, {right}_id, document_id, tenant, score, components)
            VALUES ($1, $2, $3, $4, 'default', 1, '{{}}')""",
            run,
            *pair,
            DOCUMENT,
        )
    for stage, kind, emitted in (
        ("discovery", "page", 2), ("chunker", "chunk", 2), ("imager", "image", IMAGES), ("linker", "product", 1),
    ):  # fmt: skip
        for item in range(emitted):
            await pool.execute(
                """INSERT INTO ledger (run_id, document_id, stage, kind, item, outcome)
                VALUES ($1, $2, $3, $4, $5, 'emitted')""",
                run,
                DOCUMENT,
                stage,
                kind,
                str(item),
            )
    await pool.execute("INSERT INTO fan_ins (run_id, document_id) VALUES ($1, $2)", run, DOCUMENT)
    await pool.execute(
        "INSERT INTO arrivals (run_id, part, event_id, event) VALUES ($1, 'chunks.created.v1', $1, $2)",
        run,
        {"catalogue_ref": f"runs/{run}/catalogue.json.zst"},
    )
