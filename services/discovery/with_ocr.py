"""OCR in the sandbox, for the pages of a document that need it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pipeline.errors import Rejected
from pipeline.sandbox import Sandbox, run_longer
from pipeline.work import all_of_them, batches
from services.discovery import ocr
from services.discovery.doubts import Doubt
from services.discovery.limits import Limits

LOOKS = 10
"""Times as many pages as OCR may read are looked at to see whether it has to."""
T = TypeVar("T")
Told = Callable[[int], Awaitable[None]]
"""Called with the number of pages read so far."""


async def with_ocr(
    sandbox: Sandbox, limits: Limits, path: Path, lines: list[bytes], seconds: list[float], told: Told
) -> None:
    """Put into `lines` (pages as JSON, in order) what OCR reads on those whose text cannot be relied on, up to the
    limit, side by side; and add to `seconds` what that took.
    """
    found = await sandbox.run(limits.seconds_per_document, ocr.doubtful, lines)
    turns = asyncio.Semaphore(sandbox.processes)

    async def tried(each: float, call: Callable[..., T], *args: Any) -> T | None:
        """What `call` gives; None where it takes too long or takes its subprocess down."""
        async with turns:
            try:
                return await run_longer(sandbox, each, call, path, *args)
            except Rejected as error:
                if not error.code.startswith("parse_"):
                    raise
                return None
            finally:
                await told(len(lines))  # no news, but a sign of life

    def take(number: int, outcome: ocr.Outcome | None) -> bool:
        if outcome:
            seconds[number - 1] += outcome.seconds
            lines[number - 1] = outcome.line or lines[number - 1]
        return bool(outcome and outcome.line)

    async def looked(some: Sequence[Doubt]) -> list[Doubt]:
        """Those of `some` that stand."""
        pages = [lines[doubt.number - 1] for doubt in some]
        most = limits.seconds_per_call + limits.seconds_per_page * len(some)
        outcomes = await tried(most, ocr.look, pages, some) or {}
        return [doubt for doubt in some if take(doubt.number, outcomes.get(doubt.number))]

    async def recognised(doubt: Doubt) -> None:
        args = lines[doubt.number - 1], doubt
        take(doubt.number, await tried(limits.seconds_per_ocr_page, ocr.read, *args))

    parts = batches(found[: LOOKS * limits.ocr_pages], limits.batch_pages, all_of_them)
    standing = [doubt for part in await asyncio.gather(*map(looked, parts)) for doubt in part]
    await asyncio.gather(*map(recognised, standing[: limits.ocr_pages]))
