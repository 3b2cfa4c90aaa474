"""The document's confidence score, 0-1.

The weighted mean of four shares, each 0-1; one that does not apply (no facts, no pictures) leaves its weight to the
others. A document in which no product was found scores 0: there is nothing to be confident of.

    0.4  facts     that the page they name bears out
    0.3  products  that have at least one page and one fact
    0.2  pictures  of products (no logos, ornaments, …) that are linked to one
    0.1  text      mean confidence of the pages' text: 1 where the PDF has it, what OCR says of itself elsewhere
"""

from dataclasses import asdict, dataclass

WEIGHTS = {"facts": 0.4, "products": 0.3, "pictures": 0.2, "text": 0.1}


@dataclass(frozen=True)
class Shares:
    """The four parts; None where there is nothing to take a share of."""

    facts: float | None
    products: float | None
    pictures: float | None
    text: float | None


def share(part: float, of: float) -> float | None:
    """`part` of `of`, None of nothing."""
    return part / of if of else None


def score(shares: Shares) -> float:
    """The confidence score, to four digits."""
    if shares.products is None:
        return 0.0
    there: dict[str, float] = {name: value for name, value in asdict(shares).items() if value is not None}
    weighed = sum(WEIGHTS[name] * value for name, value in there.items())
    return round(weighed / sum(WEIGHTS[name] for name in there), 4)
