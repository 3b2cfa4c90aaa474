"""Names that run in: set apart by their type at the beginning of a paragraph, whose text goes on in the same line."""

from collections.abc import Sequence
from itertools import takewhile
from typing import Any

from services.discovery import words
from services.discovery.text import clean

ENDS = (".", "–", "—", "·", "•", "|", ",")
"""Signs that part a name from the text it begins. Not the colon: what it ends is a label, and reads on to its value."""
LARGER = 1.15
"""Times the size of the text after it from which a name needs no such sign."""
LEAST_RUNNING = 4
"""Words of the text that goes on; fewer are a label's value."""
MOST_NAME = 60
"""Letters of a name; more are emphasis."""

Span = dict[str, Any]


def opens(above: str) -> bool:
    """Whether a line can begin a paragraph after the text `above` it in its block; empty for the block's first."""
    return not above or above.rstrip().endswith((".", "!", "?"))


def bare(name: str) -> str:
    """The name without the sign that parts it from the text: the end of its line parts them as well."""
    return name.rstrip("".join(ENDS) + " ")


def name_end(spans: Sequence[Span], bold: Sequence[bool]) -> int:
    """How many of a paragraph's first spans (of its first line, left to right, with whether each is bold) are a name
    that runs in; 0 where none does. It is bold or clearly larger, and the rest of the line is neither.
    """
    if not spans:
        return 0
    styles = [_style(span, heavy) for span, heavy in zip(spans, bold, strict=True)]
    count = sum(1 for _ in takewhile(lambda style: style == styles[0], styles))
    if count == len(spans) or any(style != styles[count] for style in styles[count:]):
        return 0
    name, rest = (clean("".join(span["text"] for span in part)) for part in (spans[:count], spans[count:]))
    larger = spans[0]["size"] >= LARGER * spans[count]["size"]
    if not (larger or (bold[0] and not bold[count] and _parted(name, rest))):
        return 0
    return count if _is_name(name) and _runs(rest) else 0


def _style(span: Span, heavy: bool) -> tuple[float, bool, int]:
    return round(span["size"] * 2) / 2, heavy, span["color"]


def _parted(name: str, rest: str) -> bool:
    return name.endswith(ENDS) or rest.startswith(ENDS)


def _is_name(name: str) -> bool:
    """Whether it can name something: some letters, and no label of a fact."""
    said = bare(name)
    enough = 3 <= len(said) <= MOST_NAME and any(c.isalpha() for c in said) and not said.endswith(":")
    return enough and words.fact_of(said) is None


def _runs(rest: str) -> bool:
    """Whether it is running text: words, most of them in small letters."""
    said = [word for word in rest.split() if word[0].isalpha()]
    small = sum(word[0].islower() for word in said)
    return len(said) >= LEAST_RUNNING and 2 * small > len(said)
