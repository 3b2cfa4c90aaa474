"""Facts of a product from the lines of its pages: tables, keys with values, captions, and the form of single lines."""

from collections.abc import Iterator, Sequence

from pipeline.artefacts import Box, Line, Picture
from services.discovery import (
    captions,
    filled,
    footnotes,
    key_values,
    line_facts,
    names,
    patterns,
    table_facts,
    table_titles,
    tables,
    words,
)
from services.discovery.collected import Collected, Sheet, slug
from services.discovery.geometry import area, gap_x, union
from services.discovery.prices import prices
from services.discovery.tables import Table
from services.discovery.text import join_lines
from services.discovery.valued import measured

KNOWN = words.FACT_NAMES - words.HELPERS
"""Names of the facts there are words for."""
LISTED = {"colour", "finish", "material", "size", "certification", "thickness"}
"""Facts whose value may be a list in one line."""
FEW_LINES = 14
"""Lines of a card beside its running text: a short one that says nothing else is an attribute without a label."""


def collect(
    sheet: Sheet,
    lines: Sequence[Line],
    product_key: str = "",
    pictures: Sequence[Picture] = (),
    above: Table | None = None,
) -> list[Table]:
    """Add what `lines` of one page say to `sheet`; returns the tables among them. `above` is the last table of the page
    before, which may go on.
    """
    found = table_titles.titled(tables.tables(sheet.page, lines, above), lines, product_key)
    in_tables = {id(line) for table in found for line in table.lines}
    rest = [line for line in lines if id(line) not in in_tables]
    for table in found:
        table_facts.from_table(table, sheet)
    pairs = key_values.key_values(rest)
    for pair in pairs:
        _from_pair(pair, sheet)
    paired = {pair.box for pair in pairs}
    running = list(paragraphs(rest))
    few = len(rest) - sum(len(body) for _, body in running) <= FEW_LINES
    short: list[Line] = []
    for line in rest:
        said = line_facts.from_line(line, product_key, sheet, valued=line.box in paired)
        if not said and line.box not in paired and _short(line, product_key):
            short.append(line)
    for line in captions.whole(short):
        caption = any(_under(line.box, picture.box, line.size) for picture in pictures)
        if caption or few:
            sheet.add("attribute", line.text, "caption" if caption else "card", box=line.box, trust=0.5)
    for line, note in footnotes.notes(lines):
        sheet.add("note", note, "footnote", text=line.text, box=line.box, trust=0.8)
    for text, body in running:
        sheet.add("description", text, "paragraph", box=union(line.box for line in body), trust=0.8)
    return found


def _short(line: Line, product_key: str) -> bool:
    """A few words that are neither the product's name, a label, nor a sentence."""
    text = line.text
    wordy = any(c.isalpha() for c in text) and len(text.split()) <= 6 and len(text) <= 60
    return wordy and not names.is_sentence(text) and names.key(text) != product_key and not words.fact_of(text)


def _under(line: Box, picture: Box, size: float) -> bool:
    """Whether a line is a picture's caption: right below it."""
    return 0 <= line[1] - picture[3] < 1.5 * size and gap_x(line, picture) == 0 and area(picture) > 400


def _from_pair(pair: key_values.Pair, sheet: Sheet) -> None:
    label = slug(pair.key)
    name = pair.known if pair.known and pair.known not in words.HELPERS else label
    text = f"{pair.key}: {pair.value}"
    if name != label and len(pair.key.split()) > 1:
        sheet.add(label, pair.value, "key_value", text=text, box=pair.box)
    values = line_facts.LIST.split(pair.value) if name in LISTED else [pair.value]
    if any(len(value) > 60 for value in values):
        values = [pair.value]
    for value in values:
        unit = None
        if name == "price" and (price := next(prices(value), None)):
            value, unit = price.value, price.unit
        else:
            value, unit = measured(name, value)
        sheet.add(name, value, "key_value", text=pair.value, box=pair.box, unit=unit)


def paragraphs(lines: Sequence[Line]) -> Iterator[tuple[str, list[Line]]]:
    """Running text with its lines: blocks that read as sentences, hyphens at line ends taken out."""
    blocks: dict[int, list[Line]] = {}
    for line in lines:
        if not line.vertical:
            blocks.setdefault(line.block, []).append(line)
    for block in blocks.values():
        least = min(round(line.size) for line in block)
        body = [line for line in block if round(line.size) == least]
        text = join_lines(line.text for line in body)
        small = sum(word[:1].islower() for word in text.split())
        if len(text) >= 60 and small >= 4 and small > 0.4 * len(text.split()) and not patterns.key_value(text):
            yield text[:1500], body


def of_row(table: Table, row: filled.Row, skip: int | None = None) -> Collected:
    """The facts of one row of a table, but for column `skip`."""
    into = Collected()
    table_facts.from_row(table, row, into.on(table.page), skip)
    return into
