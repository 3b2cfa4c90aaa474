"""Keys with their values: "Key: value", a key above its value, a key beside it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.artefacts import Box, Line
from services.discovery import names, patterns, words
from services.discovery.geometry import gap_x, gap_y, union
from services.discovery.headings import Style
from services.discovery.layout import rows
from services.discovery.text import join_lines

MAX_VALUE = 400


@dataclass(frozen=True)
class Pair:
    """A key and its value as printed; `known` is the fact the key stands for."""

    key: str
    value: str
    box: Box
    known: str | None


def key_values(lines: Sequence[Line]) -> list[Pair]:
    """All pairs among `lines`, each line used once: inline ones first, then keys above or beside their values."""
    found = list(_inline(lines))
    used = {id(line) for line, _ in found}
    rest = [line for line in lines if id(line) not in used and not line.vertical]
    stacked = list(_stacked(rest))
    return [pair for _, pair in found if pair is not None] + stacked


def _inline(lines: Sequence[Line]) -> Iterator[tuple[Line, Pair | None]]:
    """ "Key: value" in a line, several if "|" is between; a value goes on in the next lines of its paragraph."""
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        if patterns.key_value(line.text) is None:
            continue
        text, box = line.text, line.box
        used = [line]
        while at < len(lines) and _wraps(lines[at], used[-1]) and len(text) < MAX_VALUE:
            text, box = join_lines((text, lines[at].text)), union((box, lines[at].box))
            used.append(lines[at])
            at += 1
        pieces = _pieces(text)
        for piece in pieces:
            pair = patterns.key_value(piece)
            if pair:
                yield line, Pair(pair[0], pair[1][:MAX_VALUE], box, _known(pair[0]))
        for other in used[1:]:
            yield other, None


def _wraps(line: Line, above: Line) -> bool:
    """Whether a line goes on with the value above it."""
    same = line.block == above.block and abs(line.size - above.size) < 0.6 and not line.vertical
    below = line.box[1] > above.box[1] + 0.5 * above.size and gap_y(above.box, line.box) < 0.5 * line.size
    return same and below and patterns.key_value(line.text) is None and not names.BULLET.match(line.text)


def _pieces(text: str) -> list[str]:
    """ "A: b | C: d | e" as "A: b" and "C: d | e"."""
    pieces: list[str] = []
    for part in text.split("|"):
        if pieces and patterns.key_value(part.strip()) is None:
            pieces[-1] += f"|{part}"
        else:
            pieces.append(part.strip())
    return pieces


def _known(key: str) -> str | None:
    """The fact a key stands for, by all of it or its last word ("Plank size")."""
    return words.fact_of(key) or words.fact_of(key.split()[-1]) or words.column_of(key)


def _stacked(lines: Sequence[Line]) -> Iterator[Pair]:
    """Known labels alone in their line with the value beside or below; where keys are set in a style of their own, the
    unknown ones in it too.
    """
    page_rows = rows(lines)
    labels = {
        id(line): fact
        for line in lines
        if len(line.text) <= 45 and (fact := words.fact_of(line.text)) and fact not in words.HELPERS
    }
    styles = [Style.of(line) for line in lines if id(line) in labels]
    trusted = {style for style in styles if styles.count(style) >= 2 and style.bold}
    for index, row in enumerate(page_rows):
        for place, line in enumerate(row):
            fact = labels.get(id(line))
            if fact is None and not (
                Style.of(line) in trusted and len(line.text) <= 45 and names.can_be_name(line.text)
            ):
                continue
            value = _beside(row, place, labels) or _below(line, page_rows[index + 1 : index + 9], labels, trusted)
            if value:
                yield Pair(line.text, join_lines(v.text for v in value)[:MAX_VALUE], union(v.box for v in value), fact)


def _beside(row: Sequence[Line], place: int, labels: dict[int, str]) -> list[Line]:
    """The value right of a key in a row of two; in longer rows keys are column heads."""
    if len(row) == 2 and place == 0 and id(row[1]) not in labels and Style.of(row[1]) != Style.of(row[0]):
        return [row[1]]
    return []


def _below(key: Line, below: Sequence[Sequence[Line]], labels: dict[int, str], trusted: set[Style]) -> list[Line]:
    """The lines under a key, in another style, up to a gap or the next key."""
    found: list[Line] = []
    last = key
    for row in below:
        under = [line for line in row if gap_x(line.box, key.box) == 0]
        if len(under) != 1:
            break
        line = under[0]
        apart = line.box[1] - last.box[3]
        if apart > 1.0 * key.size or id(line) in labels or Style.of(line) in trusted:
            break
        if Style.of(line) == Style.of(key):  # where type tells nothing, as in OCR, one line under a known label
            if id(key) in labels and not found and apart < 0.6 * key.size:
                found.append(line)
            break
        if found and Style.of(line) != Style.of(found[0]):
            break
        if (
            len(row) > 1
            and abs(line.box[0] - key.box[0]) > 2 * key.size
            and abs(line.box[2] - key.box[2]) > 2 * key.size
        ):
            break
        found.append(line)
        last = line
    return found
