"""Which language a text is in, by its most common small words."""

import re
from collections import Counter
from collections.abc import Iterable

from services.discovery.text import fold

COMMON = {
    "en": "the of and to in is for with by on are from this that or as be an your",
    "fr": "le la les de des du et en un une pour avec dans sur par est sont au aux vous",
    "de": "der die das und in den von mit fur auf ist im ein eine zu dem sind nicht auch",
    "it": "il lo la gli di e del della che per con un una in dei delle sono nel alla da",
    "es": "el la los las de y en un una para con por del es que se al su sus como",
    "hu": "a az es egy hogy nem is meg de ez vagy van amely csak ket minden termek valamint szerint",
    "ro": "si de la in cu pentru din pe este sunt o un care sau prin se ale lei nu mai",
    "pt": "o a os as de e do da em um uma para com por dos das no na que nao",
    "nl": "de het een en van in op met voor is zijn te bij aan ook of door uit",
    "pl": "i w z na do nie sie jest od za oraz dla przez przy jak lub o po ze to a",
}
_WORDS = {language: frozenset(words.split()) for language, words in COMMON.items()}
LEAST = 8
"""Common words that must be seen before a language is named."""


def language(texts: Iterable[str]) -> str:
    """ISO 639-1 code of the language most common words are of; empty when they are few, or none wins clearly."""
    seen: Counter[str] = Counter()
    for text in texts:
        seen.update(re.findall(r"[^\W\d_]+", fold(text)))
    counts = Counter({code: sum(seen[word] for word in known) for code, known in _WORDS.items()})
    (best, most), (_, second) = counts.most_common(2)
    return best if most >= LEAST and most > 1.15 * second else ""
