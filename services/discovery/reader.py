"""The sandbox's side of discovery: opening, reading in batches, OCR and finding products, each with a deadline."""

import asyncio
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from uuid import UUID

from pipeline.errors import Rejected
from pipeline.sandbox import Sandbox, run_longer
from pipeline.work import Batch, all_of_them, batches
from services.discovery import catalogue, opening, reading
from services.discovery.answers import SaidFact
from services.discovery.claims import Claims
from services.discovery.imposition import numbered
from services.discovery.limits import Limits
from services.discovery.with_ocr import Told, with_ocr

PRELOAD = ("pipeline.mupdf", "services.discovery.reading", "services.discovery.catalogue")
"""Imported once in the fork server, never in the worker's own process."""

LONGER_TRIES = 3
"""Lost pages of a document after which others get no second, longer try: it is the file then, not a busy machine."""


@dataclass(frozen=True)
class Pages:
    """All pages of a document as JSON lines, in page order, and the seconds each took, which are never the same twice;
    `failed` are those that could not be read, with why.
    """

    lines: tuple[bytes, ...]
    failed: dict[int, str]
    seconds: tuple[float, ...] = field(default=(), compare=False)


@dataclass
class _Tally:
    """How far the reading of a document is, and whether that is still within its limits."""

    limits: Limits
    done: int = 0
    lost: int = 0
    text_bytes: int = 0

    def add(self, batch: reading.Batch) -> None:
        """Raises Rejected(too_much_text)."""
        self.done += len(batch.pages)
        self.text_bytes += sum(map(len, batch.pages))
        if self.text_bytes > self.limits.max_text_bytes:
            raise Rejected(
                "too_much_text",
                f"the text of {self.done} pages takes more than the {self.limits.max_text_bytes} allowed: split it",
            )

    def lose(self, error: Rejected) -> None:
        """A page alone ended its subprocess. Raises Rejected(too_many_lost_pages)."""
        self.lost += 1
        if self.lost > self.limits.max_lost_pages:
            raise Rejected(
                "too_many_lost_pages", f"{self.lost} pages of the PDF cannot be read ({error.message}): export it again"
            )


@dataclass(frozen=True)
class Reader:
    """Reads PDFs in `sandbox`, within `limits`."""

    sandbox: Sandbox
    limits: Limits

    async def open(self, path: Path) -> opening.Opened:
        """What is known before reading. Raises Rejected as `opening.inspect` does."""
        limits = self.limits
        return await self.sandbox.run(
            limits.seconds_per_document, opening.inspect, path, limits.max_pages, limits.max_objects
        )

    async def read(self, path: Path, page_count: int, told: Told, size: Batch = all_of_them) -> Pages:
        """All pages, batches side by side, each as large as `size` allows, which changes nothing else.

        Raises Rejected: unreadable when not one of them can be read, too_many_lost_pages or too_much_text when the
        document passes these limits.
        """
        tally = _Tally(self.limits)
        spans = batches(range(1, page_count + 1), self.limits.batch_pages, size)
        found: dict[int, list[reading.Batch]] = {}

        async def read(first: int, last: int) -> list[reading.Batch]:
            """One batch; where it takes its subprocess down, its pages one by one, so that a page fails alone; one that
            was only too slow gets a longer try first.
            """
            seconds = self.limits.seconds_per_call + self.limits.seconds_per_page * (last - first + 1)
            alone = first == last and tally.lost < LONGER_TRIES
            run = partial(run_longer, self.sandbox) if alone else self.sandbox.run
            try:
                batch = await run(seconds, reading.read, path, first, last, self.limits)
            except Rejected as error:
                if not error.code.startswith("parse_"):
                    raise
                await told(tally.done)  # this takes its time
                if first < last:
                    return [part for number in range(first, last + 1) for part in await read(number, number)]
                tally.lose(error)
                batch = reading.unread(first, error.message)
            tally.add(batch)
            await told(tally.done)
            return [batch]

        async def read_on() -> None:
            for span in spans:  # shared: the size of a batch is asked for when there is a turn for it
                found[span[0]] = await read(span[0], span[-1])

        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(self.sandbox.processes):
                    group.create_task(read_on())
        except ExceptionGroup as errors:  # the others were cancelled: the first says what to do
            raise errors.exceptions[0] from errors
        parts = [part for first in sorted(found) for part in found[first]]
        failed = {number: why for part in parts for number, why in part.failed.items()}
        if len(failed) == page_count:
            raise Rejected(
                "unreadable", f"none of the PDF's {page_count} pages can be read ({failed[1]}): export it again"
            )
        lines = [line for part in parts for line in part.pages]
        seconds = [cost for part in parts for cost in part.seconds]
        await with_ocr(self.sandbox, self.limits, path, lines, seconds, told)
        pages = await self.sandbox.run(self.limits.seconds_per_document, numbered, lines)
        return Pages(pages, failed, tuple(seconds))

    async def discover(
        self,
        document_id: UUID,
        opened: opening.Opened,
        pages: bytes,
        index_pages: int,
        focused: bool,
        claims: Claims | None = None,
    ) -> bytes:
        """The catalogue of packed `pages`, packed; `claims` are a model's. Raises Rejected(parse_*) when it takes too
        long or too much.
        """
        return await self.sandbox.run(
            self.limits.seconds_per_document,
            catalogue.discover_packed,
            document_id,
            opened,
            pages,
            claims,
            index_pages=index_pages,
            focused=focused,
        )

    async def texts(self, pages: bytes) -> list[str]:
        """The text of each of the packed `pages`."""
        return await self.sandbox.run(self.limits.seconds_per_document, catalogue.texts, pages)

    async def with_facts(self, packed: bytes, pages: bytes, said: dict[UUID, list[SaidFact]], by: str) -> bytes:
        """The packed catalogue with the facts a model says, each checked on the packed `pages`."""
        return await self.sandbox.run(self.limits.seconds_per_document, catalogue.with_facts, packed, pages, said, by)
