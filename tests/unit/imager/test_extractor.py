"""Pages that take their subprocess down fail alone."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

import pytest

from pipeline.errors import Rejected
from pipeline.ledger import Entry
from pipeline.objects import Objects
from pipeline.sandbox import Sandbox
from services.imager.bounds import Bounds
from services.imager.extractor import SandboxedExtractor
from services.imager.found import Batch
from tests.unit.imager.build import DOCUMENT, picture


class FragileSandbox:
    """Writes one picture a page; dies over `bad` pages."""

    processes = 1

    def __init__(self, *bad: int, code: str = "parse_crashed") -> None:
        self.bad, self.code = bad, code
        self.asked: list[list[int]] = []

    async def run(self, _seconds: float, _read: Callable[..., Batch], *args: Any) -> Batch:
        _, pages, _, folder, _ = args
        self.asked.append(list(pages))
        if set(pages) & set(self.bad):
            raise Rejected(self.code, "reading the file ended the subprocess (exit code -11)")
        made = [picture(format(page, "x")) for page in pages]
        for one in made:
            for key in (one.key, one.thumbnail):
                (folder / Path(key).name).write_bytes(key.encode())
        return Batch(
            pictures=tuple(made),
            entries=tuple(Entry(kind="page", item=str(page), outcome="emitted", page=page) for page in pages),
        )


def extractor(sandbox: FragileSandbox, objects: Objects, most_pixels: int = 1000) -> SandboxedExtractor:
    return SandboxedExtractor(cast("Sandbox", sandbox), objects, 5, 10, Bounds(most_pixels))


async def extract(sandbox: FragileSandbox, objects: Objects, pages: Sequence[int]) -> Batch:
    await objects.put("a.pdf", b"%PDF-")
    return await extractor(sandbox, objects).extract("a.pdf", DOCUMENT, pages)


async def test_pictures_and_thumbnails_are_stored(tmp_path: Path) -> None:
    objects = Objects(f"file://{tmp_path}")
    batch = await extract(FragileSandbox(), objects, [1, 2])
    for one in batch.pictures:
        assert await objects.get(one.key) == one.key.encode()
        assert await objects.get(one.thumbnail) == one.thumbnail.encode()


async def test_a_page_that_crashes_is_told_and_its_neighbours_go_on(tmp_path: Path) -> None:
    sandbox = FragileSandbox(3)
    batch = await extract(sandbox, Objects(f"file://{tmp_path}"), [1, 2, 3, 4])
    assert sandbox.asked == [[1, 2, 3, 4], [1], [2], [3], [4]]
    assert [(entry.item, entry.outcome) for entry in batch.entries] == [
        ("1", "emitted"), ("2", "emitted"), ("3", "dead_lettered"), ("4", "emitted"),
    ]  # fmt: skip
    assert "ended the subprocess" in batch.entries[2].reason
    assert len(batch.pictures) == 3
    assert batch.lost == 1


async def test_a_document_that_cannot_be_opened_is_rejected_as_a_whole(tmp_path: Path) -> None:
    with pytest.raises(Rejected) as error:
        await extract(FragileSandbox(1, code="damaged_pdf"), Objects(f"file://{tmp_path}"), [1, 2])
    assert error.value.code == "damaged_pdf"
    with pytest.raises(Rejected) as gone:
        await extractor(FragileSandbox(), Objects(f"file://{tmp_path}")).extract("gone.pdf", DOCUMENT, [1])
    assert gone.value.code == "object_missing"


def test_the_version_changes_with_what_changes_the_pictures(tmp_path: Path) -> None:
    objects = Objects(f"file://{tmp_path}")
    assert extractor(FragileSandbox(), objects).version != extractor(FragileSandbox(), objects, 2000).version


class SlowSandbox(FragileSandbox):
    """Page 2 needs `needs` seconds."""

    def __init__(self, needs: float) -> None:
        super().__init__()
        self.needs = needs
        self.given: list[tuple[list[int], float]] = []

    async def run(self, seconds: float, _read: Callable[..., Batch], *args: Any) -> Batch:
        self.given.append((list(args[1]), seconds))
        if 2 in args[1] and seconds < self.needs:
            raise Rejected("parse_timeout", f"the file was still being read after {seconds:g} s")
        return await super().run(seconds, _read, *args)


async def test_a_page_that_was_only_too_slow_gets_a_longer_try(tmp_path: Path) -> None:
    sandbox = SlowSandbox(needs=50)
    batch = await extract(sandbox, Objects(f"file://{tmp_path}"), [1, 2])
    assert sandbox.given == [([1, 2], 25), ([1], 15), ([2], 15), ([2], 60)]
    assert {entry.outcome for entry in batch.entries} == {"emitted"}


async def test_a_page_that_hangs_says_after_how_long_it_was_lost(tmp_path: Path) -> None:
    batch = await extract(SlowSandbox(needs=1e9), Objects(f"file://{tmp_path}"), [2])
    assert batch.entries[0].reason == "the file was still being read after 15 s and, in a second try, 60 s"
