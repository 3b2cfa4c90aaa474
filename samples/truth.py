"""What a generated catalogue really holds: pages, products, facts and images, and how that is written as JSON."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

SINGLE = {"designer", "collection", "family", "warranty", "weight", "origin", "year", "description"}
"""Metadata keys of which a product has one value; every other key holds a list."""

Box = tuple[float, float, float, float]
Value = str | dict[str, str]


@dataclass(frozen=True)
class Fact:
    """One value as it is printed: `value` is the words on the page, or for a table row its cells by column."""

    product: str
    key: str
    value: Value
    page: int


@dataclass(frozen=True)
class ImageTruth:
    """A picture as placed. `box` is x0, y0, x1, y1 in points from the top left of the page as displayed."""

    page: int
    box: Box
    role: str
    product: str | None = None
    caption: str | None = None


@dataclass
class PageTruth:
    """`page` counts from 1 in the PDF; `printed` is the page number as printed, None where there is none; of two
    printed pages side by side, both numbers with | between them. `drawn` says what its words are: text, a scan or
    outlines; and `words` what is printed then, line by line.
    """

    page: int
    kind: str
    printed: str | None = None
    products: list[str] = field(default_factory=list)
    drawn: str = "text"
    words: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Misprint:
    """An entry that the index prints with a wrong number, and the PDF page where its product begins."""

    entry: str
    number: int
    page: int


@dataclass
class Truth:
    """Everything known about one catalogue."""

    variant: str
    seed: int
    language: str
    title: str
    pages: list[PageTruth] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    images: list[ImageTruth] = field(default_factory=list)
    misprints: list[Misprint] = field(default_factory=list)
    certificates: list[dict[str, Any]] = field(default_factory=list)
    namesakes: dict[str, str] = field(default_factory=dict)
    """What is printed for products that share their name with another."""

    def namesake(self, name: str, section: str) -> str:
        """What to call a product here, whose name `section` tells apart from another's."""
        called = f"{name} ({section})"
        self.namesakes[called] = name
        return called

    def products(self) -> list[str]:
        """Product names, or what tells namesakes apart, in the order of their first page."""
        return list(dict.fromkeys(name for page in self.pages for name in page.products))

    def labels(self) -> list[dict[str, Any]]:
        """The products as ../shared/tools/score_products.py reads them: name, pages, metadata."""
        return [
            {
                "name": self.namesakes.get(name, name),
                "pages": [page.page for page in self.pages if name in page.products],
                "metadata": self._metadata(name),
            }
            for name in self.products()
        ]

    def _metadata(self, product: str) -> dict[str, Any]:
        found: dict[str, list[Value]] = {}
        for fact in self.facts:
            if fact.product == product and fact.value not in found.setdefault(fact.key, []):
                found[fact.key].append(fact.value)
        for key in SINGLE & found.keys():
            if len(found[key]) > 1:
                raise ValueError(f"{product} has {len(found[key])} values for {key}: {found[key]}")
        return {key: values[0] if key in SINGLE else values for key, values in found.items()}

    def write(self, labels: Path, truth: Path) -> None:
        """Write the label list and the fuller truth, as indented UTF-8 JSON."""
        whole = asdict(self) | {
            "counts": {
                "pages": len(self.pages),
                "products": len(self.products()),
                "product_pages": sum(bool(page.products) for page in self.pages),
                "facts": len(self.facts),
                "images": len(self.images),
                "certificates": len(self.certificates),
            }
        }
        for path, content in ((labels, self.labels()), (truth, whole)):
            path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
