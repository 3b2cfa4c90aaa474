"""The chunker's handler with fakes: the same however often it runs, and nothing is cut or embedded twice."""

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from pipeline.ai import offline_text
from pipeline.ai.errand import Errand
from pipeline.ai.failures import Busy, Declined, Down, OverBudget
from pipeline.ai.fallback import Fallback
from pipeline.ai.results import Provider
from pipeline.ai.text import OFFLINE, RememberedTextEmbedder, TextEmbedder, Vector
from pipeline.artefacts import Catalogue, Page, pack, pack_pages
from pipeline.errors import Rejected, TesseraError
from pipeline.events import ChunksCreated, LedgerCounts, ProductsDetected
from pipeline.ledger import Entry
from pipeline.testing.fakes import FakeObjects, FakeProgress, FakeResults, FixedClock
from pipeline.work import Claim
from services.chunker import chunks
from services.chunker.stage import Deps, Row, handle
from tests.unit.chunker.build import DOCUMENT, catalogue, said

EXAMPLES = sorted((Path(__file__).parents[3] / "schemas/examples/products.detected.v1").glob("*.json"))
PROSE = "A surface that holds the light of the morning and answers the needs of hotels. "
PAGES = [said(number, f"Oak {number}", *(f"{number}.{i} {PROSE}" for i in range(40))) for number in (1, 2)]


class FakeStore:
    """Rows and ledger in dicts; keeps the claims and models it was given."""

    def __init__(self) -> None:
        self.rows: dict[UUID, tuple[Row, Vector | None]] = {}
        self.entries: list[Entry] = []
        self.labels: dict[str, str] = {}
        self.claims: set[Claim] = set()
        self.models: set[str] = set()
        self.by: dict[UUID, str] = {}

    async def write(
        self, claim: Claim, event: ProductsDetected, rows: Sequence[Row], vectors: dict[UUID, Vector], model: str
    ) -> None:
        self.labels = event.labels
        self.claims.add(claim)
        self.models.add(model)
        self.by |= dict.fromkeys(vectors, model)
        self.rows |= {row.chunk_id: (row, vectors.get(row.chunk_id)) for row in rows}

    async def finish(self, claim: Claim, kept: Sequence[UUID], entries: Sequence[Entry]) -> None:
        self.claims.add(claim)
        self.rows = {chunk_id: row for chunk_id, row in self.rows.items() if chunk_id in kept}
        self.entries = list(entries)


class Cutter:
    """Cuts in this process."""

    def __init__(self) -> None:
        self.calls = 0

    async def cut(self, pages: bytes, catalogue: bytes, _page_count: int, /) -> bytes:
        self.calls += 1
        return chunks.make(pages, catalogue)


class Embedder:
    """The offline embedder in this process."""

    provider: Provider = OFFLINE

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        return offline_text.embed(texts)


class Failing:
    """An embedder that answers once and then fails."""

    provider = Provider("embed_text", "openai", "dear", "1")

    def __init__(self, error: TesseraError) -> None:
        self.error = error
        self.asked = 0

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        self.asked += 1
        if self.asked > 1:
            raise self.error
        return offline_text.embed(texts)


class World:
    """What lasts over restarts."""

    def __init__(self, pages: Sequence[Page], plan: Catalogue, **fields: object) -> None:
        self.event = ProductsDetected.model_validate(
            {
                "document_id": DOCUMENT, "run_id": "019ab0c2-7c00-7a3e-9d41-5b7f3f1e2a90", "filename": "a.pdf",
                "sha256": "0" * 64, "page_count": plan.page_count, "document_ref": "d", "pages_ref": "pages",
                "catalogue_ref": "catalogue", "products_discovered": len(plan.products),
                "pages_planned": len(plan.included),
            }
            | fields
        )  # fmt: skip
        self.objects, self.results, self.store = FakeObjects(), FakeResults(), FakeStore()
        self.objects.stored = {
            self.event.pages_ref: pack_pages(pages), self.event.catalogue_ref: pack(plan)
        }  # fmt: skip
        self.cutter, self.progress = Cutter(), FakeProgress()
        self.embedders: list[TextEmbedder] = [Embedder()]
        self.fallback = Fallback()

    def remembered(self, embedder: TextEmbedder, _: Errand) -> TextEmbedder:
        return RememberedTextEmbedder(embedder, self.results)

    @property
    def deps(self) -> Deps:
        claim = Claim(self.event.document_id, self.event.run_id, "chunker", 1)
        return Deps(
            claim=claim,
            objects=self.objects,
            cutter=self.cutter,
            embedders=[partial(self.remembered, each) for each in self.embedders],
            fallback=self.fallback,
            store=self.store,
            progress=self.progress,
            clock=FixedClock(),
            batch_chunks=5,
        )


def world() -> World:
    return World(
        PAGES, catalogue({"Oak": [1, 2]}, 3, left_out=[3]), labels={"season": "2026"}, seconds={"discovery": 1}
    )


async def test_leaves_are_embedded_and_parents_are_not() -> None:
    made = world()
    created = await handle(made.event, made.deps)
    rows = list(made.store.rows.values())
    assert created.chunks_created == len(rows) > 10
    assert {row.level for row, vector in rows if vector is not None} == {2}
    assert {row.level for row, vector in rows if vector is None} == {0, 1}
    by_id = made.store.rows
    for row, _ in rows:
        assert row.parent_chunk_id is None or row.text in by_id[row.parent_chunk_id][0].text
    assert [row.ordinal for row, _ in rows] == list(range(len(rows)))


async def test_event_carries_on_what_came_and_adds_its_own() -> None:
    made = world()
    created = await handle(made.event, made.deps)
    assert created.ledger == {"chunk": LedgerCounts(emitted=created.chunks_created)}
    assert created.seconds == {"discovery": 1, "chunker": 0}
    assert created.labels == made.store.labels == {"season": "2026"}
    assert created.run_id == made.event.run_id
    assert (made.store.claims, made.store.models) == ({made.deps.claim}, {OFFLINE.model})
    assert made.progress.checkpoints == ["CHUNKS_CREATED"]
    assert made.progress.calls[-1] == (2, 2, None)
    done = [call[0] for call in made.progress.calls]
    assert done == sorted(done)


async def test_twice_is_the_same_and_nothing_is_cut_or_embedded_again() -> None:
    made = world()
    first = await handle(made.event, made.deps)
    rows, asked = dict(made.store.rows), made.results.asked
    assert await handle(made.event, made.deps) == first
    assert made.store.rows == rows
    assert made.cutter.calls == 1
    assert made.results.asked == asked > 0


async def test_a_restart_in_the_middle_goes_on_from_there() -> None:
    made = world()
    calm = world()
    await handle(calm.event, calm.deps)

    class Falling(FakeStore):
        async def write(self, *arguments: Any) -> None:
            if self.rows:
                raise ConnectionError("the database went away")
            await super().write(*arguments)

    with pytest.raises(ConnectionError):
        await handle(made.event, replace(made.deps, store=Falling()))
    asked = made.results.asked
    assert 0 < asked < calm.results.asked
    await handle(made.event, made.deps)
    assert made.store.rows == calm.store.rows
    assert made.cutter.calls == 1
    assert made.results.asked == calm.results.asked


async def test_a_new_run_embeds_nothing_and_has_the_same_chunks() -> None:
    made = world()
    await handle(made.event, made.deps)
    asked, rows = made.results.asked, dict(made.store.rows)
    made.event = made.event.model_copy(update={"run_id": uuid4()})
    await handle(made.event, made.deps)
    assert made.results.asked == asked
    assert made.store.rows == rows


async def test_equal_texts_are_told_apart_and_embedded_once() -> None:
    pages = [said(1, "Matt"), said(2, "Matt")]
    made = World(pages, catalogue({"Oak": [1], "Elm": [2]}, 2))
    assert (await handle(made.event, made.deps)).chunks_created == 2
    assert {row.sha256 for row, _ in made.store.rows.values()} == {next(iter(made.store.rows.values()))[0].sha256}


async def test_pages_without_text_and_pages_never_read_are_accounted_for() -> None:
    made = World([said(1, "Oak"), said(2)], catalogue({"Oak": [1, 2, 3]}, 3), warnings=["an older one"])
    created = await handle(made.event, made.deps)
    assert created.ledger == {"chunk": LedgerCounts(emitted=1, skipped=1, dead_lettered=1)}
    assert {(entry.item, entry.outcome, entry.reason) for entry in made.store.entries[1:]} == {
        ("page 2", "skipped", "the page has no text"),
        ("page 3", "dead_lettered", "the page was planned but never read"),
    }
    assert created.warnings == ["an older one", "page 3 was planned but never read"]


async def test_a_document_without_planned_pages_gives_no_chunks_and_goes_on() -> None:
    made = World([said(1, "Cover")], catalogue({}, 1, left_out=[1]))
    created = await handle(made.event, made.deps)
    assert created.chunks_created == 0
    assert created.ledger == {}
    assert made.store.rows == {}
    assert made.progress.checkpoints == ["CHUNKS_CREATED"]


async def test_a_missing_artefact_rejects_the_document() -> None:
    made = world()
    del made.objects.stored["pages"]
    with pytest.raises(Rejected, match="pages does not exist"):
        await handle(made.event, made.deps)


@pytest.mark.parametrize(
    "fields", [json.loads(path.read_text()) for path in EXAMPLES], ids=[path.stem for path in EXAMPLES]
)
async def test_every_example_of_its_input(fields: dict[str, Any]) -> None:
    planned = list(range(1, fields["pages_planned"] + 1))
    products = {"Oak": planned} if fields["products_discovered"] else {}
    left_out = [number for number in range(1, fields["page_count"] + 1) if number not in planned]
    pages = [said(number, f"Oak {number}") for number in range(1, fields["page_count"] + 1)]
    made = World(pages, catalogue(products, fields["page_count"], left_out=left_out), **fields)
    first = await handle(made.event, made.deps)
    assert first.type == ChunksCreated.type
    assert await handle(made.event, made.deps) == first
    assert (first.tenant, first.options) == (made.event.tenant, made.event.options)


@pytest.mark.parametrize("sizes", [[], [1, 3, 2], [100]])
async def test_the_same_whatever_memory_allows(sizes: list[int]) -> None:
    plenty, little = world(), world()
    wanted = await handle(plenty.event, plenty.deps)
    left, given = list(sizes), list[int]()

    def batch(most: int) -> int:
        given.append(min(most, left.pop(0) if left else 1))
        return given[-1]

    assert await handle(little.event, replace(little.deps, batch=batch)) == wanted
    assert (little.store.rows, little.store.entries) == (plenty.store.rows, plenty.store.entries)
    assert given[len(sizes) :] == [1] * (len(given) - len(sizes)), "a full memory gives single items"


@pytest.mark.parametrize("error", [Declined("ai_declined", "openai says 400: no"), Busy("ai_busy", "openai says 500")])
async def test_when_an_embedder_fails_the_next_embeds_the_whole_document(error: TesseraError) -> None:
    made = world()
    made.embedders = [Failing(error), Embedder()]
    created = await handle(made.event, made.deps)
    embedded = {key: row for key, (row, vector) in made.store.rows.items() if vector is not None}
    assert {made.store.by[key] for key in embedded} == {OFFLINE.model}
    assert error.message in created.warnings


async def test_a_spent_budget_ends_the_document_where_settings_say_so() -> None:
    made = world()
    made.embedders = [Failing(OverBudget("ai_budget", "$1 of $1 are spent")), Embedder()]
    made.fallback = Fallback(over_budget="fail")
    with pytest.raises(OverBudget):
        await handle(made.event, made.deps)


async def test_the_stage_waits_for_an_embedder_that_is_down_unless_settings_say_otherwise() -> None:
    made = world()
    made.embedders = [Failing(Down("ai_down", "openai is down")), Embedder()]
    with pytest.raises(Down):
        await handle(made.event, made.deps)
    made.fallback = Fallback(when_down="next")
    assert (await handle(made.event, made.deps)).warnings == ["openai is down"]
