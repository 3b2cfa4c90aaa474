"""Names of products as printed: section number and code taken off, and whether a line can be a name at all."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from services.discovery import patterns, words
from services.discovery.placeholders import is_placeholder
from services.discovery.text import clean, fold

SECTION = re.compile(r"^\s*(?P<section>(?:\d{1,3}\.){1,4}\d{0,3}\.?|[A-Z]\.\d{0,3}\.?|\d{1,2}[.)])\s+(?=\S*[^\W\d])")
TRAILING_CODE = re.compile(r"\s*[,–—|/-]\s*(?P<code>\S+)$")
WORD = re.compile(r"[^\W_]+")
BULLET = re.compile(r"^[•·▪■►●○◦\-–*»›]\s")
MAX_LETTERS = 110
LONGEST_CODE = 30
MAX_WORDS = 16


@dataclass(frozen=True)
class Name:
    """A product's name, with the section number and code printed in the same line."""

    text: str
    section: str = ""
    code: str = ""


@lru_cache(maxsize=65_536)
def split(text: str) -> Name:
    """ "2.18. Difference Amplifier, 04B-358" is the name "Difference Amplifier" of section 2.18 and code 04B-358."""
    text = clean(text)
    section = ""
    match = SECTION.match(text)
    if match:
        section, text = match["section"].rstrip(".)"), text[match.end() :]
    code = ""
    match = TRAILING_CODE.search(text) if not is_code(text) else None
    if match and any(found.value == match["code"] for found in patterns.codes(match["code"])):
        code, text = match["code"], text[: match.start()]
    return Name(text.strip(" ,;:–—-|"), section, code)


@lru_cache(maxsize=65_536)
def is_code(text: str) -> bool:
    """Whether a line is an article code with letters and nothing else, which may be all the name there is."""
    text = text.strip()
    if len(text) > LONGEST_CODE:
        return False
    return any(c.isalpha() for c in text) and any(found.text == text for found in patterns.codes(text))


@lru_cache(maxsize=65_536)
def can_be_name(text: str, *, large: bool = False) -> bool:
    """Whether a line can be a product's name: words, few of them, no sentence, no value, no usual heading. One set
    `large` reads as running text only if it ends as a sentence does.
    """
    text = text.strip()
    letters = sum(c.isalpha() for c in text)
    if letters < 2 or len(text) > MAX_LETTERS or len(text.split()) > MAX_WORDS or BULLET.match(text):
        return False
    if patterns.value_only(text) or patterns.WEB.search(text) or patterns.DATE.search(text):
        return False
    if (_ends(text) if large else is_sentence(text)) or is_placeholder(text):
        return False
    if words.names_no_product(text) or words.decoy_of(text):
        return False
    pair = patterns.key_value(text)
    if pair and (words.fact_of(pair[0]) or patterns.value_only(pair[1])):
        return False
    return 3 * letters >= len(text.replace(" ", ""))


def is_sentence(text: str) -> bool:
    """Whether a line reads as running text: it ends as a sentence does, or is long and mostly small letters."""
    if _ends(text):
        return True
    tokens = text.split()
    small = sum(token[:1].islower() for token in tokens)
    return len(tokens) >= 7 and small > 0.65 * len(tokens)


def _ends(text: str) -> bool:
    """Whether a text of several words ends as a sentence does."""
    return (
        text.endswith((".", "!", "?", ";", ",", ":")) and len(text.split()) > 3 and not text.endswith(("Co.", "Ltd."))
    )


def same(a: str, b: str) -> bool:
    """Whether two names are one but for case, accents, spaces and punctuation."""
    return key(a) == key(b)


def key(text: str) -> str:
    """The words of a name, folded, with single spaces: what names are compared by."""
    return " ".join(WORD.findall(fold(text)))


def loose(text: str) -> str:
    """A name's key without spaces: the same for a name that is letter-spaced, hyphenated or broken in one place."""
    return key(text).replace(" ", "")


def named(text: str, keys: Collection[str]) -> set[str]:
    """Which of the names with `keys` a text holds as whole words; of names inside one another only the longest."""
    parts = WORD.findall(fold(text))
    found: list[tuple[int, int, str]] = []
    for start in range(len(parts)):
        for end in range(start, min(start + MAX_WORDS, len(parts))):
            joined = " ".join(parts[start : end + 1])
            if joined in keys:
                found.append((start, end, joined))
    return {name for a, b, name in found if not any((c, d) != (a, b) and c <= a and b <= d for c, d, _ in found)}
