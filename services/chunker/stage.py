"""chunker: the planned pages become chunks with text embeddings."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Protocol
from uuid import UUID

from pipeline.ai.errand import Errand
from pipeline.ai.fallback import Fallback
from pipeline.ai.text import TextEmbedder, Vector
from pipeline.artefacts import unpack
from pipeline.events import ChunksCreated, ProductsDetected, StageEvent
from pipeline.ids import chunk_id
from pipeline.ledger import Entry, count
from pipeline.work import Batch, Claim, Clock, Progress, all_of_them, batches
from services.chunker.chunks import VERSION, Chunks
from services.chunker.splitting import LEAF

MAX_WARNINGS = 50


class Objects(Protocol):
    """The object store."""

    async def put(self, key: str, data: bytes) -> str:
        """Store `data` under `key`."""

    async def get(self, key: str) -> bytes:
        """The bytes under `key`."""

    async def exists(self, key: str) -> bool:
        """Whether there is an object under `key`."""


class Cutter(Protocol):
    """Makes chunks of pages, apart from this process."""

    async def cut(self, pages: bytes, catalogue: bytes, page_count: int, /) -> bytes:
        """Packed Chunks of a packed catalogue's planned pages among packed `pages`, `page_count` of them."""


@dataclass(frozen=True)
class Row:
    """One chunk as stored: `ordinal` is its place in the document's reading order, from 0."""

    chunk_id: UUID
    parent_chunk_id: UUID | None
    level: int
    ordinal: int
    pages: tuple[int, ...]
    heading: str
    text: str
    sha256: str


class Store(Protocol):
    """The database."""

    async def write(
        self, claim: Claim, event: ProductsDetected, rows: Sequence[Row], vectors: dict[UUID, Vector], model: str
    ) -> None:
        """Put `rows` into the run, those in `vectors` with their embedding."""

    async def finish(self, claim: Claim, kept: Sequence[UUID], entries: Sequence[Entry]) -> None:
        """Remove the run's chunks that are not `kept`, and write how each ended."""


@dataclass(frozen=True)
class Deps:
    """What `handle` works with. It keeps no steps: chunks are kept by what they were made of, vectors by their text,
    so a restart, and a new run of the same pages, reads and embeds nothing again.
    """

    claim: Claim
    objects: Objects
    cutter: Cutter
    embedders: Sequence[Callable[[Errand], TextEmbedder]]
    fallback: Fallback
    store: Store
    progress: Progress
    clock: Clock
    batch_chunks: int
    batch: Batch = all_of_them


async def handle(event: ProductsDetected, deps: Deps) -> ChunksCreated:
    """Cut the planned pages into chunks, embed the leaves, store all. Raises Rejected when an artefact is gone."""
    started = deps.clock.now()
    made = await _chunks(event, deps)
    rows = list(rows_of(deps.claim.document_id, made))
    total, ended = event.pages_planned, set(chain(made.blank, made.missing))

    async def store(make: Callable[[Errand], TextEmbedder]) -> None:
        """All of them by one embedder: vectors of two cannot be compared."""
        seen = set(ended)
        embedder = make(
            Errand(deps.claim, lambda: deps.progress(min(len(seen), total), total), event.options.budget_usd)
        )
        for batch in batches(rows, deps.batch_chunks, deps.batch):
            await deps.progress(min(len(seen), total), total, page=batch[0].pages[0])
            leaves = [row for row in batch if row.level == LEAF]
            embedded = await embedder.embed([f"{row.heading}\n{row.text}" for row in leaves])
            vectors = {row.chunk_id: vector for row, vector in zip(leaves, embedded, strict=True)}
            await deps.store.write(deps.claim, event, batch, vectors, embedder.provider.model)
            seen.update(chain.from_iterable(row.pages for row in batch))

    _, passed_over = await deps.fallback.first_answer(deps.embedders, store)
    entries = list(entries_of(rows, made))
    await deps.store.finish(deps.claim, [row.chunk_id for row in rows], entries)
    await deps.progress(total, total, checkpoint="CHUNKS_CREATED")
    common = {name: getattr(event, name) for name in StageEvent.model_fields}
    unread = (f"page {page} was planned but never read" for page in made.missing)
    warnings = [*event.warnings, *passed_over, *unread]
    return ChunksCreated(
        **common
        | {
            "chunks_created": len(rows),
            "ledger": count(entries),
            "seconds": event.seconds | {"chunker": (deps.clock.now() - started).total_seconds()},
            "warnings": warnings[:MAX_WARNINGS],
        }
    )


async def _chunks(event: ProductsDetected, deps: Deps) -> Chunks:
    """The chunks, made once of the same pages and catalogue."""
    pages, catalogue = await deps.objects.get(event.pages_ref), await deps.objects.get(event.catalogue_ref)
    source = hashlib.sha256(hashlib.sha256(pages).digest() + hashlib.sha256(catalogue).digest()).hexdigest()
    key = f"chunks/{source}-{VERSION}.json.zst"
    if await deps.objects.exists(key):
        packed = await deps.objects.get(key)
    else:
        packed = await deps.cutter.cut(pages, catalogue, event.page_count)
        await deps.objects.put(key, packed)
    return unpack(Chunks, packed)


def rows_of(document_id: UUID, made: Chunks) -> Iterator[Row]:
    """Rows in reading order, with their ids."""
    equals: Counter[str] = Counter()
    ids: list[UUID] = []
    for ordinal, chunk in enumerate(made.chunks):
        sha256 = hashlib.sha256(chunk.text.encode()).hexdigest()
        ids.append(chunk_id(document_id, sha256, equals[sha256]))
        equals[sha256] += 1
        parent = None if chunk.parent is None else ids[chunk.parent]
        yield Row(ids[-1], parent, chunk.level, ordinal, chunk.pages, chunk.heading, chunk.text, sha256)


def entries_of(rows: Sequence[Row], made: Chunks) -> Iterator[Entry]:
    """How each chunk ended, and why a planned page has none."""
    for row in rows:
        yield Entry(kind="chunk", item=str(row.chunk_id), outcome="emitted", page=row.pages[0])
    for page in made.blank:
        yield Entry(kind="chunk", item=f"page {page}", outcome="skipped", reason="the page has no text", page=page)
    for page in made.missing:
        reason = "the page was planned but never read"
        yield Entry(kind="chunk", item=f"page {page}", outcome="dead_lettered", reason=reason, page=page)
