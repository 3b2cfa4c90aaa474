"""Which dead letters a command is about: those named, or those that filters find."""

from collections.abc import Sequence
from contextlib import aclosing

import typer

from cli.dlq_find import Wanted, fetch, find
from cli.dlq_handled import Handling, deeds
from cli.dlq_letter import Summary, name, summary
from pipeline.settings import Settings

Chosen = Sequence[tuple[Summary, Handling | None]]
"""Letters, and what was done about each before."""


async def choose(settings: Settings, names: Sequence[str] | None, wanted: Wanted, *, again: bool) -> Chosen:
    """The letters of these names or, without names, those `wanted`; none that was dealt with unless `again`.

    Raises BadParameter for both or neither, for a name that nothing has, for one that was dealt with, and when nothing
    is found; Unreachable, Misconfigured.
    """
    if bool(names) == bool(wanted):
        raise typer.BadParameter("name letters or give filters, one of the two", param_hint="LETTER")
    done = await deeds(settings)
    if not names:
        found, _ = await find(settings, wanted, lambda letter: again or (letter.name, letter.at) not in done)
        if not found:
            raise typer.BadParameter("there are no dead letters like that", param_hint="filters")
        return [(letter, done.get((letter.name, letter.at))) for letter in found]
    left = {name(text) for text in names}
    chosen = []
    async with aclosing(fetch(settings, left)) as letters:
        async for each in letters:
            chosen.append((summary(each), done.get((each.name, each.at))))
    if gone := left - {letter.name for letter, _ in chosen}:
        raise typer.BadParameter(f"there is no dead letter {min(gone)}, or no longer", param_hint="LETTER")
    for letter, deed in chosen:
        if deed and not again:
            raise typer.BadParameter(
                f"{letter.name} was {deed}; `requeue --again` sends it once more", param_hint="LETTER"
            )
    return chosen
