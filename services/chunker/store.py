"""SQL of chunker: the chunks of a run and their ledger."""

import sys
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import pgvector

from pipeline import ledger
from pipeline.ai.text import Vector
from pipeline.db import Pool, fenced, upsert
from pipeline.events import ProductsDetected
from pipeline.ledger import Entry
from pipeline.work import Claim
from services.chunker.stage import Row

CHUNK = """
INSERT INTO processed_documents
    (run_id, chunk_id, document_id, tenant, labels, parent_chunk_id, level, ordinal, pages, heading, content, sha256,
     embedding, embedding_model)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
ON CONFLICT (run_id, chunk_id) DO UPDATE SET
    tenant = excluded.tenant, labels = excluded.labels, parent_chunk_id = excluded.parent_chunk_id,
    level = excluded.level, ordinal = excluded.ordinal, pages = excluded.pages, heading = excluded.heading,
    content = excluded.content, sha256 = excluded.sha256, embedding = excluded.embedding,
    embedding_model = excluded.embedding_model
"""
REMOVE_OTHERS = "DELETE FROM processed_documents WHERE run_id = $1 AND chunk_id <> ALL($2::uuid[])"


@dataclass(frozen=True)
class Store:
    """Writes under a claim; a run's rows are seen by readers only once the run is current."""

    pool: Pool

    async def write(
        self, claim: Claim, event: ProductsDetected, rows: Sequence[Row], vectors: dict[UUID, Vector], model: str
    ) -> None:
        """Put `rows` into the run. Raises Fenced when a newer attempt owns the document."""
        async with fenced(self.pool, claim) as connection:
            values = [
                (
                    claim.run_id,
                    row.chunk_id,
                    claim.document_id,
                    event.tenant,
                    event.labels,
                    row.parent_chunk_id,
                    row.level,
                    row.ordinal,
                    row.pages,
                    row.heading,
                    row.text,
                    row.sha256,
                    _vector(vectors[row.chunk_id]) if row.chunk_id in vectors else None,
                    model if row.chunk_id in vectors else None,
                )
                for row in rows
            ]
            await upsert(connection, CHUNK, values)

    async def finish(self, claim: Claim, kept: Sequence[UUID], entries: Sequence[Entry]) -> None:
        """Remove the run's chunks that are not `kept`, and write the ledger. Raises Fenced as `write` does."""
        async with fenced(self.pool, claim) as connection:
            await connection.execute(REMOVE_OTHERS, claim.run_id, list(kept))
            await ledger.write(connection, claim, entries)


def _vector(data: Vector) -> pgvector.Vector:
    floats = array("f", data)
    if sys.byteorder == "big":
        floats.byteswap()
    return pgvector.Vector(floats.tolist())
