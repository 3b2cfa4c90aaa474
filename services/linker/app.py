"""Wiring: the linker stage from its settings and resources."""

from dataclasses import dataclass
from uuid import UUID

from pipeline.events import ChunksCreated, Event, ImagesEmbedded, ProductsLinked, StageEvent
from pipeline.fan_in import FanIn
from pipeline.service import Resources
from pipeline.stage import Stage
from pipeline.work import Work
from services.linker.links import Limits
from services.linker.settings import LinkerSettings
from services.linker.stage import Arrived, Deps, Rules, handle
from services.linker.store import Store


@dataclass(frozen=True)
class Both:
    """The fan-in of a run, with its events by name."""

    fan_in: FanIn

    async def __call__(self, event: StageEvent, event_id: UUID, cause: str | None) -> Arrived | None:
        """Both events if this one fires the run, else None."""
        joined = await self.fan_in(event, event_id, cause)
        if joined is None:
            return None
        chunks, images = joined.events[ChunksCreated.type], joined.events[ImagesEmbedded.type]
        assert isinstance(chunks, ChunksCreated)  # noqa: S101  by its type
        assert isinstance(images, ImagesEmbedded)  # noqa: S101
        return Arrived(chunks, images)


def build(settings: LinkerSettings, resources: Resources) -> Stage[Arrived, Deps, ProductsLinked]:
    """The stage; it opens nothing of its own."""
    store = Store(resources.pool)
    rules = rules_of(settings)

    def deps(work: Work) -> Deps:
        return Deps(
            claim=work.claim,
            objects=resources.objects,
            store=store,
            rules=rules,
            progress=work.progress,
            clock=resources.clock,
        )

    consumes: dict[str, type[Event]] = {"chunks.created": ChunksCreated, "images.embedded": ImagesEmbedded}
    join = Both(FanIn(resources.pool, parts=(ChunksCreated, ImagesEmbedded)))
    return Stage("linker", consumes, "products.linked", handle, deps, join)


def rules_of(settings: LinkerSettings) -> Rules:
    """The rules of these settings."""
    return Rules(
        settings.link_weights,
        settings.pair_weights,
        products=Limits(settings.link_threshold, settings.link_margin, settings.links_each),
        pairs=Limits(settings.pair_threshold, 0.0, settings.chunks_per_image),
    )
