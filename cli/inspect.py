"""`tessera inspect`: discovery alone, on one file, without Kafka and database."""

import asyncio
import json
import time
from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer
import zstandard
from rich.console import Console
from rich.table import Table

from cli.pages_read import WAYS
from cli.safe import safe
from cli.summary import main_facts, page_ranges
from pipeline import ids
from pipeline.artefacts import Catalogue, Product, unpack
from pipeline.sandbox import Sandbox
from pipeline.settings import MIB
from services.discovery import reader
from services.discovery.limits import Limits


def inspect(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A PDF.")],
    as_json: Annotated[bool, typer.Option("--json", help="All that was found, for programs.")] = False,
    all_pages: Annotated[bool, typer.Option("--all-pages", help="Plan all pages, not only the products'.")] = False,
    index_pages: Annotated[int, typer.Option(min=1, help="First pages searched for an index of products.")] = 100,
) -> None:
    """Show the products, facts and page plan that discovery finds in FILE. Needs no Kafka and no database.

    The exit code is 1 when the file cannot be processed; the reason is the one its dead letter would give.
    """
    started = time.monotonic()
    catalogue = asyncio.run(discover(file.resolve(), focused=not all_pages, index_pages=index_pages))
    seconds = round(time.monotonic() - started, 2)
    if as_json:
        typer.echo(json.dumps(as_dict(catalogue) | {"seconds": seconds}, indent=1, ensure_ascii=False))
        return
    console = Console()
    table = Table("product", "pages", "main facts", title=safe(catalogue.title or file.name), title_justify="left")
    for product in catalogue.products:
        table.add_row(safe(product.name), page_ranges(product.pages), safe(main_facts(product.metadata())))
    console.print(table)
    included = f"{len(catalogue.included)} of {catalogue.page_count} pages go on"
    console.print(f"{len(catalogue.products)} products, {included}, {seconds} s")
    ways = Counter(page.read for page in catalogue.plan)
    console.print("read: " + ", ".join(f"{count} pages {WAYS[way]}" for way, count in ways.most_common()))
    for warning in catalogue.warnings:
        console.print(f"[yellow]{safe(warning)}[/yellow]")


async def discover(file: Path, *, focused: bool = True, index_pages: int = 100) -> Catalogue:
    """What discovery makes of the PDF `file` (absolute). Raises Rejected as the service does."""
    sandbox = Sandbox(1, memory_bytes=1024 * MIB, preload=reader.PRELOAD)
    try:
        reads = reader.Reader(sandbox, Limits())
        opened = await reads.open(file)
        pages = await reads.read(file, opened.page_count, _silent)
        packed = zstandard.compress(b"\n".join(pages.lines))
        document = ids.document_id(file.as_uri())
        return unpack(Catalogue, await reads.discover(document, opened, packed, index_pages, focused))
    finally:
        sandbox.close()


def as_dict(catalogue: Catalogue) -> dict[str, Any]:
    """The catalogue as documented for --json: products with facts by name, and what is to happen with each page."""
    names = {product.product_id: product.name for product in catalogue.products}
    pages = [
        {**page.model_dump(mode="json"), "products": [names.get(key, str(key)) for key in page.products]}
        for page in catalogue.plan
    ]
    return {
        "title": catalogue.title,
        "language": catalogue.language,
        "page_count": catalogue.page_count,
        "products": [_product(product) for product in catalogue.products],
        "pages": pages,
        "warnings": list(catalogue.warnings),
    }


def _product(product: Product) -> dict[str, Any]:
    return {
        **product.model_dump(mode="json", exclude={"facts", "variants"}),
        "metadata": product.metadata(),
        "variants": [_product(variant) for variant in product.variants],
    }


async def _silent(_pages: int) -> None:
    """Nobody asks how far it is."""
