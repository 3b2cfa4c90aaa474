"""One brain for all that Tessera asks: products and facts from a catalogue's truth, pictures from nothing, and the
seconds that the monolith's models took.
"""

from pathlib import Path

from tests.wire.behaviour import Asked
from tests.wire.knowing import Knowing

SECONDS = {"products": 20.0, "facts": 20.0, "pictures": 2.0, "embedding": 1.0}
"""Index scan, a product, an image, a batch of embeddings: what they took in the monolith (issue 6)."""


class AllKnowing:
    """Answers every question of a document whose `truth` it knows."""

    def __init__(self, truth: Path) -> None:
        self._knowing = Knowing(truth)

    def __call__(self, asked: Asked) -> object:
        if capability(asked) != "pictures":
            return self._knowing(asked)
        return {
            "pictures": [
                {
                    "number": number,
                    "material": "porcelain stoneware",
                    "confidence": 0.8,
                    "finish": "matt",
                    "description": "A tile.",
                }
                for number, _ in enumerate(asked.pictures, start=1)
            ]
        }


def capability(asked: Asked | None) -> str:
    """What is asked: products, facts, pictures or an embedding."""
    if asked is None:
        return "embedding"
    return str(next(iter(asked.schema["properties"])))


def seconds(asked: Asked | None, scale: float = 1.0) -> float:
    """How long the monolith's model took; of pictures, each."""
    what = capability(asked)
    pictures = len(asked.pictures) if asked is not None and what == "pictures" else 1
    return SECONDS[what] * pictures * scale
