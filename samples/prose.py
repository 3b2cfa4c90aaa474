"""Invented catalogue prose in ten languages, and invented people."""

import numpy as np

from samples.phrases import PHRASES

_NAMES = ("Ada", "Tomás", "Irene", "Matteo", "Klara", "Bruno", "Sofie", "Henrik", "Léa", "Marta", "Ivo", "Nora")
_SURNAMES = (
    "Lindqvist", "Ferrante", "Okafor", "Brandt", "Delacroix", "Moretti", "Halloran", "Szabo", "Ibarra", "Vestergaard",
    "Quintero", "Bellandi", "Aubert", "Norrby",
)  # fmt: skip


def sentences(rng: np.random.Generator, count: int, language: str = "en") -> str:
    """`count` sentences in a language of PHRASES; openings repeat only when there are more sentences than openings."""
    openings, middles, closings = ([group[i] for i in rng.permutation(len(group))] for group in PHRASES[language])
    size = len(openings)
    return " ".join(  # each round pairs the halves anew
        f"{openings[k % size]}, {middles[(k + k // size) % size]} {closings[(k + 2 * (k // size)) % size]}"
        for k in range(count)
    )


def people(rng: np.random.Generator, count: int) -> list[str]:
    """Full names, all different."""
    surnames = [_SURNAMES[i] for i in rng.permutation(len(_SURNAMES))[:count]]
    return [f"{_NAMES[int(i)]} {surname}" for i, surname in zip(rng.permutation(len(_NAMES)), surnames, strict=False)]
