"""Lines that stand out on their page, as headings, and the styles they are set in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.artefacts import Box, Line
from services.discovery import evidence, names, patterns
from services.discovery.geometry import gap_x, gap_y, union
from services.discovery.layout import View
from services.discovery.text import join_lines

MAX_WRAPPED = 4
"""Lines a heading may be wrapped over; more of one style in a row are a list or a paragraph."""


@dataclass(frozen=True, order=True)
class Style:
    """How a line is set; sizes to half a point, as justified titles differ by tenths."""

    size: float
    bold: bool
    colour: int
    italic: bool = False

    @classmethod
    def of(cls, line: Line) -> "Style":
        return cls(round(line.size * 2) / 2, line.bold, line.colour, line.italic)

    def near(self, other: "Style") -> bool:
        """Whether two styles differ by a little size only, as when a long title is set smaller."""
        alike = (self.bold, self.italic, self.colour) == (other.bold, other.italic, other.colour)
        return alike and abs(self.size - other.size) <= 0.12 * max(self.size, other.size)


@dataclass(frozen=True)
class Heading:
    """One or several lines of one style that read as one."""

    text: str
    page: int
    box: Box
    style: Style
    lines: tuple[Line, ...]


def headings(view: View) -> list[Heading]:
    """Every short text of the page that could head something, in reading order; wrapped ones joined."""
    return headings_of(view.number, view.lines)


def headings_of(page: int, lines: Sequence[Line]) -> list[Heading]:
    """The headings among some lines of a page."""
    found: list[Heading] = []
    for group in _wrapped(lines):
        if len(group) > MAX_WRAPPED:
            for line in group:
                found.extend(_heading(page, [line]))
        else:
            found.extend(_heading(page, group))
    return found


def _heading(page: int, lines: Sequence[Line]) -> Iterator[Heading]:
    text = join_lines(line.text for line in lines)
    if any(c.isalpha() for c in text) and len(text) <= 2 * names.MAX_LETTERS:
        yield Heading(text, page, union(line.box for line in lines), Style.of(lines[0]), tuple(lines))


def _wrapped(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Runs of neighbouring lines of one style, set close below one another and aligned left or centred; a section
    number set apart on the same height ("2.1.   Title") belongs to its title.
    """
    group: list[Line] = []
    for line in lines:
        if line.vertical:
            continue
        if group and _continues(group[-1], line):
            group.append(line)
            continue
        if group:
            yield group
        group = [line]
    if group:
        yield group


def _continues(above: Line, line: Line) -> bool:
    if abs(above.size - line.size) > 0.6 or (above.bold, above.colour, above.italic) != (
        line.bold,
        line.colour,
        line.italic,
    ):
        return False
    beside = abs(above.box[3] - line.box[3]) < 0.4 * line.size
    if beside:
        numbered = names.SECTION.match(f"{above.text} x") is not None and not any(c.isalpha() for c in above.text[1:])
        return numbered and 0 <= line.box[0] - above.box[2] < 4 * line.size
    close = line.box[1] >= above.box[1] and gap_y(above.box, line.box) < 0.55 * line.size
    aligned = abs(above.box[0] - line.box[0]) < 0.6 * line.size
    centred = abs(sum(above.box[::2]) - sum(line.box[::2])) < 1.2 * line.size
    beneath = close and (aligned or centred) and gap_x(above.box, line.box) == 0
    return beneath and not any(_is_value(text) or _is_said(text) for text in (above.text, line.text))


def _is_value(text: str) -> bool:
    """Whether a line says a price, a size, a code by its mark or another known key: it goes on with no name."""
    said = {"prices", "keys"}.intersection(evidence.of_text(text))
    return bool(said) or patterns.value_only(text) or patterns.marked_code(text) is not None


def _is_said(text: str) -> bool:
    """Whether a line is a whole sentence: what is said of a name, not part of it."""
    return text[:1].isupper() and text.endswith(".") and names.is_sentence(text)


def headline(view: View) -> Heading | None:
    """The heading set largest on the page, the topmost of equals; None where all text is of one size."""
    found = [h for h in headings(view) if sum(c.isalpha() for c in h.text) >= 3]
    if not found:
        return None
    largest = max(h.style.size for h in found)
    return min((h for h in found if h.style.size >= largest - 0.6), key=lambda h: h.box[1])
