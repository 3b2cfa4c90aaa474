"""Pages that are pictures, read by the real OCR in the real sandbox, whichever way they lie."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.artefacts import Page
from pipeline.sandbox import Sandbox
from pipeline.settings import MIB
from samples.fonts import file_of, sans
from services.discovery import opening, reader
from services.discovery.limits import Limits
from services.discovery.turning import turn_of, upright

SAID = ("Oslo chair", "Code: AB-1234", "Size: 60 x 120 cm", "A calm chair for quiet rooms")


@pytest.fixture(scope="module")
def reads() -> Iterator[reader.Reader]:
    sandbox = Sandbox(1, memory_bytes=2048 * MIB, preload=reader.PRELOAD)
    yield reader.Reader(sandbox, Limits(ocr_pages=3))
    sandbox.close()


def scan(path: Path, pages: int, turn: int) -> Path:
    """A PDF of pictures of pages, turned by `turn` degrees in the picture, not by /Rotate."""
    pymupdf: Any = opening.mupdf()
    with pymupdf.open() as drawn, pymupdf.open() as scanned:
        for _ in range(pages):
            sheet = drawn.new_page(width=400, height=300)
            for row, text in enumerate(SAID):
                sheet.insert_text((40, 60 + 40 * row), text, fontsize=28 - 12 * min(row, 1))
            picture = sheet.get_pixmap(matrix=pymupdf.Matrix(2, 2).prerotate(turn), alpha=False)
            shown = scanned.new_page(width=picture.width / 2, height=picture.height / 2)
            shown.insert_image(shown.rect, stream=picture.tobytes("png"))
        scanned.save(path)
    return path


def read(reads: reader.Reader, path: Path, count: int) -> list[Page]:
    async def told(_: int) -> None:
        """Nobody asks."""

    pages = asyncio.run(reads.read(path, count, told))
    assert not pages.failed
    return [Page.model_validate_json(line) for line in pages.lines]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_text_is_read_in_its_own_orientation(reads: reader.Reader, tmp_path: Path, turn: int) -> None:
    [page] = read(reads, scan(tmp_path / "scan.pdf", 1, turn), 1)
    assert page.source == "ocr"
    assert 0.8 < page.confidence <= 1
    assert all(0 <= x.box[0] < x.box[2] <= page.width and 0 <= x.box[1] < x.box[3] <= page.height for x in page.lines)
    assert all(x.vertical == (turn in (90, 270)) for x in page.lines)
    turned = turn_of(page)
    shown = upright(page, turned) if turned else page
    assert [x.text for x in sorted(shown.lines, key=lambda x: x.box[1] * (-1 if turn == 180 else 1))] == list(SAID)
    assert shown.lines[0].size > 1.3 * shown.lines[1].size


def test_pages_over_the_budget_stay_without_text(reads: reader.Reader, tmp_path: Path) -> None:
    pages = read(reads, scan(tmp_path / "scan.pdf", 4, 0), 4)
    assert [page.source for page in pages] == ["ocr", "ocr", "ocr", "none"]


def layered(path: Path, written: tuple[str, ...]) -> Path:
    """A scan of SAID that lies a little askew, under an invisible layer that says `written` in the same places."""
    pymupdf: Any = opening.mupdf()
    with pymupdf.open() as drawn, pymupdf.open() as scanned:
        sheet = drawn.new_page(width=400, height=300)
        for row, text in enumerate(SAID):
            sheet.insert_text((40, 60 + 40 * row), text, fontsize=28 - 12 * min(row, 1))
        picture = sheet.get_pixmap(matrix=pymupdf.Matrix(2, 2), alpha=False)
        shown = scanned.new_page(width=400, height=300)
        shown.insert_image(shown.rect, stream=picture.tobytes("png"))
        for row, text in enumerate(written):
            shown.insert_text((40, 60 + 40 * row), text, fontsize=28 - 12 * min(row, 1), render_mode=3)
        scanned.save(path)
    return path


def test_an_invisible_layer_is_trusted_where_it_says_what_the_page_shows(reads: reader.Reader, tmp_path: Path) -> None:
    [page] = read(reads, layered(tmp_path / "true.pdf", SAID), 1)
    assert (page.source, page.why) == ("text", "")
    assert [x.text for x in page.lines] == list(SAID)


def test_an_invisible_layer_that_says_something_else_is_read_anew(reads: reader.Reader, tmp_path: Path) -> None:
    wrong = ("Minutes of meeting", "Present: all of us", "Nothing was said", "and so we went home again")
    [page] = read(reads, layered(tmp_path / "false.pdf", wrong), 1)
    assert page.source == "ocr"
    assert "invisible" in page.why
    assert [x.text for x in page.lines] == list(SAID)


def test_fonts_that_do_not_say_what_their_signs_mean_are_read_by_ocr(reads: reader.Reader, tmp_path: Path) -> None:
    pymupdf: Any = opening.mupdf()
    sans()
    with pymupdf.open() as drawn:
        sheet = drawn.new_page(width=400, height=300)
        sheet.insert_font(fontname="F0", fontfile=file_of("SourceSansPro"))
        for row, text in enumerate(SAID):
            sheet.insert_text((40, 60 + 40 * row), text, fontsize=28 - 12 * min(row, 1), fontname="F0")
        for xref in range(1, drawn.xref_length()):
            if drawn.xref_get_key(xref, "ToUnicode")[0] != "null":
                drawn.xref_set_key(xref, "ToUnicode", "null")
        drawn.save(tmp_path / "signs.pdf")
    [page] = read(reads, tmp_path / "signs.pdf", 1)
    assert page.source == "ocr"
    assert "no letters" in page.why
    assert [x.text for x in page.lines] == list(SAID)


def test_a_page_askew_is_read_level(reads: reader.Reader, tmp_path: Path) -> None:
    [page] = read(reads, scan(tmp_path / "askew.pdf", 1, 2), 1)
    assert [x.text for x in page.lines] == list(SAID)
    assert all(x.box[3] - x.box[1] < 2 * x.size for x in page.lines)
