"""Numbers with a unit: 12 kg, ≤ 0,5 %, 220-240 V; and how much is in a box: 6 pcs/box, 1,44 m²/box."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from services.discovery import words
from services.discovery.numbers import LONGEST, NUMBER, Printed, plain_measure
from services.discovery.prices import prices
from services.discovery.sizes import sizes, unit_name
from services.discovery.text import flat

UNITS = (
    "mm|cm|dm|m|km|in|inch|inches|ft|µm|mm²|cm²|m²|m2|mm2|mm³|cm³|m³|m3|g|gr|kg|mg|t|lb|lbs|oz|ml|cl|dl|l|ltr|lt|liter|"
    "litre|litres|liters|w|kw|mw|hp|v|kv|mv|a|ma|va|kva|wh|kwh|ah|mah|hz|khz|mhz|ghz|lm|lux|k|°c|°f|bar|mbar|pa|kpa|mpa|psi|"
    "n|kn|nm|n/mm²|n/mm2|db|dba|rpm|%|‰|°|ppm|kg/m²|kg/m2|kg/m³|g/m²|gsm|w/m²|w/mk|w/(m·k)|lm/w|m/s|l/min|l/h|m³/h|µm/(m·k)|"
    "yr|yrs|years|pcs|pc|db|buc|stk|ω|kω|mω|ohm|nf|pf|µf|uf|mt|mts|meter|meters|metre|metres|°dh|abv|vol"
)
_UNIT = "|".join(sorted((re.escape(u) for u in UNITS.split("|")), key=len, reverse=True))
_UNITS = frozenset(UNITS.split("|")) | {"″", '"', "€", "£", "$", "eur", "zł", "ft", "lei", "kč", "chf"}
MEASURE = re.compile(
    rf"(?<![\w.,])(?P<sign>[≤≥<>±~≈Ø⌀]\s?)?(?P<number>{NUMBER})(?P<upto>\s?(?:[-–]|to|…)\s?(?:{NUMBER}))?\s?"
    rf"(?P<unit>{_UNIT}|″|”|\")(?![\w²³]|[-/]\w)",
    re.IGNORECASE,
)


def _any(listed: frozenset[str]) -> str:
    return "|".join(sorted((re.escape(word) for word in listed), key=len, reverse=True))


PACKED = re.compile(
    rf"(?<![\w.,/-])(?P<number>{NUMBER})\s?(?P<what>m²|m2|kg|m|(?:{_any(words.PIECES | words.CONTAINERS)})\.?)"
    rf"(?:\s?/\s?|\s(?:per|pro|par|al|por|na|je|w|a)\s)(?P<box>(?:{_any(words.CONTAINERS)})\.?)(?![\w])",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Found(Printed):
    """A fact in a line, by name."""

    name: str
    value: str
    unit: str | None = None


def measures(text: str) -> Iterator[Found]:
    """Numbers with a unit that are neither part of a size or price nor tell what is in a box."""
    text = text[:LONGEST]
    if not any(c.isdigit() for c in text):
        return
    taken: list[Printed] = [*sizes(text), *prices(text), *packed(text)]
    for match in MEASURE.finditer(text):
        if any(found.start < match.end() and match.start() < found.end for found in taken):
            continue
        unit = unit_name(match["unit"])
        sign, upto = (match["sign"] or "").strip(), re.sub(r"\s", "", match["upto"] or "")
        number = plain_measure(match["number"], unit)
        yield Found(match.group().strip(), match.start(), match.end(), "measure", f"{sign}{number}{upto}", unit)


def packed(text: str) -> Iterator[Found]:
    """How much is in a box, or how many boxes on a pallet; the unit says of what and in what: "m²/box"."""
    text = text[:LONGEST]
    if not any(c.isdigit() for c in text):
        return
    for match in PACKED.finditer(flat(text)):
        start, end = match.span()
        what, box = (text[slice(*match.span(part))].strip(".") for part in ("what", "box"))
        number = plain_measure(match["number"], what)
        yield Found(text[start:end], start, end, "packaging", number, f"{what}/{box}")


def is_unit(text: str) -> bool:
    """Whether a text is a unit alone, as heads of tables have under their label: "mm", "[kg]", "m²/box"."""
    bare = text.strip(" ()[]").casefold()
    what, slash, box = flat(bare).rstrip(".").partition("/")
    counted = words.PIECES | {"m2", "m²", "kg", "m"} | words.CONTAINERS
    return bare in _UNITS or (bool(slash) and what.strip(" .") in counted and box.strip(" .") in words.CONTAINERS)
