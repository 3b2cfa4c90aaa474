"""The imager's handler, with fakes for what lies outside."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from uuid import UUID

import pytest

from pipeline.ai.errand import Errand
from pipeline.ai.failures import Declined
from pipeline.ai.fallback import Fallback
from pipeline.ai.images import (
    Colour,
    ImageAnalyser,
    ImageAnalysis,
    ImageInput,
    Quality,
    RememberedAnalyser,
    RememberedEmbedder,
    Texture,
    Usage,
    Views,
)
from pipeline.ai.results import Provider
from pipeline.artefacts import Catalogue, Line, Page, PlannedPage, pack, pack_pages
from pipeline.errors import Rejected
from pipeline.events import LedgerCounts, ProductsDetected
from pipeline.ids import image_id
from pipeline.ledger import Entry
from pipeline.testing.fakes import FakeObjects, FakeProgress, FakeResults, FixedClock
from pipeline.work import Batch as BatchSize
from pipeline.work import Claim
from services.imager.found import Batch
from services.imager.stage import Alive, Deps, Limits, Row, handle
from tests.unit.imager.build import DOCUMENT, LOOK, picture, place

RUN = UUID("019ab0c2-7c00-7a3e-9d41-5b7f3f1e2a90")
EVENT = ProductsDetected(
    document_id=DOCUMENT, run_id=RUN, filename="a.pdf", sha256="0" * 64, page_count=5, document_ref="d",
    pages_ref="pages", catalogue_ref="catalogue", tenant="acme", labels={"season": "2026"}, products_discovered=1,
    pages_planned=4, seconds={"discovery": 2.0},
)  # fmt: skip
VECTOR = bytes(2048)


class FakeExtractor:
    """Gives what it was told of each page; `asked` keeps the calls."""

    version = "1"

    def __init__(self, pages: dict[int, Batch]) -> None:
        self.pages = pages
        self.asked: list[list[int]] = []

    async def extract(
        self, document_ref: str, document_id: UUID, pages: Sequence[int], _size: BatchSize, _alive: Alive, /
    ) -> Batch:
        assert (document_ref, document_id) == ("d", DOCUMENT)
        self.asked.append(list(pages))
        return sum((self.pages[page] for page in pages), Batch())


class FakeAnalyser:
    provider = Provider("image_analysis", "fake", "analyser-1", "1")

    def __init__(self) -> None:
        self.asked: list[ImageInput] = []

    async def analyse(self, images: Sequence[ImageInput]) -> list[ImageAnalysis]:
        self.asked += images
        return [
            ImageAnalysis(
                colours=(Colour(name="red", share=1, lab=(50, 60, 40)),),
                textures=(Texture(name="plain", strength=1),),
                quality=Quality(score=0.7, parts={"sharpness": image.sharpness}),
            )
            for image in images
        ]


class FakeEmbedder:
    provider = Provider("image_embedding", "fake", "embedder-1", "1")

    def __init__(self) -> None:
        self.viewed: list[ImageInput] = []
        self.used: list[Usage] = []

    async def views(self, images: Sequence[ImageInput]) -> list[Views]:
        self.viewed += images
        return [Views(visual=VECTOR, colour=VECTOR, texture=VECTOR) for _ in images]

    async def applications(self, usages: Sequence[Usage]) -> list[bytes]:
        self.used += usages
        return [VECTOR for _ in usages]


class FakeStore:
    def __init__(self) -> None:
        self.rows: dict[UUID, Row] = {}
        self.models: set[tuple[str, str]] = set()
        self.entries: list[Entry] = []

    async def write(
        self, claim: Claim, event: ProductsDetected, rows: Sequence[Row], analysis_model: str, embedding_model: str
    ) -> None:
        assert (claim.run_id, event) == (RUN, EVENT)
        self.rows |= {row.image_id: row for row in rows}
        self.models.add((analysis_model, embedding_model))

    async def finish(self, _claim: Claim, /, kept: Sequence[UUID], entries: Sequence[Entry]) -> None:
        self.rows = {key: row for key, row in self.rows.items() if key in set(kept)}
        self.entries = list(entries)


def page(number: int, caption: str = "") -> Page:
    lines = (Line(text=caption, box=(50, 203, 200, 211), size=8),) if caption else ()
    return Page(number=number, width=500, height=700, key="0" * 64, lines=lines)


def told(number: int, outcome: str = "emitted", reason: str = "") -> Entry:
    return Entry.model_validate(
        {"kind": "page", "item": str(number), "outcome": outcome, "reason": reason, "page": number}
    )


BLANK = LOOK.model_copy(update={"contrast": 0.0, "colours": 1, "white": 1.0})
BROKEN = Entry(kind="image", item="xref 7", outcome="dead_lettered", reason="broken image: no data", page=2)
FOUND = {
    1: Batch(
        pictures=(picture("a"), picture("b")),
        places=(place("a", 1), place("b", 1, (50, 300, 250, 500))),
        entries=(told(1),),
    ),
    2: Batch(pictures=(picture("a"),), places=(place("a", 2),), entries=(BROKEN, told(2))),
    3: Batch(pictures=(picture("c", BLANK),), places=(place("c", 3),), entries=(told(3),)),
    4: Batch(entries=(told(4, "skipped", "no raster pictures"),)),
}


def kept_objects(included: Sequence[int] = (1, 2, 3, 4), pages: Sequence[int] = (1, 2, 3, 4, 5)) -> FakeObjects:
    objects = FakeObjects()
    plan = tuple(
        PlannedPage(
            number=number, kind="product", include=number in included, reason="" if number in included else "no"
        )
        for number in range(1, 6)
    )
    objects.stored["catalogue"] = pack(Catalogue(page_count=5, plan=plan))
    objects.stored["pages"] = pack_pages(page(number, f"Caption {number}") for number in pages)
    for name in "abc":
        objects.stored[picture(name).thumbnail] = name.encode()
    return objects


def _same(analyser: ImageAnalyser, _: Errand) -> ImageAnalyser:
    return analyser


def made(objects: FakeObjects, found: dict[int, Batch] = FOUND, results: FakeResults | None = None) -> Deps:
    results = results or FakeResults()
    return Deps(
        claim=Claim(DOCUMENT, RUN, "imager", 1),
        objects=objects,
        extractor=FakeExtractor(found),
        analysers=[partial(_same, RememberedAnalyser(FakeAnalyser(), results))],
        fallback=Fallback(),
        embedder=RememberedEmbedder(FakeEmbedder(), results),
        store=FakeStore(),
        progress=FakeProgress(),
        clock=FixedClock(),
        limits=Limits(batch_pages=2, batch_images=1, at_once=2),
    )


def inner(deps: Deps) -> tuple[FakeExtractor, FakeAnalyser, FakeEmbedder, FakeStore, FakeProgress]:
    analyser = deps.analysers[0](Errand(deps.claim))
    assert isinstance(analyser, RememberedAnalyser)
    assert isinstance(deps.embedder, RememberedEmbedder)
    return (  # type: ignore[return-value]
        deps.extractor,
        analyser.analyser,
        deps.embedder.embedder,
        deps.store,
        deps.progress,
    )


async def test_pictures_become_rows_and_everything_is_counted() -> None:
    deps = made(kept_objects())
    event = await handle(EVENT, deps)
    extractor, analyser, embedder, store, _ = inner(deps)
    assert extractor.asked == [[1, 2], [3, 4]]
    wanted = {image_id(DOCUMENT, name * 64): name for name in "ab"}
    assert {key: row.image.picture.sha256[0] for key, row in store.rows.items()} == wanted
    first = store.rows[image_id(DOCUMENT, "a" * 64)]
    assert [(place.page, said.caption) for place, said in zip(first.image.places, first.image.words, strict=True)] == [
        (1, "Caption 1"),
        (2, "Caption 2"),
    ]
    assert store.models == {("analyser-1", "embedder-1")}
    assert [asked.thumbnail for asked in analyser.asked] == [b"a", b"b"]
    assert [used.caption for used in embedder.used] == ["Caption 1", ""]
    assert (event.images_processed, event.embeddings_created) == (2, 10)
    assert event.ledger == {
        "page": LedgerCounts(emitted=3, skipped=1),
        "image": LedgerCounts(emitted=2, skipped=1, dead_lettered=1),
    }
    assert event.seconds == {"discovery": 2.0, "imager": 0.0}
    assert (event.tenant, event.labels, event.warnings) == ("acme", EVENT.labels, ["page 2: broken image: no data"])


async def test_progress_by_page_and_image_never_back_to_a_checkpoint() -> None:
    deps = made(kept_objects())
    await handle(EVENT, deps)
    progress = inner(deps)[4]
    assert progress.calls == [
        (1, 8, 1), (2, 8, 2), (3, 8, 3), (4, 8, 4), (6, 8, 1), (8, 8, 1), (8, 8, None),
    ]  # fmt: skip
    assert progress.checkpoints == ["IMAGES_EXTRACTED"]


async def test_twice_gives_the_same_and_asks_nothing_again() -> None:
    objects, results = kept_objects(), FakeResults()
    first, again = made(objects, results=results), made(objects, results=results)
    events = [await handle(EVENT, deps) for deps in (first, again)]
    assert events[0] == events[1]
    assert inner(first)[3].rows == inner(again)[3].rows
    extractor, analyser, embedder, *_ = inner(again)
    assert (extractor.asked, analyser.asked, embedder.viewed, embedder.used) == ([], [], [], [])


async def test_after_a_crash_only_what_was_not_done_is_done() -> None:
    objects, results = kept_objects(), FakeResults()
    crashing = made(objects, {page: FOUND[page] for page in (1, 2)}, results)
    with pytest.raises(KeyError):
        await handle(EVENT, crashing)
    restarted = made(objects, results=results)
    await handle(EVENT, restarted)
    assert inner(restarted)[0].asked == [[3, 4]]


async def test_a_page_that_failed_is_tried_again_by_the_next_attempt() -> None:
    objects = kept_objects(included=[1])
    failed = Batch(entries=(told(1, "dead_lettered", "still being read after 10 s"),))
    event = await handle(EVENT, made(objects, {1: failed}))
    assert event.ledger == {"page": LedgerCounts(dead_lettered=1)}
    assert event.warnings == ["page 1: still being read after 10 s"]
    assert (await handle(EVENT, made(objects))).images_processed == 2


@pytest.mark.parametrize("included", [(), (4,)])
async def test_nothing_planned_or_no_pictures_still_gives_an_event(included: Sequence[int]) -> None:
    deps = made(kept_objects(included))
    event = await handle(EVENT, deps)
    assert (event.images_processed, event.embeddings_created) == (0, 0)
    assert inner(deps)[4].checkpoints == ["IMAGES_EXTRACTED"]
    assert inner(deps)[3].entries == [told(page, "skipped", "no raster pictures") for page in included]


async def test_pages_that_were_planned_but_not_read_are_told() -> None:
    event = await handle(EVENT, made(kept_objects(pages=[1, 2])))
    assert event.ledger["page"] == LedgerCounts(emitted=2, dead_lettered=2)
    assert "page 3: the page was planned but never read" in event.warnings


async def test_images_no_longer_found_are_removed() -> None:
    objects = kept_objects()
    deps = made(objects)
    await handle(EVENT, deps)
    less = replace(deps, extractor=FakeExtractor(FOUND | {1: Batch(entries=(told(1),))}), objects=kept_objects())
    event = await handle(EVENT, less)
    assert event.images_processed == 1
    assert list(inner(deps)[3].rows) == [image_id(DOCUMENT, "a" * 64)]


async def test_a_missing_artefact_is_rejected() -> None:
    objects = kept_objects()
    del objects.stored["pages"]
    with pytest.raises(Rejected) as error:
        await handle(EVENT, made(objects))
    assert error.value.code == "object_missing"


class Blind:
    """An analyser that sees nothing."""

    provider = Provider("image_analysis", "groq", "scout", "1")

    async def analyse(self, images: Sequence[ImageInput]) -> list[ImageAnalysis]:
        raise Declined("ai_declined", f"groq says 400 to {len(images)} pictures")


async def test_what_one_analyser_declines_the_next_analyses_and_it_is_said_once() -> None:
    deps = made(kept_objects())
    deps = replace(deps, analysers=[partial(_same, Blind()), *deps.analysers])
    event = await handle(EVENT, deps)
    assert isinstance(deps.store, FakeStore)
    assert deps.store.models == {("analyser-1", "embedder-1")}
    assert event.warnings.count("groq says 400 to 1 pictures") == 1
