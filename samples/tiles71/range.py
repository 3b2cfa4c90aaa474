"""The tile maker's range: eleven invented series with everything that is printed about them."""

from dataclasses import dataclass, field

import numpy as np

from samples.prose import people
from samples.textures import COLOURS, Pixels, texture

PAGES = (6, 3, 4, 5, 2, 4, 6, 3, 5, 4, 2)  # pages of each series, 44 in all
SECTIONS = ("Marble & Veined", "Stone & Concrete", "Wood & Mosaic")
_SECTION_OF = (0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2)
_LOOKS = ("marble", "marble", "stone", "marble", "concrete", "terrazzo", "stone", "wood", "linen", "mosaic", "plain")
_INVENTED = ("Solenne", "Velmara", "Ondaria", "Tessaro", "Corvenna", "Altamira Nove")
_ACCENTED = ("Névé", "Aurée", "Crête", "Brûlé")
_TWO_WORDS = ("Pietra Lunga", "Casa Vento", "Monte Sereno")
_PREFIXED = (("Drift", "Driftwood"), ("Ember", "Emberline"), ("Harbour", "Harbour Mist"))
_COMMON = ("Terrace", "Linen", "Orchard", "Lantern", "Meadow", "Chapter", "Harvest", "Canvas", "Anchor")
_SIZES = {
    "marble": ("60×120", "90×180", "80×80", "30×60"), "stone": ("60×60", "60×120", "45×90", "100×100"),
    "concrete": ("60×60", "80×80", "120×120"), "terrazzo": ("60×60", "90×90", "20×20"),
    "wood": ("20×120", "25×150", "30×180"), "linen": ("30×60", "60×120", "50×100"),
    "mosaic": ("30×30", "29.5×29.5"), "plain": ("10×10", "15×15", "7.5×30"),
}  # fmt: skip
_MATERIALS = {
    "marble": "Colour-body porcelain stoneware", "stone": "Full-body porcelain stoneware",
    "concrete": "Glazed porcelain stoneware", "terrazzo": "Full-body porcelain stoneware",
    "wood": "Glazed porcelain stoneware", "linen": "White-body ceramic", "mosaic": "Recycled glass",
    "plain": "Double-fired ceramic",
}  # fmt: skip
_FINISHES = {
    "marble": ("polished", "silk", "matt"), "stone": ("matt", "structured", "grip R11"),
    "concrete": ("matt", "lappato"), "terrazzo": ("matt", "honed"), "wood": ("brushed", "grip R11"),
    "linen": ("matt", "embossed"), "mosaic": ("glossy", "satin"), "plain": ("glossy", "matt"),
}  # fmt: skip
_PALETTES = {
    "marble": ("ivory", "chalk", "sand", "greige", "ash", "graphite", "ink", "sage", "blush", "cocoa"),
    "stone": ("ivory", "chalk", "sand", "greige", "ash", "smoke", "graphite", "rust", "moss"),
    "concrete": ("chalk", "greige", "ash", "smoke", "graphite", "sand", "terracotta", "sage"),
    "wood": ("honey", "walnut", "cocoa", "ash", "sand", "smoke", "greige"),
}
CERTIFICATES = ("ISO 9001", "ISO 14001", "EPD", "LEED v4", "BREEAM", "EN 14411", "Ecolabel EU 2014", "WELL v2")


@dataclass(frozen=True)
class Article:
    """One orderable tile: a row of a series' list."""

    code: str
    colour: str
    finish: str
    size: str
    price: str


@dataclass
class Series:
    """A product of this catalogue."""

    name: str
    section: str
    look: str
    pages: int
    designer: str
    year: str
    sizes: list[str]
    thickness: list[str]
    colours: list[str]
    finishes: list[str]
    material: str
    certifications: list[str]
    technical: list[tuple[str, str, str, str]]
    packaging: list[tuple[str, str, str, str, str]]
    articles: list[Article]
    priced: bool
    surfaces: dict[str, Pixels] = field(default_factory=dict)
    first_page: int = 0


def make_range(rng: np.random.Generator) -> list[Series]:
    """The eleven series, in catalogue order. Other seeds give other names, colours and figures."""
    pair = _PREFIXED[int(rng.integers(len(_PREFIXED)))]
    invented = [_INVENTED[i] for i in rng.permutation(len(_INVENTED))]
    common = [_COMMON[i] for i in rng.permutation(len(_COMMON))]
    accented, two_words = (pool[int(rng.integers(len(pool)))] for pool in (_ACCENTED, _TWO_WORDS))
    names = [invented[0], accented, two_words, common[0], pair[0], common[1], invented[1], pair[1], common[2],
             invented[2], common[3]]  # fmt: skip
    return [_series(k, name, who, rng) for k, (name, who) in enumerate(zip(names, people(rng, 11), strict=True))]


def _series(k: int, name: str, designer: str, rng: np.random.Generator) -> Series:
    look = _LOOKS[k]
    pool = _SIZES[look]
    most = 2 if PAGES[k] == 2 else min(len(pool), 3)
    sizes = [pool[i] + " cm" for i in sorted(rng.permutation(len(pool))[: int(rng.integers(2, most + 1))])]
    palette = _PALETTES.get(look, tuple(COLOURS))
    count = 4 if PAGES[k] == 2 else int(rng.integers(4, 7))
    colours = [palette[i].capitalize() for i in rng.permutation(len(palette))[:count]]
    thin = {"mosaic": ["6 mm"], "plain": ["7.5 mm"], "linen": ["8.5 mm"]}.get(
        look, [["9 mm"], ["9.5 mm", "20 mm"], ["10 mm"]][k % 3]
    )
    finishes = list(_FINISHES[look])[: int(rng.integers(2, len(_FINISHES[look]) + 1))]
    priced = k % 3 != 1
    prefix = name.upper().replace(" ", "").replace("É", "E").replace("Ê", "E").replace("Û", "U")[:2]
    articles, number = [], 100 + int(rng.integers(40)) * 10
    base_price = float(rng.integers(38, 96))
    for colour in colours:
        for size in sizes:
            number += int(rng.integers(1, 4))
            price = f"€ {base_price + 0.9 + 7 * sizes.index(size):.2f}" if priced else ""
            finish = finishes[number % len(finishes)]
            articles.append(Article(f"{prefix}{k + 1:02d}-{number}", colour, finish, size, price))
    picked = [CERTIFICATES[i] for i in sorted(rng.permutation(len(CERTIFICATES))[: int(rng.integers(2, 5))])]
    return Series(
        name, SECTIONS[_SECTION_OF[k]], look, PAGES[k], designer, str(2019 + int(rng.integers(7))), sizes, thin,
        colours, finishes, _MATERIALS[look], picked, _technical(look, rng),
        [_packing(s, rng) for s in sizes], articles, priced,
        {c: texture(look, COLOURS[c.lower()], rng) for c in colours},
    )  # fmt: skip


def _technical(look: str, rng: np.random.Generator) -> list[tuple[str, str, str, str]]:
    porcelain = look in ("marble", "stone", "concrete", "terrazzo", "wood")
    rows = [
        ("Water absorption", "EN ISO 10545-3", "≤ 0.1" if porcelain else "≤ 10", "%"),
        ("Breaking strength", "EN ISO 10545-4", f"≥ {int(rng.integers(13, 24)) * 100 if porcelain else 600}", "N"),
        ("Modulus of rupture", "EN ISO 10545-4", f"≥ {int(rng.integers(35, 48)) if porcelain else 15}", "N/mm²"),
        (
            "Resistance to surface abrasion",
            "EN ISO 10545-7",
            f"PEI {int(rng.integers(3, 6)) if porcelain else 2}",
            "class",
        ),
        ("Resistance to stains", "EN ISO 10545-14", f"{int(rng.integers(4, 6))}", "class"),
        ("Thermal expansion", "EN ISO 10545-8", f"{rng.uniform(6.1, 7.4):.1f}", "µm/(m·K)"),
    ]
    if porcelain:
        rows.append(("Frost resistance", "EN ISO 10545-12", "resistant", "–"))
        rows.append(("Slip resistance, shod", "DIN 51130", f"R{int(rng.integers(9, 12))}", "group"))
        rows.append(("Slip resistance, barefoot", "DIN 51097", "ABC"[int(rng.integers(3))], "group"))
    return rows


def _packing(size: str, rng: np.random.Generator) -> tuple[str, str, str, str, str]:
    width, height = (float(side) for side in size.removesuffix(" cm").split("×"))
    area = width * height / 10_000
    pieces = max(1, min(50, round(1.3 / area)))
    per_box = pieces * area
    return (size, str(pieces), f"{per_box:.2f}", f"{per_box * rng.uniform(19, 24):.1f}", str(int(rng.integers(20, 60))))
