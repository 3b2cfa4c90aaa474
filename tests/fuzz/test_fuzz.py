"""A minute of fuzzing; `python -m tests.fuzz --seconds 600` goes on for longer. TESSERA_FUZZ_SEED repeats a run."""

import os
import secrets
from pathlib import Path

import pytest

from tests.fuzz.running import run_events, run_pdfs

SECONDS = 30.0


@pytest.fixture
def seed() -> int:
    """Printed, so that a failure shows it."""
    seed = int(os.environ.get("TESSERA_FUZZ_SEED") or secrets.randbits(32))
    print(f"TESSERA_FUZZ_SEED={seed}")
    return seed


def test_any_message_is_an_event_or_rejected(seed: int) -> None:
    outcomes = run_events(seed, SECONDS)
    assert outcomes["event"] > 20
    assert len(outcomes) > 4, outcomes


async def test_any_file_is_read_or_rejected_and_the_sandbox_goes_on(seed: int, tmp_path: Path) -> None:
    outcomes = await run_pdfs(seed, SECONDS, tmp_path)
    assert outcomes.total() > 3
