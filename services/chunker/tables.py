"""Tables among a page's lines, by alignment alone: cells that share a baseline are a row, cells that share an x-range
are a column. (The row-and-column idea of Nurminen, "Algorithmic Extraction of Data in Tables in PDF Documents", 2013.)

Reading a table row by row is what keeps a value beside its label in one chunk; PDFs often draw tables by column.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from statistics import fmean

from pipeline.artefacts import Line
from pipeline.ids import normalise_name

LONGEST_CELL = 48
"""Characters; a longer line is running text."""
MEAN_CELL = 24
"""Characters per line of a block with several: above, it is a column of running text."""
LEAST_FILLED = 0.5
"""Share of cells with text in a table: below, its columns are chance."""
LEAST_FIGURES = 0.25
"""Share of cells with a digit in a table drawn column by column: below, it is captions side by side."""
BULLETS = ("• ", "● ", "▪ ", "■ ", "◦ ", "‣ ", "– ", "· ", "* ", "- ")
"""What an item of a list starts with."""


@dataclass
class Table:
    """Cells by row and column; `lines` are the indexes of the lines it was made of. With `captions` it is none, but a
    grid of them.
    """

    columns: list[tuple[float, float]] = field(default_factory=list)
    rows: list[dict[int, str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    blocks: list[list[int]] = field(default_factory=list)
    bottom: float = 0.0
    captions: bool = False

    @property
    def cells(self) -> list[list[str]]:
        """Rows of as many cells as there are columns, left to right; an empty one is ''."""
        order = sorted(range(len(self.columns)), key=lambda column: self.columns[column])
        return [[row.get(column, "") for column in order] for row in self.rows]


@dataclass(frozen=True)
class Cell:
    """`lines` are the indexes of those it is made of, `block` is that of the first."""

    x0: float
    y0: float
    x1: float
    y1: float
    text: str
    block: int
    lines: tuple[int, ...]

    @property
    def height(self) -> float:
        return max(self.y1 - self.y0, 0.1)


def find(lines: Sequence[Line], names: AbstractSet[str] = frozenset()) -> list[Table]:
    """The tables of a page, top to bottom, each of two full rows and three columns or three rows and two at least.

    `names` are normalised names of the page's products: a row with two of them is a grid of captions, not a table.
    """
    tables = [Table()]
    for row in _rows(lines):
        captions = sum(normalise_name(cell.text) in names for cell in row) > 1
        if captions or not _add(tables[-1], row):
            tables.append(Table(captions=captions))
            _add(tables[-1], row)
    return [table for table in tables if _is_table(table)]


def _is_table(table: Table) -> bool:
    rows, columns = len(table.rows), len(table.columns)
    cells = [text for row in table.rows for text in row.values()]
    filled = len(cells) / max(rows * columns, 1)
    shaped = (rows >= 3 and columns >= 2 and filled >= LEAST_FILLED) or (rows == 2 and columns >= 3 and filled == 1)
    if table.captions or not shaped:
        return False
    by_row = any(len(set(blocks)) < len(blocks) for blocks in table.blocks)
    by_column = any(set(above) & set(below) for above, below in pairwise(table.blocks))
    figures = sum(any(character.isdigit() for character in text) for text in cells)
    return by_row or not by_column or figures >= LEAST_FIGURES * len(cells)


def _add(table: Table, row: list[Cell]) -> bool:
    """Add `row` if it lies right below `table` and its cells fit the columns."""
    top = min(cell.y0 for cell in row)
    height = max(cell.height for cell in row)
    if table.rows and not -height < top - table.bottom <= 2 * height:
        return False
    placed: dict[int, str] = {}
    columns = list(table.columns)
    for cell in row:
        touched = [i for i, (x0, x1) in enumerate(columns) if cell.x0 < x1 and x0 < cell.x1]
        if len(touched) > 1 or any(i in placed for i in touched):
            return False
        if touched:
            x0, x1 = columns[touched[0]]
            columns[touched[0]] = (min(x0, cell.x0), max(x1, cell.x1))
            placed[touched[0]] = cell.text
        else:
            columns.append((cell.x0, cell.x1))
            placed[len(columns) - 1] = cell.text
    if len(row) == 1 and not _continue(table, placed, columns, top, height):
        return False
    if len(row) > 1:
        table.rows.append(placed)
        table.blocks.append([cell.block for cell in row])
    table.columns = columns
    table.lines.extend(i for cell in row for i in cell.lines)
    table.bottom = max(cell.y1 for cell in row)
    return True


def _continue(
    table: Table, placed: dict[int, str], columns: list[tuple[float, float]], top: float, height: float
) -> bool:
    """A lone cell close below a row is the rest of a wrapped one."""
    ((column, text),) = placed.items()
    if not table.rows or len(columns) > len(table.columns) or top - table.bottom > height / 2:
        return False
    last = table.rows[-1]
    last[column] = f"{last[column]} {text}" if column in last else text
    return True


def _rows(lines: Sequence[Line]) -> Iterator[list[Cell]]:
    """Rows of cells, top to bottom, each left to right; pieces that nearly touch are one cell."""
    row: list[Cell] = []
    for cell in sorted(_cells(lines), key=lambda cell: ((cell.y0 + cell.y1) / 2, cell.x0)):
        if row and (cell.y0 + cell.y1) / 2 - (row[0].y0 + row[0].y1) / 2 > 0.4 * min(cell.height, row[0].height):
            yield _joined(row)
            row = []
        row.append(cell)
    if row:
        yield _joined(row)


def _joined(row: list[Cell]) -> list[Cell]:
    joined: list[Cell] = []
    for cell in sorted(row, key=lambda cell: cell.x0):
        if joined and cell.x0 - joined[-1].x1 < 0.6 * cell.height:
            left = joined.pop()
            cell = Cell(
                left.x0,
                min(left.y0, cell.y0),
                max(left.x1, cell.x1),
                max(left.y1, cell.y1),
                f"{left.text} {cell.text}",
                left.block,
                left.lines + cell.lines,
            )
        joined.append(cell)
    return joined


def _cells(lines: Sequence[Line]) -> Iterator[Cell]:
    """Lines short enough for a cell and in no block of running text or list."""
    for _, group in groupby(enumerate(lines), key=lambda item: item[1].block):
        block = list(group)
        mean = fmean(width(line.text) for _, line in block)
        stacked = max(line.box[3] for _, line in block) - min(line.box[1] for _, line in block) > 1.5 * max(
            line.box[3] - line.box[1] for _, line in block
        )
        if stacked and mean > MEAN_CELL:
            continue
        for i, line in block:
            if width(line.text) <= LONGEST_CELL and not line.vertical and not line.text.startswith(BULLETS):
                yield Cell(*line.box, line.text, line.block, (i,))


def width(text: str) -> int:
    """Length in columns of a terminal, near enough: letters from U+2E80 on (CJK) count twice."""
    return len(text) + sum(character >= "\u2e80" for character in text)
