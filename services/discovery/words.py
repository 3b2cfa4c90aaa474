"""The words rules need, in ten languages, from words.toml: labels of facts, headlines of decoy pages, plain lists."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from services.discovery.text import fold

_FILE = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
FACT_NAMES = frozenset(_FILE["facts"])
HELPERS = frozenset({"name", "property", "value", "unit", "page", "norm"})
"""Table columns that are part of a fact rather than one."""
_FACTS: dict[str, str] = {}
_DECOYS: dict[str, str] = {}
for table, source in ((_FACTS, _FILE["facts"]), (_DECOYS, _FILE["decoys"])):
    for kind, listed in source.items():
        for word in listed:
            table.setdefault(word, kind)
SIDES: dict[str, str] = {word: kind for kind, listed in _FILE["sides"].items() for word in listed}
"""Words and abbreviations beside the sides of a thing, folded, by the fact they stand for."""
SIDES |= {word: kind for kind in _FILE["sides"] for word in _FILE["facts"][kind] if " " not in word}
_OTHER_KEYS: dict[str, str] = {word: kind for kind, listed in _FILE["other_keys"].items() for word in listed}
_LISTS = {name: frozenset(listed) for name, listed in _FILE["lists"].items()}
CONTAINERS, PIECES = _LISTS["containers"], _LISTS["pieces"]
FROM, VAT_INCLUDED, VAT_EXCLUDED = _LISTS["price_from"], _LISTS["vat_included"], _LISTS["vat_excluded"]
_NOT_NAMES, _COUNTRIES, _COLOURS = _LISTS["not_names"], _LISTS["countries"], _LISTS["colours"]
_PLACEHOLDERS = _LISTS["placeholders"]

_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_UNIT = re.compile(r"\s*[(\[][^)\]]{1,14}[)\]]\s*$")
_NUMBERED = re.compile(r"\s*(?:#|№|n[°ro]\.?|nos?\.?|num(?:ber)?\.?|nr\.?|szam|szám)\s*$", re.IGNORECASE)
_NUMBER = re.compile(r"^[\divx]+[.)]\s*")


@lru_cache(maxsize=65_536)
def fact_of(label: str) -> str | None:
    """The fact a label stands for: "Épaisseur (mm):" is thickness; None when it is no known label."""
    if len(label) > 60:
        return None
    folded = fold(label)
    bare = _EDGES.sub("", _UNIT.sub("", folded.rstrip(" :")))
    return _FACTS.get(bare) or _FACTS.get(f"{bare}.") or _FACTS.get(folded)


@lru_cache(maxsize=65_536)
def column_of(label: str) -> str | None:
    """The fact a table's column head or a key before a colon stands for: all of it, or a part of a compound one ("Prix
    public TTC", "Qty/box", "Item #"). Looser than `fact_of`, as nothing else stands there.
    """
    exact = fact_of(label)
    if _NUMBERED.search(label) and (exact in (None, "name")) and fact_of(_NUMBERED.sub("", label)):
        return "code"
    if exact or len(label.split()) > 4:
        return exact
    parts = [part for part in re.split(r"\s*[/,|(]\s*|\s+", label) if part]
    return next((fact for part in (parts[0], parts[-1]) if (fact := fact_of(part))), None) if parts else None


@lru_cache(maxsize=65_536)
def decoy_of(headline: str) -> str | None:
    """The kind of page a headline announces when it is not a product's; None for any other headline."""
    return _DECOYS.get(_EDGES.sub("", _NUMBER.sub("", fold(headline)))) if len(headline) <= 80 else None


@lru_cache(maxsize=65_536)
def names_no_product(heading: str) -> bool:
    """Whether a heading is one of the usual ones inside a product's pages, or of a decoy page."""
    folded = _EDGES.sub("", fold(heading)) if len(heading) <= 80 else ""
    return folded in _NOT_NAMES or folded in _DECOYS or folded in _FACTS


def side_of(mark: str) -> str | None:
    """The fact a word or abbreviation beside a size's side stands for: "larg." is width."""
    return SIDES.get(_EDGES.sub("", fold(mark)))


def other_key(label: str) -> str | None:
    """The kind of page ("projects", "recipes") a key is printed on when no product's; None for any other label."""
    return _OTHER_KEYS.get(_EDGES.sub("", fold(label))) if len(label) <= 40 else None


def is_for_name(text: str) -> bool:
    """Whether `text`, folded, stands for a product's name in a template."""
    return text.strip() in _PLACEHOLDERS


def is_country(text: str) -> bool:
    """Whether `text` is the name of a country or region alone."""
    return len(text) <= 30 and _EDGES.sub("", fold(text)) in _COUNTRIES


def is_colour(text: str) -> bool:
    """Whether `text` is a common colour's name alone."""
    return len(text) <= 30 and _EDGES.sub("", fold(text)) in _COLOURS
