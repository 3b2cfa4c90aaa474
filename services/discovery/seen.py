"""Whether the text of a page is to be seen and read, from the order in which MuPDF draws the page."""

import re
from collections.abc import Callable, Sequence
from unicodedata import category

from services.discovery.geometry import area
from services.discovery.text import fold

Drawn = tuple[str, Sequence[float]]
"""What is drawn and where, as page.get_bboxlog() says: "fill-text", "ignore-text" (invisible), "fill-image", …"""
COVERING = 0.35
"""Share of the page from which a picture may hide the text under it."""
MOST_COVERS = 8
"""Pictures that large on a page; text under more is found under these."""
STRANGE = 0.02
"""Share of signs that are no letters from which a text is looked at more closely."""
VOWELS, LEAST_LETTERS = 0.3, 60
"""Share of vowels among Latin letters, which no language falls below: they are 0.35 to 0.5. Fewer letters tell nothing.
"""
WORD = re.compile(r"[a-z]{3,}")


def hidden(drawn: Sequence[Drawn], page_area: float) -> float:
    """Share of the text's area that is drawn invisibly, or under a large picture drawn later: how programs put the text
    they recognised into a scan. 0 where there is no text.
    """
    covers: list[Sequence[float]] = []
    total = unseen = 0.0
    for kind, box in reversed(drawn):
        if "image" in kind and len(covers) < MOST_COVERS and _area(box) >= COVERING * page_area:
            covers.append(box)
        elif kind.endswith("-text"):
            size = _area(box)
            total += size
            if kind == "ignore-text" or any(_inside(box, cover) for cover in covers):
                unseen += size
    return round(min(unseen / total, 1.0), 3) if total else 0.0


def garbled(text: str, known: Callable[[], str]) -> float:
    """Share of signs other than white space that stand for no letter: unknown, private, control or unassigned ones.
    `text` has the number in its font for a sign of which nothing says what letter it is; only where that looks strange
    is `known` asked, which has U+FFFD for them.
    """
    if not wordless(text) and _no_letters(text) < STRANGE:
        return 0.0
    return round(_no_letters(known()), 3)


def wordless(text: str) -> bool:
    """Whether its Latin words have too few vowels for any language: their letters are other ones than those shown."""
    folded = fold(text)
    letters = "".join(WORD.findall(folded))
    latin = 2 * len(letters) > sum(c.isalpha() for c in folded)
    return latin and len(letters) >= LEAST_LETTERS and sum(c in "aeiouy" for c in letters) < VOWELS * len(letters)


def _no_letters(text: str) -> float:
    signs = [c for c in text if c not in " \t\r\n"]
    return sum(c == "\ufffd" or category(c) in ("Co", "Cc", "Cn") for c in signs) / len(signs) if signs else 0.0


def _area(box: Sequence[float]) -> float:
    return area((box[0], box[1], box[2], box[3]))


def _inside(box: Sequence[float], cover: Sequence[float]) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return cover[0] <= x <= cover[2] and cover[1] <= y <= cover[3]
