"""`tessera dlq`: dead letters, listed, shown, sent back or dropped."""

import asyncio
import json
import sys
from contextlib import aclosing
from typing import Annotated

import typer
from rich.console import Console

from cli import connections, dlq_shown
from cli.dlq_choose import Chosen, choose
from cli.dlq_find import Wanted, fetch, find
from cli.dlq_handled import Handling, deeds, handled
from cli.dlq_letter import DeadLetter, name
from cli.dlq_options import Code, Document, Names, Since, Stage, Topic, Until, Yes
from cli.dlq_requeue import requeue as send_back
from cli.errors import Exit
from pipeline.settings import Settings

app = typer.Typer(no_args_is_help=True, rich_markup_mode="markdown")


@app.callback()
def dlq() -> None:
    """Dead letters: messages that a stage gave up, kept byte for byte on `<topic>.dlq` with the reason.

    A letter is named by its place, such as `products.detected.dlq/3/17`.

        tessera dlq list --since 2h
        tessera dlq show pdf.uploaded.dlq/3/17
        tessera dlq requeue --code bug --stage imager
        tessera dlq drop pdf.uploaded.dlq/3/17 --reason "no PDF, the sender knows"

    docs/runbooks/dead-letters.md tells when to do which.
    """


@app.command("list")
def list_(
    ctx: typer.Context,
    topic: Topic = None,
    code: Code = None,
    stage: Stage = None,
    document: Document = None,
    since: Since = None,
    until: Until = None,
    limit: Annotated[int, typer.Option(min=1, help="Most letters shown.")] = 50,
    everything: Annotated[bool, typer.Option("--all", help="Also those requeued or dropped.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs: a list of letters.")] = False,
) -> None:
    """Show dead letters, newest first: name, time, stage, code and page; below, the document and the reason.

    Those requeued or dropped are left out.

        tessera dlq list
        tessera dlq list --topic pdf.uploaded --code source_missing --since 3d
        tessera dlq list --stage chunker --json | jq -r '.[].document_id'

    The exit code is 0 also when there are none.
    """
    settings = connections.settings(ctx.obj)
    wanted = Wanted(topic, stage, code, document, since, until)

    async def run() -> tuple[Chosen, int]:
        done = await deeds(settings)
        letters, count = await find(
            settings, wanted, lambda letter: everything or (letter.name, letter.at) not in done, limit
        )
        return [(letter, done.get((letter.name, letter.at))) for letter in letters], count

    letters, count = asyncio.run(run())
    if as_json:
        typer.echo(json.dumps([dlq_shown.as_dict(*letter) for letter in letters], indent=2))
    elif letters:
        _print(letters)
    else:
        typer.echo("There are no dead letters like that.", err=True)
    if count > len(letters):
        typer.echo(f"{len(letters)} of {count} shown; --limit shows more.", err=True)


@app.command()
def show(
    ctx: typer.Context,
    letter: Annotated[str, typer.Argument(help="Its name, as `tessera dlq list` shows it.")],
    raw: Annotated[bool, typer.Option("--raw", help="Only the message's value, byte for byte.")] = False,
) -> None:
    """Show all of a dead letter: the reason, where it came from, headers, stack trace, and the event.

    What is in it is not to be trusted: control characters are shown as escapes.

        tessera dlq show products.detected.dlq/3/17
        tessera dlq show products.detected.dlq/3/17 --raw > event.json

    Only --raw gives them as they are, and not to a terminal.
    """
    if raw and sys.stdout.isatty():
        raise typer.BadParameter("it writes bytes as they came: send them to a file or a program", param_hint="--raw")
    found, handling = asyncio.run(_one(connections.settings(ctx.obj), letter))
    if raw:
        sys.stdout.buffer.write(found.record.value or b"")
    else:
        Console(highlight=False).print(dlq_shown.whole(found, handling), soft_wrap=True)


@app.command()
def requeue(
    ctx: typer.Context,
    letters: Names = None,
    topic: Topic = None,
    code: Code = None,
    stage: Stage = None,
    document: Document = None,
    since: Since = None,
    until: Until = None,
    again: Annotated[bool, typer.Option("--again", help="Also those requeued or dropped before.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show which.")] = False,
    yes: Yes = False,
) -> None:
    """Send dead letters back to their topic and partition, unchanged, with their ids, for the stage that gave them up.

    Mend the cause first: what fails again is a new dead letter. Prints where each went; `tessera status DOCUMENT` shows
    how it fares. With filters instead of names it asks first. The letter stays on its topic and is listed no more.
    The exit code is 1 when one could not be sent.

        tessera dlq requeue products.detected.dlq/3/17
        tessera dlq requeue --stage imager --code bug --since 1d --dry-run
    """
    settings = connections.settings(ctx.obj)
    wanted = Wanted(topic, stage, code, document, since, until)
    chosen = asyncio.run(choose(settings, letters, wanted, again=again))
    if dry_run:
        _print(chosen)
        typer.echo(f"{len(chosen)} would be requeued.", err=True)
        return
    if not letters and not yes:
        _confirm(chosen, f"Requeue these {len(chosen)}?")

    async def run() -> bool:
        good = True
        names = [letter.name for letter, _ in chosen]
        async with handled(settings) as table, aclosing(send_back(settings, names, table)) as ends:
            async for letter, what, went in ends:
                typer.echo(f"{letter} {what}", err=not went)
                good = good and went
        return good

    if not asyncio.run(run()):
        raise typer.Exit(Exit.FAILED)


@app.command()
def drop(
    ctx: typer.Context,
    reason: Annotated[str, typer.Option(help="Why nothing more is to be done about them.")],
    letters: Names = None,
    topic: Topic = None,
    code: Code = None,
    stage: Stage = None,
    document: Document = None,
    since: Since = None,
    until: Until = None,
    yes: Yes = False,
) -> None:
    """Mark dead letters as dealt with, so that they are listed no more. Their jobs stay failed.

    Nothing is deleted: the bytes stay on the topic until its retention ends (90 days as declared), `list --all` shows
    them with the reason, and `requeue --again` sends one back after all.

        tessera dlq drop pdf.uploaded.dlq/3/17 --reason "not a catalogue"
        tessera dlq drop --code source_missing --until 7d --reason "the bucket was emptied" --yes
    """
    settings = connections.settings(ctx.obj)
    chosen = asyncio.run(choose(settings, letters, Wanted(topic, stage, code, document, since, until), again=False))
    if not yes:
        _confirm(chosen, f"Drop these {len(chosen)}?")

    async def run() -> None:
        async with handled(settings) as table:
            await table.add([(letter.name, letter.at) for letter, _ in chosen], "dropped", reason)

    asyncio.run(run())
    typer.echo(f"{len(chosen)} dropped; their bytes stay on the topic until its retention ends.", err=True)


async def _one(settings: Settings, text: str) -> tuple[DeadLetter, Handling | None]:
    """Raises BadParameter when there is no letter of that name."""
    done = await deeds(settings)
    async with aclosing(fetch(settings, [name(text)])) as letters:
        async for letter in letters:
            return letter, done.get((letter.name, letter.at))
    raise typer.BadParameter(f"there is no dead letter {text}, or no longer", param_hint="LETTER")


def _print(letters: Chosen) -> None:
    shown = dlq_shown.table([letter for letter, _ in letters], [handling for _, handling in letters])
    Console(highlight=False).print(shown, soft_wrap=True)


def _confirm(letters: Chosen, question: str) -> None:
    """Show them and ask. Ends the program when the answer is no."""
    _print(letters)
    try:
        agreed = typer.confirm(question, err=True)
    except typer.Abort:
        agreed = False
    if not agreed:
        typer.echo("tessera: nothing was done", err=True)
        raise typer.Exit(Exit.INTERRUPTED)
