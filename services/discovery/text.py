"""Cleaning of extracted text: ligatures, hyphens, accents set apart, look-alike glyphs, letter-spacing."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

from services.discovery.lookalikes import unmixed

INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\ufffd\ufffe\uffff\x00"))
"""Dropped, and so are the orders that turn writing about (Unicode TR9) and lone surrogates."""
INVISIBLE |= dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xD800, 0xE000)])
SPACES = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u205f\u3000\x01-\x1f\x7f-\x9f]+")
SOFT_HYPHEN = "\u00ad"
FT = "\ufb05"
"""By name a long s with t; fonts use it for ft."""
FORMS = re.compile("[\ufb00-\ufdff\ufe70-\ufefc\uff05\uff0b\uff0d-\uff1a\uff21-\uff3a\uff41-\uff5a]+")
"""Ligatures, the shapes Arabic letters take in a word, and full-width Latin and digits: one letter in several codes."""
ACCENTS = {
    "\u02dd": ("\u030b", "oOuU"),
    "\u02d8": ("\u0306", "aAgGuU"),
    "\u02c7": ("\u030c", "cCdDeElLnNrRsStTzZ"),
    "\u02db": ("\u0328", "aAeEiIuU"),
    "\u00a8": ("\u0308", "aAeEiIoOuUyY"),
    "\u02da": ("\u030a", "aAuU"),
    "\u02c6": ("\u0302", "aAeEiIoOuUwWyY"),
    "\u02dc": ("\u0303", "aAnNoO"),
    "\u00b8": ("\u0327", "cCsStT"),
}
"""Accents that some fonts set as glyphs of their own, with the combining one and the letters that bear it in European
languages. Acute and grave are not among them: they are typed for apostrophes.
"""
APART = re.compile(rf"(?P<before>[^\W\d_])?(?P<accent>[{''.join(ACCENTS)}])(?P<after>[^\W\d_])?")
LOOSE_MARK = re.compile(r"\s+(?=[\u0300-\u036f])")
BROKEN = re.compile(r"(?<=[^\W\d_])-$")
# Calibri's ti and tt ligatures, given Unicode letters of their own by Word's PDF export
BROKEN_LIGATURES = ((re.compile(r"Ɵ(?=[a-z])|(?<=[a-z])Ɵ"), "ti"), (re.compile(r"Ʃ(?=[a-z])|(?<=[a-z])Ʃ"), "tt"))
LETTER_SPACED = 0.7
"""Share of single letters among the words from which a line counts as letter-spaced."""
GARMENT_SIZES = frozenset({"XXXS", "XXS", "XS", "S", "M", "L", "XL", "XXL", "XXXL"})


def clean(text: str) -> str:
    """`text` without invisible characters and ligatures, accents on their letters (NFC) and words of one script, each
    run of white space one space. A soft hyphen at the end is a hyphen: the word goes on in the next line.
    """
    text = text.rstrip()
    if text.endswith(SOFT_HYPHEN):
        text = text.rstrip(SOFT_HYPHEN) + "-"
    text = FORMS.sub(lambda run: unicodedata.normalize("NFKC", run[0]), text.translate(INVISIBLE).replace(FT, "ft"))
    for pattern, letters in BROKEN_LIGATURES:
        text = pattern.sub(letters, text)
    text = APART.sub(_accented, LOOSE_MARK.sub("", text))
    return SPACES.sub(" ", unmixed(unicodedata.normalize("NFC", text))).strip()


def _accented(found: re.Match[str]) -> str:
    """An accent set apart on its letter: the one after it, as TeX sets them, or else the one before."""
    before, after = found["before"] or "", found["after"] or ""
    mark, letters = ACCENTS[found["accent"]]
    if after and after in letters:
        return before + after + mark
    return before + mark + after if before and before in letters else found[0]


def join_lines(lines: Iterable[str]) -> str:
    """Lines of one paragraph or heading as one: a word broken by a hyphen at a line's end, and going on with a small
    letter, is made whole.
    """
    whole = ""
    for line in lines:
        if whole and BROKEN.search(whole) and line[:1].islower():
            whole = whole[:-1] + line
        else:
            whole = f"{whole} {line}" if whole else line
    return whole


def join_words(words: Sequence[tuple[float, float, str]]) -> str:
    """A line from its words (x0, x1, text; left to right): joined by spaces, or, where it is letter-spaced, letter by
    letter with spaces only at the wide gaps.
    """
    texts = [text for _, _, text in words]
    if not is_letter_spaced(texts):
        return " ".join(texts)
    gaps = [right[0] - left[1] for left, right in pairwise(words)]
    wide = 1.7 * max(median(gaps), 0.1)
    return texts[0] + "".join((" " if gap > wide else "") + text for gap, text in zip(gaps, texts[1:], strict=True))


def is_letter_spaced(texts: Sequence[str]) -> bool:
    """Whether the words of a line are letters of spaced ones: mostly single letters, and no list of sizes (S M L) or
    of letters in alphabetical order.
    """
    singles = [text for text in texts if len(text) == 1 and text.isalpha()]
    if len(texts) < 3 or len(singles) < LETTER_SPACED * len(texts):
        return False
    listed = all(text.upper() in GARMENT_SIZES for text in texts)
    return not listed and any(ord(b) != ord(a) + 1 for a, b in pairwise(singles))


def fold(text: str) -> str:
    """`text` for comparing words: casefolded, without accents, spaces single."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return SPACES.sub(" ", "".join(c for c in decomposed if not unicodedata.combining(c))).strip()


def flat(text: str) -> str:
    """`text` (NFC) without accents, letter for letter: what stands at an index of one stands there in the other."""
    return text if text.isascii() else "".join(unicodedata.normalize("NFD", c)[0] for c in text)
