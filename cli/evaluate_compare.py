"""Two evaluations of the same documents: what got better and what got worse. Pure."""

from collections.abc import Iterable
from typing import TypeVar

from cli.evaluate_run import FIGURES, Document, Run, average, mean
from cli.evaluate_score import Frozen, Moved, Place, Score

T = TypeVar("T", Place, Moved)
JUDGED = tuple(name for name in FIGURES if name != "pages_jaccard")
"""Figures whose mean may not get worse. Seconds are shown and never judged: they depend on the machine."""
ROUNDING = 1e-9


class Change(Frozen):
    """A figure before and now; None where there was nothing to measure."""

    figure: str
    before: float | None
    now: float | None

    @property
    def by(self) -> float:
        """How much better, in the figure's unit; negative is worse."""
        return (self.now or 0.0) - (self.before or 0.0)


class Names(Frozen):
    """Products that something is said of now and was not before, and the other way round."""

    now: tuple[Place | Moved, ...]
    no_longer: tuple[Place | Moved, ...]


class DocumentChange(Frozen):
    """What changed in one document."""

    file: str
    figures: tuple[Change, ...]
    missed: Names
    invented: Names
    moved: Names
    rejected_before: str | None
    rejected_now: str | None


class Comparison(Frozen):
    """What changed between two runs. Means are over the documents that were scored in both."""

    compared: int
    means: tuple[Change, ...]
    seconds_per_page: Change
    documents: tuple[DocumentChange, ...]
    only_before: tuple[str, ...]
    only_now: tuple[str, ...]
    tolerance: float
    worse: tuple[str, ...]
    """Figures whose mean fell by more than the tolerance."""


class Compared(Run):
    """A run with what changed since an earlier one."""

    comparison: Comparison


def compare(before: Run, now: Run, tolerance: float) -> Comparison:
    """`now` against `before`, by file name. A document counts where both runs have a score for it."""
    old, new = _scored(before), _scored(now)
    both = [name for name in new if name in old]
    means = [_mean(name, [(old[file][1], new[file][1]) for file in both]) for name in FIGURES]
    changes = (_document(*old[file], *new[file]) for file in both)
    olds, news = mean([old[file][0] for file in both]), mean([new[file][0] for file in both])
    return Comparison(
        compared=len(both),
        means=tuple(means),
        seconds_per_page=Change(
            figure="seconds_per_page", before=olds and olds.seconds_per_page, now=news and news.seconds_per_page
        ),
        documents=tuple(each for each in changes if each is not None),
        only_before=tuple(name for name in old if name not in new),
        only_now=tuple(name for name in new if name not in old),
        tolerance=tolerance,
        worse=tuple(each.figure for each in means if each.figure in JUDGED and each.by < -tolerance - ROUNDING),
    )


def _scored(run: Run) -> dict[str, tuple[Document, Score]]:
    return {each.file: (each, each.score) for each in run.documents if each.score is not None}


def _mean(name: str, pairs: Iterable[tuple[Score, Score]]) -> Change:
    """Over the documents that have the figure in both runs: one that lost its only product loses recall, not this."""
    both = [(getattr(old, name), getattr(new, name)) for old, new in pairs]
    both = [pair for pair in both if None not in pair]
    return Change(figure=name, before=average([old for old, _ in both]), now=average([new for _, new in both]))


def _document(old: Document, was: Score, new: Document, score: Score) -> DocumentChange | None:
    """None where nothing changed but the seconds."""
    figures = [Change(figure=name, before=getattr(was, name), now=getattr(score, name)) for name in FIGURES]
    change = DocumentChange(
        file=new.file,
        figures=tuple(each for each in figures if each.before != each.now),
        missed=_names(was.missed, score.missed),
        invented=_names(was.invented, score.invented),
        moved=_names(was.moved, score.moved),
        rejected_before=old.rejected,
        rejected_now=new.rejected,
    )
    same = old.rejected == new.rejected and not change.figures
    return None if same and not any(_any(each) for each in (change.missed, change.invented, change.moved)) else change


def _names(before: tuple[T, ...], now: tuple[T, ...]) -> Names:
    return Names(
        now=tuple(each for each in now if each not in before),
        no_longer=tuple(each for each in before if each not in now),
    )


def _any(names: Names) -> bool:
    return bool(names.now or names.no_longer)
