"""What single lines say by their form: codes, key: value, contacts, values alone."""

import re
from collections.abc import Iterator

from services.discovery import words
from services.discovery.measures import MEASURE, Found, packed
from services.discovery.numbers import LONGEST, Printed
from services.discovery.prices import prices
from services.discovery.sizes import sizes
from services.discovery.text import fold

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
ABOUT = re.compile(r"\b(?:from|ab|dès|a partire da|de la|approx|ca|max|min)\b", re.IGNORECASE)
"""Words beside a value alone."""
NOT_CODES = (BARCODE, NORMS, DATE, CALLED, WEB, MEASURE)
CODE_MARK = re.compile(
    r"^(?P<key>[^\d:#]{1,22}?)(?:\s?[:.#№°]+\s*|\s+)(?:n[°ro]\.?\s?|no\.?\s?|nr\.?\s?|#\s?)?"
    r"(?P<code>[#]?[A-Z]{0,6}[-./ ]?\d[\w./-]*(?:\s\d[\w./-]*)?)$",
    re.IGNORECASE,
)


def codes(text: str) -> Iterator[Found]:
    """Tokens that look like article codes: letters with digits, digits with / or -, long numbers. Norms, dates, phone
    numbers, web addresses, sizes, prices and measures are none.
    """
    text = text[:LONGEST]
    if not any(c.isdigit() for c in text):
        return
    for match in BARCODE.finditer(text):
        yield Found(match.group(), match.start(), match.end(), "barcode", re.sub(r"\s", "", match.group()))
    taken = [m.span() for pattern in NOT_CODES for m in pattern.finditer(text)]
    known: list[Printed] = [*sizes(text), *prices(text), *packed(text)]
    taken += [(found.start, found.end) for found in known]
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
        yield Found(token, match.start(), match.end(), "code", token)


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
        return Found(text.strip(), match.start("code"), match.end("code"), "code", match["code"].lstrip("#").strip())
    return None


def says_code(text: str) -> bool:
    """Whether a line is a word for code and a code: "Ref. AB 12"; a number sign alone does not say so."""
    match = CODE_MARK.match(text) if len(text) <= 60 else None
    return match is not None and words.fact_of(match["key"].strip(" .:#°№")) == "code"


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
    """Whether a line is nothing but values: prices, sizes, measures, numbers, percentages, a code after a word for it.
    A code with letters alone may be a model's name, so it is none.
    """
    rest = text
    values: list[Printed] = [*prices(text), *sizes(text)]
    for found in values:
        rest = rest.replace(found.text, " ")
    if says_code(rest.strip()):
        return True
    return not any(c.isalpha() for c in ABOUT.sub(" ", MEASURE.sub(" ", rest)))


def contact_marks(text: str) -> int:
    """How many signs of contact details a text holds: web and mail addresses, phone numbers with a word for them."""
    folded = fold(text)
    phones = (
        len(PHONE.findall(text)) if re.search(r"\b(?:tel|fon|phone|fax|mobil|telefon|t\.|f\.)|\+\d\d", folded) else 0
    )
    return len(WEB.findall(text)) + phones
