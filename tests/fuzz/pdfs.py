"""Any file becomes a result or a rejection, in time, and the subprocesses go on: PDFs of the project's own making with
their bytes, numbers, references and objects changed, through discovery's reader and the imager's extraction.
"""

import asyncio
import os
import random
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pymupdf
import zstandard

from pipeline.artefacts import Catalogue, unpack, unpack_pages
from pipeline.errors import Rejected
from pipeline.ledger import Entry
from pipeline.objects import Objects
from pipeline.sandbox import Sandbox
from pipeline.settings import MIB
from samples import generate
from services.discovery import reader
from services.discovery.limits import Limits
from services.imager import extractor
from services.imager.bounds import Bounds
from tests import hostile
from tests.fuzz.bytes import mutated

DOCUMENT = UUID("0d3f6a52-5f0e-5c57-8f0a-2f7a4c1f9b10")
SAMPLES = ("cards-es", "parts-de", "rotated-de")
SMALL = 60_000
"""Bytes of the hostile files that are changed further."""
LIMITS = Limits(
    max_pages=20, batch_pages=4, seconds_per_call=2, seconds_per_page=1, seconds_per_document=10, ocr_pages=0,
    max_lost_pages=2,
)  # fmt: skip
BOUNDS = Bounds(most_pixels=1_000_000, max_pixels=100_000_000)
SECONDS = 240.0
"""For one file, all deadlines together."""
OBJECT = re.compile(rb"\d+ 0 obj\b.*?\bendobj", re.DOTALL)
NUMBER = re.compile(rb"(?<=[ /\[(])-?\d+(?:\.\d+)?(?=[ /\]>\n])")
NAME = re.compile(rb"/[A-Za-z]+")
NUMBERS = (
    b"0",
    b"-1",
    b"1",
    b"65535",
    b"2147483647",
    b"-2147483648",
    b"4294967296",
    b"1e30",
    b"99999999999999999999",
    b".",
)
NAMES = (
    b"/Page",
    b"/Pages",
    b"/Kids",
    b"/Parent",
    b"/Length",
    b"/Filter",
    b"/FlateDecode",
    b"/SMask",
    b"/XObject",
    b"/X",
)


@dataclass(frozen=True)
class Pdfs:
    """Files to start from, and what they are put through."""

    seeds: tuple[bytes, ...]
    reads: reader.Reader
    extracts: extractor.SandboxedExtractor
    objects: Objects
    folder: Path

    async def one(self, rng: random.Random) -> str:
        """Try one file; the code of its rejection, or "read". Raises whatever should not happen."""
        data = changed(rng, self.seeds)
        path = self.folder / "fuzzed.pdf"
        path.write_bytes(data)
        async with asyncio.timeout(SECONDS):
            outcome = await self._discovered(path)
            await self._pictured(data)
            assert await self.reads.sandbox.run(20, os.getpid)
        return outcome

    async def _discovered(self, path: Path) -> str:
        try:
            opened = await self.reads.open(path)
            pages = await self.reads.read(path, opened.page_count, _silent)
            packed = zstandard.compress(b"\n".join(pages.lines))
            catalogue = unpack(Catalogue, await self.reads.discover(DOCUMENT, opened, packed, 100, True))
        except Rejected as rejected:
            return rejected.code
        assert [page.number for page in unpack_pages(packed)] == list(range(1, opened.page_count + 1))
        assert [page.number for page in catalogue.plan] == list(range(1, opened.page_count + 1))
        text = catalogue.model_dump_json()
        assert "\\u0000" not in text
        return "a page lost" if pages.failed else "read"

    async def _pictured(self, data: bytes) -> None:
        await self.objects.put("documents/fuzzed.pdf", data)
        try:
            batch = await self.extracts.extract("documents/fuzzed.pdf", DOCUMENT, [1, 2])
        except Rejected:
            return
        entries: Counter[str] = Counter(entry.item for entry in batch.entries if entry.kind == "page")
        assert entries == {"1": 1, "2": 1}
        assert all(_explained(entry) for entry in batch.entries)


def _explained(entry: Entry) -> bool:
    return entry.outcome == "emitted" or bool(entry.reason)


async def _silent(_pages: int) -> None:
    """Nobody asks how far it is."""


@contextmanager
def pdfs() -> Iterator[Pdfs]:
    """The files and the sandbox, until the end."""
    sandbox = Sandbox(1, memory_bytes=512 * MIB, preload=(*reader.PRELOAD, *extractor.PRELOAD))
    with tempfile.TemporaryDirectory(prefix="tessera-fuzz-") as name:
        folder = Path(name)
        objects = Objects(f"file://{folder}/objects")
        extracts = extractor.SandboxedExtractor(sandbox, objects, 2, 1, BOUNDS)
        try:
            yield Pdfs(tuple(seeds(folder)), reader.Reader(sandbox, LIMITS), extracts, objects, folder)
        finally:
            sandbox.close()


def seeds(folder: Path) -> Iterator[bytes]:
    """Two pages of some samples, as they are and with their streams readable, and the small ones of the hostile."""
    for name in SAMPLES:
        with pymupdf.open(generate(name, folder).pdf) as document:  # type: ignore[no-untyped-call]
            document.select(range(min(2, len(document))))
            yield document.tobytes(garbage=3)
            yield document.tobytes(garbage=3, expand=255, ascii=True)
    for make in hostile.FILES.values():
        if make not in hostile.SLOW and len(data := make()) < SMALL:
            yield data


def changed(rng: random.Random, files: tuple[bytes, ...]) -> bytes:
    """One of `files` with some numbers, names, references, objects or bytes replaced."""
    data = rng.choice(files)
    for _ in range(rng.choice((1, 1, 2, 5))):
        match rng.randrange(6):
            case 0:
                data = mutated(rng, data, rng.choice(files))
            case 1:
                data = _replaced(rng, data, NUMBER, NUMBERS)
            case 2:
                data = _replaced(rng, data, NAME, NAMES)
            case 3:  # another reference
                data = _replaced(rng, data, re.compile(rb"\d+(?= 0 R)"), tuple(b"%d" % n for n in range(1, 40)))
            case 4:  # two objects swapped
                found = list(OBJECT.finditer(data))
                if len(found) > 1:
                    a, b = sorted(rng.sample(found, 2), key=lambda match: match.start())
                    data = data[: a.start()] + b[0] + data[a.end() : b.start()] + a[0] + data[b.end() :]
            case 5:  # one object doubled or gone
                if found := list(OBJECT.finditer(data)):
                    one = rng.choice(found)
                    data = data[: one.start()] + one[0] * rng.choice((0, 2)) + data[one.end() :]
    return data


def _replaced(rng: random.Random, data: bytes, pattern: re.Pattern[bytes], values: tuple[bytes, ...]) -> bytes:
    found = list(pattern.finditer(data))
    for match in sorted(rng.sample(found, min(len(found), rng.choice((1, 1, 3)))), key=lambda m: -m.start()):
        data = data[: match.start()] + rng.choice(values) + data[match.end() :]
    return data
