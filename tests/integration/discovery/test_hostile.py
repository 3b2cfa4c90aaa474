"""Hostile files through the real reading and extraction in real subprocesses: bounded in time and memory, each ends
with its pages or with a reason, and a page that is a bomb goes alone.
"""

import asyncio
import os
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import psutil
import pytest
import zstandard

from pipeline.artefacts import Catalogue, unpack
from pipeline.errors import Rejected
from pipeline.objects import Objects
from pipeline.sandbox import Sandbox
from pipeline.settings import MIB
from services.discovery import reader
from services.discovery.limits import Limits
from services.imager import extractor
from services.imager.bounds import Bounds
from tests import hostile

MEMORY = 700 * MIB
LIMITS = Limits(seconds_per_call=3, seconds_per_page=1, seconds_per_document=60)
SECONDS = 200
"""All deadlines of one file together, and a busy machine's delays."""
DOCUMENT = UUID(int=1)
CODES = {
    "damaged_pdf", "no_pages", "too_many_pages", "too_many_objects", "unreadable", "parse_timeout", "parse_memory",
    "parse_crashed",
}  # fmt: skip
LOST = {"content-bomb": 2, "operators-bomb": 2, "text-bomb": 2, "many-images": 1, "forms-of-forms": 1, "deep-saves": 1}
"""The page that is a bomb; the others of these files are read."""
HUNGRY = (*LOST, "endless-contents", "jbig2-bomb", "jpx-bomb", "real-pixels", "many-objects", "deep-bookmarks")
"""Those that want most time or memory; tests/e2e/test_untrusted.py has the others."""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """One for all files: what one does to it the next would feel."""
    sandbox = Sandbox(1, memory_bytes=MEMORY, preload=(*reader.PRELOAD, *extractor.PRELOAD))
    yield sandbox
    sandbox.close()


async def _silent(_pages: int) -> None:
    """Nobody asks."""


async def discovered(reads: reader.Reader, path: Path) -> tuple[str, list[int]]:
    """How the file ended, and its lost pages."""
    try:
        opened = await reads.open(path)
        pages = await reads.read(path, opened.page_count, _silent)
        packed = zstandard.compress(b"\n".join(pages.lines))
        catalogue = unpack(Catalogue, await reads.discover(DOCUMENT, opened, packed, 100, True))
    except Rejected as rejected:
        return rejected.code, []
    assert len(catalogue.plan) == opened.page_count
    return "read", sorted(pages.failed)


async def peak(stop: asyncio.Event) -> int:
    """The most private memory of a subprocess until `stop`, in bytes."""
    most, me = 0, psutil.Process()
    while not stop.is_set():
        for child in me.children(recursive=True):
            try:
                most = max(most, child.memory_info().rss - child.memory_info().shared)
            except psutil.Error:
                continue
        await asyncio.sleep(0.3)
    return most


@pytest.mark.parametrize("name", HUNGRY)
async def test_it_ends_in_time_and_the_subprocesses_go_on(sandbox: Sandbox, tmp_path: Path, name: str) -> None:
    objects, data = Objects(f"file://{tmp_path}/objects"), hostile.FILES[name]()
    path = tmp_path / f"{name}.pdf"
    path.write_bytes(data)
    await objects.put("documents/a.pdf", data)
    extracts = extractor.SandboxedExtractor(sandbox, objects, 3, 1, Bounds())
    began, stop = time.monotonic(), asyncio.Event()
    watching = asyncio.create_task(peak(stop))
    async with asyncio.timeout(SECONDS):
        ended, lost = await discovered(reader.Reader(sandbox, LIMITS), path)
        batch = await extracts.extract("documents/a.pdf", DOCUMENT, [1])
    stop.set()
    assert ended in CODES | {"read"}
    if ended == "read" and name in LOST:
        assert lost == [LOST[name]]
    assert {entry.item for entry in batch.entries if entry.kind == "page"} == {"1"}
    assert all(entry.reason for entry in batch.entries if entry.outcome != "emitted")
    assert all(picture.width * picture.height <= Bounds.most_pixels for picture in batch.pictures)
    assert await sandbox.run(20, os.getpid)
    assert time.monotonic() - began < SECONDS
    assert await watching < MEMORY + 64 * MIB


async def test_a_document_of_bombs_is_given_up(sandbox: Sandbox, tmp_path: Path) -> None:
    bomb = hostile.stream(hostile.bomb(400, b"0 0 m 9 9 l S "), "/Filter/FlateDecode")
    (tmp_path / "bombs.pdf").write_bytes(hostile.book(*[bomb] * 6))
    limits = Limits(seconds_per_call=0.5, seconds_per_page=0.1, max_lost_pages=2)
    assert await discovered(reader.Reader(sandbox, limits), tmp_path / "bombs.pdf") == ("too_many_lost_pages", [])


async def test_text_and_what_stands_on_a_page_are_bounded(sandbox: Sandbox, tmp_path: Path) -> None:
    lines = b"".join(b"BT /F 6 Tf 50 %d Td (Oak floor %d) Tj ET\n" % (20 + 7 * n, n) for n in range(100))
    path = tmp_path / "a.pdf"
    path.write_bytes(hostile.book(hostile.stream(lines), hostile.GOOD))
    for limits in (Limits(letters_per_page=500), Limits(lines_per_page=99)):
        assert await discovered(reader.Reader(sandbox, limits), path) == ("read", [1])
    assert await discovered(reader.Reader(sandbox, Limits(lines_per_page=100)), path) == ("read", [])
    assert await discovered(reader.Reader(sandbox, Limits(max_text_bytes=5_000)), path) == ("too_much_text", [])
    assert await discovered(reader.Reader(sandbox, Limits(max_objects=5)), path) == ("too_many_objects", [])
    image = hostile.stream(
        bytes(4_800), "/Type/XObject/Subtype/Image/Width 40/Height 40/ColorSpace/DeviceRGB/BitsPerComponent 8"
    )
    paints = hostile.stream(b"q 40 0 0 40 50 100 cm /I Do Q\n" * 11)
    path.write_bytes(hostile.book(paints, hostile.GOOD, more=[image], resources="/XObject<</I 4 0 R>>"))
    assert await discovered(reader.Reader(sandbox, Limits(pictures_per_page=10)), path) == ("read", [1])
