"""Letters of another script that look like Latin ones, as mistyped codes and some fonts have them: a "TESSERA" with a
Cyrillic T is not found as "TESSERA". The pairs are those of Unicode's confusables.txt (TR39) for capitals and small
letters of Cyrillic and Greek that are drawn alike.
"""

import re
import unicodedata
from functools import lru_cache

CYRILLIC = dict(
    zip(
        "ABEHIJKMOPCTYXSaceopxyijs",
        "\u0410\u0412\u0415\u041d\u0406\u0408\u041a\u041c\u041e\u0420\u0421\u0422\u0423"
        "\u0425\u0405\u0430\u0441\u0435\u043e\u0440\u0445\u0443\u0456\u0458\u0455",
        strict=True,
    )
)
GREEK = dict(
    zip(
        "ABEZHIKMNOPTYXvo",
        "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bd\u03bf",
        strict=True,
    )
)
TO_LATIN = {ord(twin): letter for script in (CYRILLIC, GREEK) for letter, twin in script.items()}
TO_CYRILLIC = {ord(letter): twin for letter, twin in CYRILLIC.items()}
FOREIGN = re.compile(r"[\u0370-\u03ff\u0400-\u04ff]")
WORD = re.compile(r"[^\W\d_]+")


def unmixed(text: str) -> str:
    """`text` with the letters of each word of one script: that of most of its letters, if the others have a twin in it.
    Where no letter of the text but such twins is foreign, all of it is Latin.
    """
    if not FOREIGN.search(text):
        return text
    foreign = FOREIGN.findall(text)
    latin = any(_is_latin(c) for c in text)
    if latin and all(ord(c) in TO_LATIN for c in foreign):
        return text.translate(TO_LATIN)
    return WORD.sub(lambda word: _one_script(word[0]), text)


def _one_script(word: str) -> str:
    foreign = FOREIGN.findall(word)
    latin = [c for c in word if _is_latin(c)]
    if not foreign or not latin:
        return word
    if len(latin) >= len(foreign) and all(ord(c) in TO_LATIN for c in foreign):
        return word.translate(TO_LATIN)
    if all(ord(c) in TO_CYRILLIC for c in latin) and all("\u0400" <= c <= "\u04ff" for c in foreign):
        return word.translate(TO_CYRILLIC)
    return word


@lru_cache(maxsize=4096)
def _is_latin(letter: str) -> bool:
    return letter.isalpha() and unicodedata.name(letter, "").startswith("LATIN")
