"""The pages of a document with what several rules ask of them, computed once."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from functools import cached_property

from pipeline.artefacts import Box
from services.discovery import evidence, names, page_kinds, tables
from services.discovery.evidence import Evidence
from services.discovery.headings import Heading, Style, headings
from services.discovery.layout import View, body_size
from services.discovery.tables import Table

LARGE = 1.6
"""Sizes of the running text from which a line is a heading without doubt."""


class Book:
    """A document's pages by number, from 1."""

    def __init__(
        self,
        views: Sequence[View],
        decoys: Collection[int] = (),
        called: Collection[int] = (),
        listing: Collection[int] = (),
    ) -> None:
        """`decoys` are pages that are no products'; `called` those of them that only their headline tells, `listing`
        those that are an index, be it of one section.
        """
        self.views = {view.number: view for view in views}
        self.decoys = frozenset(decoys)
        self.called_decoys = sorted(called)
        self._listing = frozenset(listing)
        self.headings = {view.number: headings(view) for view in views}
        self.count = len(views)
        self._tops = {n: max((h.style.size for h in found), default=0.0) for n, found in self.headings.items()}

    def top(self, number: int) -> float:
        """The largest size on a page; 0 on one without text."""
        return self._tops[number]

    @cached_property
    def body(self) -> float:
        """Size of the running text."""
        return body_size(line for view in self.views.values() for line in view.lines)

    def is_large(self, heading: Heading) -> bool:
        """Whether a heading is set so much larger than the running text that it is none, however long."""
        return heading.style.size >= LARGE * self.body

    @cached_property
    def ink(self) -> int:
        """Colour of the running text."""
        letters: Counter[int] = Counter()
        for view in self.views.values():
            for line in view.lines:
                letters[line.colour] += len(line.text)
        return letters.most_common(1)[0][0] if letters else 0

    @cached_property
    def evidence(self) -> dict[int, Evidence]:
        """What speaks for products on each page."""
        return {number: evidence.of_lines(view.lines) for number, view in self.views.items()}

    @cached_property
    def tables(self) -> dict[int, list[Table]]:
        """The tables of each page that is no decoy; they go on over pages."""
        found: dict[int, list[Table]] = {}
        above: Table | None = None
        for number, view in self.views.items():
            found[number] = tables.tables(number, view.lines, above) if number not in self.decoys else []
            above = found[number][-1] if found[number] else None
        return found

    @cached_property
    def _codes(self) -> set[tuple[int, Box]]:
        """Where tables have bare codes in a column of them: those of variants, which head nothing."""
        return {
            (number, cell.box)
            for number, on_page in self.tables.items()
            for table in on_page
            if (column := table.column("code")) is not None
            for row in table.rows
            if (cell := row[column]) is not None and " " not in cell.text and any(c.isdigit() for c in cell.text)
        }

    @cached_property
    def by_style(self) -> dict[Style, list[Heading]]:
        """Headings that can be names, on pages that are no decoys, by style."""
        found: dict[Style, list[Heading]] = defaultdict(list)
        for number, page_headings in self.headings.items():
            if number not in self.decoys:
                for heading in page_headings:
                    coded = (number, heading.box) in self._codes
                    text = names.split(heading.text).text
                    if not coded and names.can_be_name(text, large=self.is_large(heading)):
                        found[heading.style].append(heading)
        return found

    @cached_property
    def _dividers(self) -> frozenset[int]:
        return frozenset(n for n, view in self.views.items() if page_kinds.is_divider(view, self.body))

    def is_divider(self, number: int, name: Style) -> bool:
        """Whether a page opens a section of products whose names are set in `name`."""
        return number in self._dividers and self.top(number) > name.size + 1

    def is_framed(self, number: int) -> bool:
        """Whether a page has a page number or a running head."""
        view = self.views[number]
        return bool(view.folios or view.heads)

    def opens_section(self, number: int, name: Style) -> bool:
        """Whether a page opens a section as a divider does, though it may list what follows as well."""
        return (number not in self.decoys or number in self._listing) and self.is_divider(number, name)

    def evidence_after(self, page: int, end: int, stops: Collection[int] = ()) -> Evidence:
        """Evidence of the pages after `page` up to `end` (exclusive), as far as no decoy or stop comes between."""
        total = evidence.NONE
        for number in range(page + 1, end):
            if number in self.decoys or number in stops:
                break
            total += self.evidence[number]
        return total
