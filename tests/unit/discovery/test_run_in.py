"""Names that run in: bold or larger at the beginning of a paragraph."""

from typing import Any

import pytest

from services.discovery import run_in

RUNNING = " A calm chair for quiet rooms, of oak"


def name_end(*parts: tuple[str, float, bool]) -> int:
    spans: list[dict[str, Any]] = [{"text": text, "size": size, "color": 0} for text, size, _ in parts]
    return run_in.name_end(spans, [bold for _, _, bold in parts])


@pytest.mark.parametrize(
    ("name", "rest"),
    [("Oslo chair.", RUNNING), ("Oslo chair", " –" + RUNNING), ("Oslo chair —", RUNNING), ("Chaise Élan,", RUNNING)],
)
def test_a_bold_name_before_a_sign_runs_in(name: str, rest: str) -> None:
    assert name_end((name, 8, True), (rest, 8, False)) == 1


def test_a_larger_name_needs_no_sign() -> None:
    assert name_end(("Oslo chair", 12, False), (RUNNING, 8, False)) == 1


def test_a_name_in_several_spans_of_one_style_is_taken_whole() -> None:
    assert name_end(("Oslo ", 8, True), ("chair.", 8, True), (RUNNING, 8, False)) == 2


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        ("Oslo chair", RUNNING),  # emphasis
        ("Size:", RUNNING),  # a label
        ("Material.", RUNNING),  # the label of a fact
        ("Oslo chair.", " 24.770"),  # a value
        ("Oslo chair.", " Oak Natural Oiled Matt"),  # a list of values
        ("12.", RUNNING),  # a number
        ("x" * 61 + ".", RUNNING),
    ],
)
def test_labels_values_and_emphasis_do_not(name: str, rest: str) -> None:
    assert name_end((name, 8, True), (rest, 8, False)) == 0


def test_one_style_alone_does_not() -> None:
    assert name_end(("Oslo chair.", 8, True)) == 0
    assert name_end() == 0


def test_emphasis_again_in_the_line_is_no_name() -> None:
    assert name_end(("Oslo chair.", 8, True), (RUNNING, 8, False), (" oak", 8, True)) == 0


def test_a_paragraph_opens_first_or_after_a_sentence() -> None:
    assert run_in.opens("")
    assert run_in.opens("for many years. ")
    assert not run_in.opens("a chair for")


def test_the_sign_is_no_part_of_the_name() -> None:
    assert [run_in.bare(name) for name in ("Oslo chair. ", "Oslo chair –", "Oslo")] == [
        "Oslo chair",
        "Oslo chair",
        "Oslo",
    ]
