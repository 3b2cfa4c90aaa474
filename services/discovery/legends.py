"""Legends of codes: lists outside the products that say what all codes of one form stand for ("04X-XXX  Lamps")."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.artefacts import Box, Line
from services.discovery.geometry import union
from services.discovery.layout import rows

FORM = re.compile(
    r"(?P<stem>(?=[A-Z\d./-]*[A-WYZ\d])[A-Z\d]+?(?:[-./][A-Z\d]+?)*[-./]?)(?P<open>[Xx*#_]+)(?:[-./]?[Xx*#_]+)*"
)
LEAST = 3
"""Forms from which a page's list counts as a legend."""
LONGEST = 60
"""Letters of a meaning; more are running text."""


@dataclass(frozen=True)
class Meaning:
    """What codes that begin with `stem` stand for; `open` is how many signs follow up to the next separator, 0 if any.
    `text` and `box` are of the form and its meaning as printed.
    """

    stem: str
    open: int
    value: str
    text: str
    page: int
    box: Box

    def holds(self, code: str) -> bool:
        """Whether `code` has this form."""
        end = rf"[A-Z\d]{{{self.open}}}(?![A-Z\d])" if self.open else r"[A-Z\d]"
        return re.match(re.escape(self.stem) + end, code) is not None


def legend(page: int, lines: Sequence[Line]) -> list[Meaning]:
    """The legend among the lines of a page: none if there are too few forms, or they do not tell codes apart."""
    found = list(_meanings(page, lines))
    return found if len({meaning.stem for meaning in found}) == len(found) >= LEAST else []


def meaning_of(codes: Iterable[str], known: Sequence[Meaning]) -> Meaning | None:
    """What all of `codes` that have a form of the legend stand for, by the longest form; None where they differ."""
    fitting = [[meaning for meaning in known if meaning.holds(code)] for code in codes]
    found = {max(forms, key=lambda m: len(m.stem)) for forms in fitting if forms}
    return found.pop() if len(found) == 1 else None


def _meanings(page: int, lines: Sequence[Line]) -> Iterator[Meaning]:
    """Rows that begin with a form, its meaning beside it or after it in the line."""
    for row in rows(line for line in lines if len(line.text) <= 2 * LONGEST):
        form, _, rest = row[0].text.partition(" ")
        match = FORM.fullmatch(form.rstrip(":="))
        used = row[:1] if rest else row[:2]
        value = (rest or " ".join(line.text for line in row[1:2])).strip(" :=–—-")
        if match and len(value) <= LONGEST and any(c.isalpha() for c in value):
            signs = len(match["open"]) if match["stem"][-1].isalnum() else 0
            text = " ".join(line.text for line in used)
            yield Meaning(match["stem"], signs, value, text, page, union(line.box for line in used))
