"""The headings of one page and what stands under each."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.artefacts import Line, Page

LARGER = 1.2
"""A line this much larger than the page's body text is a heading; so is a short bold one."""
LONGEST_HEADING = 90
MARGIN = 0.045
"""Share of the page's height at its top and foot that holds running heads and page numbers."""
SIDEWAYS = 2.0
"""A point to the side separates a line from its heading as much as two points downwards."""


@dataclass(eq=False)
class Section:
    """A heading with the lines and smaller headings under it."""

    heading: Line
    parent: "Section | None" = None
    lines: list[Line] = field(default_factory=list)
    sections: list["Section"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Everything under the heading, in reading order as far as headings go."""
        own = [line.text for line in self.lines]
        return "\n".join([*own, *(part for section in self.sections for part in (section.heading.text, section.text))])

    def ancestors(self) -> Iterator["Section"]:
        """The headings this one stands under, nearest first."""
        section = self.parent
        while section:
            yield section
            section = section.parent


def outline(page: Page) -> list[Section]:
    """Every heading of the page in reading order, without running heads and feet. A line belongs to the nearest heading
    above it; a heading to the nearest larger one.
    """
    edge = MARGIN * page.height
    lines = [
        line
        for line in page.lines
        if line.text.strip() and not line.vertical and edge < line.box[3] and line.box[1] < page.height - edge
    ]
    letters: Counter[float] = Counter()
    for line in lines:
        letters[round(line.size, 1)] += len(line.text)
    if not letters:
        return []
    body = letters.most_common(1)[0][0]
    sections: list[Section] = []
    for heading in (line for line in lines if _is_heading(line, body)):
        if sections and _continues(sections[-1].heading, heading):
            sections[-1].heading = _joined(sections[-1].heading, heading)
        else:
            sections.append(Section(heading))
    headings = {id(line) for line in lines if _is_heading(line, body)}
    for section in sections:
        larger = [other for other in sections if other.heading.size > section.heading.size * 1.05]
        if parent := _nearest(section.heading, larger):
            section.parent = parent
            parent.sections.append(section)
    for line in lines:
        if id(line) not in headings and (of := _nearest(line, sections)):
            of.lines.append(line)
    return sections


def _is_heading(line: Line, body: float) -> bool:
    if len(line.text) > LONGEST_HEADING or not any(c.isalpha() for c in line.text):
        return False
    return line.size >= body * LARGER or (line.bold and line.size >= body * 0.98)


def _continues(first: Line, second: Line) -> bool:
    """Whether a heading runs on in the next line."""
    return (
        first.block == second.block
        and abs(first.size - second.size) < 0.5
        and 0 <= second.box[1] - first.box[3] + first.size < first.size * 1.5
        and abs(first.box[0] - second.box[0]) < first.size
    )


def _joined(first: Line, second: Line) -> Line:
    a, b = first.box, second.box
    box = (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))
    return first.model_copy(update={"text": f"{first.text} {second.text}", "box": box})


def _nearest(line: Line, sections: Sequence[Section]) -> Section | None:
    def apart(section: Section) -> float:
        above, here = section.heading.box, line.box
        sideways = max(above[0] - here[2], here[0] - above[2], 0.0)
        return max(here[1] - above[3], 0.0) + SIDEWAYS * sideways

    over = [section for section in sections if section.heading.box[1] < line.box[1] - 1]
    return min(over, key=apart, default=None)
