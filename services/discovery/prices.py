"""Prices: an amount with its currency before or after it, what it is for ("/m²"), its terms (from, with VAT)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from services.discovery import words
from services.discovery.numbers import LONGEST, NUMBER, Printed, plain_number
from services.discovery.text import flat

CURRENCIES = {
    "€": "EUR", "eur": "EUR", "euro": "EUR", "$": "USD", "usd": "USD", "us$": "USD", "£": "GBP", "gbp": "GBP",
    "₹": "INR", "inr": "INR", "rs": "INR", "rs.": "INR", "ft": "HUF", "huf": "HUF", "lei": "RON", "ron": "RON",
    "chf": "CHF", "fr.": "CHF", "sfr.": "CHF", "kč": "CZK", "czk": "CZK", "zł": "PLN", "pln": "PLN", "kr": "SEK",
    "sek": "SEK", "dkk": "DKK", "nok": "NOK", "₺": "TRY", "try": "TRY", "¥": "JPY", "jpy": "JPY", "aud": "AUD",
    "cad": "CAD", "aed": "AED", "sar": "SAR", "₽": "RUB", "rub": "RUB", "руб": "RUB", "₴": "UAH", "bgn": "BGN",
    "rsd": "RSD",
}  # fmt: skip
_MARK = "|".join(sorted((re.escape(c) for c in CURRENCIES), key=len, reverse=True))


def _any(listed: frozenset[str]) -> str:
    return "|".join(sorted((re.escape(word) for word in listed), key=len, reverse=True))


PRICE = re.compile(
    rf"(?<![\w.,])(?:(?P<before>{_MARK})\s?(?P<a>{NUMBER})(?:,-|,–|\.-|\.–|/-)?|"
    rf"(?P<b>{NUMBER})(?:,-|,–)?\s?(?P<after>{_MARK}))(?![\w])",
    re.IGNORECASE,
)
PER = re.compile(
    rf"\s?(?:/\s?|\b(?:per|pro|par|al|por|na|je|le|za)\s)"
    rf"(?P<what>m²|m2|m|kg|l|(?:{_any(words.CONTAINERS | words.PIECES)})\.?)(?![\w])",
    re.IGNORECASE,
)
FROM = re.compile(rf"(?:\b(?:{_any(words.FROM)})\.?:?\s)$", re.IGNORECASE)
TERMS = re.compile(
    rf"[\s,;(]{{1,2}}(?:(?P<included>{_any(words.VAT_INCLUDED)})|(?P<excluded>{_any(words.VAT_EXCLUDED)}))(?![\w])\)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Price(Printed):
    """`value` is a plain decimal number, `unit` an ISO 4217 code, with "/m²" or the like where the price is for that;
    `text` is as printed, with what belongs to it, `start` and `end` the place in the line of the amount alone.
    """

    value: str
    unit: str
    vat: str | None = None


def prices(text: str) -> Iterator[Price]:
    """The prices in a line."""
    text = text[:LONGEST]
    if not any(c.isdigit() for c in text):
        return
    for match in PRICE.finditer(text):
        mark = (match["before"] or match["after"]).lower()
        if mark == "ft" and "Ft" not in match.group():  # feet, not forints
            continue
        yield _price(text, match, CURRENCIES[mark])


def _price(text: str, match: re.Match[str], currency: str) -> Price:
    letters = flat(text)
    end = match.end()
    per = PER.match(letters, end)
    end = per.end() if per else end
    terms = TERMS.match(letters, end)
    end = terms.end() if terms else end
    begun = FROM.search(letters[: match.start()])
    unit = currency + (f"/{text[slice(*per.span('what'))].strip('.')}" if per else "")
    start = begun.start() if begun else match.start()
    printed = text[start:end].strip(" ,;")
    return Price(printed, match.start(), match.end(), plain_number(match["a"] or match["b"]), unit, _vat(terms))


def vat(label: str) -> str | None:
    """Whether prices under a label are with tax ("included") or without ("excluded"); None where it does not say."""
    return _vat(TERMS.search(flat(f" {label}")))


def _vat(terms: re.Match[str] | None) -> str | None:
    return None if terms is None else "included" if terms["included"] else "excluded"
