"""Colours, textures and quality of a picture, measured on its thumbnail. Imported in the sandbox only."""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from skimage.color import rgb2lab
from skimage.feature import graycomatrix, graycoprops

from pipeline.ai.images import Colour, ImageAnalysis, ImageInput, Quality, Texture
from pipeline.ai.offline_images_pixels import Floats, binary_patterns, foreground, pattern, read, resized

NAMES = {
    "white": "#fbfbf9", "ivory": "#f1ead6", "cream": "#e9dcb9", "beige": "#d4c2a0", "sand": "#c3a878",
    "greige": "#bdb2a5", "taupe": "#8f8072", "light grey": "#cfcfcd", "grey": "#9b9b9b", "dark grey": "#666769",
    "anthracite": "#3e4145", "black": "#151515", "light brown": "#a9845c", "brown": "#75502f",
    "dark brown": "#432d20", "terracotta": "#b9684a", "rust": "#8c4526", "copper": "#b87a52", "ochre": "#bd8a2b",
    "gold": "#d6ac3c", "yellow": "#f1d23c", "orange": "#ec8422", "red": "#c8202c", "burgundy": "#6d1f2d",
    "pink": "#e9a9b7", "magenta": "#c12a7c", "purple": "#6e3a86", "lilac": "#b8a0cd", "navy": "#1e2a52",
    "blue": "#2c5aa8", "light blue": "#a2c4de", "petrol": "#1f5560", "turquoise": "#35a9a9", "mint": "#b4dcc6",
    "sage": "#9aa68c", "olive": "#70703a", "green": "#3f8a45", "light green": "#9cc86a", "dark green": "#1f4a30",
}  # fmt: skip
"""Colour words of catalogues, with what is commonly meant by them (sRGB)."""
MIN_SHARE = 0.04
WEIGHTS = {"resolution": 0.3, "sharpness": 0.3, "contrast": 0.2, "exposure": 0.2}


def analyse(image: ImageInput) -> ImageAnalysis:
    """Everything that the pixels say without a model."""
    pixels = read(image.thumbnail)
    lab = resized(pixels, 48, 48)
    flat = pattern(pixels, 128)
    light = resized(pixels, 96, 96)[..., 0]
    measures = _texture_measures(flat, light)
    return ImageAnalysis(
        colours=tuple(_colours(lab)),
        textures=tuple(_textures(measures)),
        quality=_quality(image, light),
        measures={name: round(value, 4) for name, value in measures.items()},
    )


@cache
def _named() -> Floats:
    values = [[int(code[i : i + 2], 16) / 255 for i in (1, 3, 5)] for code in NAMES.values()]
    lab: Floats = rgb2lab(np.array([values]))[0]
    return lab


def _colours(lab: Floats) -> list[Colour]:
    """The named colours nearest (CIE76) to the pixels, with their share and their pixels' mean; most frequent first."""
    pixels = lab[foreground(lab)]
    names = _named()
    # |p - n|² less |p|², which is the same for every name
    nearest = ((names**2).sum(axis=1) - 2 * pixels @ names.T).argmin(axis=1)
    found = []
    for index in np.unique(nearest):
        mine = pixels[nearest == index]
        share = len(mine) / len(pixels)
        if share >= MIN_SHARE:
            lightness, a, b = (round(float(value), 1) for value in mine.mean(axis=0))
            found.append(Colour(name=list(NAMES)[index], share=round(share, 3), lab=(lightness, a, b)))
    return sorted(found, key=lambda colour: -colour.share)


def _texture_measures(flat: Floats, light: Floats) -> dict[str, float]:
    """Haralick's measures of the grey-level co-occurrence (mean of four directions, 32 levels), entropy (bits) of the
    local binary patterns and of the lightness, direction of the lines (degrees clockwise from across) with its
    coherence 0-1 (structure tensor), period (how well the pattern repeats; from 1 very well), spread (standard
    deviation of L*).
    """
    levels = np.clip(flat * 5 + 16, 0, 31).astype(np.uint8)
    angles = [0, np.pi / 4, np.pi / 2, 3 * np.pi / 4]
    pairs = graycomatrix(levels, [1, 4], angles, levels=32, symmetric=True, normed=True)  # type: ignore[no-untyped-call]
    measures = {
        f"glcm_{name}_{distance}": float(graycoprops(pairs, name)[row].mean())  # type: ignore[no-untyped-call]
        for name in ("contrast", "homogeneity", "energy", "correlation")
        for row, distance in enumerate((1, 4))
    }
    measures["lbp_entropy"] = _entropy(binary_patterns(levels, 1, "uniform"))
    measures["entropy"] = _entropy(levels.ravel().astype(np.intp))
    down, across = np.gradient(flat)
    yy, xx, xy = (down**2).mean(), (across**2).mean(), (down * across).mean()
    energy = yy + xx
    measures["coherence"] = float(np.hypot(xx - yy, 2 * xy) / energy) if energy > 0 else 0.0
    # lines run at right angles to the gradient
    measures["direction"] = float((np.degrees(np.arctan2(2 * xy, xx - yy)) / 2 + 90) % 180) if energy > 0 else 0.0
    measures["period"] = _period(flat)
    measures["spread"] = float(light.std())
    return measures


def _entropy(codes: NDArray[np.intp]) -> float:
    """Shannon entropy in bits."""
    shares = np.bincount(codes) / len(codes)
    return float(-(shares[shares > 0] * np.log2(shares[shares > 0])).sum())


def _period(flat: Floats) -> float:
    """Highest autocorrelation away from the middle's own peak: near 1 for stripes and grids, near 0 for noise."""
    correlation = np.fft.fftshift(np.fft.ifft2(np.abs(np.fft.fft2(flat)) ** 2).real) / flat.size
    middle = len(flat) // 2
    lags = [correlation[middle, middle + 4 : middle + 56], correlation[middle + 4 : middle + 56, middle]]
    # only what rises again after it fell counts: a slow gradient falls and stays
    return float(max(0.0, *(np.max(lag - np.minimum.accumulate(lag)) for lag in lags)))


def _textures(measures: dict[str, float]) -> list[Texture]:
    """Words for the measures; thresholds set on generated surfaces (tests/unit/ai)."""
    spread = measures["spread"]
    if spread < 1.6:
        return [Texture(name="plain", strength=round(1 - spread / 3.2, 2))]
    fineness = min(1.0, measures["glcm_contrast_1"] / 25)
    strengths = {
        "striped": (measures["coherence"] - 0.35) / 0.55,
        "regular": (measures["period"] - 0.6) / 0.6,
        "fine": (fineness - 0.45) / 0.5,
        "coarse": (0.3 - fineness) / 0.3,
        "contrasted": (spread - 14) / 16,
    }
    found = [
        Texture(name=name, strength=round(min(1.0, value), 2)) for name, value in strengths.items() if value >= 0.1
    ]
    return sorted(found, key=lambda texture: -texture.strength) or [Texture(name="mottled", strength=0.5)]


def _quality(image: ImageInput, light: Floats) -> Quality:
    """Resolution (1 from 800 pixels on the shorter side), sharpness as measured at full size, contrast (1 from 60 L*
    between the 2nd and 98th percentile), exposure (share neither black nor blown out, an empty background aside).
    """
    low, high = (float(value) for value in np.percentile(light, (2, 98)))
    lab = np.stack([light, np.zeros_like(light), np.zeros_like(light)], axis=-1)
    subject = light[foreground(lab)]
    parts = {
        "resolution": min(1.0, min(image.width, image.height) / 800),
        "sharpness": image.sharpness,
        "contrast": min(1.0, (high - low) / 60),
        "exposure": float(1 - ((subject < 3) | (subject > 98.5)).mean()),
    }
    score = sum(WEIGHTS[name] * value for name, value in parts.items())
    return Quality(score=round(score, 3), parts={name: round(value, 3) for name, value in parts.items()})
