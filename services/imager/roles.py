"""What a picture is on its page, by its size, look, place and repetition.

The thresholds were set by looking at generated catalogues and a few real ones; sizes are points or shares of the page.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.ai.images import Role
from pipeline.artefacts import PageKind
from services.imager.found import Look, Picture, Place

REPEATED = 3
"""Pages on which the same picture is furniture of the pages: a logo, an icon or decoration."""
ICON_POINTS = 48.0
SAME_SURFACE = 15.0
"""Look.uneven below which the whole picture shows one surface."""
SWATCH_AREA = 0.12
BACKDROP = 0.75
"""Look.flat from which a picture shows a thing before a smooth backdrop, no room."""
CUT_OUT = 0.8
"""Look.border_white from which a picture stands on white."""
STANDARDS = re.compile(
    r"\b(iso|din|en|ce|ul|fsc|pefc|leed|breeam|epd|greenguard|ecolabel|oeko-tex|reach|rohs)\b|certif|zertif|sertif|tanúsít",
    re.IGNORECASE,
)
"""Marks and words of certificates in the languages of the samples."""


@dataclass(frozen=True)
class Judged:
    """A picture's role; `reason` says why it is no more than decoration, empty for every other role."""

    role: Role
    reason: str = ""


@dataclass(frozen=True)
class Context:
    """What is known of the document: each planned page's kind, the pages that are scans, and how many pictures of a
    page have the same size (in whole points).
    """

    kinds: Mapping[int, PageKind]
    scans: frozenset[int]
    alike: Mapping[tuple[int, int, int], int]


def context(kinds: Mapping[int, PageKind], scans: frozenset[int], places: Sequence[Place]) -> Context:
    return Context(kinds, scans, Counter(_size(place) for place in places))


def judge(picture: Picture, places: Sequence[Place], caption: str, document: Context) -> Judged:
    """The role of `picture`, which stands at `places` and has that caption."""
    look = picture.look
    place = max(places, key=lambda place: place.area)
    pages = len({place.page for place in places})
    kind = document.kinds.get(place.page, "other")
    width, height = place.box[2] - place.box[0], place.box[3] - place.box[1]
    if reason := _decoration(look, place, pages, document):
        return Judged("decoration", reason)
    if kind == "certificates" or (place.area < 0.08 and STANDARDS.search(caption)):
        return Judged("certificate")
    if pages >= REPEATED and place.area < 0.06:
        margin = not 0.12 < place.centre[1] < 0.88
        return Judged("logo" if margin or max(width, height) > ICON_POINTS else "icon")
    surface = look.border_white < CUT_OUT and look.uneven < SAME_SURFACE
    if surface and look.contrast < 20 and place.area < SWATCH_AREA:
        return Judged("swatch")
    if max(width, height) < ICON_POINTS and (_graphic(look) or document.alike[_size(place)] > 1):
        return Judged("icon")
    if _drawing(look):
        return Judged("technical drawing")
    if _graphic(look) and look.chroma > 20 and place.area < 0.15 and kind != "product" and not surface:
        return Judged("logo")
    if surface:
        # a close-up of a surface is a swatch while it is small, or one of a row
        return Judged("swatch" if place.area < SWATCH_AREA or document.alike[_size(place)] >= 3 else "product")
    if look.border_white < CUT_OUT and place.area > 0.12 and look.flat < BACKDROP:
        return Judged("room")
    return Judged("product")


def _decoration(look: Look, place: Place, pages: int, document: Context) -> str:
    if place.page in document.scans and place.area > 0.8 and document.kinds.get(place.page) != "product":
        return "decoration: the page itself, scanned"
    if pages >= REPEATED and place.area > 0.3:
        return f"decoration: the background of {pages} pages"
    width, height = place.box[2] - place.box[0], place.box[3] - place.box[1]
    if pages >= REPEATED and max(width, height) > 6 * min(width, height):
        return f"decoration: a band on {pages} pages"
    plain = look.contrast < 1.5 or look.colours <= 1
    in_a_row = document.alike[_size(place)] >= 2
    if plain and not in_a_row and (place.area > 0.3 or max(width, height) > 2.5 * min(width, height)):
        return "decoration: one colour"
    if plain and look.white > 0.99:
        return "decoration: blank"
    return ""


def _graphic(look: Look) -> bool:
    """Drawn in flat colours, not photographed."""
    return look.flat > 0.5 and look.colours <= 48


def _drawing(look: Look) -> bool:
    """Thin lines on white, without colour."""
    return look.white > 0.6 and look.chroma < 8 and look.lines > 0.55 and look.colours <= 40


def _size(place: Place) -> tuple[int, int, int]:
    return place.page, round(place.box[2] - place.box[0]), round(place.box[3] - place.box[1])
