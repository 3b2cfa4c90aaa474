"""python -m samples [--variant NAME | --all | --list] [--seed N] [--pages N] --out DIR"""

from pathlib import Path
from typing import Annotated

import typer

from samples import VARIANTS, generate

app = typer.Typer(add_completion=False)


@app.command()
def main(
    out: Annotated[Path | None, typer.Option(help="Folder to write to.")] = None,
    variant: Annotated[str, typer.Option(help="Which catalogue.")] = "tiles-71",
    every: Annotated[bool, typer.Option("--all", help="All of them.")] = False,
    listing: Annotated[bool, typer.Option("--list", help="Print the variants' names and stop.")] = False,
    pages: Annotated[int | None, typer.Option(help="Pages of large-en, 24 to 2000; it has 240.")] = None,
    seed: Annotated[int, typer.Option(help="Another seed gives other names and figures.")] = 7,
) -> None:
    """Generate sample catalogues with their ground truth."""
    if listing:
        typer.echo("\n".join(VARIANTS))
        return
    if out is None:
        raise typer.BadParameter("say where to write: --out DIR")
    try:
        for name in VARIANTS if every else [variant]:
            typer.echo(generate(name, out, seed, pages).pdf)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


if __name__ == "__main__":
    app()
