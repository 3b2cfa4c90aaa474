"""Facts a single line tells by its form: prices, sizes, codes, measures, designers, certificates, counts."""

import re

from pipeline.artefacts import Line
from services.discovery import names, patterns, sides, words
from services.discovery.collected import Sheet, slug
from services.discovery.measures import measures, packed
from services.discovery.prices import prices
from services.discovery.sizes import sizes
from services.discovery.technical import ratings
from services.discovery.text import fold

LIST = re.compile(r"\s*(?:,(?!\d)|;|\s/\s|·|•|\|)\s*")
DESIGN = re.compile(
    r"^(?:design(?:ed)?(?: by)?|designer|dessine par|concu par|entwurf|entworfen von|progetto|disegno|diseno|"
    r"terv(?:ez)?te?|tervezo|proiectat de|by|par|von|di|por)\s*:?\s+"
)
PERSON = re.compile(r"(?:[^\W\d_a-z][\w.’'-]+\s){1,3}[^\W\d_a-z][\w.’'-]+")
SIGNED = re.compile(rf"(?P<who>{PERSON.pattern}),?\s+\(?(?P<year>(?:19[5-9]|20[0-4])\d)\)?")
MADE_OF = re.compile(
    r"\b(?:made (?:of|from)|fabriqu[ée]e?s? en|hergestellt aus|realizzat[oaie] in|fabricad[oa]s? en|"
    r"realizat[ăe]? din|confecționat[ăe]? din)\s+(?P<what>[^.;,\d]{3,50})",
    re.IGNORECASE,
)
CERTIFICATION = re.compile(
    r"\b(?:EN\s?ISO|ISO|EN|DIN|ASTM|NF|UNI|CE|UL|FSC|PEFC|EPD|LEED|BREEAM|WELL|GREENGUARD|OEKO-?TEX|GOTS|GRS|RoHS|REACH|"
    r"UKCA|ENEC|VDE|TÜV|PZH|NSF|WRAS|ACS|CATAS|EAC|NEN|MSZ EN|SR EN|PN-EN|UNE-EN|NP EN|BS EN|Cradle to Cradle|"
    r"Nordic Swan|EU Ecolabel|Ecolabel|Blauer Engel|Energy Star)(?![\w])"
    r"(?:[ -]?[A-Z]?v?\d[\w.:/-]*)?(?: EU)?(?: \d{4})?"
)
BY_UNIT = {
    unit: name
    for name, units in {
        "capacity": "ml cl dl l ltr liter litre liters litres Liter",
        "weight": "g gr kg mg t lb lbs oz",
        "power": "w W kw kW hp",
        "voltage": "V v kV",
        "temperature": "°C °F",
        "luminous_flux": "lm",
        "colour_temperature": "K",
        "dimension": "mm cm m in inch",
    }.items()
    for unit in units.split()
}
"""What a number says by its unit alone."""
YEAR = re.compile(r"\b(?:19[5-9]\d|20[0-4]\d)\b")
COUNTED = re.compile(r"(?P<n>\d{1,6})\s+(?P<what>[^\W\d]{3,20})|(?P<key>[^\W\d]{2,20})\s+(?P<value>\d{1,6}\+?)")


def from_line(line: Line, product_key: str, sheet: Sheet, *, valued: bool = False) -> bool:
    """Add what `line` says; whether it said anything. A `valued` line is a key's value: the key names its measure."""
    before = len(sheet.collected.facts)
    _prices(line, sheet)
    _sizes(line, sheet)
    for found in (*packed(line.text), *ratings(line.text)):
        sheet.add(found.name, found.value, "pattern", text=found.text, box=line.box, unit=found.unit, trust=0.9)
    marked = patterns.marked_code(line.text)
    for found in [marked] if marked else patterns.codes(line.text):
        sheet.add(found.name, found.value, "pattern", text=found.text, box=line.box, trust=0.9)
    made = MADE_OF.search(line.text)
    if made:
        sheet.add("material", made["what"], "pattern", text=made.group(), box=line.box, trust=0.9)
    if len(line.text) <= 80 and not names.is_sentence(line.text):
        _designer(line, sheet)
        _words(line, sheet)
        if not valued:
            _measures(line, sheet)
        _caption(line, product_key, sheet)
    return len(sheet.collected.facts) > before


def _prices(line: Line, sheet: Sheet) -> None:
    """Prices, and whether tax is in them, as the words beside them say."""
    for found in prices(line.text):
        sheet.add("price", found.value, "pattern", text=found.text, box=line.box, unit=found.unit)
        if found.vat:
            sheet.add("vat", found.vat, "pattern", text=found.text, box=line.box, trust=0.9)


def _sizes(line: Line, sheet: Sheet) -> None:
    """Sizes, and the sides that are marked."""
    for found in sizes(line.text):
        sheet.add("size", found.value, "pattern", text=found.text, box=line.box, unit=found.unit)
        for name, number, unit in found.measures():
            sheet.add(name, number, "pattern", text=found.text, box=line.box, unit=unit, trust=0.9)


def _designer(line: Line, sheet: Sheet) -> None:
    """ "Design Ada Brandt, 2021", "by Ada Brandt", "Ada Brandt, 2021"."""
    match = DESIGN.match(fold(line.text))
    if not match:
        _signed(line, sheet)
        return
    # folding keeps the words apart, not always their lengths: count words
    who = " ".join(line.text.split()[len(match.group().split()) :])
    year = YEAR.search(who)
    if year:
        sheet.add("year", year.group(), "pattern", text=line.text, box=line.box)
        who = who[: year.start()]
    who = who.strip(" ,(")
    if PERSON.fullmatch(who) or (line.text[:1].isupper() and who[:1].isupper() and len(who.split()) <= 5):
        sheet.add("designer", who, "pattern", text=line.text, box=line.box)


def _signed(line: Line, sheet: Sheet) -> None:
    """ "Ada Brandt, 2021", which is no certificate with its year."""
    signed = SIGNED.fullmatch(line.text)
    if signed and not CERTIFICATION.search(line.text):
        sheet.add("designer", signed["who"], "pattern", text=line.text, box=line.box, trust=0.7)
        sheet.add("year", signed["year"], "pattern", text=line.text, box=line.box, trust=0.7)


def _words(line: Line, sheet: Sheet) -> None:
    for match in CERTIFICATION.finditer(line.text):
        sheet.add("certification", match.group(), "pattern", box=line.box, trust=0.9)
    if words.is_country(line.text):
        sheet.add("origin", line.text, "word", box=line.box, trust=0.8)
    if words.is_colour(line.text):
        sheet.add("colour", line.text, "word", box=line.box, trust=0.8)


def _measures(line: Line, sheet: Sheet) -> None:
    """Numbers with units, named by the other words of the line: "15.5% Alc/Vol"; and counts: "71 pieces", "Age 4+"."""
    for found in measures(line.text):
        label = re.sub(r"[^\w\s]|_", " ", line.text.replace(found.text, " ")).strip()
        named = 1 <= len(label.split()) <= 5 and not any(c.isdigit() for c in label)
        name = _called(label) if named else BY_UNIT.get(found.unit or "", "measure")
        sheet.add(name, found.value, "pattern", text=line.text, box=line.box, unit=found.unit, trust=0.8)
    counted = COUNTED.fullmatch(line.text)
    if counted and not CERTIFICATION.fullmatch(line.text):
        name, value = (counted["what"], counted["n"]) if counted["n"] else (counted["key"], counted["value"])
        sheet.add(slug(name), value, "pattern", text=line.text, box=line.box, trust=0.7)


def _called(label: str) -> str:
    """The fact that the words beside a measure name: "H" is height, "Alc/Vol" alc_vol."""
    return words.fact_of(label) or sides.meanings([label])[0] or slug(label)


def _caption(line: Line, product_key: str, sheet: Sheet) -> None:
    """ "Solenne Blush, 90×180 cm, polished": the words after the product's name tell its variants apart."""
    parts = LIST.split(re.sub(r"^[^:]{3,20}:\s*", "", line.text))
    tokens = parts[0].split()
    for count in range(1, min(len(tokens), names.MAX_WORDS)):
        rest = " ".join(tokens[count:])
        if names.key(" ".join(tokens[:count])) != product_key or len(tokens) - count > 3 or ":" in rest:
            continue
        for part in (rest, *parts[1:]):
            if any(c.isalpha() for c in part) and not any(c.isdigit() for c in part) and len(part.split()) <= 3:
                sheet.add("variant", part, "caption", text=line.text, box=line.box, trust=0.8)
