"""`tessera replay`: documents through the stages once more, by publishing their events again."""

import asyncio
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console

from cli import connections
from cli.errors import Exit, Unreachable
from cli.moments import moment
from cli.replay_find import find
from cli.replay_plan import Plan, Refused, Way
from cli.replay_run import Entry, Replay
from cli.replay_select import READERS, Selectors
from cli.replay_shown import Shown, as_dict, plan_lines, summary
from pipeline.settings import Settings
from pipeline.state import StageName

SELECTORS = "ids of documents or runs, --all, --since, --until, --topic, --failed-only or --tenant"


def replay(
    ctx: typer.Context,
    ids: Annotated[list[UUID] | None, typer.Argument(metavar="ID", help="Documents, or their newest runs.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every document.")] = False,
    since: Annotated[
        datetime | None,
        typer.Option(parser=moment, metavar="WHEN", help="Jobs with news since: 30m, 2h, 3d, 2026-11-23T14:00 (UTC)."),
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(parser=moment, metavar="WHEN", help="Jobs without news since, written alike.")
    ] = None,
    topic: Annotated[
        str | None, typer.Option(help=f"What the stages that read this topic got: {', '.join(READERS)}.")
    ] = None,
    failed_only: Annotated[
        bool, typer.Option("--failed-only", help="Only failed jobs; with --topic, failed in a stage reading it.")
    ] = False,
    tenant: Annotated[str | None, typer.Option(help="Only this tenant's documents.")] = None,
    from_stage: Annotated[
        StageName | None,
        typer.Option(help="Where a repair begins. Else: --topic's readers, the failed stage, discovery."),
    ] = None,
    recompute: Annotated[
        bool, typer.Option("--recompute", help="A new run; readers see the old one until it completes.")
    ] = False,
    stored: Annotated[
        bool, typer.Option("--stored", help="Read our stored copy of the PDF instead of its source.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be published; publish nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before replaying more than one.")] = False,
    at_once: Annotated[int, typer.Option(min=1, help="Most replayed documents unfinished at a time.")] = 4,
    wait: Annotated[bool, typer.Option("--wait/--no-wait", help="Follow each document to its end.")] = True,
    rate: Annotated[float, typer.Option(min=0.1, help="With --no-wait: documents published a minute.")] = 60,
    as_json: Annotated[bool, typer.Option("--json", help="For programs: a list of documents.")] = False,
) -> None:
    """Process documents again from what the stages were given, by publishing those events anew.

    A **repair** (the default) is the same run: rows are written again in place, and what did not change stays as it
    is. It starts where the job failed, or at `--from-stage`. A **recompute** is a new run from the upload event:
    readers see the old results until the new ones are complete, then the new ones at once. Both work when the topics
    no longer hold the events, and neither moves a consumer's offsets.

    Examples:

    - `tessera replay DOCUMENT` repairs one from where it failed
    - `tessera replay --failed-only --since 2h --dry-run` shows what failed lately
    - `tessera replay --topic products.linked --failed-only` repairs what failed in the validator
    - `tessera replay DOCUMENT --from-stage imager` does its images and all after them again
    - `tessera replay --all --recompute --at-once 2 --yes` recomputes everything, slowly

    The exit code is 1 when a document failed again or cannot be replayed.
    """
    selectors = Selectors(tuple(ids or ()), everything, since, until, topic, failed_only, tenant)
    settings = connections.settings(ctx.obj)
    way = Way(from_stage, recompute, stored, settings.topic_prefix)
    check(selectors, way)
    began = datetime.now(UTC)
    plans = asyncio.run(find(settings, selectors, way))
    entries = [Entry.of(each) for each in plans]
    console = Console(stderr=as_json)
    shown = plans if dry_run else [each for each in plans if isinstance(each, Refused)]
    for line in plan_lines(shown):
        console.print(line, soft_wrap=True, highlight=False)
    planned = sum(isinstance(each, Plan) for each in plans)
    if not plans:
        console.print("there is nothing to replay")
    if planned > 1 and not dry_run and not yes and sys.stdin.isatty():
        typer.confirm(f"Replay {planned} documents?", abort=True, err=True)
    try:
        if planned and not dry_run:
            run(settings, entries, console, at_once, None if wait else 60 / rate, began)
    finally:
        if as_json:
            typer.echo(json.dumps([as_dict(entry) for entry in entries], indent=2, default=str))
    if any(entry.status in ("failed", "refused") for entry in entries):
        raise typer.Exit(Exit.FAILED)


def check(selectors: Selectors, way: Way) -> None:
    """Raises BadParameter for what cannot be meant."""
    if not selectors:
        raise typer.BadParameter(f"which documents? Give {SELECTORS}", param_hint="ID")
    if selectors.topic and selectors.topic not in READERS:
        raise typer.BadParameter(
            f"no stage reads {selectors.topic!r}; they read {', '.join(READERS)}", param_hint="--topic"
        )
    if way.recompute and way.from_stage not in (None, "discovery"):
        raise typer.BadParameter(
            f"a new run has nothing yet that {way.from_stage} could start from, so it begins with discovery",
            param_hint="--recompute --from-stage",
        )
    if way.stored and way.from_stage not in (None, "discovery"):
        raise typer.BadParameter(f"{way.from_stage} does not read the source", param_hint="--stored --from-stage")


def run(
    settings: Settings, entries: Sequence[Entry], console: Console, at_once: int, pace: float | None, began: datetime
) -> None:
    """Replay the entries and say how it went. Raises Exit(INTERRUPTED) at Ctrl-C, and Unreachable."""

    async def replay() -> None:
        async with (
            connections.database(settings.database_url) as pool,
            connections.producer(settings.kafka_bootstrap) as producer,
        ):
            await Replay(pool, producer, shown, at_once, pace).run(entries)

    with Shown(console, entries) as shown:
        try:
            asyncio.run(replay())
        except (KeyboardInterrupt, Unreachable) as error:
            left = began.isoformat(timespec="milliseconds").replace("+00:00", "Z")
            console.print(f"stopped: {summary(entries)}")
            console.print("what was published goes on; `tessera status ID` shows how")
            console.print(f"for the rest, the same command with --until {left}: it leaves out what has had news since")
            raise (typer.Exit(Exit.INTERRUPTED) if isinstance(error, KeyboardInterrupt) else error) from error
    console.print(summary(entries))
