"""Which pages belong to which product: its first, those that go on about it, and not the others' and the decoys."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from pipeline.artefacts import Line
from services.discovery import names, words
from services.discovery.anchors import Anchor
from services.discovery.book import LARGE, Book
from services.discovery.layout import View, in_band

SPREADS = 0.6
"""Share of the products before which a page of a picture alone must stand, for such pages to be theirs."""

SEEN = 12
"""Letters that OCR may see in a picture without words."""
INTERRUPTION = 2
"""Most pages of other things, as an advertisement, after which a product may go on."""
MANY = 4
"""Products from which those before it tell how the last one goes on."""
LISTED = 5
"""Products from which a page that names them and begins none is a list of them."""


def pages_of(book: Book, anchors: Sequence[Anchor]) -> list[tuple[int, ...]]:
    """The pages of each product, by its anchor (anchors in page order). A product that shares its page with others has
    that page; one that heads its page alone goes on until something else begins; a range printed in the index counts.
    """
    per_page: dict[int, list[Anchor]] = defaultdict(list)
    for anchor in anchors:
        per_page[anchor.page].append(anchor)
    starts = sorted(per_page)
    alone = sum(len(found) == 1 for found in per_page.values()) >= 0.5 * len(starts)
    keys = {anchor.key for anchor in anchors}
    found: list[tuple[int, ...]] = []
    for anchor in anchors:
        following = bisect_right(starts, anchor.page)
        end = starts[following] if following < len(starts) else book.count + 1
        if anchor.pages:
            found.append(tuple(n for n in anchor.pages if n == anchor.page or _free(book, n, per_page)))
            continue
        last_on_page = per_page[anchor.page][-1] is anchor
        more = _following(book, anchor, keys, end) if alone and last_on_page else []
        found.append((anchor.page, *more))
    found = _ended(book, anchors, found)
    return _with_pictures(book, found) if alone else found


def _ended(book: Book, anchors: Sequence[Anchor], found: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """The last product without what follows it under a headline of its own, as technical data or an invitation, where
    no other product goes on over a page without its name: nothing begins after it that would end it.
    """
    if len(found) < MANY or anchors[-1].pages:
        return found

    def strange(anchor: Anchor, number: int) -> bool:
        view = book.views[number]
        return anchor.key not in names_on((*view.lines, *view.heads), {anchor.key})

    if any(strange(a, n) for a, pages in zip(anchors[:-1], found, strict=False) for n in pages if n != a.page):
        return found
    last, pages = anchors[-1], found[-1]
    headed = (n for n in pages if n > last.page and book.top(n) >= LARGE * book.body and strange(last, n))
    end = next(headed, book.count + 1)
    return [*found[:-1], tuple(n for n in pages if n < end)]


def _free(book: Book, number: int, per_page: Mapping[int, object]) -> bool:
    """Whether a page is neither a decoy nor the first of a product."""
    return number in book.views and number not in book.decoys and number not in per_page


def _with_pictures(book: Book, found: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Pages of a picture alone right before a product's first, where most products have one: the left of a spread."""
    taken = {number for pages in found for number in pages}

    def pictured(pages: tuple[int, ...]) -> bool:
        view = book.views.get(pages[0] - 1)
        if view is None or view.number in taken or view.number in book.decoys:
            return False
        return _wordless(view) and view.picture_share >= 0.4

    spreads = [pages for pages in found if pictured(pages)]
    if len(spreads) < max(2, SPREADS * len(found)):
        return found
    return [(pages[0] - 1, *pages) if pictured(pages) else pages for pages in found]


def _wordless(view: View) -> bool:
    """Whether a page has no words, or but the few letters that OCR sees in a picture."""
    return not view.lines or (view.page.source == "ocr" and sum(map(len, view.text.split())) <= SEEN)


def _following(book: Book, anchor: Anchor, keys: Collection[str], end: int) -> list[int]:
    """Pages after the anchor's, before `end`, about its product: those that name it, those with evidence and no
    headline of their own, and pictures between them; after a page or two of other things only those that bear its name,
    unless these are somebody else's: without the page number or running head that the product's first page has.
    """
    confirmed: list[int] = []
    waiting: list[int] = []
    apart = skipped = 0
    framed = book.is_framed(anchor.page)
    for number in range(anchor.page + 1, end):
        about = _about(book, number, anchor, keys)
        if about and (not apart or _bears(book, number, anchor, keys)):
            signed = _signed(book, anchor.page, anchor) and _signed(book, number, anchor)
            confirmed += [*(n for n in waiting if not signed or not book.views[n].lines), number]
            waiting, apart = [], 0
        elif about is None and not apart:
            waiting.append(number)
        elif framed and not book.is_framed(number) and not apart and skipped < INTERRUPTION:
            skipped += 1
        else:
            waiting, apart = [], apart + 1
            if apart > INTERRUPTION:
                break
    return confirmed


def _bears(book: Book, number: int, anchor: Anchor, keys: Collection[str]) -> bool:
    """Whether a page has the product's name alone in a line, as its heading, running head or foot, and no other's."""
    view = book.views[number]
    return {key for line in (*view.lines, *view.heads) if (key := names.key(line.text)) in keys} == {anchor.key}


def _signed(book: Book, number: int, anchor: Anchor) -> bool:
    """Whether the product's name is the page's running head or foot: a page of text without it is then another's."""
    view = book.views[number]
    return any(names.key(line.text) == anchor.key and in_band(line, view.page) for line in (*view.lines, *view.heads))


def _about(book: Book, number: int, anchor: Anchor, keys: Collection[str]) -> bool | None:
    """Whether a page is about the anchor's product: True, False, or None where it does not say."""
    view = book.views[number]
    named = names_on((*view.lines, *view.heads), keys)
    misnamed = number in book.called_decoys and words.names_no_product(anchor.name) and anchor.key in named
    if number in book.decoys and not misnamed:
        return False
    if len(named) >= LISTED:
        return False
    if anchor.key in named:
        return True
    if named or book.is_divider(number, anchor.heading.style):
        return False
    if book.top(number) >= 0.9 * anchor.heading.style.size and view.lines:
        return False
    if book.evidence[number].strong:
        return True
    return None


def names_on(lines: Iterable[Line], keys: Collection[str]) -> set[str]:
    """Which of the names with `keys` stand in the short lines of a page."""
    found: set[str] = set()
    for line in lines:
        if len(line.text) <= names.MAX_LETTERS and not names.is_sentence(line.text):
            found |= names.named(line.text, keys)
    return found
