"""Pictures out of a PDF into the object store, by subprocesses that write files to a scratch folder."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from pipeline.errors import Rejected
from pipeline.ledger import Entry
from pipeline.objects import Objects
from pipeline.sandbox import Sandbox
from services.imager.found import Batch

VERSION = 1
"""Of what is read of a page; another one reads every page again."""
PRELOAD = ("pipeline.mupdf", "services.imager.reading")
"""Imported once in the fork server, never in the worker's own process."""


@dataclass(frozen=True)
class SandboxedExtractor:
    """Extractor in `sandbox`, within `seconds_per_page`. Pictures go by the scratch folder and from there, as files, to
    `objects`: the worker holds none of them.
    """

    sandbox: Sandbox
    objects: Objects
    seconds_per_page: float
    most_pixels: int

    @property
    def version(self) -> str:
        return f"{VERSION}-{self.most_pixels}"

    async def extract(self, document_ref: str, document_id: UUID, pages: Sequence[int]) -> Batch:
        """The pictures on `pages`, stored. Raises Rejected when the document is gone or cannot be opened."""
        path = await self.objects.path(document_ref)
        with tempfile.TemporaryDirectory(prefix="tessera-imager-") as folder:
            batch = await self._read(path, pages, document_id, Path(folder))
            for key in dict.fromkeys(key for picture in batch.pictures for key in (picture.key, picture.thumbnail)):
                await self.objects.put_file(key, Path(folder) / Path(key).name)
        return batch

    async def _read(self, path: Path, pages: Sequence[int], document_id: UUID, folder: Path) -> Batch:
        """Where a batch takes its subprocess down, halves of it, so that a page fails alone."""
        seconds = self.seconds_per_page * len(pages)
        try:
            return await self.sandbox.run(seconds, _read, path, pages, document_id, folder, self.most_pixels)
        except Rejected as error:
            if not error.code.startswith("parse_"):
                raise
            if len(pages) == 1:
                entry = Entry(
                    kind="page", item=str(pages[0]), outcome="dead_lettered", reason=error.message, page=pages[0]
                )
                return Batch(entries=(entry,))
        middle = len(pages) // 2
        first = await self._read(path, pages[:middle], document_id, folder)
        return first + await self._read(path, pages[middle:], document_id, folder)


def _read(path: Path, pages: Sequence[int], document_id: UUID, folder: Path, most_pixels: int) -> Batch:
    from services.imager.reading import read  # in the subprocess: it loads pymupdf and numpy

    return read(path, pages, document_id, folder, most_pixels)
