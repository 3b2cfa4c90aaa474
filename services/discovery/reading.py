"""Pages of a PDF as artefacts, read once. Runs in the sandbox, as all that imports pymupdf (see opening.py)."""

import hashlib
from collections import defaultdict
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any

from pydantic import BaseModel, ConfigDict

from pipeline.artefacts import Page, Picture
from services.discovery import seen
from services.discovery.geometry import turned
from services.discovery.limits import Limits
from services.discovery.lines import Word, lines_of
from services.discovery.opening import mupdf, open_pdf, out_of_memory, reading_errors
from services.discovery.placed import pictures
from services.discovery.reading_order import in_reading_order
from services.discovery.text import clean

VERSION = "4"
"""Goes into the artefact's key: raise it whenever the same PDF would be read otherwise."""
LIMITS = Limits()
MAX_LABEL = 100
"""Characters of a page label."""


class Batch(BaseModel):
    """Pages read together: `pages` as JSON lines (compact to send), the seconds each took, and `failed` the pages MuPDF
    gave up on, with why.
    """

    model_config = ConfigDict(frozen=True)

    pages: tuple[bytes, ...]
    seconds: tuple[float, ...]
    failed: dict[int, str]


def read(path: Path, first: int, last: int, limits: Limits = LIMITS) -> Batch:
    """Pages `first` to `last` (1-based, inclusive) of the PDF at `path`; a page that cannot be read, or that holds more
    than `limits` allow, fails alone. Raises MemoryError.
    """
    pages: list[bytes] = []
    seconds: list[float] = []
    failed: dict[int, str] = {}
    with open_pdf(path) as document:
        digests = Digests(document)
        for number in range(first, last + 1):
            started = perf_counter()
            try:
                page = as_page(RawPage.of(document, number, limits), digests)
            except reading_errors() as error:
                if out_of_memory(error):
                    raise MemoryError from error
                failed[number] = clean(str(error)) or type(error).__name__
                page = _empty(number)
            pages.append(page.model_dump_json().encode())
            seconds.append(perf_counter() - started)
    return Batch(pages=tuple(pages), seconds=tuple(seconds), failed=failed)


class RawPage(BaseModel):
    """What MuPDF says of a page, boxes already as displayed."""

    number: int
    width: float
    height: float
    rotation: int
    label: str
    blocks: list[dict[str, Any]]
    words: dict[tuple[int, int], list[Word]]
    pictures: list[Picture]
    drawings: int
    hidden: float
    garbled: float
    turn: tuple[float, float, float, float, float, float]

    @classmethod
    def of(cls, document: Any, number: int, limits: Limits = LIMITS) -> "RawPage":
        """Everything that can fail in MuPDF. Raises what `reading_errors` names, ValueError for more than allowed."""
        pymupdf = mupdf()
        page = document[number - 1]
        flags = pymupdf.TEXTFLAGS_DICT & ~pymupdf.TEXT_PRESERVE_IMAGES & ~pymupdf.TEXT_PRESERVE_LIGATURES
        text = page.get_textpage(flags=flags)
        written = text.extractTEXT()
        _check("letters", len(written), limits.letters_per_page)
        drawn = page.get_bboxlog()
        turn = tuple(page.rotation_matrix)
        words: dict[tuple[int, int], list[Word]] = defaultdict(list)
        for x0, y0, x1, y1, word, block, line, _ in text.extractWORDS():
            words[block, line].append((*turned((x0, y0, x1, y1), turn), word))
        blocks = text.extractDICT()["blocks"]
        _check("lines", sum(len(block.get("lines", ())) for block in blocks), limits.lines_per_page)
        placed = list(islice(pictures(page), limits.pictures_per_page + 1))
        _check("pictures", len(placed), limits.pictures_per_page)
        return cls(
            number=number,
            width=round(page.rect.width, 2),
            height=round(page.rect.height, 2),
            rotation=page.rotation,
            label=clean((page.get_label() or "")[:MAX_LABEL]),
            blocks=blocks,
            words=words,
            pictures=placed,
            drawings=sum("path" in kind for kind, _ in drawn),
            hidden=seen.hidden(drawn, page.rect.width * page.rect.height),
            garbled=seen.garbled(written, lambda: page.get_text(flags=flags & ~pymupdf.TEXT_CID_FOR_UNKNOWN_UNICODE)),
            turn=turn,
        )


def _check(what: str, count: int, most: int) -> None:
    if count > most:
        raise ValueError(f"the page has {count} {what} or more, and {most} are allowed")


def as_page(raw: RawPage, digests: "Digests") -> Page:
    """The artefact of a raw page, with its key."""
    lines = tuple(in_reading_order(tuple(lines_of(raw.blocks, raw.words, raw.turn)), raw.width))
    key = hashlib.sha256(repr((raw.width, raw.height, raw.rotation)).encode())
    for line in lines:
        key.update(repr((line.text, line.box, line.size, line.bold)).encode())
    for picture in raw.pictures:
        key.update(repr((picture.box, picture.width, picture.height, digests.of(picture.xref))).encode())
    return Page(
        number=raw.number,
        width=raw.width,
        height=raw.height,
        rotation=raw.rotation,
        label=raw.label,
        key=key.hexdigest(),
        source="text" if lines else "none",
        confidence=1.0 if lines else 0.0,
        lines=lines,
        pictures=tuple(raw.pictures),
        drawings=raw.drawings,
        hidden=raw.hidden,
        garbled=raw.garbled,
    )


class Digests:
    """SHA-256 of picture streams as stored, each read once a batch."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._known: dict[int, str] = {0: ""}

    def of(self, xref: int) -> str:
        """Hex digest of the picture at `xref`; empty for an inline one or one that cannot be read."""
        if xref not in self._known:
            try:
                stream = self._document.xref_stream_raw(xref) or b""
                self._known[xref] = hashlib.sha256(stream).hexdigest()
            except reading_errors():
                self._known[xref] = ""
        return self._known[xref]


def unread(number: int, why: str) -> Batch:
    """The batch of one page that could not be read at all."""
    return Batch(pages=(_empty(number).model_dump_json().encode(),), seconds=(0.0,), failed={number: why})


def _empty(number: int) -> Page:
    """What stands for a page that could not be read: it has no size."""
    key = hashlib.sha256(f"unreadable {number}".encode()).hexdigest()
    return Page(number=number, width=0, height=0, key=key, source="none", confidence=0)
