"""An evaluation: what discovery finds in each PDF of a folder, how right that is, and the means."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from cli.evaluate_labels import Case
from cli.evaluate_score import Figures, Frozen, Score, score
from cli.inspect import as_dict, discover
from pipeline.errors import Rejected

FIGURES = tuple(Figures.model_fields)


class Found(Frozen):
    """What discovery gave for one PDF in `seconds`; `rejected` says why it is nothing at all."""

    pages: int = 0
    seconds: float
    products: tuple[dict[str, Any], ...] = ()
    warnings: tuple[str, ...] = ()
    rejected: str | None = None


class Document(Frozen):
    """One PDF by its file name. `score` is None where there are no labels, `pages` 0 where it was rejected."""

    file: str
    pages: int
    seconds: float
    seconds_per_page: float | None
    products: int
    rejected: str | None
    warnings: tuple[str, ...]
    score: Score | None


class Mean(Figures):
    """The mean figures of the scored documents, each counting once; pages and seconds are sums over them.

    Seconds per page leave out those that were rejected: they have no pages.
    """

    documents: int
    pages: int
    seconds: float
    seconds_per_page: float | None


class Run(Frozen):
    """A whole evaluation, as --json prints it and --against reads it. `mean` is None where nothing was scored."""

    documents: tuple[Document, ...]
    mean: Mean | None


async def find(file: Path) -> Found:
    """Discovery on `file` (absolute), as its service does it; a rejection is a result too. Raises Transient."""
    started = time.monotonic()
    try:
        catalogue = await discover(file)
    except Rejected as error:
        return Found(seconds=_since(started), rejected=f"{error.message} ({error.code})")
    return Found(
        pages=catalogue.page_count,
        seconds=_since(started),
        products=tuple(as_dict(catalogue)["products"]),
        warnings=catalogue.warnings,
    )


def judged(case: Case, found: Found) -> Document:
    """`found` against the labels of `case`."""
    return Document(
        file=case.file.name,
        pages=found.pages,
        seconds=found.seconds,
        seconds_per_page=_per_page(found.seconds, found.pages),
        products=len(found.products),
        rejected=found.rejected,
        warnings=found.warnings,
        score=None if case.labels is None else score(case.labels, found.products),
    )


async def evaluate(cases: Sequence[Case], tell: Callable[[str], None]) -> Run:
    """All `cases`, one after another (side by side would spoil the seconds); `tell` is given each file's name first."""
    documents = []
    for case in cases:
        tell(case.file.name)
        documents.append(judged(case, await find(case.file)))
    return run_of(documents)


def run_of(documents: Sequence[Document]) -> Run:
    """The documents with their mean."""
    return Run(documents=tuple(documents), mean=mean(documents))


def mean(documents: Sequence[Document]) -> Mean | None:
    """Over those that have a score; of a figure that some lack, over those that have it."""
    scored = [(each, each.score) for each in documents if each.score is not None]
    if not scored:
        return None
    pages = sum(each.pages for each, _ in scored)
    figures = {name: average([getattr(score, name) for _, score in scored]) for name in FIGURES}
    return Mean(
        **figures,
        documents=len(scored),
        pages=pages,
        seconds=round(sum(each.seconds for each, _ in scored), 2),
        seconds_per_page=_per_page(sum(each.seconds for each, _ in scored if each.pages), pages),
    )


def average(shares: Sequence[float | None]) -> float | None:
    """Of those that are there, to six digits: one product in a thousand shows."""
    known = [share for share in shares if share is not None]
    return round(sum(known) / len(known), 6) if known else None


def _since(started: float) -> float:
    return round(time.monotonic() - started, 2)


def _per_page(seconds: float, pages: int) -> float | None:
    return round(seconds / pages, 4) if pages else None
