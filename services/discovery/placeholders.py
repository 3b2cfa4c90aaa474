"""What a template prints where nobody has filled it in: "Product name 3", "[Your text]", lorem ipsum."""

import re
from collections.abc import Sequence
from functools import lru_cache

from pipeline.artefacts import Page
from services.discovery import words
from services.discovery.text import fold

NUMBERED = re.compile(r"(?P<word>\D+?)\s*(?:n[°ro]\.?|#)?\s*\d{1,4}")
BRACKETED = re.compile(r"\[[^\]\d]{3,40}\]|\{\{?[^}]{2,40}\}\}?|<[^>\d]{3,40}>|«[^»]{3,40}»")
LATIN = "lorem ipsum"


@lru_cache(maxsize=65_536)
def is_placeholder(text: str) -> bool:
    """Whether a line is a template's own: the Latin of typesetters, words in brackets, or a word for a product's name
    with a number; the word alone may be a column's head.
    """
    folded = fold(text)
    if folded.startswith(LATIN):
        return True
    if len(folded) > 60:
        return False
    numbered = NUMBERED.fullmatch(folded)
    if numbered:
        return words.is_for_name(numbered["word"])
    return BRACKETED.fullmatch(folded) is not None and words.is_for_name(folded[1:-1].strip("[]{}<>«» "))


def pages(read: Sequence[Page]) -> tuple[list[int], str]:
    """The pages with placeholders, and the first of these as printed; none and "" where there are none."""
    found = [(page.number, line.text) for page in read for line in page.lines if is_placeholder(line.text)]
    return sorted({number for number, _ in found}), found[0][1] if found else ""
