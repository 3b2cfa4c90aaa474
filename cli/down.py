"""`tessera down`: stop the embedded stack."""

import typer

from dev.services import Services
from dev.stack import Stack


def down(ctx: typer.Context) -> None:
    """Stop the services, then Kafka, then PostgreSQL. The data stays in the state folder for the next start."""
    stack = Stack(ctx.obj)
    Services(stack.state_dir).stop()
    stack.stop()
