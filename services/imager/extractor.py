"""Pictures out of a PDF into the object store, by subprocesses that write files to a scratch folder."""

import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import astuple, dataclass
from functools import partial
from pathlib import Path
from uuid import UUID

from pipeline.errors import Rejected
from pipeline.ledger import Entry
from pipeline.objects import Objects
from pipeline.sandbox import Sandbox, run_longer
from pipeline.work import Batch as BatchSize
from pipeline.work import all_of_them, batches
from services.imager.bounds import Bounds
from services.imager.found import Batch

VERSION = 2
"""Of what is read of a page; another one reads every page again."""
PRELOAD = ("pipeline.mupdf", "services.imager.reading")
"""Imported once in the fork server, never in the worker's own process."""


Alive = Callable[[], Awaitable[None]]


async def _nobody() -> None:
    """Who wants to know that reading goes on."""


@dataclass(frozen=True)
class SandboxedExtractor:
    """Extractor in `sandbox`, each call within `seconds_per_call` and `seconds_per_page`. Pictures go by the scratch
    folder and from there, as files, to `objects`: the worker holds none of them.
    """

    sandbox: Sandbox
    objects: Objects
    seconds_per_call: float
    seconds_per_page: float
    bounds: Bounds

    @property
    def version(self) -> str:
        return "-".join(map(str, (VERSION, *astuple(self.bounds))))

    async def extract(
        self,
        document_ref: str,
        document_id: UUID,
        pages: Sequence[int],
        size: BatchSize = all_of_them,
        alive: Alive = _nobody,
    ) -> Batch:
        """The pictures on `pages`, stored; as many pages at once as `size` allows, which changes nothing else. `alive`
        is called whenever a call has ended. Raises Rejected when the document is gone or cannot be opened.
        """
        path = await self.objects.path(document_ref)
        batch = Batch()
        for some in batches(pages, len(pages), size):
            with tempfile.TemporaryDirectory(prefix="tessera-imager-") as folder:
                part = await self._read(path, some, document_id, Path(folder), alive)
                for key in dict.fromkeys(key for picture in part.pictures for key in (picture.key, picture.thumbnail)):
                    await self.objects.put_file(key, Path(folder) / Path(key).name)
            batch += part
        return batch

    async def _read(self, path: Path, pages: Sequence[int], document_id: UUID, folder: Path, alive: Alive) -> Batch:
        """Where a batch takes its subprocess down, its pages one by one, so that a page fails alone; one that was only
        too slow gets a longer try first.
        """
        seconds = self.seconds_per_call + self.seconds_per_page * len(pages)
        run = self.sandbox.run if len(pages) > 1 else partial(run_longer, self.sandbox)
        try:
            batch = await run(seconds, _read, path, pages, document_id, folder, self.bounds)
        except Rejected as error:
            if not error.code.startswith("parse_"):
                raise
            await alive()
            if len(pages) == 1:
                entry = Entry(
                    kind="page", item=str(pages[0]), outcome="dead_lettered", reason=error.message, page=pages[0]
                )
                return Batch(entries=(entry,), lost=1)
        else:
            await alive()
            return batch
        alone = [await self._read(path, [page], document_id, folder, alive) for page in pages]
        return sum(alone, start=Batch())


def _read(path: Path, pages: Sequence[int], document_id: UUID, folder: Path, bounds: Bounds) -> Batch:
    from services.imager.reading import read  # in the subprocess: it loads pymupdf and numpy

    return read(path, pages, document_id, folder, bounds)
