"""Facts of a product from its lines: tables, keys with values, captions, and patterns in what is left."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.artefacts import Box, Fact, FactValue, Line
from services.discovery import key_values, names, patterns, tables, words
from services.discovery.geometry import union
from services.discovery.tables import Cell, Table
from services.discovery.text import fold

KNOWN = words.FACT_NAMES - words.HELPERS
"""Names of the facts there are words for."""
MAX_FACTS = 600
LIST = re.compile(r"\s*(?:,(?!\d)|;|\s/\s|·|•|\|)\s*")
LISTED = {"colour", "finish", "material", "size", "certification", "thickness"}
"""Facts whose value may be a list in one line."""
DESIGN = re.compile(
    r"^(?:design(?:ed)?(?: by)?|designer|dessine par|concu par|entwurf|progetto|diseno|terv(?:ez)?te?|tervezo|"
    r"proiectat de)\s*:?\s+"
)
CERTIFICATION = re.compile(
    r"\b(?:EN\s?ISO|ISO|EN|DIN|ASTM|NF|UNI|CE|UL|FSC|PEFC|EPD|LEED|BREEAM|WELL|GREENGUARD|OEKO-?TEX|GOTS|GRS|RoHS|REACH|"
    r"Ecolabel|Blauer Engel|Energy Star|IP\s?\d\d)(?![\w])(?:[ -]?[A-Z]?v?\d[\w.:/-]*)?(?: EU)?(?: \d{4})?"
)
YEAR = re.compile(r"\b(?:19[5-9]\d|20[0-4]\d)\b")


@dataclass
class Collected:
    """Facts of one product as they are found, each once, in order of the pages."""

    facts: list[Fact] = field(default_factory=list)
    _seen: set[tuple[str, str, str | None, int]] = field(default_factory=set)

    def add(
        self,
        name: str,
        value: str,
        page: int,
        rule: str,
        *,
        text: str | None = None,
        box: Box | None = None,
        unit: str | None = None,
        confidence: float = 1.0,
    ) -> None:
        """Keep a fact unless it is empty, a dash, or known from this page."""
        value = value.strip(" .,;:") if name not in ("description",) else value.strip()
        if not value or value in {"-", "–", "—", "n/a", "N/A", "*"} or len(self.facts) >= MAX_FACTS:
            return
        known = (name, fold(value), unit, page)
        if known not in self._seen:
            self._seen.add(known)
            self.facts.append(
                Fact(
                    name=name,
                    value=as_number(value),
                    unit=unit,
                    text=(text or value).strip(),
                    page=page,
                    box=box,
                    confidence=confidence,
                    rule=rule,
                )
            )


def as_number(value: str) -> FactValue:
    """A number if `value` is one and nothing else; leading zeros are a code's."""
    if re.fullmatch(r"-?(?:0|[1-9]\d{0,8})", value):
        return int(value)
    if re.fullmatch(r"-?(?:0|[1-9]\d{0,8})\.\d+", value):
        return float(value)
    return value


def slug(label: str) -> str:
    """A label as a fact's name: its folded words with underscores."""
    return "_".join(re.findall(r"\w+", fold(label.replace("²", "2").replace("³", "3"))))[:60]


def collect(
    page: int, lines: Sequence[Line], product_key: str, into: Collected, confidence: float = 1.0
) -> list[Table]:
    """Add what `lines` of one page say to `into`; returns the tables among them."""
    found = tables.tables(page, lines)
    in_tables = {id(line) for table in found for line in table.lines}
    rest = [line for line in lines if id(line) not in in_tables]
    for table in found:
        _from_table(table, into, confidence)
    for pair in key_values.key_values(rest):
        _from_pair(pair, page, into, confidence)
    for line in rest:
        _from_line(line, page, product_key, into, confidence)
    for text, box in paragraphs(rest):
        into.add("description", text, page, "paragraph", box=box, confidence=0.8 * confidence)
    return found


def _from_table(table: Table, into: Collected, confidence: float) -> None:
    for label, value, unit, norm in tables.pairs(table):
        printed_unit = unit.text if unit and any(c.isalnum() or c in "%°" for c in unit.text) else None
        text = " ".join(part.text for part in (norm, value, unit) if part)
        into.add(
            slug(label),
            value.text,
            table.page,
            "table",
            text=f"{label} {text}",
            box=value.box,
            unit=printed_unit,
            confidence=confidence,
        )
    if table.column("property") is not None and table.column("value") is not None:
        return
    for row in table.rows:
        for head, fact, cell in zip(table.heads, table.facts, row, strict=True):
            if cell is not None and fact != "page":
                from_cell(head, fact, cell, table.page, into, confidence)


def from_cell(head: str, fact: str | None, cell: Cell, page: int, into: Collected, confidence: float = 1.0) -> None:
    """A cell as a fact of its column; prices and sizes parsed, a unit in the head taken over."""
    unit = re.search(r"[(\[]\s*([^)\]]{1,10})\s*[)\]]|\b(mm|cm|ml|kg|g|m²|m2)\b", head)
    head_unit = (unit[1] or unit[2]) if unit else None
    name = fact or slug(head)
    if name in words.HELPERS or not name:
        name = {"name": "item"}.get(name, slug(head) or "value")
    if name == "price":
        found = next(patterns.prices(cell.text), None)
        value, head_unit = (found.value, found.unit) if found else (patterns.plain_number(cell.text), head_unit)
    elif name == "packaging":
        name, value = "packaging", cell.text
        into.add(slug(head), value, page, "table", text=f"{head}: {cell.text}", box=cell.box, confidence=confidence)
        return
    else:
        value = cell.text
    into.add(name, value, page, "table", text=cell.text, box=cell.box, unit=head_unit, confidence=confidence)


def _from_pair(pair: key_values.Pair, page: int, into: Collected, confidence: float) -> None:
    name = pair.known if pair.known and pair.known not in words.HELPERS else slug(pair.key)
    if not name:
        return
    if pair.known and slug(pair.key) != name and len(pair.key.split()) > 1:
        into.add(
            slug(pair.key),
            pair.value,
            page,
            "key_value",
            text=f"{pair.key}: {pair.value}",
            box=pair.box,
            confidence=confidence,
        )
    values = LIST.split(pair.value) if name in LISTED else [pair.value]
    if len(values) > 1 and any(len(value) > 60 for value in values):
        values = [pair.value]
    for value in values:
        unit = None
        if name == "price" and (found := next(patterns.prices(value), None)):
            value, unit = found.value, found.unit
        elif name in ("size", "thickness", "length", "width", "height", "depth", "diameter", "weight", "capacity"):
            size = next(patterns.sizes(value), None) or next(patterns.measures(value), None)
            if size and len(size.text) >= len(value.strip()) - 2:
                value, unit = size.value, size.unit
        into.add(
            name,
            value,
            page,
            "key_value",
            text=pair.value if len(values) == 1 else None,
            box=pair.box,
            unit=unit,
            confidence=confidence,
        )


def _from_line(line: Line, page: int, product_key: str, into: Collected, confidence: float) -> None:
    """What a line says by its form alone."""
    text = line.text
    for found in (*patterns.prices(text), *patterns.sizes(text)):
        into.add(
            found.name,
            found.value,
            page,
            "pattern",
            text=found.text,
            box=line.box,
            unit=found.unit,
            confidence=confidence,
        )
    marked = patterns.marked_code(text)
    for found in [marked] if marked else patterns.codes(text):
        into.add(found.name, found.value, page, "pattern", text=found.text, box=line.box, confidence=0.9 * confidence)
    short = len(text) <= 80 and not names.is_sentence(text)
    if short:
        _short_line(line, page, product_key, into, confidence)


def _short_line(line: Line, page: int, product_key: str, into: Collected, confidence: float) -> None:
    text = line.text
    designed = DESIGN.match(fold(text))
    if designed and len(text.split()) <= 8:
        who = text[designed.end() :].strip()
        year = YEAR.search(who)
        if year:
            into.add("year", year.group(), page, "pattern", text=text, box=line.box, confidence=confidence)
            who = who[: year.start()].strip(" ,(")
        if who[:1].isupper():
            into.add("designer", who, page, "pattern", text=text, box=line.box, confidence=confidence)
    for match in CERTIFICATION.finditer(text):
        if len(match.group()) >= 2:
            into.add("certification", match.group(), page, "pattern", box=line.box, confidence=0.9 * confidence)
    if words.is_country(text):
        into.add("origin", text, page, "word", box=line.box, confidence=0.8 * confidence)
    if words.is_colour(text):
        into.add("colour", text, page, "word", box=line.box, confidence=0.8 * confidence)
    for found in patterns.measures(text):
        label = re.sub(r"[^\w\s]|_", " ", text.replace(found.text, " ")).strip()
        name = "measure" if not label or len(label.split()) > 5 else words.fact_of(label) or slug(label)
        into.add(
            name or "measure",
            found.value,
            page,
            "pattern",
            text=text,
            box=line.box,
            unit=found.unit,
            confidence=0.8 * confidence,
        )
    counted = re.fullmatch(
        r"(?:(?P<n>\d{1,6})\s+(?P<what>[^\W\d]{3,20})|(?P<key>[^\W\d]{2,20})\s+(?P<value>\d{1,6}\+?))", text
    )
    if counted:
        name, value = (counted["what"], counted["n"]) if counted["n"] else (counted["key"], counted["value"])
        into.add(slug(name), value, page, "pattern", text=text, box=line.box, confidence=0.7 * confidence)
    _caption(line, page, product_key, into, confidence)


def _caption(line: Line, page: int, product_key: str, into: Collected, confidence: float) -> None:
    """ "Solenne Blush, 90×180 cm, polished" under a picture: the words after the name tell variants apart."""
    parts = LIST.split(re.sub(r"^[^:]{3,20}:\s*", "", line.text))
    tokens = parts[0].split()
    for count in range(1, len(tokens)):
        if names.key(" ".join(tokens[:count])) == product_key:
            rest = " ".join(tokens[count:])
            if len(tokens) - count <= 3 and any(c.isalpha() for c in rest) and ":" not in rest:
                into.add("variant", rest, page, "caption", text=line.text, box=line.box, confidence=0.8 * confidence)
            for part in parts[1:]:
                if part and not any(c.isdigit() for c in part) and len(part.split()) <= 3:
                    into.add(
                        "variant", part, page, "caption", text=line.text, box=line.box, confidence=0.6 * confidence
                    )


def paragraphs(lines: Sequence[Line]) -> Iterator[tuple[str, Box]]:
    """Running text: blocks of two lines or more that read as sentences."""
    blocks: dict[int, list[Line]] = {}
    for line in lines:
        if not line.vertical:
            blocks.setdefault(line.block, []).append(line)
    for block in blocks.values():
        sizes = {round(line.size) for line in block}
        body = [line for line in block if round(line.size) == min(sizes)]
        text = re.sub(r"(?<=[^\W\d])-\s(?=[^\W\d])", "", " ".join(line.text for line in body))
        small = sum(word[:1].islower() for word in text.split())
        if len(text) >= 60 and small >= 4 and small > 0.4 * len(text.split()) and not patterns.key_value(text):
            yield text[:1500], union(line.box for line in body)
