"""SQL of the validator: counts of a run, the switch to it, and the removal of older runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args
from uuid import UUID

from pipeline import ledger
from pipeline.db import Pool, fenced, upsert
from pipeline.errors import Fenced, Rejected
from pipeline.work import Claim
from services.validator.balance import Ledger, LinkKind, Rows
from services.validator.facts import ProductRow
from services.validator.stage import Pictures

ROWS = """
SELECT
    (SELECT count(*) FROM products WHERE run_id = $1) AS products,
    (SELECT count(*) FROM processed_documents WHERE run_id = $1) AS chunks,
    (SELECT count(*) FROM processed_documents c WHERE run_id = $1 AND embedding IS NULL AND NOT EXISTS (
        SELECT 1 FROM processed_documents child WHERE child.run_id = $1 AND child.parent_chunk_id = c.chunk_id
    )) AS chunks_without_embedding,
    (SELECT count(*) FROM document_images WHERE run_id = $1) AS images,
    (SELECT count(*) FROM document_entities WHERE run_id = $1) AS entities,
    (SELECT count(*) FROM image_product_relevancies WHERE run_id = $1) AS image_product,
    (SELECT count(*) FROM chunk_product_relevancies WHERE run_id = $1) AS chunk_product,
    (SELECT count(*) FROM image_chunk_relevancies WHERE run_id = $1) AS image_chunk
"""
PICTURES = """
SELECT
    count(*) FILTER (WHERE of_product) AS of_products,
    count(*) FILTER (WHERE of_product AND linked) AS linked,
    count(*) FILTER (WHERE quality < $2) AS poor
FROM (
    SELECT quality, role IN ('product', 'room', 'swatch', 'technical drawing') AS of_product, EXISTS (
        SELECT 1 FROM image_product_relevancies l WHERE l.run_id = i.run_id AND l.image_id = i.image_id
    ) AS linked
    FROM document_images i WHERE run_id = $1
) pictures
"""
PRODUCTS = "SELECT product_id, pages, metadata, variants FROM products WHERE run_id = $1 ORDER BY product_id"
MARK = "UPDATE products SET metadata = $3, variants = $4 WHERE run_id = $1 AND product_id = $2"
FLAG = """
UPDATE document_images SET analysis = jsonb_set(analysis, '{low_quality}', to_jsonb(quality < $2))
WHERE run_id = $1 AND coalesce((analysis ->> 'low_quality')::boolean, false) <> (quality < $2)
"""
CURRENT = "SELECT current_run_id FROM documents WHERE document_id = $1 FOR UPDATE"
SWITCH = "UPDATE documents SET current_run_id = $2, updated_at = now() WHERE document_id = $1"
# run ids are UUIDv7: they compare by time
ARTEFACTS = """
SELECT DISTINCT event ->> 'catalogue_ref' AS key
FROM arrivals JOIN fan_ins USING (run_id)
WHERE document_id = $1 AND run_id < $2 AND event ->> 'catalogue_ref' LIKE 'runs/' || run_id || '/%'
"""
# links go with their images, chunks and products, arrivals with their fan-in
OLDER = [
    f"DELETE FROM {table} WHERE document_id = $1 AND run_id < $2"  # noqa: S608  our own names
    for table in ("products", "processed_documents", "document_images", "document_entities", "ledger", "fan_ins")
]


@dataclass(frozen=True)
class Store:
    """Reads from the pool; writes under a claim."""

    pool: Pool

    async def rows(self, run_id: UUID) -> Rows:
        counted = await self.pool.fetchrow(ROWS, run_id)
        assert counted is not None  # noqa: S101  an aggregate is one row
        return Rows(
            products=counted["products"],
            chunks=counted["chunks"],
            chunks_without_embedding=counted["chunks_without_embedding"],
            images=counted["images"],
            entities=counted["entities"],
            links={kind: counted[kind] for kind in get_args(LinkKind)},
        )

    async def ledger(self, run_id: UUID) -> Ledger:
        async with self.pool.acquire() as connection:
            return await ledger.counts(connection, run_id)

    async def pictures(self, run_id: UUID, least_quality: float) -> Pictures:
        counted = await self.pool.fetchrow(PICTURES, run_id, least_quality)
        assert counted is not None  # noqa: S101  an aggregate is one row
        return Pictures(**counted)

    async def products(self, run_id: UUID) -> list[ProductRow]:
        return [ProductRow(**row) for row in await self.pool.fetch(PRODUCTS, run_id)]

    async def complete(self, claim: Claim, products: Sequence[ProductRow], least_quality: float) -> None:
        """Readers go from the run that was current to this one at once; poor images are flagged.

        Raises Fenced when a newer attempt owns the document or a newer run is current, Rejected(document_missing) when
        there is no such document.
        """
        async with fenced(self.pool, claim) as connection:
            document = await connection.fetchrow(CURRENT, claim.document_id)
            if document is None:
                raise Rejected(
                    "document_missing", f"document {claim.document_id} has no row: discovery did not store it"
                )
            if document["current_run_id"] is not None and document["current_run_id"] > claim.run_id:
                raise Fenced("superseded", f"run {document['current_run_id']} of the document is newer and current")
            marks = [(claim.run_id, row.product_id, row.metadata, row.variants) for row in products]
            await upsert(connection, MARK, marks)
            await connection.execute(FLAG, claim.run_id, least_quality)
            await connection.execute(SWITCH, claim.document_id, claim.run_id)

    async def superseded(self, claim: Claim) -> list[str]:
        return [row["key"] for row in await self.pool.fetch(ARTEFACTS, claim.document_id, claim.run_id)]

    async def clean(self, claim: Claim) -> None:
        async with fenced(self.pool, claim) as connection:
            for statement in OLDER:
                await connection.execute(statement, claim.document_id, claim.run_id)
