"""Lines of text from what MuPDF says of a page's blocks and words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise, takewhile
from statistics import median
from typing import Any

from pipeline.artefacts import Box, Line
from services.discovery import run_in
from services.discovery.geometry import turned, union
from services.discovery.text import clean, is_letter_spaced, join_words

BOLD, ITALIC = 16, 2
"""Bits of a span's flags in PyMuPDF."""
BOLD_NAMES = ("bold", "black", "heavy", "semibold", "demi")

Word = tuple[float, float, float, float, str]
"""A word's box, as displayed, and text."""


def lines_of(
    blocks: Iterable[Mapping[str, Any]], words_of: Mapping[tuple[int, int], list[Word]], turn: tuple[float, ...]
) -> Iterator[Line]:
    """The lines of a page's blocks of text, cut where a gap in them is a column's and where a name runs in. `words_of`
    has the words of each line by block and line, boxes as displayed; `turn` is the page's rotation.
    """
    a, b, c, d = turn[:4]
    for block in blocks:
        above = ""
        for index, line in enumerate(block.get("lines", ())):
            spans = [span for span in line["spans"] if span["text"].strip()]
            if not spans:
                continue
            across = abs(line["dir"][0] * a + line["dir"][1] * c) >= abs(line["dir"][0] * b + line["dir"][1] * d)
            words = words_of.get((block["number"], index), [])
            if across and words:
                for group in split_at_columns(words, max(span["size"] for span in spans)):
                    for part, text in _parts(group, spans, turn, first=run_in.opens(above)):
                        box = union(word[:4] for word in part)
                        if text:
                            yield _line(text, box, _style(spans, box, turn), block["number"])
            else:
                text = clean(_aside(words) or "".join(span["text"] for span in line["spans"]))
                if text:
                    style = max(spans, key=lambda span: len(span["text"]))
                    yield _line(text, turned(line["bbox"], turn), style, block["number"], vertical=not across)
            above = spans[-1]["text"]


def _parts(
    group: list[Word], spans: Sequence[dict[str, Any]], turn: tuple[float, ...], *, first: bool
) -> Iterator[tuple[list[Word], str]]:
    """The words of a line with their text: in one, or, where it is its paragraph's `first` and a name runs in, the name
    and what follows it.
    """
    text = clean(join_words([(word[0], word[2], word[4]) for word in group]))
    left, right = group[0][0], group[-1][2]
    boxes = [turned(span["bbox"], turn) for span in spans]
    within = [k for k, box in enumerate(boxes) if left <= (box[0] + box[2]) / 2 <= right] if first else []
    count = run_in.name_end([spans[k] for k in within], [_is_bold(spans[k]) for k in within])
    edge = boxes[within[count - 1]][2] if count else left
    name = list(takewhile(lambda word: (word[0] + word[2]) / 2 < edge, group))
    if not name or len(name) == len(group):
        yield group, text
        return
    yield name, run_in.bare(clean(join_words([(word[0], word[2], word[4]) for word in name])))
    rest = group[len(name) :]
    yield rest, clean(join_words([(word[0], word[2], word[4]) for word in rest]))


def _aside(words: Sequence[Word]) -> str:
    """The text of a letter-spaced line that stands on its side; empty for any other, whose spans have its spaces."""
    if not words or not is_letter_spaced([word[4] for word in words]):
        return ""
    rising = words[0][1] > words[-1][1]
    return join_words([(-word[3], -word[1], word[4]) if rising else (word[1], word[3], word[4]) for word in words])


def split_at_columns(words: Sequence[Word], size: float) -> list[list[Word]]:
    """The words of a line in groups, cut where a gap is far wider than the line's own spaces: MuPDF runs neighbouring
    table cells together. Justified text, whose spaces are all wide, stays whole.
    """
    ordered = sorted(words, key=lambda word: word[0])
    if ordered != list(words):  # right-to-left or overprinted: leave the order as it is
        return [list(words)]
    gaps = [right[0] - left[2] for left, right in pairwise(ordered)]
    usual = max(median(gaps) if len(gaps) >= 3 else 0.3 * size, 0.15 * size)
    wide = 5.0 if is_letter_spaced([word[4] for word in ordered]) else 2.4
    groups = [[ordered[0]]]
    for gap, word in zip(gaps, ordered[1:], strict=True):
        if gap > 0.55 * size and gap > wide * usual:
            groups.append([])
        groups[-1].append(word)
    return groups


def _style(spans: Sequence[dict[str, Any]], box: Box, turn: tuple[float, ...]) -> dict[str, Any]:
    """The span that covers most of `box`, which is as displayed."""
    boxes = [turned(span["bbox"], turn) for span in spans]
    best = max(range(len(spans)), key=lambda k: min(boxes[k][2], box[2]) - max(boxes[k][0], box[0]))
    return spans[best]


def _line(text: str, box: Box, style: dict[str, Any], block: int, *, vertical: bool = False) -> Line:
    font = clean(str(style["font"]).split("+")[-1])
    return Line(
        text=text,
        box=box,
        size=round(style["size"], 1),
        font=font,
        bold=_is_bold(style),
        italic=bool(style["flags"] & ITALIC),
        colour=style["color"],
        block=block,
        vertical=vertical,
    )


def _is_bold(style: dict[str, Any]) -> bool:
    font = str(style["font"]).split("+")[-1].lower()
    return bool(style["flags"] & BOLD) or any(name in font for name in BOLD_NAMES)
