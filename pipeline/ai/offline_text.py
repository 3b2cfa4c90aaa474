"""Text as a vector without a model: hashed words, pairs of words and pieces of words. Pure, and imports nothing heavy.

The hashing trick (Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", 2009): each feature adds to
one of the vector's places, with a sign, both from its hash. Pieces of words make spelling variants, inflected forms and
compounds alike. Why not scikit-learn's HashingVectorizer: docs/adr/0003-markdown.md.
"""

import math
import sys
import zlib
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.ids import normalise_name

DIMENSIONS = 1536
"""As many as OpenAI's text-embedding-3-small."""
PAIR, PIECE = 0.5, 0.3
"""Weights of a pair of words and of a piece of a word; a word's is 1."""
PIECES, IDEOGRAPHIC_PIECES = (3, 4, 5), (1, 2, 3)
"""Lengths of pieces in characters; in scripts without spaces a word is short."""


def embed(texts: Sequence[str]) -> list[bytes]:
    """Vectors of `texts`: DIMENSIONS little-endian float32 each, of length 1. Equal texts give equal bytes, on every
    machine.
    """
    return [_vector(text) for text in texts]


def _vector(text: str) -> bytes:
    sums = [0.0] * DIMENSIONS
    for feature, count in Counter(_features(text)).items():
        weight = math.sqrt(count) * {" ": PAIR, "#": PIECE}.get(feature[0], 1.0)
        hashed = zlib.crc32(feature.encode())
        sums[hashed % DIMENSIONS] += weight if hashed >> 31 else -weight
    length = math.sqrt(math.fsum(value * value for value in sums)) or 1.0
    vector = array("f", [value / length for value in sums])
    if sys.byteorder == "big":
        vector.byteswap()
    return vector.tobytes()


def _features(text: str) -> Iterator[str]:
    """Words as they are, pairs after a space, pieces after a '#'; a text without a letter or digit as a whole."""
    words = normalise_name(text).split()
    if not words:
        yield f"!{text}"
    yield from words
    yield from (f" {left} {right}" for left, right in pairwise(words))
    for word in words:
        ended = f" {word} "
        for length in IDEOGRAPHIC_PIECES if max(word) >= "\u2e80" else PIECES:
            yield from (f"#{ended[i : i + length]}" for i in range(max(1, len(ended) - length + 1)))
