"""Sample catalogues: PDFs made from a seed, each with its ground truth beside it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from samples import (
    alphabet_de,
    azulejos_pt,
    booklet_en,
    cards_es,
    columns_en,
    decoys_en,
    furniture_it,
    grid_ro,
    handles_it,
    lamps_fr,
    large_en,
    manual_en,
    oprawy_pl,
    outlines_fr,
    panels_en,
    parts_de,
    plates_ro,
    pressorder_nl,
    pricelist_hu,
    recipes_fr,
    rotated_de,
    sanitair_nl,
    scan_hu,
    seating_ro,
    seeds_hu,
    spreads_hu,
    tableware_es,
    thumbs_fr,
    tiles71,
    typeset_ro,
    wallpapers_fr,
    works_ro,
)
from samples.truth import Truth

VARIANTS: dict[str, Callable[[Path, int], Truth]] = {
    "tiles-71": tiles71.build,
    "lamps-fr": lamps_fr.build,
    "furniture-it": furniture_it.build,
    "parts-de": parts_de.build,
    "pricelist-hu": pricelist_hu.build,
    "cards-es": cards_es.build,
    "grid-ro": grid_ro.build,
    "rotated-de": rotated_de.build,
    "scan-hu": scan_hu.build,
    "outlines-fr": outlines_fr.build,
    "typeset-ro": typeset_ro.build,
    "columns-en": columns_en.build,
    "decoys-en": decoys_en.build,
    "manual-en": manual_en.build,
    "large-en": large_en.build,
    "azulejos-pt": azulejos_pt.build,
    "sanitair-nl": sanitair_nl.build,
    "panels-en": panels_en.build,
    "oprawy-pl": oprawy_pl.build,
    "wallpapers-fr": wallpapers_fr.build,
    "tableware-es": tableware_es.build,
    "handles-it": handles_it.build,
    "seeds-hu": seeds_hu.build,
    "seating-ro": seating_ro.build,
    "works-ro": works_ro.build,
    "recipes-fr": recipes_fr.build,
    "thumbs-fr": thumbs_fr.build,
    "plates-ro": plates_ro.build,
    "alphabet-de": alphabet_de.build,
    "spreads-hu": spreads_hu.build,
    "booklet-en": booklet_en.build,
    "pressorder-nl": pressorder_nl.build,
}
"""The layouts by name; each writes a PDF to a path from a seed and returns what is in it."""
DRAWN = frozenset({"scan-hu", "outlines-fr"})
"""Those whose words, on some pages at least, are no text: they are read by OCR."""


@dataclass(frozen=True)
class Sample:
    """The three files of a generated catalogue."""

    pdf: Path
    labels: Path
    truth: Path


def generate(variant: str, out: Path, seed: int = 7, pages: int | None = None) -> Sample:
    """Write `variant`'s PDF, labels (`.json`) and full truth (`.truth.json`) into the folder `out`.

    The same arguments give the same bytes. Only large-en can be given `pages`, 24 to 2000.
    Raises ValueError for a variant that is not in VARIANTS, and for pages it can't have.
    """
    if variant not in VARIANTS:
        raise ValueError(f"there is no sample catalogue {variant!r}; there are {', '.join(VARIANTS)}")
    if pages is not None and variant != "large-en":
        raise ValueError(f"{variant} has a fixed number of pages; only large-en takes another")
    out.mkdir(parents=True, exist_ok=True)
    sample = Sample(*(out / f"{variant}{ending}" for ending in (".pdf", ".json", ".truth.json")))
    truth = VARIANTS[variant](sample.pdf, seed) if pages is None else large_en.build(sample.pdf, seed, pages)
    truth.write(sample.labels, sample.truth)
    return sample
