"""What a page is when it is not about products: cover, index, contact, certificates, terms and other decoys."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pipeline.artefacts import PageKind
from services.discovery import evidence, names, overviews, patterns, told_keys, words
from services.discovery.headings import headings, headline
from services.discovery.layout import View

SHOWN: dict[str, PageKind] = {
    "index": "index",
    "contact": "contact",
    "certificates": "certificates",
    "about": "text",
    "terms": "text",
    "instructions": "text",
    "notes": "text",
    "recipes": "text",
    "projects": "other",
    "overview": "other",
}
"""The page kind of each kind of decoy in words.DECOYS."""


@dataclass(frozen=True)
class Kind:
    """What a page is, and the reason in words; `decoy` where no product's page is expected, `called` where only a
    headline tells so, `listing` where it is an index whose headline may be a section's.
    """

    kind: PageKind
    reason: str
    decoy: bool
    called: bool = False
    listing: bool = False


def kinds(views: Sequence[View], indexes: Collection[int]) -> dict[int, Kind]:
    """The kinds of all pages that have one by themselves; the others may be products'. `indexes` are index pages."""
    found: dict[int, Kind] = {}
    chapters: dict[str, str] = {}
    for view in views:
        kind = _kind(view, view.number in indexes, len(views))
        top = headline(view)
        name = names.split(top.text) if top else names.Name("")
        if kind and name.section and words.decoy_of(name.text):
            chapters[name.section] = name.text
        chapter = _chapter(name.section, chapters)
        if not kind and chapter:
            kind = Kind("text", f"it belongs to the chapter {chapter!r}", True)
        if kind:
            found[view.number] = kind
    for number in overviews.overviews(views, found.keys()):
        found[number] = Kind(SHOWN["overview"], "it lists what other pages show", True)
    return found


def _chapter(section: str, chapters: Mapping[str, str]) -> str | None:
    """The title of the decoy chapter that a numbered heading belongs to: 1.2 to 1."""
    parts = section.split(".")
    return next((title for n in range(1, len(parts)) if (title := chapters.get(".".join(parts[:n])))), None)


def _kind(view: View, is_index: bool, page_count: int) -> Kind | None:
    if not view.page.lines and not view.page.pictures and view.page.drawings <= 2:
        return Kind("blank", "nothing is on the page", True)
    named = _announced(view)
    if is_index:
        return Kind("index", "it lists names with page numbers", True, listing=not named)
    if named:
        return Kind(SHOWN[named[0]], f"its headline is {named[1]!r}", True, called=True)
    if _is_contact(view):
        return Kind("contact", "it gives addresses and numbers", True)
    told = told_keys.kind(view)
    if told:
        return Kind(SHOWN[told[0]], f"it tells {' and '.join(told[1][:2])}, as of {told[0]}", True)
    if view.number == 1 and page_count > 2 and _is_cover(view):
        return Kind("cover", "the first page, with few words", True)
    if view.number == page_count > 2 and _is_cover(view):
        return Kind("cover", "the last page, with few words", True)
    return None


def _announced(view: View) -> tuple[str, str] | None:
    """The decoy kind the page's headline or running head announces, with its words."""
    top = headline(view)
    running = [line.text for line in view.lines if line.box[1] < 0.08 * view.page.height]
    for text in ([top.text] if top else []) + running:
        kind = words.decoy_of(names.split(text).text)
        if kind:
            return kind, text
    return None


def _is_contact(view: View) -> bool:
    """Mostly addresses: several contact marks and little else."""
    marks = sum(patterns.contact_marks(line.text) for line in view.lines)
    return marks >= 3 and marks >= 0.2 * len(view.lines)


def _is_cover(view: View) -> bool:
    """Few words, and none that a product's page would have."""
    found = evidence.of_lines(view.lines)
    return len(view.text.split()) <= 40 and not (found.strong or found.sizes)


def is_divider(view: View, body: float) -> bool:
    """Whether a page looks like one that opens a section: a heading much larger than the running text (`body`), few
    short lines.
    """
    found = headings(view)
    if not found or len(view.lines) > 40 or sum(len(line.text) for line in view.lines) > 600:
        return False
    largest = max(h.style.size for h in found)
    return largest >= 1.6 * body
