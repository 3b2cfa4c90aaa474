"""Ruled tables and index lines, as catalogues print them."""

from collections.abc import Sequence

from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth

from samples.book import INK, Book


def table(
    book: Book,
    x: float,
    y: float,
    widths: Sequence[float],
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    fonts: tuple[str, str],
    size: float = 7.5,
    rules: str = "lines",
    tint: str = "#f1eee8",
    right: Sequence[int] = (),
) -> float:
    """Draw a table and return the y below it. `fonts` are the body's and the head's, `rules` is lines, zebra, boxes or
    none, `right` the columns set flush right. Cells wrap. Drawn row by row, so the text order is the reading order."""
    body, bold = fonts
    total = sum(widths)
    top = y
    for number, row in enumerate([head, *rows] if head else rows):
        heading = bool(head) and number == 0
        font = bold if heading else body
        wrapped = [simpleSplit(cell, font, size, width - 6) or [""] for cell, width in zip(row, widths, strict=True)]
        tall = max(len(lines) for lines in wrapped) * size * 1.25 + size * 0.75
        if rules == "zebra" and (heading or number % 2 == 0):
            book.rect(x, y, total, tall, "#3b3b3b" if heading else tint)
        left = x
        for column, (lines, width) in enumerate(zip(wrapped, widths, strict=True)):
            colour = "#ffffff" if heading and rules == "zebra" else INK
            for k, line in enumerate(lines):
                edge = left + width - 3 if column in right else left + 3
                book.text(
                    edge, y + size * (1.2 + 1.25 * k), line, font, size, colour, "right" if column in right else "left"
                )
            if rules == "boxes":
                book.rect(left, y, width, tall, None, "#9a9a9a")
            left += width
        y += tall
        if rules == "lines":
            book.line(x, y, x + total, y, INK if heading else "#c9c4ba", 0.8 if heading else 0.4)
    if rules == "lines" and head:
        book.line(x, top, x + total, top, INK, 0.8)
    return y


def leader(book: Book, x: float, y: float, right: float, words: str, page: str, font: str, size: float) -> None:
    """An index line: words, dots, page."""
    start = x + book.text(x, y, words, font, size) + size * 0.6
    end = right - stringWidth(page, font, size) - size * 0.6
    spacing = size * 0.25
    dots = max(0, int((end - start) / (stringWidth(".", font, size) + spacing)))
    if dots:
        book.text(end, y, "." * dots, font, size, "#9b958b", "right", spacing)
    book.text(right, y, page, font, size, align="right")
