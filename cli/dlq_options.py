"""Arguments and options that the commands of `tessera dlq` share."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import typer

from cli.dlq_letter import originals
from cli.moments import moment
from pipeline.state import STAGES


def _topic(text: str) -> str:
    if text not in {*originals(), *originals().values()}:
        raise typer.BadParameter(f"{text!r} has no dead letters; these have: {', '.join(originals().values())}")
    return text


def _stage(text: str) -> str:
    if text not in STAGES:
        raise typer.BadParameter(f"{text!r} is no stage; these are: {', '.join(STAGES)}")
    return text


Names = Annotated[list[str] | None, typer.Argument(metavar="LETTER", help="Names, as `tessera dlq list` shows them.")]
Topic = Annotated[str | None, typer.Option(parser=_topic, metavar="TOPIC", help="Only of this topic: pdf.uploaded, …")]
Stage = Annotated[str | None, typer.Option(parser=_stage, metavar="STAGE", help="Only those this stage gave up.")]
Code = Annotated[str | None, typer.Option(help="Only with this code: not_a_pdf, bug, …")]
Document = Annotated[UUID | None, typer.Option(help="Only of this document.")]
Since = Annotated[
    datetime | None, typer.Option(parser=moment, metavar="WHEN", help="Not older: 2h, 3d, 2026-11-23T14:00 (UTC).")
]
Until = Annotated[datetime | None, typer.Option(parser=moment, metavar="WHEN", help="Older than that, written alike.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
