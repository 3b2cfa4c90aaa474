"""SQL of the linker: images and chunks of a run in, its products, entities and links out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

from pipeline import ids, ledger
from pipeline.artefacts import Product
from pipeline.db import Connection, Pool, fenced, upsert
from pipeline.errors import Transient
from pipeline.events import ProductsLinked
from pipeline.work import Claim
from services.linker.entities import Entity
from services.linker.links import Chunk, Image, Link, Place
from services.linker.stage import Result

# embeddings stay where they are: no vector is needed here
IMAGES = "SELECT image_id, role, caption, places FROM document_images WHERE run_id = $1 ORDER BY image_id"
CHUNKS = """
SELECT chunk_id, pages, heading, content FROM processed_documents
WHERE run_id = $1 AND embedding IS NOT NULL ORDER BY chunk_id
"""
PRODUCT = """
INSERT INTO products
    (run_id, product_id, document_id, tenant, labels, name, discriminator, pages, metadata, variants, evidence,
     confidence)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (run_id, product_id) DO UPDATE SET
    tenant = excluded.tenant, labels = excluded.labels, name = excluded.name, discriminator = excluded.discriminator,
    pages = excluded.pages, metadata = excluded.metadata, variants = excluded.variants, evidence = excluded.evidence,
    confidence = excluded.confidence
"""
OTHER_PRODUCTS = "DELETE FROM products WHERE run_id = $1 AND product_id <> ALL ($2::uuid[])"
ENTITY = """
INSERT INTO document_entities (run_id, entity_id, document_id, tenant, labels, kind, name, pages, content, metadata)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (run_id, entity_id) DO UPDATE SET
    tenant = excluded.tenant, labels = excluded.labels, kind = excluded.kind, name = excluded.name,
    pages = excluded.pages, content = excluded.content, metadata = excluded.metadata
"""
OTHER_ENTITIES = "DELETE FROM document_entities WHERE run_id = $1 AND entity_id <> ALL ($2::uuid[])"
LINK = """
INSERT INTO {left}_{right}_relevancies
    (run_id, {left}_id, {right}_id, document_id, tenant, labels, score, components)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (run_id, {left}_id, {right}_id) DO UPDATE SET
    tenant = excluded.tenant, labels = excluded.labels, score = excluded.score, components = excluded.components
"""
OTHER_LINKS = """
DELETE FROM {left}_{right}_relevancies
WHERE run_id = $1 AND ({left}_id, {right}_id) NOT IN (SELECT * FROM unnest($2::uuid[], $3::uuid[]))
"""
KINDS = (("image", "product"), ("chunk", "product"), ("image", "chunk"))


@dataclass(frozen=True)
class Store:
    """Reads from the pool; writes under a claim."""

    pool: Pool

    async def images(self, run_id: UUID) -> list[Image]:
        return [
            Image(row["image_id"], row["role"], row["caption"], tuple(_place(place) for place in row["places"]))
            for row in await self.pool.fetch(IMAGES, run_id)
        ]

    async def chunks(self, run_id: UUID) -> list[Chunk]:
        return [
            Chunk(row["chunk_id"], tuple(row["pages"]), f"{row['heading']}\n{row['content']}".strip())
            for row in await self.pool.fetch(CHUNKS, run_id)
        ]

    async def save(self, claim: Claim, event: ProductsLinked, result: Result) -> None:
        """Rows that are there already stay as they are or change; those no longer found go.

        Raises Fenced when a newer attempt owns the document, Transient when images or chunks were replaced meanwhile.
        """
        whose = (event.document_id, event.tenant, event.labels)
        run_id = event.run_id
        products = [(run_id, product.product_id, *whose, *_product(product)) for product in result.products]
        entities = [(run_id, _entity_id(entity, event), *whose, *_entity(entity)) for entity in result.entities]
        links = (result.links.image_product, result.links.chunk_product, result.links.image_chunk)
        try:
            async with fenced(self.pool, claim) as connection:
                await connection.execute(OTHER_PRODUCTS, run_id, [row[1] for row in products])
                await upsert(connection, PRODUCT, products)
                await connection.execute(OTHER_ENTITIES, run_id, [row[1] for row in entities])
                await upsert(connection, ENTITY, entities)
                for (left, right), found in zip(KINDS, links, strict=True):
                    await _save_links(connection, left, right, event, found)
                await ledger.write(connection, claim, result.entries)
        except asyncpg.ForeignKeyViolationError as error:
            raise Transient(
                "rows_changed", f"images or chunks of run {run_id} were replaced while it was being linked"
            ) from error


async def _save_links(
    connection: Connection, left: str, right: str, event: ProductsLinked, links: Sequence[Link]
) -> None:
    rows = [
        (
            event.run_id,
            link.item,
            link.target,
            event.document_id,
            event.tenant,
            event.labels,
            link.score,
            link.components,
        )
        for link in links
    ]
    others = OTHER_LINKS.format(left=left, right=right)
    await connection.execute(others, event.run_id, [row[1] for row in rows], [row[2] for row in rows])
    await upsert(connection, LINK.format(left=left, right=right), rows)


def _product(product: Product) -> tuple[object, ...]:
    pages, evidence = list(product.pages), list(product.evidence)
    variants = [_variant(variant) for variant in product.variants]
    return product.name, product.discriminator, pages, product.metadata(), variants, evidence, product.confidence


def _variant(variant: Product) -> dict[str, object]:
    """A variant within its product's row; it has no row of its own."""
    kept = variant.model_dump(mode="json", include={"product_id", "name", "pages", "confidence"})
    return {**kept, "metadata": variant.metadata()}


def _entity_id(entity: Entity, event: ProductsLinked) -> UUID:
    return ids.entity_id(event.document_id, entity.kind, entity.name, entity.pages[0])


def _entity(entity: Entity) -> tuple[object, ...]:
    return entity.kind, entity.name, entity.pages, entity.content, entity.metadata


def _place(place: dict[str, Any]) -> Place:
    x0, y0, x1, y1 = place["box"]
    return Place(place["page"], (x0, y0, x1, y1), place.get("caption", ""))
