"""discovery: one upload becomes page artefacts, products with pages and facts, and the page plan."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Protocol
from urllib.parse import unquote

import zstandard
from pydantic import BaseModel, ConfigDict, TypeAdapter

from pipeline.ai.errand import Errand
from pipeline.ai.fallback import Fallback
from pipeline.artefacts import Catalogue, unpack
from pipeline.events import PdfUploaded, ProductsDetected
from pipeline.ledger import Entry, count
from pipeline.work import Batch, Claim, Clock, Progress, Steps, all_of_them
from services.discovery import plan, reading
from services.discovery.asking import Asked
from services.discovery.finding import Document, Rules, find
from services.discovery.opening import Opened
from services.discovery.reader import Pages
from services.discovery.sources import Fetched

LEVEL = 6
"""zstd's, as pipeline.artefacts packs."""
MAX_WARNINGS = 50
SECONDS = TypeAdapter(list[float])


class Objects(Protocol):
    """The object store."""

    async def put(self, key: str, data: bytes) -> str:
        """Store `data` under `key`."""

    async def get(self, key: str) -> bytes:
        """The bytes under `key`."""

    async def exists(self, key: str) -> bool:
        """Whether there is an object under `key`."""

    async def path(self, key: str) -> Path:
        """A local file with the bytes under `key`."""


class Sources(Protocol):
    """Where PDFs come from."""

    async def fetch(self, source: str, alive: Callable[[], Awaitable[None]], /) -> Fetched:
        """Copy the PDF at `source` into the object store, calling `alive` now and then."""


class Reader(Rules, Protocol):
    """Reads PDFs, apart from this process."""

    async def open(self, path: Path) -> Opened:
        """What is known of the PDF before reading."""

    async def read(self, path: Path, page_count: int, told: Callable[[int], Awaitable[None]], size: Batch, /) -> Pages:
        """All its pages, as many in one go as `size` allows, telling how many are read so far."""


class Store(Protocol):
    """The database."""

    async def save(
        self,
        claim: Claim,
        event: PdfUploaded,
        filename: str,
        fetched: Fetched,
        catalogue: Catalogue,
        entries: Sequence[Entry],
    ) -> None:
        """The documents row and how each page ended."""


@dataclass(frozen=True)
class Deps:
    """What `handle` works with."""

    claim: Claim
    objects: Objects
    sources: Sources
    reader: Reader
    store: Store
    progress: Progress
    steps: Steps
    clock: Clock
    batch: Batch = all_of_them
    models: Sequence[Asked | None] = (None,)
    """Who is asked for products, in this order; None is the rules alone."""
    fallback: Fallback = field(default_factory=Fallback)


class Read(BaseModel):
    """The step "pages": where the page artefacts lie, and which pages could not be read, with why. What each page cost
    lies beside them: it differs from time to time, and what is made of the pages is keyed by what they hold.
    """

    model_config = ConfigDict(frozen=True)

    ref: str
    failed: dict[int, str]

    @property
    def seconds_ref(self) -> str:
        """Where the seconds that each page took lie: a JSON list."""
        return f"{self.ref.removesuffix('.jsonl.zst')}.seconds.json"


async def handle(event: PdfUploaded, deps: Deps) -> ProductsDetected:
    """Fetch, open, read and understand the PDF of `event`, and plan its pages. Raises Rejected and Transient."""
    started = deps.clock.now()
    fetched = await _fetch(event, deps)
    path = await deps.objects.path(fetched.ref)
    opened = await deps.reader.open(path)
    read = await _read(path, fetched, opened, deps)
    catalogue_ref = f"runs/{deps.claim.run_id}/catalogue.json.zst"
    pages_total = opened.page_count

    async def read_all() -> None:
        await deps.progress(pages_total, pages_total)

    if deps.steps.get("catalogue") != catalogue_ref:
        pages = await deps.objects.get(read.ref)
        document = Document(deps.claim.document_id, opened, pages, event.options)
        packed = await find(
            document, deps.reader, deps.models, deps.fallback, Errand(deps.claim, read_all, event.options.budget_usd)
        )
        await deps.objects.put(catalogue_ref, packed)
        await deps.steps.save("catalogue", catalogue_ref)
    catalogue = unpack(Catalogue, await deps.objects.get(catalogue_ref))
    await deps.progress(pages_total, pages_total, checkpoint="PRODUCTS_DETECTED")
    entries = plan.ledger_entries(catalogue.plan, read.failed, await _seconds(read, deps))
    filename = event.filename or PurePosixPath(unquote(event.source.partition("://")[2])).name or "document.pdf"
    await deps.store.save(deps.claim, event, filename, fetched, catalogue, entries)
    await deps.progress(pages_total, pages_total, checkpoint="PAGE_PLAN")
    return ProductsDetected(
        tenant=event.tenant,
        labels=event.labels,
        options=event.options,
        document_id=deps.claim.document_id,
        run_id=deps.claim.run_id,
        filename=filename,
        sha256=fetched.sha256,
        page_count=pages_total,
        document_ref=fetched.ref,
        pages_ref=read.ref,
        catalogue_ref=catalogue_ref,
        ledger=count(entries),
        seconds={"discovery": (deps.clock.now() - started).total_seconds()},
        warnings=list(catalogue.warnings[:MAX_WARNINGS]),
        products_discovered=len(catalogue.products),
        pages_planned=len(catalogue.included),
    )


async def _fetch(event: PdfUploaded, deps: Deps) -> Fetched:
    """The PDF in our store, fetched once a run: its source may be gone at a restart."""
    done = deps.steps.get("document")
    if isinstance(done, dict):
        return Fetched(ref=str(done["ref"]), sha256=str(done["sha256"]), size=int(str(done["size"])))

    async def alive() -> None:
        await deps.progress(0, 0)

    fetched = await deps.sources.fetch(event.source, alive)
    await deps.steps.save("document", {"ref": fetched.ref, "sha256": fetched.sha256, "size": fetched.size})
    return fetched


async def _read(path: Path, fetched: Fetched, opened: Opened, deps: Deps) -> Read:
    """The page artefacts. The same PDF is read once ever; one with unreadable pages once a run, as they may have failed
    for want of time.
    """
    done = deps.steps.get("pages")
    if done is not None:
        return Read.model_validate(done)
    ref, failed = f"pages/{fetched.sha256}-{reading.VERSION}.jsonl.zst", dict[int, str]()
    if not await deps.objects.exists(ref):

        async def told(pages: int) -> None:
            await deps.progress(pages, opened.page_count, page=min(pages + 1, opened.page_count))

        pages = await deps.reader.read(path, opened.page_count, told, deps.batch)
        failed = pages.failed
        if failed:
            ref = f"runs/{deps.claim.run_id}/pages.jsonl.zst"
        seconds = [round(each, 3) for each in pages.seconds]
        await deps.objects.put(Read(ref=ref, failed={}).seconds_ref, SECONDS.dump_json(seconds))
        packed = await asyncio.to_thread(zstandard.compress, b"\n".join(pages.lines), LEVEL)
        await deps.objects.put(ref, packed)
    read = Read(ref=ref, failed=failed)
    await deps.steps.save("pages", read.model_dump(mode="json"))
    return read


async def _seconds(read: Read, deps: Deps) -> list[float]:
    """What each page cost when it was read, in this run or an earlier one; none where nobody knows any more."""
    if not await deps.objects.exists(read.seconds_ref):
        return []
    return SECONDS.validate_json(await deps.objects.get(read.seconds_ref))
