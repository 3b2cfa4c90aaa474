"""Classes and ratings that say by their form what they rate: R10, PEI IV, IP44, IK08, E27, CRI 90, AC4."""

import re
from collections.abc import Iterator

from services.discovery.measures import Found
from services.discovery.numbers import LONGEST

RATINGS = {
    "slip_resistance": r"R ?(?:9|1[0-3])(?: ?/? ?\(?[ABC](?: ?\+ ?[ABC]){0,2}\)?)?(?![\w+])",  # DIN 51130, DIN 51097
    "wear_class": r"PEI ?(?:[0-5]|I{1,3}|IV|V)\b|AC ?[1-6]\b",  # EN ISO 10545-7, EN 13329
    "protection": r"IP ?\d[\dX]\b|IK ?(?:0\d|10)\b",  # IEC 60529, IEC 62262
    "light_source": r"(?:E ?(?:14|27|40)|GU ?(?:10|5[.,]3)|G ?(?:4|9|53)|GX53|R7s|B22d?)\b",  # IEC 60061
    "colour_rendering": r"(?:CRI|Ra) ?[>≥]? ?\d\d\b",
    "fire_class": r"[A-F](?:fl|L)?-?s[1-3](?:[,-] ?d[0-2])?\b",  # EN 13501-1
}
_ANY = re.compile("|".join(rf"(?P<{name}>(?<![\w/.-]){form})" for name, form in RATINGS.items()))


def ratings(text: str) -> Iterator[Found]:
    """The ratings in a line, as printed."""
    text = text[:LONGEST]
    if not any(c.isupper() for c in text):
        return
    for match in _ANY.finditer(text):
        yield Found(match.group(), match.start(), match.end(), str(match.lastgroup), match.group())
