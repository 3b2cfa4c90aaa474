"""Wiring: the validator stage from its settings and resources."""

from pipeline.events import DocumentCompleted, ProductsLinked
from pipeline.service import Resources
from pipeline.stage import Stage
from pipeline.work import Work
from services.validator.settings import ValidatorSettings
from services.validator.stage import Deps, handle
from services.validator.store import Store


def build(settings: ValidatorSettings, resources: Resources) -> Stage[ProductsLinked, Deps, DocumentCompleted]:
    """The stage; it opens nothing of its own."""
    store = Store(resources.pool)

    def deps(work: Work) -> Deps:
        return Deps(
            claim=work.claim,
            objects=resources.objects,
            store=store,
            least_quality=settings.least_quality,
            progress=work.progress,
            clock=resources.clock,
        )

    return Stage("validator", {"products.linked": ProductsLinked}, "document.completed", handle, deps)
