"""Wiring: the discovery stage from its settings and resources."""

from pipeline.ai.providers import Models
from pipeline.ai.settings import OFFLINE
from pipeline.events import PdfUploaded, ProductsDetected
from pipeline.sandbox import Sandbox
from pipeline.service import Resources
from pipeline.stage import Stage
from pipeline.work import Work
from services.discovery import reader
from services.discovery.asking import Asked
from services.discovery.settings import DiscoverySettings
from services.discovery.sources import Sources
from services.discovery.stage import Deps, handle
from services.discovery.store import Store


def build(settings: DiscoverySettings, resources: Resources) -> Stage[PdfUploaded, Deps, ProductsDetected]:
    """The stage, with its sandbox, which is closed with the resources."""
    sandbox = Sandbox(settings.processes, memory_bytes=settings.process_memory_bytes, preload=reader.PRELOAD)
    resources.closing.callback(sandbox.close)
    limits = settings.limits
    sources = Sources(
        resources.objects, limits.max_bytes, settings.source_schemes, settings.source_roots, settings.source_buckets
    )
    reads = reader.Reader(sandbox, limits)
    store = Store(resources.pool)
    models = Models(settings, resources.pool, resources.results, resources.clock, resources.closing)
    names = models.usable(settings.discover, ("anthropic", "openai", OFFLINE), "discover")
    asked = [
        None if name == OFFLINE else Asked(models.asker("discover", name), models.asker("extract", name, small=True))
        for name in names
    ]

    def deps(work: Work) -> Deps:
        return Deps(
            claim=work.claim,
            objects=resources.objects,
            sources=sources,
            reader=reads,
            store=store,
            progress=work.progress,
            steps=work.steps,
            clock=resources.clock,
            batch=work.batch,
            models=asked,
            fallback=settings.fallback,
        )

    return Stage("discovery", {"pdf.uploaded": PdfUploaded}, "products.detected", handle, deps)
