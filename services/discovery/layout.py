"""Pages without their furniture: running heads, feet, page numbers, logos that repeat on many pages."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.artefacts import Line, Page, Picture
from services.discovery import words
from services.discovery.geometry import area
from services.discovery.text import fold

TOP, BOTTOM = 0.1, 0.92
"""Where running heads end and feet begin, in heights of the page."""
REPEATED = 0.2
"""Share of the pages from which an equal line at an equal place is furniture."""
FOLIO = re.compile(
    r"(?:page|pag\.?|p\.|seite|oldal|pagina)?\s*[-–|·]?\s*(\d{1,4}|[ivxlc]{1,6})\s*[-–|·.]?\s*(?:(?:of|/|[-–|]|von|de|din|sur|di)\s*\d+|oldal)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class View:
    """A page as the rules see it: `lines` is its content, `heads` the running heads and feet, `folios` its numbers."""

    page: Page
    lines: tuple[Line, ...]
    heads: tuple[Line, ...] = ()
    folios: tuple[Line, ...] = ()
    pictures: tuple[Picture, ...] = field(default=(), repr=False)

    @property
    def number(self) -> int:
        return self.page.number

    @cached_property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    @cached_property
    def picture_share(self) -> float:
        """Share of the page that its largest picture covers."""
        whole = max(self.page.width * self.page.height, 1.0)
        return max((area(p.box) / whole for p in self.pictures), default=0.0)


def views(pages: Sequence[Page]) -> list[View]:
    """The pages, in order, content told from furniture."""
    repeated = _repeated_lines(pages)
    logos = _repeated_pictures(pages)
    return [_view(page, repeated, logos) for page in pages]


def body_size(lines: Iterable[Line]) -> float:
    """The size most letters are set in; 10 when there are none."""
    letters: Counter[float] = Counter()
    for line in lines:
        letters[line.size] += len(line.text)
    return letters.most_common(1)[0][0] if letters else 10.0


def in_band(line: Line, page: Page) -> bool:
    """Whether a line lies where running heads and feet do."""
    return line.box[3] < TOP * page.height or line.box[1] > BOTTOM * page.height


def is_folio(text: str) -> bool:
    """Whether `text` is nothing but a page number: 12, - 12 -, Page 12 of 40."""
    return FOLIO.fullmatch(text.strip()) is not None


def _spot(line: Line, page: Page) -> tuple[str, int, int]:
    """A line's text and place; left and right pages mirror one another, so the outer margins count as one place."""
    middle = (line.box[0] + line.box[2]) / 2
    return fold(line.text), round(line.box[1] / 6), round(min(middle, page.width - middle) / 12)


def _repeated_lines(pages: Sequence[Page]) -> set[tuple[str, int, int]]:
    """Lines in the bands that repeat, word for word, at one place on many pages."""
    seen: Counter[tuple[str, int, int]] = Counter()
    for page in pages:
        seen.update({_spot(line, page) for line in page.lines if in_band(line, page)})
    least = max(3, REPEATED * len(pages))
    return {spot for spot, count in seen.items() if count >= least}


def _repeated_pictures(pages: Sequence[Page]) -> set[int]:
    """Picture objects placed on many pages: logos and backgrounds."""
    placed: dict[int, set[int]] = defaultdict(set)
    for page in pages:
        for picture in page.pictures:
            if picture.xref:
                placed[picture.xref].add(page.number)
    least = max(4, 0.3 * len(pages))
    return {xref for xref, numbers in placed.items() if len(numbers) >= least}


def _view(page: Page, repeated: set[tuple[str, int, int]], logos: set[int]) -> View:
    banded = [line for line in page.lines if in_band(line, page)]
    in_tables = {id(line) for row in rows(banded) if _is_table_row(row, page, repeated) for line in row}
    lines: list[Line] = []
    heads: list[Line] = []
    folios: list[Line] = []
    for line in page.lines:
        if id(line) in in_tables or not in_band(line, page):
            lines.append(line)
        elif is_folio(line.text):
            folios.append(line)
        elif _spot(line, page) in repeated:
            heads.append(line)
        else:
            lines.append(line)
    pictures = tuple(p for p in page.pictures if p.xref not in logos)
    return View(page, tuple(lines), tuple(heads), tuple(folios), pictures)


def _is_table_row(row: Sequence[Line], page: Page, repeated: set[tuple[str, int, int]]) -> bool:
    """Whether a row at the top or foot of a page is a table's and no running head, though parts of it repeat: it names
    columns, or most of it is this page's own.
    """
    if len(row) < 3:
        return False
    own = sum(_spot(line, page) not in repeated and not is_folio(line.text) for line in row)
    return 2 * own > len(row) or 2 * sum(words.fact_of(line.text) is not None for line in row) > len(row)


def rows(lines: Iterable[Line]) -> list[list[Line]]:
    """Lines side by side as rows, top to bottom, each left to right. Vertical lines are left out."""
    found: list[list[Line]] = []
    middle = tall = 0.0
    for line in sorted((x for x in lines if not x.vertical), key=lambda x: x.box[1] + x.box[3]):
        centre, height = (line.box[1] + line.box[3]) / 2, line.box[3] - line.box[1]
        if found and centre - middle < 0.45 * max(height, tall):
            found[-1].append(line)
            tall = max(tall, height)
        else:
            found.append([line])
            middle, tall = centre, height
    return [sorted(row, key=lambda line: line.box[0]) for row in found]
