"""What the demo shows in the end."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Column, Table
from rich.text import Text

from cli.memory import MemoryPeak
from cli.safe import safe
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
WITH items AS (
    SELECT stage, kind, outcome, split_part(reason, ':', 1) AS why, count(*) AS n
    FROM ledger WHERE run_id = $1 GROUP BY 1, 2, 3, 4
)
SELECT stage, kind,
    coalesce(sum(n) FILTER (WHERE outcome = 'emitted'), 0) AS emitted,
    coalesce(sum(n) FILTER (WHERE outcome = 'skipped'), 0) AS skipped,
    coalesce(sum(n) FILTER (WHERE outcome = 'dead_lettered'), 0) AS dead_lettered,
    string_agg(n || ' ' || why, '; ' ORDER BY n DESC) FILTER (WHERE why <> '') AS why
FROM items GROUP BY stage, kind ORDER BY array_position($2::text[], stage), kind
"""
FACTS = ("designer", "material", "size", "colour", "finish", "price")
"""Facts shown of a product, in this order; the tables hold all."""
SHOWN = 4
"""Values shown of one fact."""


async def document(pool: Pool, job: Mapping[str, Any]) -> RenderableType:
    """Products, counts, ledger and seconds of a completed run."""
    run_id = job["run_id"]
    products = [dict(row) for row in await pool.fetch(PRODUCTS, run_id)]
    counts = [dict(row) for row in await pool.fetch(COUNTS, run_id)]
    ledger = [dict(row) for row in await pool.fetch(LEDGER, run_id, STAGES)]
    warnings = [f"[yellow]{safe(warning)}[/]" for warning in job["warnings"]]
    tables = _products(products), _counts(counts[0]), _ledger(ledger), _stages(job)
    return Group(*tables, *warnings)


def failure(job: Mapping[str, Any], logs: Path) -> RenderableType:
    """Why the document failed, in the words of its dead letter, and where to look further."""
    page = f", page {job['error_page']}" if job["error_page"] else ""
    return Group(
        f"[red]failed in {job['stage']}{page}[/red] ({job['error_code']}): {safe(job['error'] or '')}",
        f"the services' logs are in {logs}",
    )


def figures(phases: Mapping[str, float], total: float, memory: MemoryPeak) -> RenderableType:
    """Seconds from the start to here, and the services' memory."""
    table = _table("this run", Column("seconds", justify="right"))
    for name, seconds in phases.items():
        table.add_row(name, f"{seconds:.1f}")
    table.add_row("[bold]start to summary[/]", f"[bold]{total:.1f}[/]")
    each = ", ".join(f"{name} {size / 2**20:.0f}" for name, size in memory.peak.items())
    return Group(table, f"[bold]{memory.total / 2**20:.0f} MiB[/] peak memory of all six services, PSS ({each})")


def queries(stack: Stack, job: Mapping[str, Any]) -> RenderableType:
    """How to read the tables."""
    again = [] if stack.running else ["  make up    # the database again, with these rows"]
    lines = [
        "",
        f"[bold]To query the tables[/] (document {job['document_id']}):",
        *again,
        f"  {safe(psql(stack.database_url))}",
        "  SELECT name, pages FROM current_products;",
        "  SELECT product, fact, printed, page FROM current_facts ORDER BY product, page;",
    ]
    return Text.from_markup("\n".join(lines), overflow="ignore")


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
    """The facts people look for first: "designer Ana Soler · size 60×60 cm, 30×60 cm"."""
    shown = []
    for name in FACTS:
        values = list(dict.fromkeys(_with_unit(fact) for fact in metadata.get(name, [])))
        more = "" if len(values) <= SHOWN else ", …"
        if values:
            shown.append(f"{name} {', '.join(values[:SHOWN])}{more}")
    return " · ".join(shown)


def _with_unit(fact: Mapping[str, Any]) -> str:
    value, unit = str(fact["value"]), fact.get("unit")
    return f"{value} {unit}" if unit and not value.endswith(unit) else value


def _table(*columns: str | Column) -> Table:
    return Table(*columns, box=box.SIMPLE_HEAD, pad_edge=False)


def _products(rows: Iterable[Mapping[str, Any]]) -> Table:
    table = _table("product", "pages", Column("facts", justify="right"), "main facts")
    for row in rows:
        facts = sum(len(entries) for entries in row["metadata"].values())
        table.add_row(safe(row["name"]), page_ranges(row["pages"]), str(facts), safe(main_facts(row["metadata"])))
    return table


def _counts(row: Mapping[str, Any]) -> Table:
    table = _table("rows of this document", Column("", justify="right"))
    for name, number in row.items():
        table.add_row(name, str(number))
    return table


def _ledger(rows: Iterable[Mapping[str, Any]]) -> Table:
    numbers = [Column(name, justify="right") for name in ("emitted", "skipped", "dead letters")]
    table = _table("ledger", "", *numbers, "why")
    for row in rows:
        counted = (str(row[key]) for key in ("emitted", "skipped", "dead_lettered"))
        table.add_row(row["stage"], f"{row['kind']}s", *counted, safe(row["why"] or ""))
    return table


def _stages(job: Mapping[str, Any]) -> Table:
    table = _table("stage", Column("seconds at work", justify="right"))
    for stage in STAGES:
        if stage in job["seconds"]:
            table.add_row(stage, f"{job['seconds'][stage]:.1f}")
    return table
