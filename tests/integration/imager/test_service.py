"""The imager as wired: real sandbox, object store and database."""

# mypy: disable-error-code="no-untyped-call"

import zlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import pymupdf
import pytest

from pipeline import db
from pipeline.ai.results import StoredResults
from pipeline.artefacts import Catalogue, Line, Page, PlannedPage, pack, pack_pages
from pipeline.events import ImagesEmbedded, ProductsDetected
from pipeline.objects import Objects
from pipeline.service import Resources
from pipeline.settings import MIB
from pipeline.stage import Stage
from pipeline.testing.fakes import FakeProgress, FakeSteps, FixedClock
from pipeline.work import Claim, Work
from services.imager.app import build
from services.imager.settings import ImagerSettings
from services.imager.stage import Deps
from tests.integration.imager.test_store import EVENT, FENCE, RUN
from tests.unit.imager.build import BLUE, DOCUMENT, RED, Pdf, file, photo, quarters

MEMORY = 512 * MIB


class Wired:
    """The stage and what it was wired with."""

    def __init__(
        self, pool: db.Pool, folder: Path, closing: AsyncExitStack, url: str, seconds_per_page: float = 60
    ) -> None:
        objects_url = f"file://{folder}"
        self.pool, self.objects = pool, Objects(objects_url)
        settings = ImagerSettings(
            kafka_bootstrap="none:1",
            database_url=url,
            objects_url=objects_url,
            batch_pages=2,
            seconds_per_page=seconds_per_page,
            seconds_per_call=seconds_per_page,
            process_memory_bytes=MEMORY,
        )
        self.resources = Resources(
            settings=settings, pool=pool, objects=self.objects, results=StoredResults(pool), clock=FixedClock(),
            closing=closing,
        )  # fmt: skip
        self.stage: Stage[ProductsDetected, Deps, ImagesEmbedded] = build(settings, self.resources)

    async def handle(self) -> ImagesEmbedded:
        claim = Claim(DOCUMENT, RUN, "imager", 1)
        clock = self.resources.clock
        work = Work(claim, FakeProgress(), FakeSteps(), clock, "event", datetime.now(UTC), EVENT.tenant, EVENT.labels)
        return await self.stage.handle(EVENT, self.stage.deps(work))


@pytest.fixture
async def wired(database_url: str, tmp_path: Path) -> AsyncIterator[Wired]:
    pool = await db.connect(database_url)
    await pool.execute(FENCE, DOCUMENT, RUN, 1)
    async with AsyncExitStack() as closing:
        yield Wired(pool, tmp_path / "objects", closing, database_url)
    await pool.close()


async def put(objects: Objects, pdf: bytes, pages: int) -> None:
    """A document of planned pages; every page has a caption below (50, 200)."""
    await objects.put("d", pdf)
    caption = Line(text="Oak, oiled", box=(50, 203, 120, 211), size=8)
    await objects.put(
        "p",
        pack_pages(
            Page(number=number, width=400, height=300, key="0" * 64, lines=(caption,)) for number in range(1, pages + 1)
        ),
    )
    plan = tuple(PlannedPage(number=number, kind="product", include=True) for number in range(1, pages + 1))
    await objects.put("c", pack(Catalogue(page_count=pages, plan=plan)))


async def test_a_document_from_objects_to_rows(wired: Wired) -> None:
    pdf = Pdf()
    for number in range(3):
        page = pdf.page()
        page.insert_image(pymupdf.Rect(50, 50, 250, 200), stream=file(photo(number, 300, 225), "JPEG"))
        page.insert_image(pymupdf.Rect(300, 5, 340, 32), stream=file(quarters()))
    await put(wired.objects, pdf.document.tobytes(), 3)
    events = [await wired.handle() for _ in range(2)]
    assert events[0] == events[1]
    assert (events[0].images_processed, events[0].embeddings_created) == (4, 20)
    assert events[0].ledger["image"].emitted == 4
    rows = await wired.pool.fetch("SELECT * FROM document_images ORDER BY page, role")
    assert [(row["role"], row["caption"], row["material"]) for row in rows] == [
        ("logo", "", "wood"), ("room", "Oak, oiled", "wood"), ("room", "Oak, oiled", "wood"),
        ("room", "Oak, oiled", "wood"),
    ]  # fmt: skip
    assert len(rows[0]["places"]) == 3
    for row in rows:
        assert await wired.objects.exists(row["object_key"])
        assert await wired.objects.exists(row["analysis"]["thumbnail"])
    counts = await wired.pool.fetch("SELECT capability, count(*) AS n FROM ai_results GROUP BY capability")
    assert {row["capability"]: row["n"] for row in counts} == {"image_analysis": 4, "image_embedding": 8}


def large(pdf: Pdf, side: int) -> None:
    """A page with a picture of side x side pixels."""
    dictionary = f"/Width {side}/Height {side}/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/FlateDecode"
    press = zlib.compressobj(1)
    row = bytes(RED) * (side // 2) + bytes(BLUE) * (side // 2)
    stream = b"".join(press.compress(row) for _ in range(side)) + press.flush()
    pdf.image(pdf.page(), dictionary, stream, (50, 50, 350, 250))


async def test_a_picture_larger_than_the_memory_of_a_subprocess(wired: Wired) -> None:
    pdf, side = Pdf(), 14_000
    large(pdf, side)
    await put(wired.objects, pdf.document.tobytes(), 1)
    assert side * side * 3 > MEMORY
    event = await wired.handle()
    assert (event.images_processed, event.warnings) == (1, [])
    row_ = await wired.pool.fetchrow("SELECT width, height FROM document_images")
    assert row_ is not None
    assert (row_["width"], row_["height"]) == (3500, 3500)


async def test_pages_that_take_too_long_are_told(database_url: str, tmp_path: Path) -> None:
    pool = await db.connect(database_url)
    await pool.execute(FENCE, DOCUMENT, RUN, 1)
    async with AsyncExitStack() as closing:
        wired = Wired(pool, tmp_path, closing, database_url, seconds_per_page=0.001)
        pdf = Pdf()
        for _ in range(2):
            large(pdf, 14_000)  # takes longer to read than the pool needs to notice
        await put(wired.objects, pdf.document.tobytes(), 2)
        event = await wired.handle()
    await pool.close()
    assert event.images_processed == 0
    assert event.ledger["page"].dead_lettered == 2
    assert "still being read after 0.002 s and, in a second try, 0.008 s" in event.warnings[0]


async def test_no_pictures(wired: Wired) -> None:
    pdf = Pdf()
    pdf.page()
    await put(wired.objects, pdf.document.tobytes(), 1)
    event = await wired.handle()
    assert (event.images_processed, event.embeddings_created) == (0, 0)
    assert event.ledger["page"].skipped == 1
