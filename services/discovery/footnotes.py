"""Notes below tables and texts that a mark leads to: "R10*" and "* only matt"."""

import re
from collections.abc import Iterator, Sequence

from pipeline.artefacts import Line

MARK = re.compile(r"(?P<mark>[*†‡]{1,3}|[¹²³⁴⁵]\)?)\s*(?P<note>[^\W\d_].*)")
LED = re.compile(r"\s?(?:[*†‡]{1,3}|[¹²³⁴⁵]\)?)$")
EXPONENT = re.compile(r"(?:^|[\s/\d])(?:[µcdkm]?m|in|ft)[²³]$")
"""Square and cubic units end as some marks do."""


def without_mark(text: str) -> str:
    """A text without the mark of a note at its end."""
    bare = text if EXPONENT.search(text) else LED.sub("", text)
    return bare if any(c.isalnum() for c in bare) else text


def notes(lines: Sequence[Line]) -> Iterator[tuple[Line, str]]:
    """The notes among `lines`, each with its words: those whose mark stands at the end of a word of another line."""
    marked = {
        word[len(without_mark(word)) :].strip()
        for line in lines
        for word in line.text.split()
        if without_mark(word) != word
    }
    for line in lines:
        match = MARK.match(line.text)
        if match and match["mark"] in marked:
            yield line, match["note"]
