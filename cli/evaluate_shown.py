"""An evaluation, and what changed since another, for people."""

from collections.abc import Iterator

from rich import box
from rich.table import Column, Table

from cli.evaluate_compare import Change, Comparison, DocumentChange, Names
from cli.evaluate_run import Document, Mean, Run
from cli.evaluate_score import Figures, Moved, Place, Score
from cli.safe import safe
from cli.summary import page_ranges

SHOWN = {
    "precision": "precision",
    "recall": "recall",
    "f1": "F1",
    "pages_exact": "pages exact",
    "pages_jaccard": "pages jaccard",
    "facts": "facts",
}
IN_TABLE = {"precision": "prec.", "recall": "recall", "f1": "F1", "pages_exact": "exact", "facts": "facts"}
"""Columns, and their short headings: a table has to fit 80 columns."""


def table(shown: Run) -> Table:
    """The figures of every document, and their mean."""
    counts = [Column(name, justify="right") for name in ("pages", "s/page", "right", "found")]
    figures = [Column(name, justify="right") for name in IN_TABLE.values()]
    name = Column("document", overflow="fold")
    drawn = Table(name, *counts, *figures, box=box.SIMPLE_HEAD, pad_edge=False, padding=0)
    for document in shown.documents:
        score = document.score
        right = str(score.labels) if score else "-"
        drawn.add_row(safe(document.file), *_speed(document), right, str(document.products), *_figures(score))
    if shown.mean:
        drawn.add_section()
        drawn.add_row(f"[bold]mean of {shown.mean.documents}[/]", *_speed(shown.mean), "", "", *_figures(shown.mean))
    return drawn


def faults(shown: Run) -> Iterator[str]:
    """Lines of markup: each document with a fault, and what was missed, invented, and found on other pages."""
    for document in shown.documents:
        wrong = [f"[red]cannot be read: {safe(document.rejected)}[/]"] if document.rejected else []
        if document.score:
            wrong += _faults(document.score)
        if wrong:
            yield f"[bold]{safe(document.file)}[/]"
            yield from (f"  {line}" for line in wrong)


def comparison(shown: Comparison) -> Iterator[str]:
    """Lines of markup: what got better and worse, per document and in the mean."""
    yield f"[bold]against the earlier run[/], over the {shown.compared} documents scored in both:"
    for document in shown.documents:
        yield from _changed(document)
    if not shown.documents:
        yield "  no figure and no name changed"
    yield from (f"  {safe(file)}: only in the earlier run" for file in shown.only_before)
    yield from (f"  {safe(file)}: only in this run" for file in shown.only_now)
    for change in (*shown.means, shown.seconds_per_page):
        if change.before != change.now:
            yield f"  mean {_change(change)}"
    if shown.worse:
        names = ", ".join(SHOWN[name] for name in shown.worse)
        yield f"[red]worse by more than {shown.tolerance:g} in the mean: {names}[/]"


def _speed(figures: Document | Mean) -> list[str]:
    return [str(figures.pages or "-"), _number(figures.seconds_per_page)]


def _figures(figures: Figures | None) -> list[str]:
    return [_number(getattr(figures, name, None)) for name in IN_TABLE]


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _faults(score: Score) -> list[str]:
    lines = [f"missed    {_place(each)}" for each in score.missed]
    lines += [f"invented  {_place(each)}" for each in score.invented]
    lines += [f"pages     {_place(each)}" for each in score.moved]
    facts: dict[str, list[str]] = {}
    for fact in score.missed_facts:
        facts.setdefault(fact.name, []).append(str(fact.value))
    return lines + [f"facts     {safe(name)}: {safe(', '.join(missing))}" for name, missing in facts.items()]


def _changed(change: DocumentChange) -> Iterator[str]:
    yield f"  [bold]{safe(change.file)}[/]"
    if change.rejected_now != change.rejected_before:
        now = f"cannot be read now: {change.rejected_now}" if change.rejected_now else "can be read again"
        yield f"    {safe(now)}"
    yield from (f"    {_change(each)}" for each in change.figures)
    for names, now, no_longer in (
        (change.missed, "missed now", "found now"),
        (change.invented, "invented now", "invented no longer"),
        (change.moved, "pages wrong now", "pages wrong no longer"),
    ):
        yield from _names(names, now, no_longer)


def _names(names: Names, now: str, no_longer: str) -> Iterator[str]:
    yield from (f"    [red]{now}[/]  {_place(each)}" for each in names.now)
    yield from (f"    [green]{no_longer}[/]  {_place(each)}" for each in names.no_longer)


def _change(change: Change) -> str:
    better = change.by > 0 if change.figure in SHOWN else change.by < 0
    word = "[green]better[/]" if better else "[red]worse[/]"
    name = SHOWN.get(change.figure, "seconds per page")
    return f"{name} {_number(change.before)} -> {_number(change.now)} {word}"


def _place(place: Place | Moved) -> str:
    if isinstance(place, Place):
        return f"{safe(place.name)}  p. {page_ranges(place.pages)}"
    return f"{safe(place.name)}  p. {page_ranges(place.expected)}, found p. {page_ranges(place.got)}"
