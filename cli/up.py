"""`tessera up`: the embedded stack with the six services, kept running."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import typer
from rich.console import Console

from cli.topics import create
from dev.services import Services
from dev.stack import Stack
from pipeline.migrate import migrate


class Phases:
    """Runs phases under a spinner and keeps how long each took, in seconds."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        began = time.monotonic()
        with self.console.status(name):
            yield
        self.seconds[name] = time.monotonic() - began
        self.console.print(f"[green]✓[/green] {name} [dim]{self.seconds[name]:.1f} s[/dim]")


def start(stack: Stack, services: Services, phase: Phases) -> ExitStack:
    """Start what does not run yet, with topics, tables and ready services; closing the result stops that again.

    Raises StackError or Misconfigured; what was started is stopped then.
    """
    with ExitStack() as undo:
        if not stack.running:
            undo.callback(stack.stop)
        if not services.running:
            undo.callback(services.stop)
        with phase("Kafka and PostgreSQL"):
            stack.start()
        with phase("topics and tables"):
            asyncio.run(create(stack.bootstrap))
            migrate(stack.database_url)
        with phase("six services"):
            services.start()
            services.wait_ready()
        return undo.pop_all()


def up(ctx: typer.Context) -> None:
    """Start Kafka, PostgreSQL and the six services on this machine, and keep them running until `tessera down`.

    All they leave lies in the state folder: the data, logs/, and env with the settings for other programs. What runs
    already is left as it is.
    """
    stack = Stack(ctx.obj)
    services = Services(stack.state_dir)
    if stack.running and services.running:
        typer.echo(f"The stack runs already in {stack.state_dir}.")
    else:
        start(stack, services, Phases(Console(stderr=True)))
    typer.echo(f"Kafka       {stack.bootstrap}")
    typer.echo(f"PostgreSQL  {stack.database_url}")
    typer.echo(f"objects     {stack.objects_url}")
    typer.echo(f"logs        {stack.state_dir}/logs")
