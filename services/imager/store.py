"""SQL of imager: the images of a run and their ledger."""

import sys
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from pgvector import HalfVector, Vector

from pipeline import ledger
from pipeline.db import Pool, fenced, upsert
from pipeline.events import ProductsDetected
from pipeline.ledger import Entry
from pipeline.work import Claim
from services.imager.materials import material
from services.imager.stage import Row

IMAGE = """
INSERT INTO document_images
    (run_id, image_id, document_id, tenant, labels, sha256, object_key, format, width, height, page, places, role,
     caption, material, colours, textures, quality, analysis, analysis_model, embedding_model, visual_embedding,
     colour_embedding, texture_embedding, application_embedding, multimodal_embedding)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
    $25, $26)
ON CONFLICT (run_id, image_id) DO UPDATE SET
    tenant = excluded.tenant, labels = excluded.labels, object_key = excluded.object_key, format = excluded.format,
    width = excluded.width, height = excluded.height, page = excluded.page, places = excluded.places,
    role = excluded.role, caption = excluded.caption, material = excluded.material, colours = excluded.colours,
    textures = excluded.textures, quality = excluded.quality, analysis = excluded.analysis,
    analysis_model = excluded.analysis_model, visual_embedding = excluded.visual_embedding,
    colour_embedding = excluded.colour_embedding, texture_embedding = excluded.texture_embedding,
    application_embedding = excluded.application_embedding, multimodal_embedding = excluded.multimodal_embedding,
    embedding_model = excluded.embedding_model
"""
REMOVE_OTHERS = "DELETE FROM document_images WHERE run_id = $1 AND image_id <> ALL($2::uuid[])"


@dataclass(frozen=True)
class Store:
    """Writes under a claim; a run's rows are seen by readers only once the run is current."""

    pool: Pool

    async def write(
        self, claim: Claim, event: ProductsDetected, rows: Sequence[Row], analysis_model: str, embedding_model: str
    ) -> None:
        """Put `rows` into the run. Raises Fenced when a newer attempt owns the document."""
        whose = (claim.document_id, event.tenant, event.labels)
        models = (analysis_model, embedding_model)
        values = [
            (claim.run_id, row.image_id, *whose, *_picture(row), *_analysis(row), *models, *_vectors(row))
            for row in rows
        ]
        async with fenced(self.pool, claim) as connection:
            await upsert(connection, IMAGE, values)

    async def finish(self, claim: Claim, kept: Sequence[UUID], entries: Sequence[Entry]) -> None:
        """Remove the run's images that are not `kept`, and write the ledger. Raises Fenced as `write` does."""
        async with fenced(self.pool, claim) as connection:
            await connection.execute(REMOVE_OTHERS, claim.run_id, list(kept))
            await ledger.write(connection, claim, entries)


def _picture(row: Row) -> tuple[object, ...]:
    """sha256 to caption."""
    image, picture = row.image, row.image.picture
    places = [
        {"page": place.page, "box": place.box, "caption": said.caption}
        for place, said in zip(image.places, image.words, strict=True)
    ]
    size = (picture.width, picture.height)
    return (picture.sha256, picture.key, picture.format, *size, image.places[0].page, places, image.role, image.caption)


def _analysis(row: Row) -> tuple[object, ...]:
    """material to analysis."""
    analysis = row.analysis
    said, confidence = material(row.image.caption, row.image.usage.words)
    if analysis.material_confidence > confidence:
        said, confidence = analysis.material, analysis.material_confidence
    details = {
        "quality": analysis.quality.parts,
        "measures": analysis.measures,
        "look": row.image.picture.look.model_dump(),
        "material_confidence": confidence,
        "finish": analysis.finish,
        "description": analysis.description,
        "thumbnail": row.image.picture.thumbnail,
    }
    colours = [colour.model_dump(mode="json") for colour in analysis.colours]
    textures = [texture.model_dump() for texture in analysis.textures]
    return said, colours, textures, analysis.quality.score, details


def _vectors(row: Row) -> tuple[Vector | HalfVector, ...]:
    """Visual, colour, texture, application, and the four in one: each has length 1, so half of each makes length 1."""
    views = [_floats(data) for data in (row.views.visual, row.views.colour, row.views.texture, row.application)]
    multimodal = HalfVector([value / 2 for view in views for value in view])
    return (*(Vector(view) for view in views), multimodal)


def _floats(data: bytes) -> list[float]:
    floats = array("f", data)
    if sys.byteorder == "big":
        floats.byteswap()
    return floats.tolist()
