"""python -m tests.chaos [--kills N] [--freezes N] [--seed S] ...: faults in the real services, and what came."""

import asyncio
import json
import logging
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from dev.stack import Stack
from tests.chaos.faults import WIDE
from tests.chaos.schedule import Plan
from tests.chaos.suite import Result, suite

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(
    kills: Annotated[int, typer.Option(min=0, help="Workers killed with -9, over all stages and points.")] = 30,
    freezes: Annotated[int, typer.Option(min=0, help="Workers stopped for longer than their session.")] = 10,
    terms: Annotated[int, typer.Option(min=0, help="Workers told to stop with work in hand.")] = 5,
    wide: Annotated[int, typer.Option(min=0, help="Faults of servers, lines and scaling.")] = len(WIDE),
    seed: Annotated[int, typer.Option(help="The same seed is the same schedule and documents.")] = 1,
    away: Annotated[float, typer.Option(help="Seconds that servers are away.")] = 60,
    session: Annotated[float, typer.Option(help="TESSERA_KAFKA_SESSION_SECONDS of the workers.")] = 10,
    folder: Annotated[Path | None, typer.Option(help="Where logs and state are left; else removed.")] = None,
    output: Annotated[Path | None, typer.Option(help="File for the figures as JSON.")] = None,
) -> None:
    """Run the services under faults and compare with a run without. Exit code 1 if an invariant is violated, or if a
    fault found no work in hand, which makes the run void.
    """
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # servers are down here now and then
    plan = Plan(seed, kills, freezes, terms, away, session, wide)
    with tempfile.TemporaryDirectory() as scratch:
        place = (folder or Path(scratch)).resolve()
        place.mkdir(parents=True, exist_ok=True)
        with Stack(place / "stack") as stack:
            result = asyncio.run(suite(plan, stack, place))
    show(result)
    if output:
        output.write_text(json.dumps({"measures": result.measures, "violations": result.violations}, indent=2) + "\n")
    if any(result.violations.values()):
        raise typer.Exit(1)


def show(result: Result) -> None:
    """Print the figures and every violation."""
    console = Console()
    table = Table(title=f"Chaos, seed {result.plan.seed}")
    table.add_column("what")
    table.add_column("measured", justify="right")
    for name, value in result.measures.items():
        table.add_row(name, "-" if value is None else str(value))
    console.print(table)
    for name, words in result.violations.items():
        for sentence in words[:20]:
            console.print(f"{name}: {sentence}", markup=False)
        if len(words) > 20:
            console.print(f"{name}: and {len(words) - 20} more", markup=False)


if __name__ == "__main__":
    app()
