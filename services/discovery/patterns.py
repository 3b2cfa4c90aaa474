"""What single lines say by their form: prices, sizes, measures, codes, key: value."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from services.discovery import words
from services.discovery.text import fold

NUMBER = r"\d{1,3}(?:[ .,’']\d{3})*(?:[.,]\d{1,3})?|\d+(?:[.,]\d+)?"
CURRENCIES = {
    "€": "EUR", "eur": "EUR", "euro": "EUR", "$": "USD", "usd": "USD", "us$": "USD", "£": "GBP", "gbp": "GBP",
    "₹": "INR", "inr": "INR", "rs": "INR", "rs.": "INR", "ft": "HUF", "huf": "HUF", "lei": "RON", "ron": "RON",
    "chf": "CHF", "fr.": "CHF", "kč": "CZK", "czk": "CZK", "zł": "PLN", "pln": "PLN", "kr": "SEK", "sek": "SEK",
    "dkk": "DKK", "nok": "NOK", "₺": "TRY", "try": "TRY", "¥": "JPY", "jpy": "JPY", "aud": "AUD", "cad": "CAD",
    "aed": "AED", "sar": "SAR", "₽": "RUB", "rub": "RUB", "руб": "RUB", "₴": "UAH", "bgn": "BGN", "rsd": "RSD",
}  # fmt: skip
_MARK = "|".join(sorted((re.escape(c) for c in CURRENCIES), key=len, reverse=True))
PRICE = re.compile(
    rf"(?<![\w.,])(?:(?P<before>{_MARK})\s?(?P<a>{NUMBER})(?:,-|,–|/-)?|"
    rf"(?P<b>{NUMBER})(?:,-|,–)?\s?(?P<after>{_MARK}))(?![\w])",
    re.IGNORECASE,
)
UNITS = (
    "mm|cm|dm|m|km|in|inch|inches|ft|µm|mm²|cm²|m²|m2|mm2|mm³|cm³|m³|m3|g|gr|kg|mg|t|lb|lbs|oz|ml|cl|dl|l|ltr|lt|liter|"
    "litre|litres|liters|w|kw|mw|hp|v|kv|mv|a|ma|va|kva|wh|kwh|ah|mah|hz|khz|mhz|ghz|lm|lux|k|°c|°f|bar|mbar|pa|kpa|mpa|psi|"
    "n|kn|nm|n/mm²|n/mm2|db|dba|rpm|%|‰|°|ppm|kg/m²|kg/m2|kg/m³|g/m²|gsm|w/m²|w/mk|w/(m·k)|lm/w|m/s|l/min|l/h|m³/h|µm/(m·k)|"
    "yr|yrs|years|pcs|pc|db|buc|stk|ω|kω|mω|ohm|nf|pf|µf|uf|mt|mts|meter|meters|metre|metres|°dh|abv|vol"
)
_UNIT = "|".join(sorted((re.escape(u) for u in UNITS.split("|")), key=len, reverse=True))
MEASURE = re.compile(
    rf"(?<![\w.,])(?P<sign>[≤≥<>±~≈Ø⌀]\s?)?(?P<number>{NUMBER})(?P<upto>\s?(?:[-–]|to|…)\s?(?:{NUMBER}))?\s?"
    rf"(?P<unit>{_UNIT}|″|”|\")(?![\w²³]|[-/]\w)",
    re.IGNORECASE,
)
_MARK_OF_SIDE = r"(?:[HWLDBTPMSl]|Szé?|Ma|Mé|Ho|La|Lg|Ht|Pr|Ad|Î|Ø|⌀)"
"""Letters before a side: height, width, length, depth, diameter and their kin in other languages."""
_LENGTH = r"(?:mm|cm|dm|m|in|″|”|\")"
_SIDE = rf"(?:{_MARK_OF_SIDE}[.:]?\s?)?\d+(?:[.,]\d+)?\s?{_LENGTH}?"
SIZE = re.compile(
    rf"(?<![\w.,/-])(?P<sides>{_SIDE}(?:\s?[x×X*]\s?{_SIDE}){{1,3}})"
    r"(?:\s?(?P<unit>mm|cm|dm|m|in|inch|inches|ft))?(?![\w²³])"
)
MARKED_SIDE = re.compile(rf"(?P<mark>{_MARK_OF_SIDE})[.:]?\s?(?P<number>\d+(?:[.,]\d+)?)(?:\s?(?P<unit>mm|cm|dm|m))?")
MARKED_SIZE = re.compile(
    rf"(?<![\w.,/-])(?:{_MARK_OF_SIDE}[.:]?\s?\d+(?:[.,]\d+)?(?:\s?{_LENGTH})?(?:\s?[,;/]\s?|\s)){{1,3}}"
    rf"{_MARK_OF_SIDE}[.:]?\s?\d+(?:[.,]\d+)?(?:\s?{_LENGTH})?(?![\w²³])"
)
KEY_VALUE = re.compile(r"^[•·▪■►\-–*\s]*(?P<key>[^:：\d][^:：]{0,38}?)\s?[:：]\s*(?P<value>\S.*)$")
CODE = re.compile(
    r"(?<![\w/.,-])(?:(?=[\w/.-]{0,30}\d)[A-Z]{1,5}[-./]?\d[\dA-Z]*(?:[-./][\dA-Z]+)*|"
    r"[A-Z]{1,3} \d{3}[\dA-Z]*(?:[-./][\dA-Z]+)*|"
    r"\d+[A-Z]{1,3}[-./]?[\dA-Z]+(?:[-./][\dA-Z]+)*|\d{2,}[-./]\d+(?:[-./][\dA-Z]+)*|\d{2,}/[A-Z]\b|"
    r"(?!(?:19|20)\d\d-)\d{4,}-(?!(?:MM|CM|DM|M|KG|G|L|ML|W|KW|V|HZ|K|LM)\b)[A-Z]{1,3}\b|\d{5,14})(?![\w/])"
)
NORMS = re.compile(
    r"\b(?:EN|ISO|DIN|ASTM|BS|NF|UNI|IEC|ANSI|AAMI|CE|UL|RAL|NCS|IP|PEI|USB|LED|MSZ|SR|STAS|GOST|UNE|NBN|SIA|R)"
    r"\s?[-/A-Z ]{0,6}\d[\d.:-]*\b"
)
BARCODE = re.compile(r"(?<![\w.,+/-])\d(?: ?\d){11,13}(?![\w.,/-])")
PHONE = re.compile(r"(?:\+\d{1,3}[\s./-]?)?(?:\(?\d{2,5}\)?[\s./-]){2,}\d{2,}")
CALLED = re.compile(
    r"(?:(?:tel|fon|phone|fax|mobile?|telefon)\w*[.:]?\s*|\+)(?:\(?\d{1,5}\)?[\s./-]?){2,6}\d{2,}|"
    r"(?<![\w.-])\(?0\d{1,4}\)?[\s./-]\d{2,}(?:[\s./-]\d{2,})+",
    re.IGNORECASE,
)
"""A phone number that says so, by a word, a + or a leading 0; an article number may look like any other."""
WEB = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w.+-]+@[\w-]+\.[\w.]+|\b[\w-]+\.(?:com|eu|net|org|hu|ro|fr|de|it|es|uk|co)\b", re.I
)
DATE = re.compile(r"\b\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d\b|\b(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}\b")
CODE_MARK = re.compile(
    r"^(?P<key>[^\d:#]{1,22}?)(?:\s?[:.#№°]+\s*|\s+)(?:n[°ro]\.?\s?|no\.?\s?|nr\.?\s?|#\s?)?"
    r"(?P<code>[#]?[A-Z]{0,6}[-./ ]?\d[\w./-]*(?:\s\d[\w./-]*)?)$",
    re.IGNORECASE,
)
NOT_CODES = (BARCODE, NORMS, DATE, CALLED, WEB, SIZE, PRICE, MEASURE)
LONGEST = 600
"""Characters of a line that are looked at: a longer one is running text."""


@dataclass(frozen=True)
class Found:
    """A fact in a line: `text` as printed, `start` and `end` its place in the line."""

    name: str
    value: str
    text: str
    start: int
    end: int
    unit: str | None = None


def prices(text: str) -> Iterator[Found]:
    """Amounts with their currency; the value is a plain decimal number, the unit an ISO 4217 code."""
    for match in PRICE.finditer(text[:LONGEST]):
        mark = (match["before"] or match["after"]).lower()
        if mark == "ft" and "Ft" not in match.group():  # feet, not forints
            continue
        amount = plain_number(match["a"] or match["b"])
        yield Found("price", amount, match.group().strip(), match.start(), match.end(), CURRENCIES[mark])


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


def sizes(text: str) -> Iterator[Found]:
    """Sizes of two to four sides, as printed but for one form of the sign: "60 x 120 cm" and "60cm x 120cm" are
    "60×120" in cm; and sides that are marked, without a sign: "W 60, H 90 cm".
    """
    for match in SIZE.finditer(text[:LONGEST]):
        sides = re.sub(r"\s?[x×X*]\s?", "×", match["sides"].strip())
        inner = re.findall(r"(mm|cm|dm|m|in)(?=×|$)", sides)
        unit = match["unit"] or (inner[-1] if inner else None)
        one_unit = {*inner, unit} == {unit}
        value = re.sub(r"\s?(?:mm|cm|dm|m|in)(?=×|$)" if one_unit else r"\s?(?:mm|cm|dm|m|in)$", "", sides)
        yield Found("size", value, match.group().strip(), match.start(), match.end(), unit)
    for match in MARKED_SIZE.finditer(text[:LONGEST]):
        found = _of_marks(match)
        if found:
            yield found


def _of_marks(match: re.Match[str]) -> Found | None:
    """The size that marked sides give: of one unit, each mark once; without a unit there are three sides."""
    marked = list(MARKED_SIDE.finditer(match.group()))
    units = {side["unit"] for side in marked if side["unit"]}
    marks = {side["mark"] for side in marked}
    if len(marks) < len(marked) or len(units) > 1 or (not units and len(marked) < 3):
        return None
    value = "×".join(f"{side['mark']} {side['number']}" for side in marked)
    return Found("size", value, match.group(), match.start(), match.end(), units.pop() if units else None)


def measures(text: str) -> Iterator[Found]:
    """Numbers with a unit that are neither part of a size nor a price."""
    taken = [(found.start, found.end) for found in (*sizes(text), *prices(text))]
    for match in MEASURE.finditer(text[:LONGEST]):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        number = (match["sign"] or "").strip() + match["number"] + (match["upto"] or "").replace(" ", "")
        yield Found("measure", number, match.group().strip(), match.start(), match.end(), match["unit"])


def codes(text: str) -> Iterator[Found]:
    """Tokens that look like article codes: letters with digits, digits with / or -, long numbers. Norms, dates, phone
    numbers, web addresses, sizes, prices and measures are none.
    """
    text = text[:LONGEST]
    if not any(c.isdigit() for c in text):
        return
    for match in BARCODE.finditer(text):
        yield Found("barcode", re.sub(r"\s", "", match.group()), match.group(), match.start(), match.end())
    taken = [
        m.span()
        for pattern in (BARCODE, NORMS, DATE, CALLED, WEB, SIZE, PRICE, MEASURE)
        for m in pattern.finditer(text)
    ]
    for match in CODE.finditer(text):
        token = match.group()
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        if (
            re.fullmatch(r"(?:[A-Z]+ )?(?:19|20)\d\d(?:[-/]\d{2,4})?", token)
            or len(token) < 4
            or re.fullmatch(r"\d{1,2}[./-]\d{1,2}", token)
        ):
            continue
        yield Found("code", token, token, match.start(), match.end())


def marked_code(text: str) -> Found | None:
    """A code after a word for code: "Set #30510", "Cikkszám: 123", "Réf. AB 12"."""
    match = CODE_MARK.match(text.strip()) if len(text) <= 60 else None
    if match is None:
        return None
    key = match["key"].strip(" .:#°№")
    if (
        words.fact_of(key) == "code"
        or words.fact_of(key.split()[-1] if key else "") == "code"
        or "#" in text[: match.start("code") + 1]
    ):
        return Found("code", match["code"].lstrip("#").strip(), text.strip(), match.start("code"), match.end("code"))
    return None


def key_value(text: str) -> tuple[str, str] | None:
    """ "Key: value" split in two; None for a time, a ratio, a web address or a sentence before the colon."""
    match = KEY_VALUE.match(text[:LONGEST])
    if match is None or WEB.match(text) or "//" in text[: match.end("key") + 3]:
        return None
    key, value = match["key"].strip(), match["value"].strip()
    ratio = key[-1:].isdigit() and value[0].isdigit()
    if ratio or len(key.split()) > 5 or not any(c.isalpha() for c in key) or "." in key.rstrip("."):
        return None
    return key, value


def value_only(text: str) -> bool:
    """Whether a line is nothing but values: prices, sizes, measures, numbers, percentages. A code with letters may be a
    model's name, so it is none.
    """
    rest = text
    for pattern in (PRICE, SIZE, MEASURE):
        rest = pattern.sub(" ", rest)
    return not any(
        c.isalpha() for c in re.sub(r"(?i)\b(?:from|ab|dès|a partire da|from|de la|approx|ca|max|min)\b", " ", rest)
    )


def contact_marks(text: str) -> int:
    """How many signs of contact details a text holds: web and mail addresses, phone numbers with a word for them."""
    folded = fold(text)
    phones = (
        len(PHONE.findall(text)) if re.search(r"\b(?:tel|fon|phone|fax|mobil|telefon|t\.|f\.)|\+\d\d", folded) else 0
    )
    return len(WEB.findall(text)) + phones
