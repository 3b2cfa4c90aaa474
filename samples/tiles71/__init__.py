"""The default sample: a 71-page tile catalogue with 11 series on 44 pages and 27 pages about other things."""

from pathlib import Path

import numpy as np

from samples.book import Book
from samples.fonts import sans, serif
from samples.tiles71 import back, front, product
from samples.tiles71.frame import BRAND, Frame
from samples.tiles71.range import SECTIONS, make_range
from samples.truth import Truth

A4 = (595.0, 842.0)
FRONT_PAGES = 9  # before the first divider


def build(path: Path, seed: int) -> Truth:
    """Write the catalogue to `path` and return what is in it."""
    rng = np.random.default_rng(seed)
    truth = Truth("tiles-71", seed, "en", f"{BRAND} — General Catalogue")
    frame = Frame(Book(path, truth, A4), sans(), serif(), rng, make_range(rng))
    _number(frame)
    front.draw(frame)
    for section in SECTIONS:
        product.divider(frame, section)
        for series in (s for s in frame.range if s.section == section):
            product.draw(frame, series)
        if section != SECTIONS[-1]:
            product.picture_page(frame)
    back.draw(frame)
    frame.book.save()
    return truth


def _number(frame: Frame) -> None:
    """Set each series' first PDF page, which the index prints before the pages are drawn."""
    page = FRONT_PAGES
    for section in SECTIONS:
        page += 1
        for series in (s for s in frame.range if s.section == section):
            series.first_page = page + 1
            page += series.pages
        page += 1
