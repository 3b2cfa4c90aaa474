"""A reader of the current_* views who never stops looking."""

import asyncio
import threading
from types import TracebackType
from typing import Any
from uuid import UUID

import asyncpg

LOOK = """
WITH seen AS (
    SELECT run_id, 'product' AS kind, product_id AS id FROM current_products WHERE document_id = $1
    UNION ALL SELECT run_id, 'chunk', chunk_id FROM current_chunks WHERE document_id = $1
    UNION ALL SELECT run_id, 'image', image_id FROM current_images WHERE document_id = $1
    UNION ALL SELECT run_id, 'entity', entity_id FROM current_entities WHERE document_id = $1
), links AS (
    SELECT image_id, product_id FROM image_product_relevancies l JOIN documents d ON d.current_run_id = l.run_id
    WHERE d.document_id = $1
)
SELECT array_agg(DISTINCT run_id) AS runs, count(*) AS rows, md5(string_agg(kind || id, ' ' ORDER BY kind, id)) AS ids,
    (SELECT count(*) FROM links) AS links
FROM seen
"""


class Reader:
    """Use as a context manager: looks at a document's rows in the views, one statement after the other."""

    def __init__(self, url: str, document_id: UUID) -> None:
        self._url, self._document_id = url, document_id
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)
        self._stopping = threading.Event()
        self._looked = threading.Event()
        self.looks = 0
        self.seen: list[dict[str, Any]] = []
        """What it saw, without repetitions of the same."""

    def __enter__(self) -> "Reader":
        self._thread.start()
        assert self._looked.wait(20)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._thread.join()

    async def _run(self) -> None:
        connection = await asyncpg.connect(self._url)
        try:
            while not self._stopping.is_set():
                row = dict(await connection.fetchrow(LOOK, self._document_id) or {})
                if not self.seen or self.seen[-1] != row:
                    self.seen.append(row)
                self.looks += 1
                self._looked.set()
        finally:
            await connection.close()
