"""What got better and worse between two evaluations."""

from pathlib import Path
from typing import Any

from cli import evaluate_shown
from cli.evaluate_compare import Names, compare
from cli.evaluate_labels import Case
from cli.evaluate_run import Found, Run, judged, run_of
from cli.evaluate_score import Label, Moved, Place
from tests.hostile import NAMES

LABELS = (Label(name="Quay", pages=(2,)), Label(name="Harbour", pages=(3, 4)))
RIGHT: list[dict[str, Any]] = [{"name": "Quay", "pages": [2]}, {"name": "Harbour", "pages": [3, 4]}]


def run(*products: list[dict[str, Any]] | None, labels: tuple[Label, ...] | None = LABELS) -> Run:
    """A run over a.pdf, b.pdf, … in which these were found; None for a document that was rejected."""
    documents = []
    for letter, each in zip("abc", products, strict=False):
        found = Found(seconds=1, rejected="no bytes") if each is None else Found(pages=4, seconds=2, products=each)
        documents.append(judged(Case(Path(f"/{letter}.pdf"), labels), found))
    return run_of(documents)


def test_a_run_against_itself_has_not_changed() -> None:
    same = run(RIGHT, RIGHT[:1])
    compared = compare(Run.model_validate_json(same.model_dump_json()), same, 0)
    assert (compared.compared, compared.documents, compared.worse) == (2, (), ())
    assert "  no figure and no name changed" in list(evaluate_shown.comparison(compared))


def test_names_and_figures_that_got_worse_and_better() -> None:
    worse = [{"name": "Quay", "pages": [2]}, {"name": "Contents", "pages": [1]}]
    moved = [RIGHT[0], {"name": "Harbour", "pages": [3]}]
    compared = compare(run(RIGHT, moved), run(worse, RIGHT), 0)
    first, second = compared.documents
    assert first.missed == Names(now=(Place(name="Harbour", pages=(3, 4)),), no_longer=())
    assert first.invented == Names(now=(Place(name="Contents", pages=(1,)),), no_longer=())
    assert {each.figure: (each.before, each.now) for each in first.figures} == {
        "precision": (1, 0.5), "recall": (1, 0.5), "f1": (1, 0.5)
    }  # fmt: skip
    assert second.moved == Names(now=(), no_longer=(Moved(name="Harbour", expected=(3, 4), got=(3,)),))
    assert compared.worse == ("precision", "recall", "f1")
    said = "\n".join(evaluate_shown.comparison(compared))
    for line in (
        "[red]missed now[/]  Harbour  p. 3-4",
        "[red]invented now[/]  Contents  p. 1",
        "[green]pages wrong no longer[/]  Harbour  p. 3-4, found p. 3",
        "mean F1 1.000 -> 0.750 [red]worse[/]",
        "mean pages exact 0.750 -> 1.000 [green]better[/]",
        "worse by more than 0 in the mean: precision, recall, F1",
    ):
        assert line in said


def test_less_than_the_tolerance_is_told_and_does_not_count() -> None:
    before, now = run(RIGHT, RIGHT), run(RIGHT, RIGHT[:1])
    assert compare(before, now, 0.25).worse == ()
    assert compare(before, now, 0.24).worse == ("recall",)
    assert len(compare(before, now, 0.25).documents) == 1


def test_only_documents_scored_in_both_count() -> None:
    compared = compare(run(RIGHT, None), run(RIGHT), 0)
    assert (compared.compared, compared.only_before, compared.only_now, compared.worse) == (1, ("b.pdf",), (), ())
    assert compare(run(RIGHT), run(RIGHT, None), 0).only_now == ("b.pdf",)
    assert compare(run(RIGHT), run(RIGHT, labels=None), 0).compared == 0


def test_a_document_that_is_rejected_now_is_worse_and_says_so() -> None:
    compared = compare(run(RIGHT, RIGHT), run(RIGHT, None), 0)
    assert compared.worse == ("precision", "recall", "f1")
    assert "    cannot be read now: no bytes" in list(evaluate_shown.comparison(compared))


def test_a_rejected_document_has_found_nothing_and_has_no_pages() -> None:
    shown = run(RIGHT, None)
    assert shown.mean is not None
    assert (shown.mean.f1, shown.mean.pages_exact, shown.mean.seconds_per_page) == (0.5, 1, 0.5)
    assert list(evaluate_shown.faults(shown)) == [
        "[bold]b.pdf[/]", "  [red]cannot be read: no bytes[/]",
        "  missed    Quay  p. 2", "  missed    Harbour  p. 3-4",
    ]  # fmt: skip


def test_names_are_shown_and_not_obeyed() -> None:
    for name in NAMES:
        shown = run([{"name": name, "pages": [1]}])
        lines = [*evaluate_shown.faults(shown), *evaluate_shown.comparison(compare(run(RIGHT), shown, 0))]
        assert not any(each in line for each in ("\x1b", "\x9b", "\0", "\a", "\u202e") for line in lines)
