"""`tessera migrate`: the database's schema."""

import typer

from cli import connections
from pipeline.migrate import migrate as apply


def migrate(ctx: typer.Context) -> None:
    """Bring the database up to date; prints the migrations applied, none when it was."""
    for name in apply(connections.settings(ctx.obj).database_url):
        typer.echo(name)
