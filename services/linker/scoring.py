"""From components to one relevancy, 0-1.

A link with a product is the weighted mean of the components that are there; one that is missing (None) says nothing
and leaves its weight to the others. The page is never missing, and it is the gate: off a product's pages an image or
chunk is linked only when its own words name the product, and then at most with `Weights.off_page`. That is so little
that the same evidence always scores at least as much on the page, whatever else is missing or speaks against it.
"""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, NonNegativeFloat, PositiveFloat

Components = Mapping[str, float | None]


class Weights(BaseModel):
    """Between a product and an image or chunk; only their proportions matter."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    page: PositiveFloat = 6  # how much of it lies on the product's pages, shared with the other products there
    name: PositiveFloat = 12  # caption or text names the product (or, less, one of its values)
    code: PositiveFloat = 12  # it prints one of the product's codes
    nearness: NonNegativeFloat = 3  # distance to what the page prints of the product, against the other products
    order: NonNegativeFloat = 4  # a text follows the product's name; a picture is where the page has its pictures
    facts: NonNegativeFloat = 2  # share of the product's facts that its words repeat, against the other products

    @property
    def off_page(self) -> float:
        """Most that a link off the product's pages can score: what its naming alone must weigh on the page."""
        everything = self.page + self.name + self.code + self.nearness + self.order + self.facts
        return min(self.name, self.code) / everything


class PairWeights(BaseModel):
    """Between an image and a chunk on the same page; only their proportions matter."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    nearness: PositiveFloat = 3  # distance on the page
    caption: NonNegativeFloat = 3  # share of the caption's words that the chunk has too
    product: NonNegativeFloat = 4  # both belong to the same product


def product_score(components: Components, weights: Weights) -> float:
    """Of an image or chunk with a product. `components` has a value in 0-1 or None by the names of Weights."""
    if components["page"]:
        return _mean(components, weights.model_dump())
    named = {kind: components[kind] for kind in ("name", "code")}
    if not any(named.values()):
        return 0.0
    return weights.off_page * _mean(named, weights.model_dump())


def pair_score(components: Components, weights: PairWeights) -> float:
    """Of an image with a chunk of the same page."""
    return _mean(components, weights.model_dump())


def _mean(components: Components, weights: Mapping[str, float]) -> float:
    there = {kind: value for kind, value in components.items() if value is not None and weights[kind] > 0}
    total = sum(weights[kind] for kind in there)
    return sum(weights[kind] * value for kind, value in there.items()) / total if total else 0.0
