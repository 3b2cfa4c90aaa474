"""Cleaning of extracted text: ligatures, soft hyphens, look-alike glyphs of broken fonts, letter-spacing."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\ufffd\ufffe\uffff\x00"))
"""Dropped, and so are the orders that turn writing about (Unicode TR9) and lone surrogates."""
INVISIBLE |= dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xD800, 0xE000)])
SPACES = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u205f\u3000\x01-\x1f\x7f-\x9f]+")
LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st"}
# Calibri's ti and tt ligatures, given Unicode letters of their own by Word's PDF export
BROKEN_LIGATURES = ((re.compile(r"Ɵ(?=[a-z])|(?<=[a-z])Ɵ"), "ti"), (re.compile(r"Ʃ(?=[a-z])|(?<=[a-z])Ʃ"), "tt"))
LETTER_SPACED = 0.7
"""Share of single letters among the words from which a line counts as letter-spaced."""


def clean(text: str) -> str:
    """`text` without invisible characters and ligatures, NFC, each run of white space one space."""
    text = text.translate(INVISIBLE)
    for glyph, letters in LIGATURES.items():
        text = text.replace(glyph, letters)
    for pattern, letters in BROKEN_LIGATURES:
        text = pattern.sub(letters, text)
    return SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def join_words(words: Sequence[tuple[float, float, str]]) -> str:
    """A line from its words (x0, x1, text; left to right): joined by spaces, or, where it is letter-spaced, letter by
    letter with spaces only at the wide gaps.
    """
    texts = [text for _, _, text in words]
    singles = sum(len(text) == 1 and text.isalpha() for text in texts)
    if len(texts) < 3 or singles < LETTER_SPACED * len(texts):
        return " ".join(texts)
    gaps = [right[0] - left[1] for left, right in pairwise(words)]
    wide = 1.7 * max(median(gaps), 0.1)
    return texts[0] + "".join((" " if gap > wide else "") + text for gap, text in zip(gaps, texts[1:], strict=True))


def fold(text: str) -> str:
    """`text` for comparing words: casefolded, without accents, spaces single."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return SPACES.sub(" ", "".join(c for c in decomposed if not unicodedata.combining(c))).strip()


def flat(text: str) -> str:
    """`text` (NFC) without accents, letter for letter: what stands at an index of one stands there in the other."""
    return text if text.isascii() else "".join(unicodedata.normalize("NFD", c)[0] for c in text)
