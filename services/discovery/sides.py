"""What the letters and words beside the sides of a thing mean: W, larg., Sz, Mé, î, Ø."""

from collections import Counter
from collections.abc import Sequence

from services.discovery import words
from services.discovery.text import fold

LETTERS = {
    "h": "height", "î": "height", "w": "width", "b": "width", "t": "depth", "p": "depth", "f": "depth",
    "c": "length", "ø": "diameter", "⌀": "diameter",
}  # fmt: skip
"""Letters that mean one thing in every language that uses them; L, D, S, M, A and G do so only beside others."""


def meanings(marks: Sequence[str]) -> list[str | None]:
    """The fact each of a size's marks stands for, None for one that could mean two things, or what another means too.
    "L" beside "W" is a length, alone a width or a length; Hungarian's "M" and "H" differ from others' beside "Sz".
    """
    low = [mark.casefold().strip(" .:") for mark in marks]
    known = LETTERS | _beside(set(low))
    found = [words.side_of(mark) or known.get(mark) or known.get(fold(mark)) for mark in low]
    counts = Counter(found)
    return [name if counts[name] == 1 else None for name in found]


def _beside(marks: set[str]) -> dict[str, str | None]:
    """What letters mean, or no longer mean, beside these others."""
    if marks & {"sz", "szé", "mé"}:
        return {"m": "height", "h": "length" if "m" in marks else "height"}
    if "s" in marks:
        return {"s": "width", "w": "height", "g": "depth"} if "g" in marks else {"w": None}
    if marks & {"w", "b"}:
        return {"d": "depth", "l": "length"}
    return {}
