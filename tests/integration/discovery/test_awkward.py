"""Awkward files through the real reading in real subprocesses: each ends, in time, as a catalogue or with a reason."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
import zstandard

from pipeline import ids
from pipeline.artefacts import Catalogue, unpack
from pipeline.errors import Rejected
from pipeline.sandbox import Sandbox
from pipeline.settings import MIB
from services.discovery import plan, reader
from services.discovery.limits import Limits

FOLDER = Path(__file__).parents[4] / "shared/awkward"
FILES = sorted(FOLDER.glob("*.pdf"))
SECONDS = 90
"""Far above what any takes, far below the deadlines of a document: none of them may end by a deadline."""
CODES = {
    "source_empty", "not_a_pdf", "damaged_pdf", "password_protected", "no_pages", "too_many_pages", "unreadable",
}  # fmt: skip

pytestmark = pytest.mark.skipif(not FILES, reason="the folder shared/awkward is not beside the repository")


@pytest.fixture(scope="module")
def reads() -> Iterator[reader.Reader]:
    """One sandbox for all files: what one does to it the next would feel."""
    sandbox = Sandbox(1, memory_bytes=1024 * MIB, preload=reader.PRELOAD)
    yield reader.Reader(sandbox, Limits())
    sandbox.close()


async def read(reads: reader.Reader, file: Path) -> tuple[Catalogue, dict[int, str], list[int]]:
    """What discovery makes of `file`, which pages failed, and the progress told."""
    told: list[int] = []

    async def tell(pages: int) -> None:
        told.append(pages)

    opened = await reads.open(file)
    pages = await reads.read(file, opened.page_count, tell)
    assert len(pages.lines) == opened.page_count
    packed = zstandard.compress(b"\n".join(pages.lines))
    found = await reads.discover(ids.document_id(file.as_uri()), opened, packed, 100, True)
    return unpack(Catalogue, found), pages.failed, told


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
async def test_it_ends_as_a_catalogue_or_with_a_reason(reads: reader.Reader, file: Path) -> None:
    try:
        async with asyncio.timeout(SECONDS):
            catalogue, failed, told = await read(reads, file)
    except Rejected as rejected:
        code, message = rejected.code, rejected.message
    else:
        code, message = "", ""
        numbers = list(range(1, catalogue.page_count + 1))
        assert told[-1] == catalogue.page_count
        assert [page.number for page in catalogue.plan] == numbers
        entries = plan.ledger_entries(catalogue.plan, failed)
        assert [entry.page for entry in entries] == numbers
        assert all(entry.reason for entry in entries if entry.outcome != "emitted")
        assert all(set(product.pages) <= set(numbers) for product in catalogue.products)
        assert catalogue.products or any("no products" in warning for warning in catalogue.warnings)
    assert code == "" or (code in CODES and ": " in message)
