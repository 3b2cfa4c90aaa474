"""Wiring: the chunker stage from its settings and resources."""

from dataclasses import dataclass

from pipeline.ai import text
from pipeline.events import ChunksCreated, ProductsDetected
from pipeline.sandbox import Sandbox
from pipeline.service import Resources
from pipeline.stage import Stage
from pipeline.work import Work
from services.chunker import chunks
from services.chunker.settings import ChunkerSettings
from services.chunker.stage import Deps, handle
from services.chunker.store import Store

PRELOAD = ("services.chunker.chunks", *text.MODULES)


@dataclass(frozen=True)
class SandboxedCutter:
    """Cutter in a subprocess, within `seconds` for any document and `seconds_per_page`."""

    sandbox: Sandbox
    seconds: float
    seconds_per_page: float

    async def cut(self, pages: bytes, catalogue: bytes, page_count: int, /) -> bytes:
        seconds = self.seconds + self.seconds_per_page * page_count
        return await self.sandbox.run(seconds, chunks.make, pages, catalogue)


def build(settings: ChunkerSettings, resources: Resources) -> Stage[ProductsDetected, Deps, ChunksCreated]:
    """The stage, with its sandbox, which is closed with the resources."""
    sandbox = Sandbox(settings.processes, memory_bytes=settings.process_memory_bytes, preload=PRELOAD)
    resources.closing.callback(sandbox.close)
    cutter = SandboxedCutter(sandbox, settings.cutting_seconds, settings.cutting_seconds_per_page)
    embedder = text.RememberedTextEmbedder(text.OfflineTextEmbedder(sandbox), resources.results)
    store = Store(resources.pool)

    def deps(work: Work) -> Deps:
        return Deps(
            claim=work.claim,
            objects=resources.objects,
            cutter=cutter,
            embedder=embedder,
            store=store,
            progress=work.progress,
            clock=resources.clock,
            batch_chunks=settings.batch_chunks,
            batch=work.batch,
        )

    return Stage("chunker", {"products.detected": ProductsDetected}, "chunks.created", handle, deps)
