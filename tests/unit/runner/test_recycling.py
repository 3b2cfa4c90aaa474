"""A worker that has grown is replaced, but never with a document in hand and never for one large document."""

import pytest

from pipeline.runner import recycling
from pipeline.runner.recycling import LOOKS, Recycling


@pytest.fixture
def used(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What the process takes is the last of these."""
    sizes = [50]
    monkeypatch.setattr(recycling, "own_bytes", lambda: sizes[-1])
    return sizes


def test_never_without_a_limit(used: list[int]) -> None:
    used.append(1 << 60)
    never = Recycling(None)
    for _ in range(2 * LOOKS):
        never.look(idle=True)
    assert not never.wanted
    assert not never.due.is_set()


def test_a_peak_is_no_growth(used: list[int]) -> None:
    watched = Recycling(100)
    for size in (200, 50) * 2 * LOOKS:
        used.append(size)
        watched.look(idle=True)
    assert not watched.wanted


def test_intake_rests_first_and_the_end_waits_for_what_is_in_hand(used: list[int]) -> None:
    watched = Recycling(100)
    used.append(101)
    for _ in range(LOOKS):
        assert not watched.wanted
        watched.look(idle=False)
    assert watched.wanted
    assert not watched.due.is_set()
    used.append(50)
    watched.look(idle=False)
    assert watched.wanted, "once decided, intake does not flicker"
    watched.look(idle=True)
    assert watched.due.is_set()


def test_own_bytes_are_those_of_this_process() -> None:
    before = recycling.own_bytes()
    held = bytearray(b"x") * (64 << 20)
    assert recycling.own_bytes() - before > 32 << 20
    assert held
