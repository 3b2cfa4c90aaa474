"""One page as Markdown, from its artefact alone: headings by size, paragraphs by block, tables by alignment.

Why not pymupdf4llm: docs/adr/0003-markdown.md. No word of the page is lost, and the same page gives the same Markdown.
"""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import groupby

from pipeline.artefacts import Line, Page
from services.chunker.tables import BULLETS, Table, find, width

HEADING_RATIOS = (2.0, 1.5, 1.15)
"""Size over body size from which a line is a heading of level 1, 2, 3."""
BOLD_LEVEL = 4
LONGEST_HEADING = 120
"""Characters."""
SHORTEST_WRAPPED = 30
"""Characters; a shorter line ends where it was meant to end."""

UNPRINTABLE = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)], " ")
"""Control characters; PostgreSQL refuses NUL."""
LEADER = re.compile(r"(?:[.·_…] ?){4,}")
"""Dots that lead the eye to a page number or price, or a line to write on."""


def to_markdown(page: Page, names: AbstractSet[str] = frozenset()) -> str:
    """Markdown of `page`, '' when it has no text; `names` are the normalised names of its products."""
    cleaned = (line.model_copy(update={"text": clean(line.text)}) for line in page.lines)
    lines = [line for line in cleaned if line.text.strip(" …")]
    tables = {min(table.lines): table for table in find(lines, names)}
    taken = {index for table in tables.values() for index in table.lines}
    body, bold = _body(lines)
    parts: list[str] = []
    for (_, in_table), group in groupby(enumerate(lines), key=lambda item: (item[1].block, item[0] in taken)):
        block = list(group)
        if in_table:
            parts.extend(_table(tables[index]) for index, _ in block if index in tables)
        else:
            parts.append(_block([line for _, line in block], body, bold_stands_out=not bold))
    return "\n\n".join(parts)


def _body(lines: Sequence[Line]) -> tuple[float, bool]:
    """Size of the running text (points; the median over characters), and whether most characters are bold."""
    sizes = sorted(size for line in lines for size in [line.size] * len(line.text))
    size = sizes[len(sizes) // 2] if sizes else 0.0
    bold = sum(len(line.text) if line.bold else -len(line.text) for line in lines) > 0
    return size, bold


def _block(lines: Sequence[Line], body: float, *, bold_stands_out: bool) -> str:
    one_row = lines[-1].box[1] < lines[0].box[3]
    across = max(line.box[2] for line in lines) - min(line.box[0] for line in lines)
    parts: list[str] = []
    for level, run in groupby(lines, key=lambda line: _level(line, body, bold_heads=bold_stands_out and one_row)):
        rows = list(_rows(list(run), across))
        parts.append(f"{'#' * level} {' '.join(rows)}" if level else "\n".join(rows))
    return "\n\n".join(parts)


def _level(line: Line, body: float, *, bold_heads: bool) -> int:
    """Of the heading that `line` is, 0 for none."""
    letters = sum(character.isalpha() for character in line.text)
    figures = sum(character.isdigit() for character in line.text)
    if len(line.text) > LONGEST_HEADING or letters <= figures:
        return 0
    for level, ratio in enumerate(HEADING_RATIOS, start=1):
        if line.size >= ratio * body:
            return level
    labelled = ": " in line.text
    return BOLD_LEVEL if bold_heads and line.bold and not labelled and line.size >= 0.95 * body else 0


def _rows(lines: Sequence[Line], across: float) -> Iterator[str]:
    """The lines of a block `across` points wide as rows: wrapped lines made one and broken words whole, pieces on one
    baseline together; other line ends stay, as they part labels from values.
    """
    row, last = _item(lines[0].text), lines[0]
    for line in lines[1:]:
        if row.endswith(("-", "\u00ad")) and row[-2:-1].isalpha() and line.text[:1].islower():
            row = row[:-1] + line.text
        elif not _is_item(line) and (_beside(last, line) or _wrapped(last, across)):
            row = f"{row} {line.text}"
        else:
            yield row
            row = _item(line.text)
        last = line
    yield row


def _beside(left: Line, right: Line) -> bool:
    middle = (right.box[1] + right.box[3]) / 2
    return left.box[1] < middle < left.box[3] and right.box[0] >= left.box[0] and not right.vertical


def _wrapped(line: Line, across: float) -> bool:
    return width(line.text) >= SHORTEST_WRAPPED and line.box[2] - line.box[0] >= 0.8 * across


def _is_item(line: Line) -> bool:
    return line.text.startswith(BULLETS)


def _item(text: str) -> str:
    return f"- {text[1:].lstrip()}" if text.startswith(BULLETS) else text


def _table(table: Table) -> str:
    head, *rows = [[cell.replace("|", "\\|") for cell in row] for row in table.cells]
    return "\n".join("|" + "|".join(row) + "|" for row in (head, ["---"] * len(head), *rows))


def clean(text: str) -> str:
    """`text` on one line: runs of white space as single spaces, leaders as an ellipsis, no soft hyphens inside."""
    words = " ".join(LEADER.sub(" … ", text.translate(UNPRINTABLE)).split())
    return words[:-1].replace("\u00ad", "") + words[-1:]
