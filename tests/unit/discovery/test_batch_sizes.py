"""Whatever memory allows, the same pages are read; a page that was only too slow gets a longer try."""

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import Rejected
from pipeline.sandbox import LONGER, Sandbox
from services.discovery import ocr, reading
from services.discovery.doubts import Doubt
from services.discovery.limits import Limits
from services.discovery.reader import Pages, Reader
from tests.unit.discovery.test_stage import made

PAGES = 11
LIMITS = Limits(batch_pages=4, seconds_per_call=2, seconds_per_page=3)


class InProcess:
    """A sandbox without a subprocess, in which each `slow` page takes so many seconds, by its own clock."""

    processes = 2

    def __init__(self, slow: dict[int, float] | None = None) -> None:
        self.slow = slow or {}
        self.reads: list[tuple[int, int, float]] = []

    async def run(self, seconds: float, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        if function is reading.read:
            _, first, last, _ = args
            self.reads.append((first, last, seconds))
            await asyncio.sleep(0.001 * (first % 3))  # they end in any order
            if sum(self.slow.get(page, 0.0) for page in range(first, last + 1)) > seconds:
                raise Rejected("parse_timeout", f"the file was still being read after {seconds:g} s")
        return function(*args, **kwargs)


async def read(path: Path, sandbox: InProcess, sizes: list[int]) -> tuple[Pages, list[int]]:
    left, told = list(sizes), list[int]()

    async def tell(done: int) -> None:
        told.append(done)

    def batch(most: int) -> int:
        return min(most, left.pop(0) if left else 1)

    return await Reader(cast(Sandbox, sandbox), LIMITS).read(path, PAGES, tell, batch), told


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "a.pdf"
    path.write_bytes(made({2: "Tavira"}, PAGES))
    return path


def test_the_same_pages_whatever_memory_allows() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.pdf"
        path.write_bytes(made({2: "Tavira", 7: "Sintra"}, PAGES))
        plenty, _ = asyncio.run(read(path, InProcess(), [100] * PAGES))

        @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
        @given(st.lists(st.integers(1, 9), max_size=PAGES))
        def same(sizes: list[int]) -> None:
            sandbox = InProcess()
            little, told = asyncio.run(read(path, sandbox, sizes))
            assert little == plenty
            assert max(last - first + 1 for first, last, _ in sandbox.reads) <= LIMITS.batch_pages
            assert told == sorted(told)
            assert told[-1] == PAGES

        same()


async def test_a_full_memory_gives_single_pages(pdf: Path) -> None:
    sandbox = InProcess()
    await read(pdf, sandbox, [])
    assert sorted(sandbox.reads) == [(page, page, 5) for page in range(1, PAGES + 1)]


async def test_a_slow_page_gets_a_longer_try_alone(pdf: Path) -> None:
    sandbox = InProcess({6: 19})
    pages, told = await read(pdf, sandbox, [100] * PAGES)
    assert pages.failed == {}
    assert [(first, last, seconds) for first, last, seconds in sandbox.reads if first <= 6 <= last] == [
        (5, 8, 14), (6, 6, 5), (6, 6, 5 * LONGER),
    ]  # fmt: skip
    assert len(told) > len(range(1, PAGES, LIMITS.batch_pages)), "it tells that it goes on"


async def test_a_page_that_hangs_is_lost_and_says_after_how_long(pdf: Path) -> None:
    pages, _ = await read(pdf, InProcess({6: 1e9}), [100] * PAGES)
    assert pages.failed == {6: "the file was still being read after 5 s and, in a second try, 20 s"}


async def test_ocr_has_a_longer_try_too(pdf: Path) -> None:
    tries: list[float] = []

    class Slow(InProcess):
        async def run(self, seconds: float, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
            if function is ocr.read:
                tries.append(seconds)
                if seconds < 100:
                    raise Rejected("parse_timeout", "slow")
                return ocr.Outcome(args[1], 1.0)
            doubt = Doubt(number=3, why="its text is a picture")
            return [doubt] if function is ocr.doubtful else await super().run(seconds, function, *args, **kwargs)

    pages, _ = await read(pdf, Slow(), [100] * PAGES)
    assert tries == [LIMITS.seconds_per_ocr_page, LIMITS.seconds_per_ocr_page * LONGER]
    assert len(pages.lines) == PAGES
