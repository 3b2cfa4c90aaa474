"""Wiring: the chunker stage from its settings and resources."""

from dataclasses import dataclass

from pipeline.ai import text
from pipeline.ai.providers import Models
from pipeline.ai.settings import OFFLINE
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
    models = Models(settings, resources.pool, resources.results, resources.clock, resources.closing)
    own = text.RememberedTextEmbedder(text.OfflineTextEmbedder(sandbox), resources.results)
    names = models.usable(settings.embed_text, ("openai", OFFLINE), "embed_text")
    embedders = [models.text_embedder() if name == "openai" else lambda _: own for name in names]
    store = Store(resources.pool)

    def deps(work: Work) -> Deps:
        return Deps(
            claim=work.claim,
            objects=resources.objects,
            cutter=cutter,
            embedders=embedders,
            fallback=settings.fallback,
            store=store,
            progress=work.progress,
            clock=resources.clock,
            batch_chunks=settings.batch_chunks,
            batch=work.batch,
        )

    return Stage("chunker", {"products.detected": ProductsDetected}, "chunks.created", handle, deps)
