"""Whatever memory allows, the imager finds the same: batches are about memory alone."""

# mypy: disable-error-code="no-untyped-call"

import asyncio
import tempfile
from pathlib import Path
from typing import Any, cast

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.artefacts import Catalogue, PlannedPage, pack, pack_pages
from pipeline.ledger import Entry
from pipeline.mupdf import pymupdf
from pipeline.sandbox import Sandbox
from pipeline.testing.fakes import FakeObjects
from services.imager.bounds import Bounds
from services.imager.extractor import SandboxedExtractor
from services.imager.stage import Limits, Row, handle
from tests.unit.imager.test_stage import EVENT, inner, made, page

PAGES = 7
SIZES = st.lists(st.integers(1, 9), min_size=1, max_size=30)


class Memory:
    """A work.Batch that gives one size after the other; 1 when it has none left."""

    def __init__(self, sizes: list[int]) -> None:
        self.sizes = list(sizes)
        self.given: list[int] = []

    def __call__(self, most: int) -> int:
        self.given.append(min(most, self.sizes.pop(0) if self.sizes else 1))
        return self.given[-1]


class InProcess:
    """A sandbox without a subprocess; keeps how many pages each call had."""

    processes = 2

    def __init__(self) -> None:
        self.calls: list[int] = []

    async def run(self, _seconds: float, function: Any, *args: Any) -> Any:
        self.calls.append(len(args[1]))
        await asyncio.sleep(0)
        return function(*args)


class Files(FakeObjects):
    """Objects, one of which is the file at `pdf`."""

    def __init__(self, pdf: Path) -> None:
        super().__init__()
        self.pdf = pdf

    async def path(self, _key: str) -> Path:
        return self.pdf

    async def put_file(self, key: str, path: Path) -> str:
        return await self.put(key, await asyncio.to_thread(path.read_bytes))


def picture(seed: int) -> bytes:
    """A PNG with something to see."""
    pixmap = pymupdf.Pixmap(pymupdf.csRGB, (0, 0, 64, 48), False)
    for x in range(64):
        for y in range(48):
            pixmap.set_pixel(x, y, ((x * 4 + 31 * seed) % 256, (y * 5 + 7 * seed) % 256, (x * y + seed) % 256))
    data: bytes = pixmap.tobytes("png")
    return data


def catalogue(folder: Path) -> Path:
    """Pictures of their own on each page, one on all, one outside its page on the first and in sight on a later one."""
    document = pymupdf.open()
    shared, hidden = picture(90), picture(91)
    for number in range(1, PAGES + 1):
        one = document.new_page(width=500, height=700)
        one.insert_image((50, 50, 250, 200), stream=picture(number))
        one.insert_image((300, 50, 450, 160), stream=shared)
        if number in (1, 6):
            shift = 1000 if number == 1 else 0
            one.insert_image((50 + shift, 400, 250 + shift, 550), stream=hidden)
    path = folder / "a.pdf"
    document.save(path)
    return path


Found = tuple[dict[Any, Row], list[Entry], Any]


async def found(pdf: Path, memory: Memory, objects: Files | None = None) -> tuple[Found, InProcess, Files]:
    kept = objects or Files(pdf)
    plan = tuple(PlannedPage(number=number, kind="product", include=True) for number in range(1, PAGES + 1))
    kept.stored["catalogue"] = pack(Catalogue(page_count=PAGES, plan=plan))
    kept.stored["pages"] = pack_pages(page(number, f"Caption {number}") for number in range(1, PAGES + 1))
    sandbox = InProcess()
    deps = made(kept)
    changes = {
        "extractor": SandboxedExtractor(cast("Sandbox", sandbox), cast("Any", kept), 5, 10, Bounds()),
        "limits": Limits(batch_pages=4, batch_images=5, at_once=2),
        "batch": memory,
    }
    for name, value in changes.items():
        object.__setattr__(deps, name, value)
    event = await handle(EVENT, deps)
    store = inner(deps)[3]
    return (store.rows, store.entries, event), sandbox, kept


def test_the_same_is_found_whatever_memory_allows() -> None:
    with tempfile.TemporaryDirectory() as folder:
        pdf = catalogue(Path(folder))
        plenty, _, _ = asyncio.run(found(pdf, Memory([100] * 100)))
        rows, entries, _ = plenty
        assert len(rows) == PAGES + 2
        assert not [entry for entry in entries if "outside" in entry.reason], "it is taken on a later page"

        @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
        @given(SIZES)
        def same(sizes: list[int]) -> None:
            little, _, _ = asyncio.run(found(pdf, Memory(sizes)))
            assert little == plenty

        same()


async def test_a_full_memory_gives_single_items_and_what_was_read_is_found_again(tmp_path: Path) -> None:
    pdf = catalogue(tmp_path)
    full = Memory([])
    first, sandbox, objects = await found(pdf, full)
    assert set(sandbox.calls) == {1}, "a page at a time"
    assert set(full.given) == {1}
    again, idle, _ = await found(pdf, Memory([100] * 100), objects)
    assert again == first
    assert idle.calls == [], "pictures are kept by batches that do not depend on memory"
