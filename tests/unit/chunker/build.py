"""Pages and catalogues made by hand."""

import hashlib
from collections.abc import Mapping, Sequence
from uuid import UUID

from pipeline.artefacts import Catalogue, Line, Page, PageKind, PlannedPage, Product
from pipeline.ids import product_id

DOCUMENT = UUID("0d3f6a52-5f0e-5c57-8f0a-2f7a4c1f9b10")


def line(
    text: str, x: float = 50, y: float = 100, *, size: float = 10, block: int = 0, bold: bool = False, width: float = 0
) -> Line:
    """A line whose box starts at (x, y); half its size wide a letter unless `width` says otherwise."""
    box = (x, y, x + (width or len(text) * size / 2), y + size)
    return Line(text=text, box=box, size=size, block=block, bold=bold)


def page(number: int, *lines: Line) -> Page:
    text = "\n".join(line.text for line in lines)
    return Page(number=number, width=595, height=842, key=hashlib.sha256(text.encode()).hexdigest(), lines=lines)


def said(number: int, *texts: str) -> Page:
    """A page of paragraphs, a block each."""
    return page(number, *(line(text, y=50 + 20 * i, block=i) for i, text in enumerate(texts)))


def row(y: float, *cells: str, block: int, xs: Sequence[float] = (50, 200, 350)) -> list[Line]:
    """A table's row, drawn as one block."""
    return [line(cell, x=x, y=y, block=block) for x, cell in zip(xs, cells, strict=False)]


def catalogue(
    products: Mapping[str, Sequence[int]], pages: int, *, left_out: Sequence[int] = (), kind: PageKind = "text"
) -> Catalogue:
    """Products with their pages; every page is planned but those `left_out`."""
    ids = {name: product_id(DOCUMENT, name) for name in products}
    plan = []
    for number in range(1, pages + 1):
        here = tuple(ids[name] for name, on in products.items() if number in on)
        plan.append(
            PlannedPage(
                number=number,
                kind="product" if here else kind,
                include=number not in left_out,
                reason="not a product's page" if number in left_out else "",
                products=here,
            )
        )
    made = tuple(Product(product_id=ids[name], name=name, pages=tuple(on)) for name, on in products.items())
    return Catalogue(page_count=pages, products=made, plan=tuple(plan))
