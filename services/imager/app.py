"""Wiring: the imager stage from its settings and resources."""

from pipeline.ai import offline_images
from pipeline.ai.images import RememberedAnalyser, RememberedEmbedder
from pipeline.ai.providers import Models
from pipeline.ai.settings import OFFLINE
from pipeline.events import ImagesEmbedded, ProductsDetected
from pipeline.sandbox import Sandbox
from pipeline.service import Resources
from pipeline.stage import Stage
from pipeline.work import Work
from services.imager import extractor
from services.imager.settings import ImagerSettings
from services.imager.stage import Deps, Limits, handle
from services.imager.store import Store


def build(settings: ImagerSettings, resources: Resources) -> Stage[ProductsDetected, Deps, ImagesEmbedded]:
    """The stage, with its sandbox, which is closed with the resources."""
    preload = (*extractor.PRELOAD, *offline_images.MODULES)
    sandbox = Sandbox(settings.processes, memory_bytes=settings.process_memory_bytes, preload=preload)
    resources.closing.callback(sandbox.close)
    extracts = extractor.SandboxedExtractor(
        sandbox, resources.objects, settings.seconds_per_call, settings.seconds_per_page, settings.bounds
    )
    models = Models(settings, resources.pool, resources.results, resources.clock, resources.closing)
    measures = RememberedAnalyser(offline_images.OfflineImageAnalyser(sandbox), resources.results)
    names = models.usable(settings.describe_image, ("vision", "anthropic", "openai", OFFLINE), "describe_image")
    analysers = [(lambda _: measures) if name == OFFLINE else models.image_analyser(name, measures) for name in names]
    embedder = RememberedEmbedder(offline_images.OfflineImageEmbedder(sandbox), resources.results)
    store = Store(resources.pool)

    def deps(work: Work) -> Deps:
        return Deps(
            claim=work.claim,
            objects=resources.objects,
            extractor=extracts,
            analysers=analysers,
            fallback=settings.fallback,
            embedder=embedder,
            store=store,
            progress=work.progress,
            clock=resources.clock,
            limits=Limits(settings.batch_pages, settings.batch_images, settings.at_once, settings.max_lost_pages),
            batch=work.batch,
        )

    return Stage("imager", {"products.detected": ProductsDetected}, "images.embedded", handle, deps)
