"""The handler with fakes around the real reading: nothing is done twice, every page is accounted for."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast
from uuid import UUID, uuid4

import pytest

from pipeline.artefacts import Catalogue, unpack, unpack_pages
from pipeline.errors import Rejected
from pipeline.events import LedgerCounts, Options, PdfUploaded
from pipeline.ledger import Entry
from pipeline.sandbox import Sandbox
from pipeline.testing.fakes import FakeObjects, FakeProgress, FakeSteps
from pipeline.work import Claim
from services.discovery import catalogue, opening, reading
from services.discovery.limits import Limits
from services.discovery.reader import Reader
from services.discovery.sources import Fetched, Sources
from services.discovery.stage import MAX_WARNINGS, Deps, handle

DOCUMENT = UUID("0d3f6a52-5f0e-5c57-8f0a-2f7a4c1f9b10")
RUN = UUID("019ab0c2-7c00-7a3e-9d41-5b7f3f1e2a90")
PRODUCTS = {2: "Tavira", 3: "Lisboa", 4: "Sintra"}
PAGES = 5
BATCH = 3


def upload(**fields: Any) -> PdfUploaded:
    return PdfUploaded(source="object:///uploads/Floors%202026.pdf", document_id=DOCUMENT, run_id=RUN, **fields)


def made(products: dict[int, str], pages: int) -> bytes:
    """A catalogue of `pages`: a cover, products with what their tiles are, and pages of plain text."""
    prose = "We have been at home on this coast for three generations and still walk to work along the sea."
    with opening.mupdf().open() as document:
        for number in range(1, pages + 1):
            page = document.new_page()
            if number == 1:
                page.insert_text((72, 300), "Floors 2026", fontsize=40)
            elif number in products:
                page.insert_text((72, 90), products[number], fontsize=28)
                facts = ["Designer: Ana Moura", "Size: 60 x 60 cm", "Thickness: 9 mm", f"Code: TV-{number}01"]
                for row, text in enumerate(facts):
                    page.insert_text((72, 130 + 16 * row), text, fontsize=10)
            else:
                for row in range(30):
                    page.insert_text((72, 90 + 16 * row), prose[row % 7 :], fontsize=10)
        data: bytes = document.tobytes(no_new_id=True)
        return data


class Files(FakeObjects):
    """Objects that are files when asked for one, as the real ones."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    async def put_file(self, key: str, path: Path) -> str:
        return await self.put(key, await asyncio.to_thread(path.read_bytes))

    async def path(self, key: str) -> Path:
        file = self.folder / key.replace("/", "_")
        await asyncio.to_thread(file.write_bytes, await self.get(key))
        return file


class InProcess:
    """A sandbox without a subprocess: keeps what it ran; reading a `lethal` page takes it down."""

    processes = 2

    def __init__(self) -> None:
        self.ran: list[str] = []
        self.lethal: set[int] = set()

    async def run(self, seconds: float, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        assert seconds > 0
        self.ran.append(f"{function.__module__.split('.')[-1]}.{function.__name__}")
        if function is reading.read and self.lethal & set(range(args[1], args[2] + 1)):
            raise Rejected("parse_crashed", "reading the file ended the subprocess (exit code -11)")
        await asyncio.sleep(0)
        return function(*args, **kwargs)


class FakeStore:
    """What was saved, call by call."""

    def __init__(self) -> None:
        self.saved: list[tuple[Claim, PdfUploaded, str, Fetched, Catalogue]] = []
        self.entries: list[Entry] = []

    async def save(
        self,
        claim: Claim,
        event: PdfUploaded,
        filename: str,
        fetched: Fetched,
        catalogue: Catalogue,
        entries: Sequence[Entry],
    ) -> None:
        self.saved.append((claim, event, filename, fetched, catalogue))
        self.entries = list(entries)


class Ticking:
    """A clock that moves on by a second whenever it is read."""

    def __init__(self) -> None:
        self.at = datetime(2026, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


class World:
    """What lasts over restarts."""

    def __init__(self, folder: Path, data: bytes) -> None:
        self.objects, self.sandbox, self.store = Files(folder), InProcess(), FakeStore()
        self.objects.stored["uploads/Floors 2026.pdf"] = data
        self.steps, self.progress = FakeSteps(), FakeProgress()

    @property
    def deps(self) -> Deps:
        limits = Limits(batch_pages=BATCH)
        return Deps(
            claim=Claim(DOCUMENT, RUN, "discovery", 1),
            objects=self.objects,
            sources=Sources(self.objects, limits.max_bytes),
            reader=Reader(cast(Sandbox, self.sandbox), limits),
            store=self.store,
            progress=self.progress,
            steps=self.steps,
            clock=Ticking(),
        )

    def run_again(self) -> Deps:
        """The same PDF in a new run, with steps of its own."""
        self.steps = FakeSteps()
        return replace(self.deps, claim=Claim(DOCUMENT, uuid4(), "discovery", 1))


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, made(PRODUCTS, PAGES))


async def test_products_plan_and_artefacts_are_there_when_the_event_is(world: World) -> None:
    event = upload(tenant="acme", labels={"season": "2026"})
    detected = await handle(event, world.deps)
    assert (detected.tenant, detected.labels, detected.options) == ("acme", {"season": "2026"}, event.options)
    assert (detected.document_id, detected.run_id, detected.page_count) == (DOCUMENT, RUN, PAGES)
    assert (detected.filename, detected.seconds) == ("Floors 2026.pdf", {"discovery": 1})
    assert detected.document_ref == f"documents/{detected.sha256}.pdf"
    assert [page.number for page in unpack_pages(world.objects.stored[detected.pages_ref])] == [1, 2, 3, 4, 5]
    found = unpack(Catalogue, world.objects.stored[detected.catalogue_ref])
    assert {product.name: product.pages for product in found.products} == {
        name: (page,) for page, name in PRODUCTS.items()
    }
    assert detected.products_discovered == len(PRODUCTS)
    claim, uploaded, filename, fetched, saved = world.store.saved[0]
    assert (claim, uploaded, filename, saved) == (world.deps.claim, event, detected.filename, found)
    assert (fetched.sha256, fetched.ref) == (detected.sha256, detected.document_ref)


async def test_the_name_given_is_shown_rather_than_the_sources(world: World) -> None:
    assert (await handle(upload(filename="Böden.pdf"), world.deps)).filename == "Böden.pdf"


async def test_focused_only_the_products_pages_go_on(world: World) -> None:
    detected = await handle(upload(), world.deps)
    assert detected.pages_planned == len(PRODUCTS)
    assert detected.ledger == {"page": LedgerCounts(emitted=3, skipped=2)}
    assert [entry.page for entry in world.store.entries if entry.outcome == "emitted"] == [2, 3, 4]
    assert all("no product is on it" in entry.reason for entry in world.store.entries if entry.outcome == "skipped")


async def test_not_focused_all_pages_go_on(world: World) -> None:
    detected = await handle(upload(options=Options(focused_extraction=False)), world.deps)
    assert (detected.pages_planned, detected.products_discovered) == (PAGES, len(PRODUCTS))
    assert detected.ledger == {"page": LedgerCounts(emitted=PAGES)}


@pytest.mark.parametrize("focused", [True, False])
async def test_every_page_is_in_the_ledger_once(world: World, focused: bool) -> None:
    world.sandbox.lethal = {4}
    detected = await handle(upload(options=Options(focused_extraction=focused)), world.deps)
    assert detected.ledger["page"].total == detected.page_count == PAGES
    assert [(entry.item, entry.page) for entry in world.store.entries] == [(str(n), n) for n in range(1, PAGES + 1)]
    assert all(entry.reason for entry in world.store.entries if entry.outcome != "emitted")


async def test_progress_goes_up_and_both_checkpoints_are_told(world: World) -> None:
    await handle(upload(), world.deps)
    assert world.progress.checkpoints == ["PRODUCTS_DETECTED", "PAGE_PLAN"]
    done = [call[0] for call in world.progress.calls]
    assert done == sorted(done)
    assert done[-1] == PAGES
    assert len(done) == 5  # while fetching, after each of two batches, and at each checkpoint
    assert [call[1] for call in world.progress.calls] == [0, *4 * [PAGES]]


async def test_twice_is_the_same_and_nothing_is_read_again(world: World) -> None:
    first = await handle(upload(), world.deps)
    entries, objects = world.store.entries, dict(world.objects.stored)
    world.sandbox.ran.clear()
    assert await handle(upload(), world.deps) == first
    assert world.sandbox.ran == ["opening.inspect"]
    assert (world.store.entries, world.objects.stored) == (entries, objects)


async def test_a_restart_goes_on_from_its_steps_although_the_source_is_gone(world: World) -> None:
    class Falling(FakeStore):
        async def save(self, *_: Any) -> None:
            raise ConnectionError("the database went away")

    with pytest.raises(ConnectionError):
        await handle(upload(), replace(world.deps, store=Falling()))
    assert set(world.steps.done) == {"document", "pages", "catalogue"}
    assert world.progress.checkpoints == ["PRODUCTS_DETECTED"], "nothing is planned before it is stored"
    await world.objects.delete("uploads/Floors 2026.pdf")
    world.sandbox.ran.clear()
    detected = await handle(upload(), world.deps)
    assert world.sandbox.ran == ["opening.inspect"]
    assert detected.products_discovered == len(PRODUCTS)


async def test_a_new_run_of_the_same_pdf_reads_no_page_again(world: World) -> None:
    first = await handle(upload(), world.deps)
    world.sandbox.ran.clear()
    again = await handle(upload(), world.run_again())
    assert again.pages_ref == first.pages_ref
    assert again.catalogue_ref != first.catalogue_ref
    assert world.sandbox.ran == ["opening.inspect", "catalogue.discover_packed"]


async def test_a_page_that_takes_its_subprocess_down_fails_alone(world: World) -> None:
    world.sandbox.lethal = {2}
    detected = await handle(upload(), world.deps)
    lost = [entry for entry in world.store.entries if entry.outcome == "dead_lettered"]
    assert [(entry.item, entry.kind) for entry in lost] == [("2", "page")]
    assert "ended the subprocess" in lost[0].reason
    assert detected.ledger == {"page": LedgerCounts(emitted=2, skipped=2, dead_lettered=1)}
    assert detected.warnings == ["page 2 could not be read"]
    assert {product.name for product in world.store.saved[0][-1].products} == {"Lisboa", "Sintra"}


async def test_a_failed_page_stays_failed_after_a_restart_and_is_tried_again_in_a_new_run(world: World) -> None:
    world.sandbox.lethal = {2}
    first = await handle(upload(), world.deps)
    assert first.pages_ref == f"runs/{RUN}/pages.jsonl.zst", "not kept for other runs"
    world.sandbox.lethal = set()
    assert await handle(upload(), world.deps) == first
    healed = await handle(upload(), world.run_again())
    assert healed.ledger == {"page": LedgerCounts(emitted=3, skipped=2)}


async def test_a_document_of_which_no_page_can_be_read_is_rejected(world: World) -> None:
    world.sandbox.lethal = set(range(1, PAGES + 1))
    with pytest.raises(Rejected, match="none of the PDF's 5 pages can be read") as rejected:
        await handle(upload(), world.deps)
    assert rejected.value.code == "unreadable"
    assert world.store.saved == []


async def test_a_document_without_products_completes_and_says_so(tmp_path: Path) -> None:
    world = World(tmp_path, made({}, 3))
    detected = await handle(upload(), world.deps)
    assert (detected.products_discovered, detected.pages_planned) == (0, 0)
    assert detected.ledger == {"page": LedgerCounts(skipped=3)}
    assert "no products were found" in detected.warnings[0]
    assert world.progress.checkpoints == ["PRODUCTS_DETECTED", "PAGE_PLAN"]


async def test_what_cannot_be_opened_ends_there(tmp_path: Path) -> None:
    world = World(tmp_path, b"")
    with pytest.raises(Rejected) as rejected:
        await handle(upload(), world.deps)
    assert rejected.value.code == "source_empty"
    assert world.sandbox.ran == ["opening.inspect"]
    assert world.store.saved == []
    assert world.progress.checkpoints == []


async def test_warnings_never_outgrow_the_event(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    discover = catalogue.discover

    def talkative(*args: Any, **kwargs: Any) -> Catalogue:
        return discover(*args, **kwargs).model_copy(update={"warnings": tuple(str(n) for n in range(80))})

    monkeypatch.setattr(catalogue, "discover", talkative)
    assert len((await handle(upload(), world.deps)).warnings) == MAX_WARNINGS
    assert len(world.store.saved[0][-1].warnings) == 80
