"""Sizes in all usual forms: 60 x 120 cm, 60(W) x 40(D) cm, L 120 / H 75 cm, 23 5/8" x 23 5/8", larg. 60, haut. 90."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from services.discovery import sides, words
from services.discovery.numbers import LONGEST, NUMBER_OF_SIDE, Printed, plain_side
from services.discovery.text import flat

MOST, LONGEST_RUN = 4, 12
"""Sides of a size, and as many as are looked at in a row: more numbers with "x" between them are no size."""
INCH = {"”", "″", '"', "''", "inch", "inches", "zoll", "pouces"}
_LENGTH = r"(?:mm|cm|dm|inches|inch|in|m|ft|zoll|pouces|''|″|”|\")"
_ENDS = r"(?=$|[^\w²³/]|[xX]\s?[\dWHDLØ])"
_UNIT = rf"(?:\s?[\[(]?(?i:{_LENGTH})[\])]?{_ENDS})"
_WORDS = "|".join(sorted((re.escape(word) for word in words.SIDES), key=len, reverse=True))
_MARK = rf"(?:(?i:{_WORDS})\.?(?![^\W\d])|(?:Sze?|Ma|Me|Ho|La|Lg|Ht|Pr|Ad|An|Al|Fo|[A-DFGHILMPSTW]|[hwldbtpi]|Ø|⌀))"
_NUMBER = rf"{NUMBER_OF_SIDE}(?:\s?[-–]\s?{NUMBER_OF_SIDE})?"
SIDE = re.compile(
    rf"(?:(?P<before>{_MARK})[.:]?\s?)?(?P<number>{_NUMBER})(?P<unit>{_UNIT})?"
    rf"(?:\s?\(\s?(?P<after>{_MARK})[.]?\s?\)(?P<last>{_UNIT})?)?"
)
FIRST = re.compile(rf"(?<![\w.,/’'-]){SIDE.pattern}")
TIMES = re.compile(r"\s?[x×X*]\s?")
BESIDE = re.compile(r"\s?[,;/|]\s?|\s[-–]\s|\s")
END = re.compile(r"(?![\w²³]|[-–/.,]\d|\s(?i:w|kw|v|a|g|kg|ml|cl|l|lm|k|hz|pcs|db|buc)\b)")
"""What may not follow a size: "2 x 60 W" counts lamps."""


@dataclass(frozen=True)
class Side:
    """One side: its mark as printed, its number ("60", "40-60"; plain) and the unit beside it."""

    mark: str
    number: str
    unit: str | None


@dataclass(frozen=True)
class Size(Printed):
    """A size; `unit` is that of its last side."""

    sides: tuple[Side, ...]
    unit: str | None

    @property
    def value(self) -> str:
        """ "60×120" or "W 60×H 90", with units only where they differ."""
        return "×".join(
            f"{side.mark} {side.number}".strip() + (f" {side.unit}" if side.unit not in (None, self.unit) else "")
            for side in self.sides
        )

    def measures(self) -> Iterator[tuple[str, str, str | None]]:
        """Each side whose mark says what it is: fact, number, unit."""
        for side, name in zip(self.sides, sides.meanings([side.mark for side in self.sides]), strict=True):
            if side.mark and name:
                yield name, side.number, side.unit or self.unit


def sizes(text: str) -> Iterator[Size]:
    """The sizes in a line: two to four sides with a sign between them, or marked sides without one."""
    yield from _sizes(text[:LONGEST])


@lru_cache(maxsize=16_384)  # several rules ask for those of one line
def _sizes(text: str) -> tuple[Size, ...]:
    found: list[Size] = []
    letters = flat(text)
    at = 0 if any(c.isnumeric() for c in text) else len(text)
    while first := FIRST.search(letters, at):
        run = _run(letters, first, TIMES)
        size = _size(text, run, marked=False) or _size(text, _run(letters, first, BESIDE), marked=True)
        found += [size] if size else []
        at = size.end if size else max((run[-1] if len(run) > MOST else first).end("number"), at + 1)
    return tuple(found)


def _run(text: str, first: re.Match[str], between: re.Pattern[str]) -> list[re.Match[str]]:
    """The sides from `first` on with this between each two of them."""
    run = [first]
    while len(run) < LONGEST_RUN and (gap := between.match(text, run[-1].end())):
        following = SIDE.match(text, gap.end())
        if following is None or (between is BESIDE and not following["before"]):
            break
        run.append(following)
    return run


def _size(text: str, run: Sequence[re.Match[str]], *, marked: bool) -> Size | None:
    """The size that a run of sides is. Marked ones without a sign between them must each have a mark of its own, and a
    unit, one for all, unless there are three; ranges must rise and have a mark or unit.
    """
    if not 1 < len(run) <= MOST or not END.match(text, run[-1].end()):
        return None
    last = _unit_of(run[-1]) or next(filter(None, map(_unit_of, run)), None)
    found = [_side(text, match, last) for match in run]
    units = {side.unit for side in found if side.unit}
    marks = {side.mark for side in found}
    if not all(map(_rises, found)):
        return None
    if marked and ("" in marks or len(marks) < len(found) or len(units) > 1 or (not units and len(found) < 3)):
        return None
    if any("-" in side.number for side in found) and not units and marks == {""}:
        return None
    start, end = run[0].start(), run[-1].end()
    return Size(text[start:end].strip(), start, end, tuple(found), last)


def _unit_of(match: re.Match[str]) -> str | None:
    return unit_name((match["unit"] or match["last"] or "").strip(" ()[]")) or None


def _side(text: str, match: re.Match[str], common: str | None) -> Side:
    """A side, its number read in its own unit or in that of all sides."""
    group = "before" if match["before"] else "after"
    mark = text[slice(*match.span(group))].strip(" .:") if match[group] else ""
    unit = _unit_of(match)
    ends = re.split(r"(?<=[\d¼½¾⅛⅜⅝⅞])\s?[-–]\s?(?!\d{1,2}/)", match["number"])
    return Side(mark, "-".join(plain_side(end, unit or common) for end in ends), unit)


def unit_name(unit: str) -> str:
    """A unit of length by its usual sign: inches are "in" however they are printed."""
    return "in" if unit.casefold() in INCH else unit


def _rises(side: Side) -> bool:
    low, _, high = side.number.partition("-")
    return not high or float(low) < float(high)
