"""Front and back matter that several catalogues have: covers, words about the firm, terms, where to find it."""

from collections.abc import Sequence

import numpy as np

from samples.book import Book
from samples.fonts import Face
from samples.prose import sentences

MARGIN = 48.0


def cover(book: Book, title: str, below: str, face: Face, colour: str, kind: str = "cover") -> None:
    """A page of one colour with a title."""
    book.page(kind)
    book.rect(0, 0, book.width, book.height, colour)
    book.text(MARGIN, book.height * 0.45, title, face.bold, 34, "#ffffff")
    book.text(MARGIN, book.height * 0.45 + 26, below, face.light, 13, "#ffffff")


def about(book: Book, rng: np.random.Generator, title: str, face: Face, colour: str) -> None:
    """Who we are, on the page that has been started."""
    book.text(MARGIN, 100, title, face.bold, 24, colour)
    words = [sentences(rng, count, book.truth.language) for count in (7, 6)]
    book.columns(MARGIN, 120, book.width - 2 * MARGIN, 2, 24, words, face.regular, 10)


def terms(
    book: Book,
    title: str,
    clauses: Sequence[tuple[str, str]],
    face: Face,
    colour: str,
    size: float = 15,
) -> None:
    """Clauses with headings of their own, as large as products' names, on the page that has been started."""
    book.text(MARGIN, 90, title, face.bold, 24, colour)
    y = 112.0
    for head, words in clauses:
        book.text(MARGIN, y + size, head, face.bold, size, colour)
        y = book.para(MARGIN, y + size + 4, book.width - 2 * MARGIN, words, face.regular, 10) + 14


def addresses(book: Book, title: str, places: Sequence[tuple[str, ...]], face: Face, colour: str) -> None:
    """Shops with their streets and numbers, two side by side, on the page that has been started."""
    book.text(MARGIN, 90, title, face.bold, 24, colour)
    for k, (name, *lines) in enumerate(places):
        x, y = MARGIN + (k % 2) * (book.width / 2 - MARGIN / 2), 130 + (k // 2) * 110
        book.text(x, y, name, face.bold, 12)
        for n, line in enumerate(lines, 1):
            book.text(x, y + 15 * n, line, face.regular, 10)
