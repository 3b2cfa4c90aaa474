"""Pages of a PDF as artefacts, read once. Runs in the sandbox, as all that imports pymupdf (see opening.py)."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from pydantic import BaseModel, ConfigDict

from pipeline.artefacts import Box, Line, Page, Picture
from services.discovery import seen
from services.discovery.geometry import turned, union
from services.discovery.limits import Limits
from services.discovery.opening import mupdf, open_pdf, out_of_memory, reading_errors
from services.discovery.placed import pictures
from services.discovery.reading_order import in_reading_order
from services.discovery.text import clean, is_letter_spaced, join_words

VERSION = "3"
"""Goes into the artefact's key: raise it whenever the same PDF would be read otherwise."""
LIMITS = Limits()
MAX_LABEL = 100
"""Characters of a page label."""
BOLD, ITALIC = 16, 2
"""Bits of a span's flags in PyMuPDF."""
BOLD_NAMES = ("bold", "black", "heavy", "semibold", "demi")

Word = tuple[float, float, float, float, str]


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
    lines = tuple(in_reading_order(tuple(_lines(raw)), raw.width))
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


def _lines(raw: RawPage) -> Iterator[Line]:
    """Lines of text, cut where a gap in them is a column's."""
    for block in raw.blocks:
        for index, line in enumerate(block.get("lines", ())):
            spans = [span for span in line["spans"] if span["text"].strip()]
            if not spans:
                continue
            a, b, c, d, _, _ = raw.turn
            across = abs(line["dir"][0] * a + line["dir"][1] * c) >= abs(line["dir"][0] * b + line["dir"][1] * d)
            words = raw.words.get((block["number"], index), [])
            if across and words:
                for group in split_at_columns(words, max(span["size"] for span in spans)):
                    text = clean(join_words([(word[0], word[2], word[4]) for word in group]))
                    box = union(word[:4] for word in group)
                    if text:
                        yield _line(text, box, _style(spans, box, raw.turn), block["number"])
            else:
                text = clean("".join(span["text"] for span in line["spans"]))
                if text:
                    style = max(spans, key=lambda span: len(span["text"]))
                    yield _line(text, turned(line["bbox"], raw.turn), style, block["number"], vertical=not across)


def split_at_columns(words: Sequence[Word], size: float) -> list[list[Word]]:
    """The words of a line in groups, cut where a gap is far wider than the line's own spaces: MuPDF runs neighbouring
    table cells together. Justified text, whose spaces are all wide, stays whole.
    """
    ordered = sorted(words, key=lambda word: word[0])
    if ordered != list(words):  # right-to-left or overprinted: leave the order as it is
        return [list(words)]
    gaps = [right[0] - left[2] for left, right in pairwise(ordered)]
    usual = max(median(gaps) if len(gaps) >= 3 else 0.3 * size, 0.15 * size)
    wide = 5.0 if is_letter_spaced([word[4] for word in ordered]) else 2.4
    groups = [[ordered[0]]]
    for gap, word in zip(gaps, ordered[1:], strict=True):
        if gap > 0.55 * size and gap > wide * usual:
            groups.append([])
        groups[-1].append(word)
    return groups


def _style(spans: Sequence[dict[str, Any]], box: Box, turn: tuple[float, ...]) -> dict[str, Any]:
    """The span that covers most of `box`, which is as displayed."""
    boxes = [turned(span["bbox"], turn) for span in spans]
    best = max(range(len(spans)), key=lambda k: min(boxes[k][2], box[2]) - max(boxes[k][0], box[0]))
    return spans[best]


def _line(text: str, box: Box, style: dict[str, Any], block: int, *, vertical: bool = False) -> Line:
    font = clean(str(style["font"]).split("+")[-1])
    return Line(
        text=text,
        box=box,
        size=round(style["size"], 1),
        font=font,
        bold=bool(style["flags"] & BOLD) or any(name in font.lower() for name in BOLD_NAMES),
        italic=bool(style["flags"] & ITALIC),
        colour=style["color"],
        block=block,
        vertical=vertical,
    )


def unread(number: int, why: str) -> Batch:
    """The batch of one page that could not be read at all."""
    return Batch(pages=(_empty(number).model_dump_json().encode(),), seconds=(0.0,), failed={number: why})


def _empty(number: int) -> Page:
    """What stands for a page that could not be read: it has no size."""
    key = hashlib.sha256(f"unreadable {number}".encode()).hexdigest()
    return Page(number=number, width=0, height=0, key=key, source="none", confidence=0)
