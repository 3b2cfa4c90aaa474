"""The open fonts the sample catalogues are set in (SIL OFL, from PyPI, so nothing is fetched at run time)."""

from dataclasses import dataclass
from functools import cache

from font_source_sans_pro import font_files_ttf as sans_files  # type: ignore[import-untyped]
from font_source_serif_pro import font_files_ttf as serif_files  # type: ignore[import-untyped]
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont


@dataclass(frozen=True)
class Face:
    """Four fonts that are set together, by the names reportlab knows them by."""

    regular: str
    bold: str
    italic: str
    light: str


_FILES: dict[str, str] = {}


def file_of(font: str) -> str:
    """The file of a font by the name reportlab knows it by. Raises KeyError for one of the standard fourteen."""
    return _FILES[font]


@cache
def sans() -> Face:
    """Source Sans: covers all six languages of the samples."""
    return _register("SourceSansPro", sans_files)


@cache
def serif() -> Face:
    """Source Serif: covers all six languages of the samples."""
    return _register("SourceSerifPro", serif_files)


def helvetica() -> Face:
    """The standard Helvetica, not embedded: Western European letters only."""
    return Face("Helvetica", "Helvetica-Bold", "Helvetica-Oblique", "Helvetica")


def times() -> Face:
    """The standard Times, not embedded: Western European letters only."""
    return Face("Times-Roman", "Times-Bold", "Times-Italic", "Times-Roman")


def _register(family: str, files: dict[str, str]) -> Face:
    # the package keys its files by "SourceSansProIt" and so on, but "SourceSansPro" for the regular cut
    for cut in ("", "Bold", "It", "Light"):
        pdfmetrics.registerFont(TTFont(family + cut, files[family + cut]))
        _FILES[family + cut] = files[family + cut]
    return Face(family, f"{family}Bold", f"{family}It", f"{family}Light")
