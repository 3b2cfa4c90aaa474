"""What the demo shows in the end."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table

from cli.memory import MemoryPeak
from dev.postgres import psql
from dev.stack import Stack
from pipeline.db import Pool
from pipeline.state import STAGES

PRODUCTS = "SELECT name, pages, metadata FROM products WHERE run_id = $1 ORDER BY pages, name"
COUNTS = """
SELECT
    (SELECT count(*) FROM products WHERE run_id = $1) AS products,
    (SELECT count(*) FROM processed_documents WHERE run_id = $1) AS chunks,
    (SELECT count(embedding) FROM processed_documents WHERE run_id = $1) AS "text embeddings",
    (SELECT count(*) FROM document_images WHERE run_id = $1) AS images,
    (SELECT count(visual_embedding) + count(colour_embedding) + count(texture_embedding)
        + count(application_embedding) + count(multimodal_embedding)
        FROM document_images WHERE run_id = $1) AS "image embeddings",
    (SELECT count(*) FROM document_entities WHERE run_id = $1) AS entities,
    (SELECT count(*) FROM image_product_relevancies WHERE run_id = $1) AS "links image-product",
    (SELECT count(*) FROM chunk_product_relevancies WHERE run_id = $1) AS "links chunk-product",
    (SELECT count(*) FROM image_chunk_relevancies WHERE run_id = $1) AS "links image-chunk"
"""
LEDGER = """
SELECT stage, kind,
    count(*) FILTER (WHERE outcome = 'emitted') AS emitted,
    count(*) FILTER (WHERE outcome = 'skipped') AS skipped,
    count(*) FILTER (WHERE outcome = 'dead_lettered') AS dead_lettered,
    array_agg(DISTINCT reason) FILTER (WHERE reason <> '') AS reasons
FROM ledger WHERE run_id = $1 GROUP BY stage, kind ORDER BY min(array_position($2::text[], stage)), kind
"""
FACTS = ("designer", "material", "size", "thickness", "colour", "finish", "code", "price")
"""Facts shown of a product, in this order; the tables hold all."""
SHOWN = 4
"""Values shown of one fact."""


async def document(pool: Pool, job: Mapping[str, Any]) -> RenderableType:
    """Products, counts, ledger and seconds of a completed run."""
    run_id = job["run_id"]
    products = [dict(row) for row in await pool.fetch(PRODUCTS, run_id)]
    counts = [dict(row) for row in await pool.fetch(COUNTS, run_id)]
    ledger = [dict(row) for row in await pool.fetch(LEDGER, run_id, STAGES)]
    return Group("", _products(products), "", _counts(counts[0]), "", _ledger(ledger), "", _stages(job))


def failure(job: Mapping[str, Any], logs: Path) -> RenderableType:
    """Why the document failed, in the words of its dead letter, and where to look further."""
    page = f", page {job['error_page']}" if job["error_page"] else ""
    return Group(
        f"[red]failed in {job['stage']}{page}[/red] ({job['error_code']}): {escape(job['error'] or '')}",
        f"the services' logs are in {logs}",
    )


def figures(phases: Mapping[str, float], total: float, memory: MemoryPeak) -> RenderableType:
    """Seconds from the start to here, and the services' memory."""
    table = Table("measured", "", title="This run", title_justify="left")
    for name, seconds in phases.items():
        table.add_row(f"seconds, {name}", f"{seconds:.1f}")
    table.add_row("seconds, start to summary", f"[bold]{total:.1f}[/bold]")
    each = ", ".join(f"{name} {size / 2**20:.0f}" for name, size in memory.peak.items())
    table.add_row("peak memory of all six services (PSS)", f"[bold]{memory.total / 2**20:.0f} MiB[/bold] ({each})")
    return table


def queries(stack: Stack, job: Mapping[str, Any]) -> RenderableType:
    """How to read the tables."""
    command = psql(stack.database_url)
    statements = (
        "SELECT name, pages FROM current_products",
        "SELECT product, fact, printed, page FROM current_facts ORDER BY product, page",
    )
    lines = [f"  {command} -c '{statement}'" for statement in statements]
    again = "" if stack.running else "`make up` starts the database again, with these rows. "
    return Group("", f"[bold]The tables[/bold]  {again}Document {job['document_id']}.", *map(escape, lines))


def page_ranges(pages: Iterable[int]) -> str:
    """[6, 7, 8, 11] as "6-8, 11"."""
    runs: list[list[int]] = []
    for page in sorted(set(pages)):
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def main_facts(metadata: Mapping[str, Any]) -> str:
    """The facts people look for first, as printed: "designer Ana Soler · size 60x60, 30x60"."""
    shown = []
    for name in FACTS:
        printed = list(dict.fromkeys(str(fact["value"]) for fact in metadata.get(name, [])))
        more = "" if len(printed) <= SHOWN else ", …"
        if printed:
            shown.append(f"{name} {', '.join(printed[:SHOWN])}{more}")
    return " · ".join(shown)


def _products(rows: Iterable[Mapping[str, Any]]) -> Table:
    table = Table("product", "pages", "facts", "main facts", title="Products", title_justify="left")
    for row in rows:
        facts = sum(len(entries) for entries in row["metadata"].values())
        table.add_row(escape(row["name"]), page_ranges(row["pages"]), str(facts), escape(main_facts(row["metadata"])))
    return table


def _counts(row: Mapping[str, Any]) -> Table:
    table = Table(*row.keys(), title="Counted", title_justify="left")
    table.add_row(*map(str, row.values()))
    return table


def _ledger(rows: Iterable[Mapping[str, Any]]) -> Table:
    table = Table("stage", "of", "emitted", "skipped", "dead letters", "why", title="Ledger", title_justify="left")
    for row in rows:
        numbers = (str(row[key]) for key in ("emitted", "skipped", "dead_lettered"))
        table.add_row(row["stage"], f"{row['kind']}s", *numbers, escape("; ".join(row["reasons"] or [])))
    return table


def _stages(job: Mapping[str, Any]) -> Table:
    table = Table(*job["seconds"], title="Seconds at work, per stage", title_justify="left")
    table.add_row(*(f"{seconds:.1f}" for seconds in job["seconds"].values()))
    return table
