"""SQL of discovery: the documents row and the ledger of its pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline import ledger
from pipeline.artefacts import Catalogue
from pipeline.db import Pool, fenced
from pipeline.events import PdfUploaded
from pipeline.ledger import Entry
from pipeline.work import Claim
from services.discovery.sources import Fetched

UPSERT_DOCUMENT = """
INSERT INTO documents
    (document_id, tenant, labels, source, filename, sha256, bytes, page_count, title, language)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (document_id) DO UPDATE SET
    tenant = excluded.tenant, labels = excluded.labels, source = excluded.source, filename = excluded.filename,
    sha256 = excluded.sha256, bytes = excluded.bytes, page_count = excluded.page_count, title = excluded.title,
    language = excluded.language, updated_at = now()
"""


@dataclass(frozen=True)
class Store:
    """Writes under a claim, in one transaction."""

    pool: Pool

    async def save(
        self,
        claim: Claim,
        event: PdfUploaded,
        filename: str,
        fetched: Fetched,
        catalogue: Catalogue,
        entries: Sequence[Entry],
    ) -> None:
        """The documents row and how each page ended. Raises Fenced when a newer attempt owns the document."""
        async with fenced(self.pool, claim) as connection:
            await connection.execute(
                UPSERT_DOCUMENT,
                claim.document_id,
                event.tenant,
                event.labels,
                event.source,
                filename,
                fetched.sha256,
                fetched.size,
                catalogue.page_count,
                catalogue.title,
                catalogue.language,
            )
            await ledger.write(connection, claim, entries)
