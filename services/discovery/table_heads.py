"""The heads of tables: one row of labels, or several with group titles over units and sub-heads."""

import re
from collections.abc import Sequence

from pipeline.artefacts import Line
from services.discovery import patterns, words
from services.discovery.geometry import gap_x, union
from services.discovery.headings import Style
from services.discovery.measures import is_unit
from services.discovery.technical import ratings

MAX_HEAD_ROWS = 3
LONGEST = 45
"""Letters of a head."""
MOST = 40
"""Columns of a table whose head is looked at for group titles."""
UNDER = 6.0
"""Points by which a head's box may miss that of the group title over it."""


def is_head(row: Sequence[Line], below: Sequence[Sequence[Line]]) -> bool:
    """Whether a row heads a table: several short cells, most of them known labels, or bold ones over plain rows with as
    many cells.
    """
    if len(row) < 2 or any(len(x.text) > LONGEST or patterns.says_code(x.text) for x in row) or not below:
        return False
    known = sum(words.column_of(line.text) is not None and not any(ratings(line.text)) for line in row)
    if known >= 2 and 2 * known >= len(row):
        return True
    styled = Style.of(row[0])
    apart = all(Style.of(line).bold == styled.bold for line in row) and all(
        Style.of(cell) != styled for line in below for cell in line[:2]
    )
    wordy = all(any(c.isalpha() for c in line.text) for line in row)
    fits = all(len(line) >= 2 and abs(len(line) - len(row)) <= 1 for line in below)
    return len(row) >= 3 and apart and wordy and fits and len(below) == 2 and (styled.bold or known >= 1)


def depth(page_rows: Sequence[Sequence[Line]], at: int) -> int:
    """How many rows the head that begins at a row has: 2 or 3 where group titles stand over sub-heads or units, 0 where
    that is not so. All but units are set in one style and hold no numbers; together they name two known facts, or are
    bold.
    """
    block = [page_rows[at]]
    for row in page_rows[at + 1 : at + MAX_HEAD_ROWS]:
        close = min(x.box[1] for x in row) - max(x.box[3] for x in block[-1]) < 1.2 * block[0][0].size
        if not close or not (_units(row) or _heady(row, Style.of(block[0][0]))):
            break
        block.append(row)
    first = Style.of(block[0][0])
    if len(block) < 2 or len(block[-1]) < 2 or not _heady(block[0], first) or at + len(block) >= len(page_rows):
        return 0
    after = page_rows[at + len(block)]
    known = sum(words.column_of(line.text) is not None for row in block for line in row)
    data = any(c.isdigit() for line in after for c in line.text) or Style.of(after[0]) != first
    most = max(map(len, block))
    columns = len(merged(block)) if most <= MOST else 0
    return len(block) if data and columns >= 3 and len(after) >= 2 and (known >= 2 or first.bold) else 0


def _heady(row: Sequence[Line], style: Style) -> bool:
    return all(Style.of(x) == style and len(x.text) <= LONGEST and (_wordy(x.text) or is_unit(x.text)) for x in row)


def _wordy(text: str) -> bool:
    digits = re.sub(r"(?<=[^\W\d])[23]\b", "", text)  # m2
    return any(c.isalpha() for c in digits) and not any(c.isdigit() for c in digits)


def _units(row: Sequence[Line]) -> bool:
    return all(is_unit(line.text) for line in row)


def merged(block: Sequence[Sequence[Line]]) -> list[Line]:
    """One head a column, from head rows one below the other: a title is put before each head of its group, a head with
    nothing under it is a column of its own.
    """
    columns = sorted(block[-1], key=lambda line: line.box[0])
    for row in reversed(block[:-1]):
        lone: list[Line] = []
        titled: dict[int, Line] = {}
        for title, following in zip(row, [*row[1:], None], strict=True):
            group = _group(title, columns, following.box[0] if following else None)
            titled |= dict.fromkeys((k for k in group if k not in titled), title)
            lone += [] if group else [title]
        columns = [_titled(head, titled[k]) if k in titled else head for k, head in enumerate(columns)]
        columns = sorted([*columns, *lone], key=lambda line: line.box[0])
    return columns


def _group(title: Line, heads: Sequence[Line], end: float | None) -> range:
    """The heads a title stands over: those under it, and their neighbours up to the next title where it is set flush
    left with the first, or as many as have its middle for their own where it is centred.
    """
    under = [k for k, head in enumerate(heads) if gap_x(head.box, title.box) <= UNDER]
    last = max((k for k, head in enumerate(heads) if end is None or head.box[2] < end), default=-1)
    if not under:
        return _around(title, heads)
    if len(under) == 1 and abs(heads[under[0]].box[0] - title.box[0]) < UNDER and is_unit(heads[under[0]].text):
        return range(under[0], under[0] + 1)
    if abs(heads[under[0]].box[0] - title.box[0]) < UNDER:
        return range(under[0], max(last, under[-1]) + 1)
    firsts, lasts = range(under[0] + 1), range(under[-1], last + 1)
    spans = (range(a, b + 1) for a in firsts for b in lasts if _centred(title, heads[a : b + 1]))
    return max(spans, key=len, default=range(under[0], under[-1] + 1))


def _around(title: Line, heads: Sequence[Line]) -> range:
    """The two heads between which a title stands, right in the middle; none if there are no such."""
    left = sum(head.box[0] < title.box[0] for head in heads)
    pair = range(left - 1, left + 1)
    return pair if 0 < left < len(heads) and _centred(title, [heads[k] for k in pair]) else range(0)


def _centred(title: Line, heads: Sequence[Line]) -> bool:
    box = union(head.box for head in heads)
    return abs((box[0] + box[2]) - (title.box[0] + title.box[2])) < 2 * UNDER


def _titled(head: Line, title: Line) -> Line:
    """A head with the title of its group; its box is the head's own, as that is where its column stands."""
    text = f"{title.text} [{head.text.strip('[]()')}]" if is_unit(head.text) else f"{title.text} {head.text}"
    return head.model_copy(update={"text": text})


def fact(head: str) -> str | None:
    """The fact a head stands for: all of it, or the longest end of one with a group's title before it."""
    parts = head.split()
    ends = (" ".join(parts[k:]) for k in range(1, len(parts)))
    known = None if words.fact_of(head) else next((found for end in ends if (found := words.fact_of(end))), None)
    return known or words.column_of(head)


def split(head: Sequence[Line], below: Sequence[Sequence[Line]]) -> list[Line]:
    """Heads that ran together ("WIDTH HEIGHT") taken apart, where the rows below have as many cells as it has words."""
    found: list[Line] = []
    for line in head:
        parts = line.text.split()
        counts = [sum(gap_x(cell.box, line.box) == 0 for cell in row) for row in below]
        agreeing = sum(count == len(parts) for count in counts)
        if len(parts) < 2 or agreeing < 2 or agreeing < 0.6 * sum(count > 0 for count in counts):
            found.append(line)
            continue
        x, letter = line.box[0], (line.box[2] - line.box[0]) / len(line.text)
        for part in parts:
            box = (x, line.box[1], x + letter * len(part), line.box[3])
            found.append(line.model_copy(update={"text": part, "box": box}))
            x += letter * (len(part) + 1)
    return found
