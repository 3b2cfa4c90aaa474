"""imager: the pictures of the planned pages, stored, analysed and embedded."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from pipeline.ai.errand import Errand
from pipeline.ai.fallback import Fallback
from pipeline.ai.images import ImageAnalyser, ImageAnalysis, ImageEmbedder, ImageInput, Views
from pipeline.artefacts import Catalogue, Page, pack, unpack, unpack_pages
from pipeline.errors import Rejected
from pipeline.events import ImagesEmbedded, ProductsDetected, StageEvent
from pipeline.ids import image_id
from pipeline.ledger import Entry, count
from pipeline.work import Batch as BatchSize
from pipeline.work import Claim, Clock, Progress, all_of_them, batches
from services.imager.found import Batch
from services.imager.gathering import Gathered, Image

EMBEDDINGS = 5
MAX_WARNINGS = 50


Alive = Callable[[], Awaitable[None]]


class Objects(Protocol):
    """The object store."""

    async def put(self, key: str, data: bytes) -> str:
        """Store `data` under `key`."""

    async def get(self, key: str) -> bytes:
        """The bytes under `key`."""

    async def exists(self, key: str) -> bool:
        """Whether there is an object under `key`."""


class Extractor(Protocol):
    """Takes pictures out of PDFs, apart from this process."""

    @property
    def version(self) -> str:
        """Changes whenever the same pages would give something else."""

    async def extract(
        self, document_ref: str, document_id: UUID, pages: Sequence[int], size: BatchSize, alive: Alive, /
    ) -> Batch:
        """The pictures on `pages`, stored, as many pages at once as `size` allows; `alive` is called now and then.
        Raises Rejected when the document is gone or cannot be opened.
        """


@dataclass(frozen=True)
class Row:
    """One image as stored. Vectors are little-endian float32."""

    image_id: UUID
    image: Image
    analysis: ImageAnalysis
    views: Views
    application: bytes


class Store(Protocol):
    """The database."""

    async def write(
        self, claim: Claim, event: ProductsDetected, rows: Sequence[Row], analysis_model: str, embedding_model: str
    ) -> None:
        """Put `rows` into the run."""

    async def finish(self, claim: Claim, /, kept: Sequence[UUID], entries: Sequence[Entry]) -> None:
        """Remove the run's images that are not `kept`, and write how each ended."""


@dataclass(frozen=True)
class Limits:
    """How much at most is done in one go, what a crash has to repeat and memory holds; `at_once`: batches of pages.
    More than `lost_pages`, which ended their subprocess, and the document is given up.
    """

    batch_pages: int
    batch_images: int
    at_once: int
    lost_pages: int = 25


@dataclass(frozen=True)
class Deps:
    """What `handle` works with. It keeps no steps: pictures read are kept by file and pages, analyses and vectors by
    what they were made of, so a restart, and a new run of the same file, reads and asks nothing again.
    """

    claim: Claim
    objects: Objects
    extractor: Extractor
    analysers: Sequence[Callable[[Errand], ImageAnalyser]]
    fallback: Fallback
    embedder: ImageEmbedder
    store: Store
    progress: Progress
    clock: Clock
    limits: Limits
    batch: BatchSize = all_of_them


async def handle(event: ProductsDetected, deps: Deps) -> ImagesEmbedded:
    """Read the pictures of the planned pages, leave out decoration, analyse, embed and store the rest.

    Progress counts each planned page twice: when it is read, and when its share of the images is stored. Raises
    Rejected when an artefact is gone, the document cannot be opened, or too many of its pages cannot be read.
    """
    started = deps.clock.now()
    catalogue = unpack(Catalogue, await deps.objects.get(event.catalogue_ref))
    kinds = {page.number: page.kind for page in catalogue.plan if page.include}
    gathered = Gathered()
    read: set[int] = set()
    lost = 0

    async def alive() -> None:
        await deps.progress(len(read), 2 * len(kinds))

    async for pages, batch in _read(event, deps, set(kinds), alive):
        gathered.add(pages, batch)
        lost += batch.lost
        if lost > deps.limits.lost_pages:
            raise Rejected("too_many_lost_pages", f"the pictures of {lost} pages cannot be read: export the PDF again")
        for page in pages:
            read.add(page.number)
            await deps.progress(len(read), 2 * len(kinds), page=page.number)
    missing = sorted(set(kinds) - read)
    for number in missing:
        gathered.unread(number)
    images, entries = gathered.images(kinds)
    kept: list[UUID] = []
    passed_over: dict[str, None] = {}

    async def stored(page: int | None = None) -> None:
        done = len(kinds) + len(kinds) * len(kept) // len(images)
        await deps.progress(done, 2 * len(kinds), page=page)

    errand = Errand(deps.claim, stored, event.options.budget_usd)
    for some in batches(images, deps.limits.batch_images, deps.batch):
        rows, analysed_by, reasons = await _described(some, deps, errand)
        passed_over |= dict.fromkeys(reasons)
        await deps.store.write(deps.claim, event, rows, analysed_by, deps.embedder.provider.model)
        kept += [row.image_id for row in rows]
        await stored(some[-1].places[0].page)
    entries += [
        Entry(kind="image", item=str(item), outcome="emitted", page=image.places[0].page)
        for item, image in zip(kept, images, strict=True)
    ]
    await deps.store.finish(deps.claim, kept, entries)
    await deps.progress(2 * len(kinds), 2 * len(kinds), checkpoint="IMAGES_EXTRACTED")
    common = {name: getattr(event, name) for name in StageEvent.model_fields}
    failed = [entry for entry in entries if entry.outcome == "dead_lettered"]
    warnings = [*event.warnings, *passed_over, *(f"page {entry.page}: {entry.reason}" for entry in failed)]
    return ImagesEmbedded(
        **common
        | {
            "images_processed": len(kept),
            "embeddings_created": EMBEDDINGS * len(kept),
            "ledger": count(entries),
            "seconds": event.seconds | {"imager": (deps.clock.now() - started).total_seconds()},
            "warnings": warnings[:MAX_WARNINGS],
        }
    )


async def _read(
    event: ProductsDetected, deps: Deps, planned: set[int], alive: Alive
) -> AsyncIterator[tuple[list[Page], Batch]]:
    """The planned pages as discovery read them, a batch at a time, with their pictures. The batches are the same
    however short memory is, for pictures are kept by them; then each is read in parts.
    """
    pages = (page for page in unpack_pages(await deps.objects.get(event.pages_ref)) if page.number in planned)
    for some in batches(batches(pages, deps.limits.batch_pages), deps.limits.at_once, deps.batch):
        for part in zip(some, await asyncio.gather(*(_batch(event, deps, part, alive) for part in some)), strict=True):
            yield part


async def _batch(event: ProductsDetected, deps: Deps, pages: Sequence[Page], alive: Alive) -> Batch:
    """The pictures of some pages, read once of the same file."""
    numbers = [page.number for page in pages]
    made_of = f"{event.document_id} {event.sha256} {numbers}"
    key = f"pictures/{hashlib.sha256(made_of.encode()).hexdigest()}-{deps.extractor.version}.json.zst"
    if await deps.objects.exists(key):
        return unpack(Batch, await deps.objects.get(key))
    batch = await deps.extractor.extract(event.document_ref, event.document_id, numbers, deps.batch, alive)
    if not any(entry.kind == "page" and entry.outcome == "dead_lettered" for entry in batch.entries):
        await deps.objects.put(key, pack(batch))  # a page that failed is tried again by the next attempt
    return batch


async def _described(images: Sequence[Image], deps: Deps, errand: Errand) -> tuple[list[Row], str, list[str]]:
    """Images with their analysis and embeddings, asked for together; the analysing model; why others did not."""

    async def analyse(make: Callable[[Errand], ImageAnalyser]) -> tuple[list[ImageAnalysis], str]:
        analyser = make(errand)
        return await analyser.analyse(asked), analyser.provider.model

    asked = [
        ImageInput(
            sha256=image.picture.sha256,
            key=image.picture.key,
            width=image.picture.width,
            height=image.picture.height,
            sharpness=image.picture.look.sharpness,
            thumbnail=await deps.objects.get(image.picture.thumbnail),
        )
        for image in images
    ]
    ((analyses, model), reasons), views, applications = await asyncio.gather(
        deps.fallback.first_answer(deps.analysers, analyse),
        deps.embedder.views(asked),
        deps.embedder.applications([image.usage for image in images]),
    )
    rows = [
        Row(image_id(deps.claim.document_id, image.picture.sha256), image, analysis, view, application)
        for image, analysis, view, application in zip(images, analyses, views, applications, strict=True)
    ]
    return rows, model, reasons
