"""Hierarchical chunks of Markdown, by semantic-text-splitter: the largest of heading sections, blocks, sentences and
words (Unicode's, so any script) that fit. Why this splitter: docs/adr/0003-markdown.md.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from semantic_text_splitter import MarkdownSplitter

SIZES = (2048, 512, 128)
"""Most tokens of a chunk of level 0, 1 and 2."""
LEAF = len(SIZES) - 1
BYTES_PER_TOKEN = 4
"""Of UTF-8, roughly: a token is about four characters of English. Counted so, a chunk's length is bounded in any
script, and no vocabulary need be loaded.
"""
HEADING = re.compile(r"^(#{1,6}) +(.+)$", re.MULTILINE)


def tokens(text: str) -> int:
    """Estimated tokens of `text`."""
    return -(-len(text.encode()) // BYTES_PER_TOKEN)


@dataclass(frozen=True)
class Piece:
    """Characters `start` to `end` of a text at a level; `parent` is the index of the piece it is part of, if any."""

    level: int
    start: int
    end: int
    parent: int | None


def split(text: str, sizes: Sequence[int] = SIZES) -> list[Piece]:
    """Pieces of `text` in reading order, a parent before its children. The leaves (of the last level) hold all of the
    text but white space, in order, none twice. A piece of a higher level is there only where it holds more than one
    of the next, so that no two pieces are the same text.
    """
    splitters = [MarkdownSplitter.from_callback(tokens, size, trim=False) for size in sizes]
    pieces: list[Piece] = []

    def descend(start: int, end: int, level: int, parent: int | None) -> None:
        spans = list(_spans(splitters[level], text, start, end))
        if level > 0 and len(spans) > 1:
            pieces.append(Piece(level - 1, start, end, parent))
            parent = len(pieces) - 1
        for first, last in spans:
            if level == len(sizes) - 1:
                pieces.append(Piece(level, first, last, parent))
            else:
                descend(first, last, level + 1, parent)

    descend(0, len(text), 0, None)
    return pieces


def _spans(splitter: MarkdownSplitter, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Spans of text[start:end], without the white space around them; blank ones are left out."""
    for offset, part in splitter.chunk_indices(text[start:end]):
        stripped = part.strip()
        if stripped:
            first = start + offset + len(part) - len(part.lstrip())
            yield first, first + len(stripped)


class Headings:
    """The headings of a text, asked for the path above a place."""

    def __init__(self, text: str, root: str = "") -> None:
        """`root` (a product's name) stands above all, and is not said twice."""
        self._starts: list[int] = []
        self._paths: list[str] = []
        self._root = root
        stack: list[tuple[int, str]] = []
        for match in HEADING.finditer(text):
            level, title = len(match[1]), match[2].strip()
            stack = [entry for entry in stack if entry[0] < level]
            stack.append((level, title))
            titles = [title for _, title in stack]
            if root and titles[0].casefold() != root.casefold():
                titles.insert(0, root)
            self._starts.append(match.start())
            self._paths.append(" > ".join(titles))

    def at(self, place: int) -> str:
        """The headings above the character at `place`, outermost first, one that starts there included."""
        index = bisect_right(self._starts, place)
        return self._paths[index - 1] if index else self._root
