"""`tessera`: the command line."""

import logging
from pathlib import Path
from typing import Annotated

import typer

from cli import dlq
from cli.demo import demo
from cli.down import down
from cli.errors import Commands
from cli.evaluate import evaluate
from cli.inspect import inspect
from cli.migrate import migrate
from cli.replay import replay
from cli.status import status
from cli.submit import submit
from cli.topics import topics
from cli.up import up
from dev.stack import STATE_DIR

app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    add_completion=False,
)


@app.callback()
def tessera(
    ctx: typer.Context,
    state_dir: Annotated[
        Path, typer.Option(envvar="TESSERA_STATE_DIR", help="Folder of the embedded stack.", show_default=".stack")
    ] = STATE_DIR,
) -> None:
    """Turns PDF product catalogues into products, chunks, images, embeddings and links, over Kafka, in PostgreSQL.

    Commands find Kafka, the database and the objects by TESSERA_KAFKA_BOOTSTRAP, TESSERA_DATABASE_URL and
    TESSERA_OBJECTS_URL, or else by the stack that `tessera up` started.

    Exit codes: 0 done; 1 the document or its job failed; 2 called wrongly; 3 something cannot be reached or does not
    run; 4 a program, setting, topic or migration is missing or wrong; 130 interrupted. Errors go to stderr.
    """
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # what it logs comes as an exception too
    ctx.obj = state_dir.resolve()


for command in (demo, up, down, submit, status, replay, inspect, evaluate, topics, migrate):
    app.command()(command)
app.add_typer(dlq.app, name="dlq")
