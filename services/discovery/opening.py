"""Opening a PDF and saying in plain words why it cannot be processed. Runs in the sandbox: pymupdf is imported inside
the functions, so that the worker's own process never loads it.
"""

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from pipeline.errors import Rejected
from services.discovery.limits import Limits
from services.discovery.text import clean

HEADER_WINDOW = 1024
"""A PDF's header lies in its first 1024 bytes (PDF 32000-1, Annex H, note 13)."""
MAX_OUTLINE = 5_000
MAX_TITLE = 1_000
"""Characters of a document's title or a bookmark's."""


class OutlineEntry(BaseModel):
    """A bookmark; `level` counts from 1, `page` is the 1-based PDF page."""

    model_config = ConfigDict(frozen=True)

    level: int
    title: str
    page: int


class Opened(BaseModel):
    """What is known of a document before its pages are read."""

    model_config = ConfigDict(frozen=True)

    page_count: int
    title: str = ""
    outline: tuple[OutlineEntry, ...] = ()


def mupdf() -> Any:
    """The module pymupdf, half of which has no types."""
    from pipeline.mupdf import pymupdf

    return pymupdf


def open_pdf(path: Path) -> Any:
    """The PDF at `path`, ready to read. Raises Rejected: source_empty, not_a_pdf, password_protected or damaged_pdf."""
    pymupdf = mupdf()
    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    with path.open("rb") as file:
        head = file.read(HEADER_WINDOW)
    if not head:
        raise Rejected("source_empty", "the file has no bytes: upload it again")
    if b"%PDF-" not in head:
        raise Rejected("not_a_pdf", "the file is not a PDF (it has no %PDF header): upload the catalogue as PDF")
    try:
        document = pymupdf.open(path, filetype="pdf")
    except (RuntimeError, ValueError, pymupdf.mupdf.FzErrorBase) as error:
        raise Rejected("damaged_pdf", "the PDF is damaged beyond repair: export or download it again") from error
    # needs_pass is false where the empty user password opens the file
    if document.needs_pass:
        document.close()
        raise Rejected("password_protected", "the PDF asks for a password: upload a copy saved without one")
    return document


def inspect(path: Path, max_pages: int, max_objects: int = Limits.max_objects) -> Opened:
    """Open the PDF at `path` and look at its frame. Raises Rejected as `open_pdf`, and too_many_objects, no_pages or
    too_many_pages.
    """
    with open_pdf(path) as document:
        objects = document.xref_length()
        if objects > max_objects:
            raise Rejected(
                "too_many_objects",
                f"the PDF has {objects} objects, more than the {max_objects} allowed: export it again",
            )
        try:
            count = len(document)
            title = str((document.metadata or {}).get("title") or "")
        except reading_errors() as error:
            raise Rejected("damaged_pdf", "the PDF's pages cannot be listed: export or download it again") from error
        if not count:
            raise Rejected("no_pages", "the PDF has no pages: export it again")
        if count > max_pages:
            raise Rejected("too_many_pages", f"the PDF has {count} pages, more than the {max_pages} allowed: split it")
        return Opened(page_count=count, title=clean(title[:MAX_TITLE]), outline=_outline(document, count))


def _outline(document: Any, count: int) -> tuple[OutlineEntry, ...]:
    """The bookmarks that point into the document; none when they cannot be read (they are only a hint)."""
    try:
        entries = document.get_toc(simple=True)[:MAX_OUTLINE]
    except reading_errors():
        return ()
    return tuple(
        OutlineEntry(level=level, title=cleaned, page=page)
        for level, title, page in entries
        if 1 <= page <= count and (cleaned := clean(title[:MAX_TITLE]))
    )


def out_of_memory(error: Exception) -> bool:
    """Whether `error` says that MuPDF got no memory: no fault of the page it was at, and the next would meet it too."""
    from pipeline import mupdf

    return mupdf.out_of_memory(error)


def reading_errors() -> tuple[type[Exception], ...]:
    """What MuPDF, and reckoning with its numbers, raises over a broken file."""
    return (RuntimeError, ValueError, LookupError, ArithmeticError, TypeError, mupdf().mupdf.FzErrorBase)
