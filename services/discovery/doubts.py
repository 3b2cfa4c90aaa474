"""Which pages' text cannot be relied on as the file has it, and why: they are looked at, and read by OCR if need be."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from pipeline.artefacts import Page
from services.discovery.geometry import area
from services.discovery.layout import in_band, is_folio
from services.discovery.seen import wordless

COVERED = 0.35
"""Share of a page that its pictures cover when its text may be in them."""
OUTLINES = 100
"""Vector paths from which a page without text may have its letters drawn."""
SCANNED = 0.6
"""Share of pages without text from which a document counts as scanned: all of them are read. In others most are just
pictures, and only those that show lines of text are read.
"""
STAMP_LINES = 3
"""Most lines of text that a scanner prints on a page."""
HIDDEN = 0.5
"""Share of a page's text that is invisible, from which it is somebody's OCR and not the page's own."""
GARBLED = 0.15
"""Share of signs that stand for no letter from which the text says nothing."""

PICTURE, STAMP, OUTLINE = "its text is a picture", "its text is only a scanner's stamp", "its text is drawn as outlines"
INVISIBLE = "its text is invisible and not what the page shows"
NO_LETTERS = "its text has no letters: the fonts do not say what their signs mean"
NO_WORDS = "its text is no words: the fonts say wrongly what their signs mean"


class Doubt(BaseModel):
    """A page (from 1) that OCR may have to read, why, and what has to be seen first: that it shows lines of text
    (`lines`), that it shows other text than the file has (`differs`), or nothing.
    """

    model_config = ConfigDict(frozen=True)

    number: int
    why: str
    first: Literal["", "lines", "differs"] = ""


def doubts(pages: Sequence[Page]) -> list[Doubt]:
    """The doubtful pages of a document, in order."""
    stamps = scanner_stamps(pages)
    silent = {page.number: why for page in pages if (why := _silent(page, stamps))}
    first: Literal["", "lines"] = "" if len(silent) >= SCANNED * len(pages) else "lines"
    found = [Doubt(number=number, why=why, first=first) for number, why in silent.items()]
    for page in pages:
        if page.number in silent or not page.lines:
            continue
        if page.garbled >= GARBLED:
            found.append(Doubt(number=page.number, why=NO_LETTERS))
        elif page.hidden >= HIDDEN:
            found.append(Doubt(number=page.number, why=INVISIBLE, first="differs"))
        elif wordless(page.text):
            found.append(Doubt(number=page.number, why=NO_WORDS, first="differs"))
    return sorted(found, key=lambda doubt: doubt.number)


def _silent(page: Page, stamps: set[str]) -> str:
    """Why a page that shows what could be text (large pictures, or many paths) has none of its own; empty if it has."""
    whole = page.width * page.height
    pictured = whole > 0 and sum(area(picture.box) for picture in page.pictures) >= COVERED * whole
    if page.lines and not (pictured and _stamp(page) in stamps):
        return ""
    if page.lines:
        return STAMP
    return PICTURE if pictured else OUTLINE if page.drawings >= OUTLINES else ""


def scanner_stamps(pages: Sequence[Page]) -> set[str]:
    """Texts that stand alone at the edge of most of the pages, as scanners print, whatever the numbers in them. Page
    numbers are not such: who set them set the text as well.
    """
    edged = [page for page in pages if page.lines and all(in_band(line, page) for line in page.lines)]
    alone = Counter(_stamp(page) for page in edged if len(page.lines) <= STAMP_LINES and not is_folio(page.text))
    return {text for text, count in alone.items() if count > 1 and 2 * count > len(pages)}


def _stamp(page: Page) -> str:
    return re.sub(r"\d+", "0", page.text)
