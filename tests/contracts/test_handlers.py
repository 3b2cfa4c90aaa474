"""Every handler, as its service wires it, on every example of its input, on a real database: twice gives the same."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pipeline import db
from pipeline.ai.results import StoredResults
from pipeline.errors import Rejected
from pipeline.events import ChunksCreated, ImagesEmbedded, PdfUploaded, ProductsDetected, ProductsLinked, StageEvent
from pipeline.ids import NAMESPACE, document_id
from pipeline.objects import Objects
from pipeline.schemas import FOLDER
from pipeline.service import Resources
from pipeline.stage import Stage
from pipeline.state import StageName
from pipeline.testing.fakes import FakeProgress, FakeSteps, FixedClock
from pipeline.work import Claim, Work
from services.chunker import app as chunker
from services.chunker.settings import ChunkerSettings
from services.discovery import app as discovery
from services.discovery.settings import DiscoverySettings
from services.imager import app as imager
from services.imager.settings import ImagerSettings
from services.linker import app as linker
from services.linker.settings import LinkerSettings
from services.linker.stage import Arrived
from services.validator import app as validator
from services.validator.settings import ValidatorSettings

CLOCK = FixedClock()
RUN = UUID("019ab0c2-7c00-7a3e-9d41-5b7f3f1e2a90")
VOLATILE = {"created_at", "updated_at", "claimed_at", "attempt"}
TABLES = (
    "documents", "products", "processed_documents", "document_images", "document_entities", "image_product_relevancies",
    "chunk_product_relevancies", "image_chunk_relevancies", "ledger", "ai_results",
)  # fmt: skip
FENCE = """
INSERT INTO fences (document_id, stage, run_id, attempt, status, worker) VALUES ($1, $2, $3, 1, 'claimed', 'test')
ON CONFLICT (document_id, stage) DO UPDATE SET run_id = excluded.run_id
"""


def examples(event: type[Any]) -> list[Any]:
    files = sorted((FOLDER / "examples" / event.type).glob("*.json"))
    return [pytest.param(event.model_validate(json.loads(file.read_text())), id=file.stem) for file in files]


def leaflet() -> bytes:
    """Three pages: a cover, a product with facts and a picture, an address."""
    written = BytesIO()
    sheet = Canvas(written, pagesize=(595, 842), invariant=1)
    sheet.setFont("Helvetica", 40)
    sheet.drawString(72, 640, "Floors 2026")
    sheet.showPage()
    sheet.setFont("Helvetica", 30)
    sheet.drawString(72, 750, "Harbour")
    sheet.setFont("Helvetica", 10)
    for row, text in enumerate(("Designer: Ada Holm", "Size: 60 x 120 cm", "Colour: Sand", "Code: HB-6012")):
        sheet.drawString(72, 700 - 20 * row, text)
    sheet.drawImage(ImageReader(Image.linear_gradient("L").convert("RGB")), 72, 350, 300, 225)
    sheet.showPage()
    sheet.setFont("Helvetica", 20)
    sheet.drawString(72, 750, "Contact")
    sheet.setFont("Helvetica", 10)
    sheet.drawString(72, 710, "Floors Ltd, 1 Quay Street, floors@example.com")
    sheet.save()
    return written.getvalue()


@dataclass
class World:
    """All services wired on one database and object store."""

    resources: Resources
    stages: dict[str, Stage[Any, Any, Any]]

    async def handle(self, stage: StageName, document: UUID, run: UUID, given: Any) -> Any:
        """What the stage's handler makes of `given`, or the code and words it rejects it with."""
        pool = self.resources.pool
        await pool.execute(FENCE, document, stage, run)
        claim = Claim(document, run, stage, 1)
        work = Work(claim, FakeProgress(), FakeSteps(), CLOCK, "e", CLOCK.now(), "default", {})
        try:
            return await self.stages[stage].handle(given, self.stages[stage].deps(work))
        except Rejected as error:
            return (error.code, error.message)

    async def rows(self) -> dict[str, list[dict[str, str]]]:
        pool = self.resources.pool
        return {
            table: [
                {key: str(value) for key, value in row.items() if key not in VOLATILE}
                for row in await pool.fetch(f"SELECT * FROM {table} ORDER BY 1, 2, 3, 4")
            ]
            for table in TABLES
        }

    async def twice(self, stage: StageName, document: UUID, run: UUID, given: Any) -> Any:
        first = await self.handle(stage, document, run, given)
        rows = await self.rows()
        assert await self.handle(stage, document, run, given) == first
        assert await self.rows() == rows
        return first

    async def up_to(self, last: StageName, **options: Any) -> dict[str, Any]:
        """The leaflet taken through the stages before `last`, under the examples' document and run."""
        await self.resources.objects.put("uploads/leaflet.pdf", leaflet())
        source = "object:///uploads/leaflet.pdf"
        upload = PdfUploaded(source=source, document_id=document_id(source), run_id=RUN, options=options)
        document = document_id(source)
        done: dict[str, Any] = {}
        event: Any = upload
        for stage in ("discovery", "chunker", "imager", "linker", "validator"):
            if stage == last:
                break
            if stage == "linker":
                event = Arrived(done["chunker"], done["imager"])
            done[stage] = await self.handle(stage, document, RUN, event)
            assert isinstance(done[stage], StageEvent), done[stage]
            event = done["discovery"] if stage in ("discovery", "chunker") else done[stage]
        return done


@pytest.fixture
async def world(database_url: str, tmp_path: Path) -> AsyncIterator[World]:
    common: dict[str, Any] = {
        "kafka_bootstrap": "unused:1", "database_url": database_url, "objects_url": f"file://{tmp_path}/objects",
    }  # fmt: skip
    pool = await db.connect(database_url)
    objects = Objects(common["objects_url"])
    async with AsyncExitStack() as closing:
        built: dict[str, Stage[Any, Any, Any]] = {}
        for module, settings in (
            (discovery, DiscoverySettings), (chunker, ChunkerSettings), (imager, ImagerSettings),
            (linker, LinkerSettings), (validator, ValidatorSettings),
        ):  # fmt: skip
            chosen: Any = settings(**common)
            resources = Resources(chosen, pool, objects, StoredResults(pool), CLOCK, closing)
            stage = module.build(chosen, resources)
            built[stage.name] = stage
        yield World(resources, built)
    await pool.close()


def placed(example: StageEvent, real: StageEvent) -> Any:
    """`example` about the document that is really there."""
    names = ("document_id", "run_id", "sha256", "page_count", "document_ref", "pages_ref", "catalogue_ref")
    return example.model_copy(update={name: getattr(real, name) for name in names})


@pytest.mark.parametrize("example", examples(PdfUploaded))
async def test_discovery(world: World, example: PdfUploaded) -> None:
    await world.resources.objects.put("uploads/leaflet.pdf", leaflet())
    source = "object:///uploads/leaflet.pdf"
    document = example.document_id or document_id(source)
    upload = example.model_copy(update={"source": source, "document_id": document, "run_id": RUN})
    detected = await world.twice("discovery", document, RUN, upload)
    assert isinstance(detected, ProductsDetected)
    assert detected.products_discovered == 1
    assert detected.ledger["page"].total == 3
    assert detected.pages_planned == (1 if example.options.focused_extraction else 3)
    assert (detected.tenant, detected.labels, detected.options) == (example.tenant, example.labels, example.options)


@pytest.mark.parametrize("example", examples(PdfUploaded))
async def test_discovery_where_the_source_is_not_allowed_or_gone(world: World, example: PdfUploaded) -> None:
    upload = example.model_copy(update={"document_id": uuid5(NAMESPACE, "d"), "run_id": RUN})
    code, sentence = await world.twice("discovery", uuid5(NAMESPACE, "d"), RUN, upload)
    assert code.startswith("source_")
    assert len(sentence) > 20


@pytest.mark.parametrize("stage", ["chunker", "imager"])
@pytest.mark.parametrize("example", examples(ProductsDetected))
async def test_chunker_and_imager(world: World, stage: StageName, example: ProductsDetected) -> None:
    detected = (await world.up_to("chunker", focused_extraction=example.options.focused_extraction))["discovery"]
    event = placed(example, detected)
    made = await world.twice(stage, detected.document_id, RUN, event)
    if stage == "chunker":
        assert isinstance(made, ChunksCreated)
        assert made.chunks_created == made.ledger["chunk"].emitted > 0
    else:
        assert isinstance(made, ImagesEmbedded)
        assert made.images_processed == made.ledger["image"].emitted == 1
        assert made.embeddings_created == 5
    assert (made.tenant, made.labels) == (example.tenant, example.labels)
    assert made.seconds.keys() == example.seconds.keys() | {stage}


@pytest.mark.parametrize("images", examples(ImagesEmbedded))
@pytest.mark.parametrize("chunks", examples(ChunksCreated))
async def test_linker(world: World, chunks: ChunksCreated, images: ImagesEmbedded) -> None:
    done = await world.up_to("linker")
    arrived = Arrived(placed(chunks, done["chunker"]), placed(images, done["imager"]))
    linked = await world.twice("linker", done["chunker"].document_id, RUN, arrived)
    assert isinstance(linked, ProductsLinked)
    assert linked.links["image_product"] == 1
    assert linked.cost_usd == chunks.cost_usd | images.cost_usd


@pytest.mark.parametrize("example", examples(ProductsLinked))
async def test_validator(world: World, example: ProductsLinked) -> None:
    done = await world.up_to("validator")
    linked = done["linker"]
    counts = ("products_discovered", "chunks_created", "images_processed", "entities_found", "links")
    event = placed(example, linked).model_copy(update={name: getattr(linked, name) for name in counts})
    completed = await world.twice("validator", linked.document_id, RUN, event)
    assert (completed.products_discovered, completed.images_processed) == (1, 1)
    assert 0 < completed.confidence_score <= 1
    current = await world.resources.pool.fetchval("SELECT current_run_id FROM documents")
    assert current == RUN


@pytest.mark.parametrize("example", examples(ProductsLinked))
async def test_validator_where_the_counts_are_off(world: World, example: ProductsLinked) -> None:
    done = await world.up_to("validator")
    await world.resources.pool.execute("DELETE FROM document_images")
    code, sentence = await world.twice("validator", done["linker"].document_id, RUN, placed(example, done["linker"]))
    assert code == "ledger_imbalance"
    assert "1" in sentence
    assert await world.resources.pool.fetchval("SELECT current_run_id FROM documents") is None
