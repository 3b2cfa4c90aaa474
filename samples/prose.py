"""Invented English catalogue prose, put together from halves of sentences."""

import numpy as np

_OPENINGS = (
    "Born from a walk along the quarry at dusk", "Drawn by hand and pressed in a single gesture",
    "Quiet at first sight and generous with time", "Made for floors that are lived on barefoot",
    "The kiln decides the last tenth of every shade", "A surface that holds the light of the morning",
    "Between the workshop and the landscape", "Where a wall meets a floor without a threshold",
    "Our oldest moulds were taken from the archive", "Nothing here is repeated in the same way twice",
)  # fmt: skip
_MIDDLES = (
    "the collection brings calm to large rooms", "each piece carries its own faint drawing",
    "the tones were matched to plaster, oak and brushed steel",
    "it moves from kitchen to terrace without changing its voice",
    "the edges are rectified so that joints all but vanish", "the relief can be felt before it is seen",
    "it answers the needs of hotels as well as of homes", "the depth comes from three layers of glaze",
    "it keeps its colour in full sun", "it was tested for two winters in the mountains",
)  # fmt: skip
_CLOSINGS = (
    "and grows finer under artificial light.", "without asking for special care.", "even in a small bathroom.",
    "and pairs with bare concrete or linen curtains.", "as architects had long asked of us.",
    "with a warmth that photographs only suggest.", "and leaves the rest to those who live with it.",
    "so that renovation takes days rather than weeks.", "as it did in our own offices.",
    "from the entrance to the pool.",
)  # fmt: skip
_NAMES = ("Ada", "Tomás", "Irene", "Matteo", "Klara", "Bruno", "Sofie", "Henrik", "Léa", "Marta", "Ivo", "Nora")
_SURNAMES = (
    "Lindqvist", "Ferrante", "Okafor", "Brandt", "Delacroix", "Moretti", "Halloran", "Szabo", "Ibarra", "Vestergaard",
    "Quintero", "Bellandi", "Aubert", "Norrby",
)  # fmt: skip


def sentences(rng: np.random.Generator, count: int) -> str:
    """`count` sentences, no two of which open alike."""
    parts = [[group[i] for i in rng.permutation(len(group))] for group in (_OPENINGS, _MIDDLES, _CLOSINGS)]
    return " ".join(f"{parts[0][k % 10]}, {parts[1][k % 10]} {parts[2][k % 10]}" for k in range(count))


def people(rng: np.random.Generator, count: int) -> list[str]:
    """Full names, all different."""
    surnames = [_SURNAMES[i] for i in rng.permutation(len(_SURNAMES))[:count]]
    return [f"{_NAMES[int(i)]} {surname}" for i, surname in zip(rng.permutation(len(_NAMES)), surnames, strict=False)]
