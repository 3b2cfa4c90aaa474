"""Tables whose heads stand in two rows: titles centred over groups of columns, labels and units below."""

from collections.abc import Sequence

from samples.book import INK, Book
from samples.tables import table


def grouped(
    book: Book,
    x: float,
    y: float,
    widths: Sequence[float],
    titles: Sequence[tuple[str, int]],
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    fonts: tuple[str, str],
    size: float = 7.5,
    rules: str = "lines",
) -> float:
    """Draw a table with `titles`, each over so many columns (an empty one over its own), and return the y below it."""
    left, column = x, 0
    for title, span in titles:
        wide = sum(widths[column : column + span])
        if title:
            book.text(left + wide / 2, y + size * 1.1, title, fonts[1], size, align="center")
            book.line(left + 3, y + size * 1.5, left + wide - 3, y + size * 1.5, INK, 0.4)
        left, column = left + wide, column + span
    return table(book, x, y + size * 1.7, widths, head, rows, fonts, size, rules)
