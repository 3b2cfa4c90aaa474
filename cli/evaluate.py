"""`tessera evaluate`: how right discovery is on labelled catalogues, and whether it was better before."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console

from cli import evaluate_shown
from cli.errors import Exit
from cli.evaluate_compare import Compared, compare
from cli.evaluate_labels import Case, Unusable, cases, without_pdf, wrong
from cli.evaluate_run import Run
from cli.evaluate_run import evaluate as evaluation
from cli.safe import safe


def evaluate(
    folder: Annotated[Path, typer.Argument(metavar="DIR", exists=True, file_okay=False, help="PDFs and labels.")],
    as_json: Annotated[bool, typer.Option("--json", help="All of it, for programs and for --against.")] = False,
    output: Annotated[
        Path | None, typer.Option(dir_okay=False, writable=True, help="Keep the run in this file, as --json prints it.")
    ] = None,
    against: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="An earlier run: say what got better and worse.")
    ] = None,
    tolerance: Annotated[
        float, typer.Option(min=0, max=1, help="With --against: how much worse a mean may get without exit code 1.")
    ] = 0.0,
) -> None:
    """Run discovery on the PDFs in DIR and score the products it finds. Needs no Kafka and no database.

    The labels of `DIR/NAME.pdf` are in `DIR/labels/NAME.json`, or else in `DIR/NAME.json` as `python -m samples` writes
    them: a list of products, `{"name": …, "pages": [1, …], "metadata": {…}}`, with PDF pages from 1. An empty list
    means that no products are right. A PDF without labels is run and listed without a score; one that cannot be
    processed counts as one in which nothing was found.

    Examples:

    - `tessera evaluate catalogues` shows figures, and what was missed and invented
    - `tessera evaluate catalogues --output before.json` keeps the run
    - `tessera evaluate catalogues --against before.json` says what got better and worse since
    - `tessera evaluate catalogues --json | jq .mean.f1` prints one figure

    The exit code is 1 when, with `--against`, the mean of precision, recall, F1, exact pages or facts got worse by more
    than `--tolerance`.
    """
    try:
        found = cases(folder)
        earlier = _read(against, found) if against else None
    except Unusable as error:
        raise typer.BadParameter(str(error)) from error
    if output and not output.parent.is_dir():
        raise typer.BadParameter(f"there is no folder {output.parent}", param_hint="--output")
    told = Console(stderr=True)
    for label in without_pdf(folder, found):
        told.print(f"[yellow]{safe(label)} is left out: it has no PDF[/]", soft_wrap=True, highlight=False)
    with told.status("") as status:
        run = asyncio.run(evaluation(found, lambda name: status.update(safe(name))))
    if output:
        output.write_text(run.model_dump_json(indent=1) + "\n", encoding="utf-8")
    compared = compare(earlier, run, tolerance) if earlier else None
    if as_json:
        whole = Compared(documents=run.documents, mean=run.mean, comparison=compared) if compared else run
        typer.echo(whole.model_dump_json(indent=1))
    else:
        console = Console()
        console.print(evaluate_shown.table(run), highlight=False)
        for line in (*evaluate_shown.faults(run), *(evaluate_shown.comparison(compared) if compared else ())):
            console.print(line, soft_wrap=True, highlight=False)
    if compared and compared.worse:
        raise typer.Exit(Exit.FAILED)


def _read(file: Path, cases: Sequence[Case]) -> Run:
    """The run kept in `file`, which must share a scored document with `cases`. Raises Unusable."""
    try:
        run = Run.model_validate_json(file.read_bytes())
    except ValidationError as error:
        raise Unusable(f"{file} is no run kept with --output or --json: {wrong(error)}") from error
    if not {each.file for each in run.documents if each.score} & {
        case.file.name for case in cases if case.labels is not None
    }:
        raise Unusable(f"{file} has none of these labelled documents: there is nothing to compare")
    return run
