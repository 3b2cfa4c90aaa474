"""The imager's rows on the real database."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from pgvector import HalfVector, Vector

from pipeline import db
from pipeline.ai.images import Colour, ImageAnalysis, Quality, Texture, Views
from pipeline.errors import Fenced
from pipeline.events import ProductsDetected
from pipeline.ids import image_id
from pipeline.ledger import Entry
from pipeline.work import Claim
from services.imager.captions import Words
from services.imager.gathering import Image
from services.imager.stage import Row
from services.imager.store import Store
from tests.unit.imager.build import DOCUMENT, picture, place

RUN = UUID("019ab0c2-7c00-7a3e-9d41-5b7f3f1e2a90")
CLAIM = Claim(DOCUMENT, RUN, "imager", 1)
EVENT = ProductsDetected(
    document_id=DOCUMENT, run_id=RUN, filename="a.pdf", sha256="0" * 64, page_count=9, document_ref="d", pages_ref="p",
    catalogue_ref="c", tenant="acme", labels={"season": "2026"}, products_discovered=1, pages_planned=2,
)  # fmt: skip
FENCE = """
INSERT INTO fences (document_id, stage, run_id, attempt, status, worker)
VALUES ($1, 'imager', $2, $3, 'claimed', 'w')
ON CONFLICT (document_id, stage) DO UPDATE SET run_id = excluded.run_id, attempt = excluded.attempt
"""


def vector(seed: int) -> bytes:
    values = np.random.default_rng(seed).normal(size=512).astype("<f4")
    data: bytes = (values / np.linalg.norm(values)).astype("<f4").tobytes()
    return data


def row(name: str, caption: str = "Oak, matt") -> Row:
    seed = ord(name)
    analysis = ImageAnalysis(
        colours=(Colour(name="brown", share=0.8, lab=(40.0, 10.0, 20.0)),),
        textures=(Texture(name="striped", strength=0.9),),
        quality=Quality(score=0.75, parts={"sharpness": 0.5}),
        measures={"entropy": 3.5},
    )
    places = [place(name, 2), place(name, 5, (10, 10, 60, 60))]
    image = Image(picture(name), places, [Words(caption, "Solid oak"), Words("", "")], "product")
    views = Views(visual=vector(seed), colour=vector(seed + 100), texture=vector(seed + 200))
    return Row(image_id(DOCUMENT, name * 64), image, analysis, views, vector(seed + 300))


ROWS = [row("a"), row("b", ""), row("c", "Steel leg")]
ENTRIES = [Entry(kind="image", item=str(made.image_id), outcome="emitted", page=2) for made in ROWS]


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[db.Pool]:
    pool = await db.connect(database_url)
    await pool.execute(FENCE, DOCUMENT, RUN, 1)
    yield pool
    await pool.close()


async def write(pool: db.Pool, claim: Claim = CLAIM, rows: Sequence[Row] = ROWS) -> None:
    await Store(pool).write(claim, EVENT, rows, "analyser", "embedder")


async def stored(pool: db.Pool, run: UUID = RUN) -> list[dict[str, Any]]:
    query = "SELECT * FROM document_images WHERE run_id = $1 ORDER BY sha256"
    return [dict(record) for record in await pool.fetch(query, run)]


async def test_rows_as_given(pool: db.Pool) -> None:
    await write(pool)
    await Store(pool).finish(CLAIM, [made.image_id for made in ROWS], ENTRIES)
    first, second, third = await stored(pool)
    vectors = {name: first.pop(name) for name in list(first) if name.endswith("_embedding")}
    analysis = first.pop("analysis")
    assert first == {
        "run_id": RUN, "image_id": ROWS[0].image_id, "document_id": DOCUMENT, "tenant": "acme",
        "labels": {"season": "2026"}, "sha256": "a" * 64, "object_key": picture("a").key, "format": "jpeg",
        "width": 800, "height": 600, "page": 2,
        "places": [
            {"page": 2, "box": [50.0, 50.0, 250.0, 200.0], "caption": "Oak, matt"},
            {"page": 5, "box": [10.0, 10.0, 60.0, 60.0], "caption": ""},
        ],
        "role": "product", "caption": "Oak, matt", "material": "wood",
        "colours": [{"name": "brown", "share": 0.8, "lab": [40.0, 10.0, 20.0]}],
        "textures": [{"name": "striped", "strength": 0.9}], "quality": 0.75, "analysis_model": "analyser",
        "embedding_model": "embedder",
    }  # fmt: skip
    assert analysis["quality"] == {"sharpness": 0.5}
    assert analysis["material_confidence"] == 0.6
    assert analysis["thumbnail"] == picture("a").thumbnail
    assert (second["material"], second["analysis"]["material_confidence"]) == ("wood", 0.25)
    assert third["material"] == "steel"
    for name, data in (("visual", ROWS[0].views.visual), ("application", ROWS[0].application)):
        assert isinstance(vectors[f"{name}_embedding"], Vector)
        assert np.array_equal(vectors[f"{name}_embedding"].to_numpy(), np.frombuffer(data, "<f4"))
    multimodal = vectors["multimodal_embedding"]
    assert isinstance(multimodal, HalfVector)
    assert multimodal.dimensions() == 2048
    assert np.linalg.norm(multimodal.to_numpy().astype(float)) == pytest.approx(1, abs=1e-3)
    assert np.allclose(multimodal.to_numpy()[512:1024] * 2, vectors["colour_embedding"].to_numpy(), atol=1e-3)
    assert await pool.fetchval("SELECT count(*) FROM ledger WHERE run_id = $1 AND kind = 'image'", RUN) == 3


async def test_twice_is_the_same(pool: db.Pool) -> None:
    for _ in range(2):
        await write(pool)
        await Store(pool).finish(CLAIM, [made.image_id for made in ROWS], ENTRIES)
    assert {made["image_id"] for made in await stored(pool)} == {made.image_id for made in ROWS}
    assert await pool.fetchval("SELECT count(*) FROM ledger") == 3


async def test_images_of_the_run_that_are_gone_are_removed_and_other_runs_stay(pool: db.Pool) -> None:
    older = UUID("019ab0c2-0000-7a3e-9d41-5b7f3f1e2a90")
    await pool.execute(FENCE, DOCUMENT, older, 1)
    await write(pool, replace(CLAIM, run_id=older))
    await pool.execute(FENCE, DOCUMENT, RUN, 1)
    await write(pool)
    await Store(pool).finish(CLAIM, [ROWS[0].image_id], ENTRIES[:1])
    assert [made["sha256"][0] for made in await stored(pool)] == ["a"]
    assert len(await stored(pool, older)) == 3
    await Store(pool).finish(CLAIM, [], [])
    assert await stored(pool) == []


@pytest.mark.parametrize("view", ["visual", "colour", "texture", "application", "multimodal"])
async def test_nearest_image_by_each_view(pool: db.Pool, view: str) -> None:
    await write(pool)
    wanted = (await stored(pool))[1]
    column = f"{view}_embedding"
    query = f"SELECT sha256 FROM document_images ORDER BY {column} <=> $1 LIMIT 1"
    assert await pool.fetchval(query, wanted[column]) == wanted["sha256"]


async def test_a_lower_attempt_writes_nothing(pool: db.Pool) -> None:
    await pool.execute(FENCE, DOCUMENT, RUN, 2)
    with pytest.raises(Fenced):
        await write(pool)
    await write(pool, replace(CLAIM, attempt=2))
    with pytest.raises(Fenced):
        await Store(pool).finish(CLAIM, [], [])
    assert len(await stored(pool)) == 3
    assert await pool.fetchval("SELECT count(*) FROM ledger") == 0
