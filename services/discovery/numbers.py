"""Printed numbers as plain ones: decimal commas, thousands set apart, fractions of an inch."""

import re
from dataclasses import dataclass
from fractions import Fraction

LONGEST = 600
"""Characters of a line in which values are looked for: a longer one is running text."""
NUMBER = r"\d{1,3}(?:[ .,’']\d{3})*(?:[.,]\d{1,3})?|\d+(?:[.,]\d+)?"
_HALVES = "2|4|8|16|32|64"
NUMBER_OF_SIDE = (
    rf"(?:\d+[ -]\d{{1,2}}/(?:{_HALVES})(?!\d)|\d{{1,2}}/(?:{_HALVES})(?!\d)|\d*\s?[¼½¾⅛⅜⅝⅞]|"
    r"\d{1,2}[’']\d{3}(?!\d)|\d{1,2}\.\d{3},\d{1,2}|\d+(?:[.,]\d{1,3})?)"
)
"""A number as sides of things are printed: also 23 5/8 and 23½."""
VULGAR = {"¼": "1/4", "½": "1/2", "¾": "3/4", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8"}
LARGE = frozenset(["kg", "t", "m", "km", "l", "ltr", "kw", "kv", "kwh", "bar", "m²", "m2", "m³", "m3", "%"])
"""Units of which a few with three decimals are usual: "1.234 kg" may be either."""


@dataclass(frozen=True)
class Printed:
    """What a line says somewhere: the words as printed, `start` and `end` of the value itself in the line."""

    text: str
    start: int
    end: int


def plain_number(text: str) -> str:
    """A printed number with "." as its decimal sign and nothing between thousands: "1.234,50" is "1234.50"."""
    digits = re.sub(r"[\s’']", "", text)
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0:
        return digits
    whole, rest = digits[:last], digits[last + 1 :]
    sign = digits[last]
    thousands = len(rest) == 3 and whole not in ("", "0") and (sign not in whole or len(whole.split(sign)[-1]) == 3)
    if thousands:
        return re.sub(r"[.,]", "", digits)
    return re.sub(r"[.,]", "", whole) + "." + rest


def plain_measure(text: str, unit: str | None) -> str:
    """`plain_number` of a measure in `unit`; as printed where three digits after its one sign may be either."""
    doubtful = re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", text) is not None
    return text if doubtful and (unit is None or unit.casefold() in LARGE) else plain_number(text)


def plain_side(text: str, unit: str | None) -> str:
    """A side in `unit` as a plain number: "23 5/8" is "23.625", "1.200" mm are "1200", "1,2" is "1.2"."""
    for sign, fraction in VULGAR.items():
        text = text.replace(sign, f" {fraction}")
    if "/" in text:
        return f"{float(sum(Fraction(part) for part in re.split(r'[ -]+', text.strip()))):g}"
    return plain_measure(text, unit)
