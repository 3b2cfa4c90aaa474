"""The events between the stages. These models are the source of schemas/*.schema.json; ids, counts and references only,
never page text or pixels (claim check), 64 KiB at most. Readers ignore fields they do not know.
"""

from decimal import Decimal
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

MAX_EVENT_BYTES = 65_536

EntityKind = Literal["certificate", "logo", "specification", "care", "installation", "contact"]
Labels = Annotated[dict[str, str], Field(max_length=32)]
Count = Annotated[int, Field(ge=0)]


class Options(BaseModel):
    """How one document is to be processed; the producer's choice."""

    model_config = ConfigDict(frozen=True)

    focused_extraction: bool = Field(True, description="Only the products' pages go on; false: all pages.")
    index_pages: int = Field(100, ge=1, le=10_000, description="First pages searched for an index of products.")
    entity_kinds: tuple[EntityKind, ...] = Field(
        ("certificate", "logo", "specification", "care", "installation", "contact"),
        description="Document entities wanted beside products.",
    )
    budget_usd: Decimal | None = Field(
        None, ge=0, description="Most that AI calls may cost for this run, in US dollars."
    )
    priority: int = Field(5, ge=0, le=9, description="0 is served last, 9 first.")


class LedgerCounts(BaseModel):
    """How many items of one kind ended how; every item is counted once."""

    model_config = ConfigDict(frozen=True)

    emitted: Count = 0
    skipped: Count = 0
    dead_lettered: Count = 0

    @property
    def total(self) -> int:
        return self.emitted + self.skipped + self.dead_lettered


class Event(BaseModel):
    """Base of every event; `type` is the CloudEvents type and names the JSON Schema file."""

    model_config = ConfigDict(frozen=True)
    type: ClassVar[str]

    tenant: str = Field("default", min_length=1, max_length=200, description="Whose document it is.")
    labels: Labels = Field(default_factory=dict, description="Free labels, returned on every row and event.")
    options: Options = Field(default_factory=Options)


class PdfUploaded(Event):
    """A producer's request: process the PDF at `source`."""

    type: ClassVar[str] = "pdf.uploaded.v1"

    source: str = Field(
        min_length=1,
        max_length=4096,
        description="URL of the PDF: file:///…, s3://bucket/key, or object:///key in our own store.",
    )
    document_id: UUID | None = Field(None, description="Identity of the document; UUIDv5 of the source if absent.")
    run_id: UUID | None = Field(None, description="Repeats (repairs) this run; a new run if absent.")
    filename: str | None = Field(None, max_length=1024, description="Name to show to people.")


class StageEvent(Event):
    """What the events after discovery have in common."""

    document_id: UUID
    run_id: UUID
    filename: str = Field(description="Name to show to people.")
    sha256: str = Field(pattern="^[0-9a-f]{64}$", description="Of the file as uploaded.")
    page_count: Count
    document_ref: str = Field(description="Object key of the PDF.")
    pages_ref: str = Field(description="Object key of the page artefacts (pipeline.artefacts.Page, one a line, zstd).")
    catalogue_ref: str = Field(
        description="Object key of pipeline.artefacts.Catalogue (JSON, zstd): products and page plan."
    )
    ledger: dict[Literal["page", "image", "product", "chunk"], LedgerCounts] = Field(
        default_factory=dict, description="Of this stage alone."
    )
    seconds: dict[str, float] = Field(default_factory=dict, description="Working time per stage so far, in seconds.")
    cost_usd: dict[str, Annotated[Decimal, Field(ge=0)]] = Field(
        default_factory=dict, description="AI cost per stage so far, in US dollars."
    )
    warnings: list[str] = Field(default_factory=list, max_length=50)


class ProductsDetected(StageEvent):
    """discovery: the products, their pages and facts, and the page plan are stored."""

    type: ClassVar[str] = "products.detected.v1"

    products_discovered: Count
    pages_planned: Count


class ChunksCreated(StageEvent):
    """chunker: the chunks and their embeddings are in processed_documents."""

    type: ClassVar[str] = "chunks.created.v1"

    chunks_created: Count


class ImagesEmbedded(StageEvent):
    """imager: the images, their analysis and embeddings are in document_images."""

    type: ClassVar[str] = "images.embedded.v1"

    images_processed: Count
    embeddings_created: Count


class ProductsLinked(StageEvent):
    """linker: products, document entities and the three kinds of relevancies are stored."""

    type: ClassVar[str] = "products.linked.v1"

    products_discovered: Count
    chunks_created: Count
    images_processed: Count
    entities_found: Count
    links: dict[Literal["image_product", "chunk_product", "image_chunk"], Count]


class DocumentCompleted(StageEvent):
    """validator: the ledger balances, the document is scored, this run is now the current one."""

    type: ClassVar[str] = "document.completed.v1"

    products_discovered: Count
    chunks_created: Count
    images_processed: Count
    links: Count
    confidence_score: float = Field(ge=0, le=1)


EVENTS: dict[str, type[Event]] = {
    model.type: model
    for model in (PdfUploaded, ProductsDetected, ChunksCreated, ImagesEmbedded, ProductsLinked, DocumentCompleted)
}
