"""Sample catalogues: PDFs made from a seed, each with its ground truth beside it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from samples import tiles71
from samples.truth import Truth

VARIANTS: dict[str, Callable[[Path, int], Truth]] = {
    "tiles-71": tiles71.build,
}
"""The layouts by name; each writes a PDF to a path from a seed and returns what is in it."""


@dataclass(frozen=True)
class Sample:
    """The three files of a generated catalogue."""

    pdf: Path
    labels: Path
    truth: Path


def generate(variant: str, out: Path, seed: int = 7) -> Sample:
    """Write `variant`'s PDF, labels (`.json`) and full truth (`.truth.json`) into the folder `out`.

    The same variant and seed give the same bytes. Raises ValueError for a variant that is not in VARIANTS.
    """
    if variant not in VARIANTS:
        raise ValueError(f"there is no sample catalogue {variant!r}; there are {', '.join(VARIANTS)}")
    out.mkdir(parents=True, exist_ok=True)
    sample = Sample(*(out / f"{variant}{ending}" for ending in (".pdf", ".json", ".truth.json")))
    VARIANTS[variant](sample.pdf, seed).write(sample.labels, sample.truth)
    return sample
