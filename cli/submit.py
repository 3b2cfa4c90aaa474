"""`tessera submit`: publish an upload event per PDF."""

import asyncio
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated
from uuid import UUID, uuid4

import typer

from cli import connections
from pipeline import ids
from pipeline.codec import child_traceparent, encode
from pipeline.events import Options, PdfUploaded
from pipeline.objects import Objects
from pipeline.settings import Settings

TOPIC = "pdf.uploaded"


@dataclass(frozen=True)
class Upload:
    """A PDF to submit: a URL that discovery fetches, or a local file that goes into the object store first."""

    identity: str
    """URL that the document id is made from: a new edition at the same path or URL is the same document."""

    filename: str
    path: Path | None = None


@dataclass(frozen=True)
class Submitted:
    """What was published: the ids under which its rows and events will be found."""

    document_id: UUID
    run_id: UUID
    filename: str


def submit(
    ctx: typer.Context,
    sources: Annotated[
        list[str], typer.Argument(metavar="SOURCE", help="PDF files, folders (their *.pdf, deeply), s3:// URLs.")
    ],
    all_pages: Annotated[bool, typer.Option("--all-pages", help="Process all pages, not only the products'.")] = False,
    index_pages: Annotated[int, typer.Option(min=1, help="First pages searched for an index of products.")] = 100,
    tenant: Annotated[str, typer.Option(help="Whose documents these are.")] = "default",
    label: Annotated[
        list[str] | None, typer.Option(metavar="KEY=VALUE", help="Free label, on every row and event; repeatable.")
    ] = None,
    priority: Annotated[int, typer.Option(min=0, max=9, help="9 is served first.")] = 5,
    budget: Annotated[float | None, typer.Option(min=0, help="Most US dollars for AI calls, per document.")] = None,
    document_id: Annotated[UUID | None, typer.Option(help="Identity of the document, for a single source.")] = None,
) -> None:
    """Ask for PDFs to be processed; prints the document ids, one a line, in the order of the sources.

    A local file is copied into the object store. Its document id comes from its path, so that a new edition at the
    same place is the same document; `tessera status ID` shows how it fares.
    """
    uploads = find_uploads(sources)
    if document_id and len(uploads) != 1:
        raise typer.BadParameter(f"it is for one document, and these are {len(uploads)}", param_hint="--document-id")
    options = Options(
        focused_extraction=not all_pages,
        index_pages=index_pages,
        priority=priority,
        budget_usd=None if budget is None else Decimal(str(budget)),
    )
    request = Request(options, tenant, read_labels(label or []), document_id)
    for submitted in asyncio.run(publish(connections.settings(ctx.obj), uploads, request)):
        typer.echo(submitted.document_id)


@dataclass(frozen=True)
class Request:
    """What is wanted of every upload."""

    options: Options
    tenant: str = "default"
    labels: dict[str, str] | None = None
    document_id: UUID | None = None


def find_uploads(sources: Sequence[str]) -> list[Upload]:
    """The PDFs that `sources` name. Raises BadParameter for one that is not there or names none."""
    return [upload for source in sources for upload in _find(source)]


def read_labels(labels: Iterable[str]) -> dict[str, str]:
    """KEY=VALUE pairs as a dict. Raises BadParameter for one without '='."""
    pairs = [label.partition("=") for label in labels]
    for key, equals, _ in pairs:
        if not key or not equals:
            raise typer.BadParameter(f"{key!r} is not KEY=VALUE", param_hint="--label")
    return {key: value for key, _, value in pairs}


async def publish(settings: Settings, uploads: Sequence[Upload], request: Request) -> list[Submitted]:
    """Store local files, then publish an event per upload and wait until Kafka has them all.

    Raises Unreachable or Transient.
    """
    objects = Objects(settings.objects_url)
    async with connections.producer(settings.kafka_bootstrap) as producer:
        submitted = []
        for upload in uploads:
            source = upload.identity if upload.path is None else f"object:///{await _store(objects, upload.path)}"
            document = request.document_id or ids.document_id(upload.identity)
            event = PdfUploaded(
                source=source,
                document_id=document,
                filename=upload.filename,
                options=request.options,
                tenant=request.tenant,
                labels=request.labels or {},
            )
            event_id, now = str(uuid4()), datetime.now(UTC)
            message = encode(
                event,
                event_id=event_id,
                source="/tessera/cli",
                subject=str(document),
                time=now,
                traceparent=child_traceparent(None),
            )
            await producer.send_and_wait(
                settings.topic_prefix + TOPIC, message.value, key=message.key, headers=list(message.headers)
            )
            submitted.append(Submitted(document, ids.run_id(document, event_id, now), upload.filename))
    return submitted


def _find(source: str) -> list[Upload]:
    if "://" in source:
        return [Upload(source, source.rstrip("/").rsplit("/", 1)[-1])]
    path = Path(source).resolve()
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.suffix.lower() == ".pdf" and file.is_file())
        if not files:
            raise typer.BadParameter(f"there is no PDF in the folder {source}", param_hint="SOURCE")
        return [Upload(file.as_uri(), file.name, file) for file in files]
    if not path.is_file():
        raise typer.BadParameter(f"there is no file {source}", param_hint="SOURCE")
    return [Upload(path.as_uri(), path.name, path)]


async def _store(objects: Objects, path: Path) -> str:
    """Copy the file into the object store; its key, which is made from its content."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return await objects.put_file(f"uploads/{digest}.pdf", path)
