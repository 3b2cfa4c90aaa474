"""Trial after trial, each from a seed of its own, so that one that fails can be repeated alone."""

import random
import shutil
import time
from collections import Counter
from pathlib import Path

from tests.fuzz import events
from tests.fuzz.pdfs import pdfs


class Failed(AssertionError):
    """A trial did what none should; the message says how to repeat it."""


def run_events(seed: int, seconds: float) -> Counter[str]:
    """How the messages of `seconds` ended, by outcome. Raises Failed."""
    outcomes: Counter[str] = Counter()
    until = time.monotonic() + seconds
    trial = seed
    while time.monotonic() < until:
        try:
            outcomes[events.one(random.Random(trial))] += 1
        except Exception as error:
            raise Failed(f"events, seed {trial}: {error!r}") from error
        trial += 1
    return outcomes


async def run_pdfs(seed: int, seconds: float, keep: Path) -> Counter[str]:
    """How the files of `seconds` ended, by outcome. Raises Failed, with the file that failed in the folder `keep`."""
    outcomes: Counter[str] = Counter()
    with pdfs() as world:
        until = time.monotonic() + seconds
        trial = seed
        while time.monotonic() < until:
            try:
                outcomes[await world.one(random.Random(trial))] += 1
            except Exception as error:
                kept = _kept(world.folder / "fuzzed.pdf", keep, trial)
                raise Failed(f"pdfs, seed {trial}, {kept}: {error!r}") from error
            trial += 1
    return outcomes


def _kept(file: Path, folder: Path, trial: int) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(file, folder / f"{trial}.pdf"))
